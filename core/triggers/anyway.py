"""Who would have bought anyway: what people met by a rule did in the shop's own past."""

from dataclasses import dataclass

import numpy as np

from core.arrays import Codes, Days, Index
from core.formula import Formula
from core.history import History
from core.stats.intervals import wilson
from core.stats.survival import Survival, survival_of_counts

FORMULAS = (
    Formula(
        "anyway.share",
        "recipients with an occasion on days 1..w after the contact / recipients whose day w "
        "lies by as_of",
        "share with Wilson interval; those still inside the window are counted apart",
    ),
)


@dataclass(frozen=True)
class Anyway:
    """What people did after the day on which they would have been written to.

    Attributes:
        bought: bought within the window.
        finished: their window is over.
        open: their window is not over yet; in none of the shares.
        share: bought / finished, nan without a finished window.
        low: of its 95 % interval.
        high: see low.
    """

    bought: int
    finished: int
    open: int
    share: float
    low: float
    high: float


@dataclass(frozen=True)
class Baseline:
    """The chance to buy within a window, for people of whom some are still open.

    Attributes:
        share: in 0..1, nan where it cannot be told yet.
        low: of its 95 % interval.
        high: see low.
        n: people it rests on.
        seen: how many people that finished their window are worth as much.
    """

    share: float
    low: float
    high: float
    n: int
    seen: float


def next_occasions(history: History, customer: Codes, day: Days) -> Index:
    """(k,) the first occasion of each customer after a day, -1 without one by as_of.

    Args:
        history: as of the day asked for.
        customer: (k,) places of customers, -1 for who has no occasion at all.
        day: (k,) an occasion on the day itself is not after it.
    """
    wide = np.int64(history.as_of + 2)
    keys = history.occasion_customer.astype(np.int64) * wide + history.occasion_day
    asked = customer.astype(np.int64) * wide + np.minimum(day, history.as_of + 1)
    found = np.searchsorted(keys, asked, side="right")
    ends = np.append(history.occasion_offsets[1:], 0)  # the last one is for place -1
    return np.where(found < ends[customer], found, -1)


def bought_anyway(history: History, customer: Codes, day: Days, *, window: int) -> Anyway:
    """The share of (k,) recipients who bought within the window; it is no effect of a message.

    Args:
        history: as of the day asked for.
        customer: (k,) places of customers.
        day: (k,) on which they would have been written to.
        window: days after it that count.
    """
    over = day.astype(np.int64) + window <= history.as_of
    customer, day = customer[over], day[over]
    later = next_occasions(history, customer, day)
    wait = history.occasion_day[later] - day
    bought = int(np.count_nonzero((later >= 0) & (wait <= window)))
    low, high = wilson([bought], [customer.size])
    share = bought / customer.size if customer.size else float("nan")
    return Anyway(
        bought, customer.size, int(np.count_nonzero(~over)), share, float(low[0]), float(high[0])
    )


def waiting(history: History, customer: Codes, day: Days) -> Survival:
    """The curve of the days from (k,) given days to the next purchase, open ones counted so.

    Args:
        history: as of the day asked for.
        customer: (k,) places of customers.
        day: (k,) days; those after as_of are left out.
    """
    past = day <= history.as_of
    customer, day = customer[past], day[past]
    later = next_occasions(history, customer, day)
    back = later >= 0
    end = np.where(back, history.occasion_day[later], history.as_of)
    wait = end - day
    width = int(wait.max()) + 1 if wait.size else 0
    return survival_of_counts(
        np.bincount(wait[back], minlength=width), np.bincount(wait[~back], minlength=width)
    )


def baseline(curve: Survival, *, after: int, window: int) -> Baseline:
    """The chance of those who waited `after` days to buy within the next `window` days.

    Args:
        curve: days to the next purchase.
        after: days of silence so far.
        window: days.
    """
    rate = curve.told_rate(window, after=after) if after else curve.told_rate(window)
    if np.isnan(rate.value):
        return Baseline(rate.value, rate.low, rate.high, rate.n, 0.0)
    last, passed = after + window, float(curve.variance_sum[after]) if after else 0.0
    spread = float(curve.variance_sum[last]) - passed
    return Baseline(rate.value, rate.low, rate.high, rate.n, _worth(rate.value, spread, rate.n))


def _worth(share: float, variance_sum: float, n: int) -> float:
    """How many finished cases would make the share as certain: Greenwood against the binomial."""
    if not 0 < share < 1 or not variance_sum > 0:
        return float(n)
    return share / ((1 - share) * variance_sum)


def spent_next(history: History, customer: Codes, day: Days) -> tuple[float, int]:
    """What the next purchase of (k,) people brought, on average.

    Returns:
        Cash in minor units, nan without a purchase; how many purchases it rests on.
    """
    later = next_occasions(history, customer, day)
    cash = history.occasion_cash[later[later >= 0]]
    return (float(cash.mean()) if cash.size else float("nan")), cash.size
