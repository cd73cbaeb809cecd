"""Coming back: what share buys again, after how many days, with those still open counted so."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field

import numpy as np
import pandas as pd

from core.arrays import Mask
from core.formula import Formula
from core.history import History
from core.journey.firsts import Firsts, counted_from, left_out
from core.journey.gaps import gap_counts
from core.stats.intervals import evidence, wilson
from core.stats.quantiles import quantile_of_counts
from core.stats.survival import Survival, survival_of_counts

HORIZONS = (30, 60, 90, 180, 365)

FORMULAS = (
    Formula(
        "returning.rate",
        "F(h) = 1 - S(h) of the days from occasion k to k+1, censored at as_of",
        "Kaplan and Meier 1958",
    ),
    Formula(
        "returning.interval",
        "S(h) ^ exp(+-1.96 SE / (S ln S)); SE = S sqrt(sum of d_i / (n_i (n_i - d_i)))",
        "Greenwood 1926; Kalbfleisch and Prentice 1980 (log-log scale)",
    ),
    Formula("returning.at_risk", "customers still followed on day h", "count"),
    Formula("returning.returned", "customers with occasion k+1 by as_of", "count"),
    Formula(
        "returning.naive",
        "occasion k+1 within h days / all who reached k; counts the newest as not returned",
        "share with Wilson interval",
    ),
    Formula(
        "returning.naive_ever",
        "customers with k+1 occasions / customers with k occasions",
        "share with Wilson interval",
    ),
    Formula("returning.half_of_returned_days", "Q50 of completed gaps k to k+1", "quantile"),
    Formula("returning.half_back_days", "first day with 1 - S >= 0.5", "Kaplan and Meier 1958"),
    Formula("returning.quarter_back_days", "first day with 1 - S >= 0.25", "Kaplan and Meier 1958"),
    Formula(
        "returning.returns", "completed gaps by length; those still open are not in it", "count"
    ),
)


@dataclass(frozen=True, eq=False)
class Returning:
    """How customers come back after their 1st, 2nd, ... occasion, as known on one day.

    Attributes:
        as_of: facts up to this day count.
        n: customers counted.
        n_left_out: customers chosen, but with the other kind of first occasion.
        curves: one per step 1..k, days from occasion k to k+1.
        rates: one row per step and horizon that can be told: `step`, `horizon` (days), `n`
            (customers who reached the step), `at_risk` (still followed at the horizon),
            `rate`, `low`, `high` (share in 0..1 by Kaplan-Meier), `naive`, `naive_low`,
            `naive_high` (share that ignores the open ones), `evidence`.
        times: one row per step: `step`, `n`, `returned`, `naive_ever`, `naive_ever_low`,
            `naive_ever_high`, `half_of_returned_days` (among those who returned only),
            `half_back_days`, `quarter_back_days` (among all, nan while not reached).
    """

    as_of: int
    n: int
    n_left_out: int
    curves: tuple[Survival, ...] = field(repr=False)
    rates: pd.DataFrame = field(repr=False)
    times: pd.DataFrame = field(repr=False)


def returning(
    history: History,
    *,
    steps: int = 5,
    horizons: Sequence[int] = HORIZONS,
    firsts: Firsts = "true",
    who: Mask | None = None,
) -> Returning:
    """Return rates of every step, beside the naive ratios, and how long coming back takes.

    Args:
        history: as of the day asked for.
        steps: highest step k (from occasion k to k+1).
        horizons: days; one is told only while at least 10 customers are followed.
        firsts: which first occasions to count from.
        who: (n_customers,) mask, None = all.
    """
    curves = step_curves(history, steps=steps, firsts=firsts, who=who)
    return Returning(
        as_of=history.as_of,
        n=int(counted_from(history, firsts=firsts, who=who).sum()),
        n_left_out=left_out(history, firsts=firsts, who=who),
        curves=curves,
        rates=_rates(curves, horizons),
        times=_times(curves),
    )


def step_curves(
    history: History, *, steps: int = 5, firsts: Firsts = "true", who: Mask | None = None
) -> tuple[Survival, ...]:
    """The curve from occasion k to k+1 for every step 1..`steps`."""
    mine = counted_from(history, firsts=firsts, who=who)
    number, gap = history.occasion_number, history.occasion_gap
    back = np.flatnonzero(history.per_occasion(mine) & (number <= steps) & (gap >= 0))
    still = mine & (history.occasions <= steps)
    silence = history.as_of - history.last_day[still]
    width = max((int(days.max()) for days in (gap[back], silence) if days.size), default=0) + 1
    events = np.bincount((number[back] - 1) * width + gap[back], minlength=steps * width)
    censored = np.bincount(
        (history.occasions[still] - 1) * width + silence, minlength=steps * width
    )
    pairs = zip(events.reshape(steps, width), censored.reshape(steps, width), strict=True)
    return tuple(survival_of_counts(*pair) for pair in pairs)


def all_spells(history: History, *, who: Mask | None = None) -> Survival:
    """The curve of the days from any occasion to the next, whatever its number."""
    last = history.last_day if who is None else history.last_day[who]
    events, censored = gap_counts(history, who=who), np.bincount(history.as_of - last)
    width = max(events.size, censored.size)
    padded = (np.pad(side, (0, width - side.size)) for side in (events, censored))
    return survival_of_counts(*padded)


def gap_histogram(
    history: History,
    *,
    step: int | None = None,
    bin_days: int = 7,
    firsts: Firsts = "true",
    who: Mask | None = None,
) -> pd.DataFrame:
    """Completed gaps by length.

    Args:
        history: as of the day asked for.
        step: only gaps from occasion `step` to the next, None = all gaps of all customers.
        bin_days: width of a bar.
        firsts: which first occasions to count from; used with `step` only.
        who: (n_customers,) mask, None = all.

    Returns:
        (b, 3): `from_day`, `to_day` (exclusive), `returns` (gaps).
    """
    if step is None:
        counts = gap_counts(history, who=who)
    else:
        mine = counted_from(history, firsts=firsts, who=who) & (history.occasions > step)
        counts = np.bincount(history.occasion_gap[history.occasion_offsets[:-1][mine] + step - 1])
    returns = (
        np.add.reduceat(counts, np.arange(0, counts.size, bin_days)) if counts.size else counts
    )
    start = np.arange(returns.size) * bin_days
    return pd.DataFrame({"from_day": start, "to_day": start + bin_days, "returns": returns})


def _rates(curves: Sequence[Survival], horizons: Sequence[int]) -> pd.DataFrame:
    """The rates of all steps, tidy."""
    rows = [
        {"step": step, **asdict(rate), "returned": int(curve.events[: rate.horizon + 1].sum())}
        for step, curve in enumerate(curves, start=1)
        for rate in curve.rates(horizons)
    ]
    names = ["step", "horizon", "n", "at_risk", "value", "low", "high", "returned"]
    frame = pd.DataFrame(rows, columns=names)
    frame = frame.rename(columns={"value": "rate"})
    returned, n = frame.pop("returned").to_numpy(np.int64), frame["n"].to_numpy(np.int64)
    low, high = wilson(returned, n)
    told = [evidence(count) for count in n.tolist()]
    return frame.assign(naive=returned / n, naive_low=low, naive_high=high, evidence=told)


def _times(curves: Sequence[Survival]) -> pd.DataFrame:
    """How long coming back takes, one row per step anybody reached."""
    rows = [
        {
            "step": step,
            "n": curve.n,
            "returned": int(curve.events.sum()),
            "half_of_returned_days": quantile_of_counts(curve.events, 0.5),
            "half_back_days": _told_day(curve, 0.5),
            "quarter_back_days": _told_day(curve, 0.25),
        }
        for step, curve in enumerate(curves, start=1)
        if curve.n
    ]
    days = ["half_of_returned_days", "half_back_days", "quarter_back_days"]
    frame = pd.DataFrame(rows, columns=["step", "n", "returned", *days])
    returned, n = frame["returned"].to_numpy(np.int64), frame["n"].to_numpy(np.int64)
    low, high = wilson(returned, n)
    frame.insert(3, "naive_ever", returned / n)
    frame.insert(4, "naive_ever_low", low)
    frame.insert(5, "naive_ever_high", high)
    return frame


def _told_day(curve: Survival, share: float) -> float:
    """First day by which `share` returned, nan while too few are followed that long."""
    day = curve.day_of_share(share)
    return day if day <= curve.follow_up else float("nan")
