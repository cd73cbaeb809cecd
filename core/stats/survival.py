"""How long until something happens, when for some it has not happened yet (Kaplan-Meier)."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from core.arrays import Counts, Floats, readonly
from core.formula import Formula
from core.stats.intervals import z_value

REPORTED_AT_RISK = 10
"""A horizon is reported while at least this many are still followed."""

FORMULAS = (
    Formula(
        "survival.rate",
        "F(h) = 1 - S(h); S(t) = prod over t_i <= t of (1 - d_i / n_i)",
        "Kaplan and Meier 1958",
    ),
    Formula(
        "survival.interval",
        "S(h) ^ exp(+-z SE / (S ln S)); SE = S sqrt(sum of d_i / (n_i (n_i - d_i)))",
        "Greenwood 1926; Kalbfleisch and Prentice 1980 (log-log scale)",
    ),
    Formula(
        "survival.conditional", "1 - S(d + h) / S(d)", "Kaplan and Meier 1958, those silent d days"
    ),
)


@dataclass(frozen=True)
class Rate:
    """The share to whom it has happened within `horizon` days, with its interval.

    Attributes:
        horizon: days.
        value: share in 0..1, nan where it cannot be told yet.
        low: lower bound, nan where it is not defined.
        high: upper bound.
        n: cases the curve (or its conditional part) starts with.
        at_risk: cases still followed at the horizon.
    """

    horizon: int
    value: float
    low: float
    high: float
    n: int
    at_risk: int


@dataclass(frozen=True, eq=False)
class Survival:
    """A Kaplan-Meier curve on whole days 0..m-1.

    Attributes:
        n: cases.
        at_risk: (m,) cases that reached the day; those censored on it count.
        events: (m,) cases to which it happened on the day.
        survival: (m,) share to whom it has not happened by the end of the day.
        variance_sum: (m,) Greenwood's running sum d / (n (n - d)).
    """

    n: int
    at_risk: Counts = field(repr=False)
    events: Counts = field(repr=False)
    survival: Floats = field(repr=False)
    variance_sum: Floats = field(repr=False)

    @property
    def standard_error(self) -> Floats:
        """(m,) Greenwood's standard error of survival."""
        with np.errstate(invalid="ignore"):
            return self.survival * np.sqrt(self.variance_sum)

    @property
    def follow_up(self) -> int:
        """The longest horizon reported: last day with at least 10 followed, -1 without one."""
        return int(np.count_nonzero(self.at_risk >= REPORTED_AT_RISK)) - 1

    def rate(self, horizon: int, *, after: int = -1, confidence: float = 0.95) -> Rate:
        """Share to whom it happens within `horizon` days, as far as anybody was followed.

        Args:
            horizon: days; counted from day 0, or from `after`.
            after: days of silence that have already passed, -1 none: the chance of those
                to whom nothing had happened by the end of that day.
            confidence: of the two-sided interval on the log-log scale.
        """
        last = horizon + max(after, 0)
        if self.n == 0 or last >= self.at_risk.size:
            return self._untold(horizon, after)
        before = self.survival[after] if after >= 0 else 1.0
        passed = self.variance_sum[after] if after >= 0 else 0.0
        left = self.survival[last] / before if before > 0 else np.nan
        spread = self.variance_sum[last] - passed if 0 < left < 1 else np.nan
        low, high = _log_log(left, spread, confidence)
        at_risk = self._at_risk(last)
        return Rate(horizon, float(1 - left), 1 - high, 1 - low, self._waiting(after), at_risk)

    def told_rate(self, horizon: int, *, after: int = -1) -> Rate:
        """The rate, missing where fewer than 10 are followed that long."""
        told = horizon + max(after, 0) <= self.follow_up
        return self.rate(horizon, after=after) if told else self._untold(horizon, after)

    def rates(self, horizons: Sequence[int]) -> list[Rate]:
        """The rates at those `horizons` up to which at least 10 were followed."""
        return [self.rate(h) for h in horizons if h <= self.follow_up]

    def day_of_share(self, share: float) -> float:
        """First day by which it has happened to `share` of all, nan if that is not reached."""
        reached = np.flatnonzero(1 - self.survival >= share - 1e-12)
        return float(reached[0]) if reached.size else float("nan")

    def _untold(self, horizon: int, after: int) -> Rate:
        """A rate that nobody was followed long enough for."""
        at_risk = self._at_risk(horizon + max(after, 0))
        return Rate(horizon, np.nan, np.nan, np.nan, self._waiting(after), at_risk)

    def _waiting(self, day: int) -> int:
        """Cases followed beyond `day`."""
        return self.n if day < 0 else self._at_risk(day + 1)

    def _at_risk(self, day: int) -> int:
        return int(self.at_risk[day]) if day < self.at_risk.size else 0


def survival(duration: npt.ArrayLike, happened: npt.ArrayLike) -> Survival:
    """The curve of cases followed for `duration` whole days.

    Args:
        duration: (n,) days until it happened, or until it was last known not to have.
        happened: (n,) False is censored: still open.

    Source: Kaplan and Meier 1958.
    """
    days, events = np.asarray(duration, np.int64), np.asarray(happened, np.bool_)
    size = int(days.max()) + 1 if days.size else 0
    happenings = np.bincount(days[events], minlength=size)
    return survival_of_counts(happenings, np.bincount(days[~events], minlength=size))


def survival_of_counts(events: Counts, censored: Counts) -> Survival:
    """The curve of cases counted by day; counts of parts of a shop may be added up.

    Events come before censorings of the same day.

    Args:
        events: (m,) cases to which it happened on day 0, 1, ...
        censored: (m,) cases last seen on that day, to which it had not happened.
    """
    leaving = events + censored
    at_risk = np.cumsum(leaving[::-1])[::-1]
    with np.errstate(invalid="ignore", divide="ignore"):
        hazard = np.where(at_risk > 0, events / at_risk, 0.0)
        spread = np.where(events > 0, events / (at_risk * (at_risk - events).astype(float)), 0.0)
    return Survival(
        n=int(leaving.sum()),
        at_risk=readonly(at_risk),
        events=readonly(events),
        survival=readonly(np.cumprod(1 - hazard)),
        variance_sum=readonly(np.cumsum(spread)),
    )


def _log_log(share: float, variance_sum: float, confidence: float) -> tuple[float, float]:
    """Interval of a survival share on the log(-log) scale, nan at the ends 0 and 1."""
    if np.isnan(variance_sum):
        return float("nan"), float("nan")
    wide = float(np.exp(z_value(confidence) * np.sqrt(variance_sum) / -np.log(share)))
    return float(share**wide), float(share ** (1 / wide))
