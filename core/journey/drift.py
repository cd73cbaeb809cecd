"""Drifting away: how silent each customer is, measured by the gaps of those who returned."""

from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from core.arrays import Days, Floats, Mask
from core.formula import Formula
from core.history import History
from core.journey.returning import all_spells
from core.months import month_of, month_start
from core.stats.groups import quantile_within, sort_within
from core.stats.intervals import evidence, wilson
from core.stats.quantiles import quantile_of_counts

State = Literal["active", "watch", "at_risk", "drifted", "unknown"]
STATES: tuple[State, ...] = ("active", "watch", "at_risk", "drifted", "unknown")
UNKNOWN = 4

PERSONAL_FROM = 5
"""Completed gaps a customer needs for lines of her own."""

MEASURED_DAYS = 90
DRIFTED_CHOICES = (0.8, 0.9, 0.95)

FORMULAS = (
    Formula(
        "drift.lines",
        "Q50, Q80, Q90 of completed gaps; active: silence <= Q50, watch: <= Q80, "
        "at risk: <= Q90, drifted: > Q90",
        "quantile threshold practice for churn without a contract",
    ),
    Formula(
        "drift.personal_lines",
        "with 5 gaps or more: own quantile, at least half and at most twice the line of all",
        "quantile, type 7",
    ),
    Formula(
        "drift.measured",
        "of those in the state 90 days ago, the share with an occasion in (as_of - 90, as_of]",
        "share with Wilson interval",
    ),
    Formula(
        "drift.curve_chance",
        "1 - S(line + 90) / S(line) over all spells, finished or not",
        "Kaplan and Meier 1958",
    ),
    Formula(
        "drift.customers", "customers in the state; by calendar month of the last occasion", "count"
    ),
)


@dataclass(frozen=True)
class Lines:
    """The days of silence at which a state ends, for the customers as a whole.

    Attributes:
        active: Q50 of completed gaps, nan where nobody has come back yet.
        watch: Q80.
        at_risk: Q90, or the share chosen.
        n: completed gaps they are taken from.
    """

    active: float
    watch: float
    at_risk: float
    n: int


@dataclass(frozen=True, eq=False)
class Drift:
    """How silent the customers are on one day, and how many of the silent still return.

    Attributes:
        as_of: facts up to this day count.
        n: customers counted.
        lines: the pooled lines.
        states: one row per state: `state`, `customers`, `share`; what happened to those in
            the state 90 days before: `then` (customers), `returned`, `measured_chance`,
            `measured_low`, `measured_high`, `evidence`; and `curve_chance`, the chance of
            returning within 90 days from the state's first day of silence on.
        by_month: `month` (first of the month of the last occasion), `state`, `customers`.
    """

    as_of: int
    n: int
    lines: Lines
    states: pd.DataFrame = field(repr=False)
    by_month: pd.DataFrame = field(repr=False)


def drift(
    history: History,
    *,
    drifted_from: float = 0.9,
    personal: bool = True,
    who: Mask | None = None,
) -> Drift:
    """The customers by how far they have drifted, and the return chance of every state.

    Args:
        history: as of the day asked for.
        drifted_from: quantile of completed gaps beyond which a customer counts as drifted.
        personal: customers with 5 gaps or more are measured by their own.
        who: (n_customers,) mask, None = all; the lines are those of the whole shop.

    Raises:
        ValueError: `drifted_from` is none of .8, .9, .95.
    """
    if drifted_from not in DRIFTED_CHOICES:
        raise ValueError(f"drifted_from == {drifted_from}, must be in {DRIFTED_CHOICES}")
    mine = np.ones(history.n_customers, np.bool_) if who is None else who
    state = customer_states(history, drifted_from=drifted_from, personal=personal)
    lines = pooled_lines(history, drifted_from=drifted_from)
    earlier = history.at(history.as_of - MEASURED_DAYS)
    then = customer_states(earlier, drifted_from=drifted_from, personal=personal)
    frame = _states(state[mine]).assign(**_measured(history, earlier, then, mine))
    frame["curve_chance"] = _curve_chances(history, lines)
    return Drift(
        as_of=history.as_of,
        n=int(mine.sum()),
        lines=lines,
        states=frame[(frame["state"] != "unknown") | (frame["customers"] > 0)],
        by_month=_by_month(history, state, mine),
    )


def pooled_lines(history: History, *, drifted_from: float = 0.9) -> Lines:
    """The lines of the shop: quantiles of all completed gaps."""
    counts = history.gap_counts
    active, watch, at_risk = (quantile_of_counts(counts, q) for q in (0.5, 0.8, drifted_from))
    return Lines(active, watch, at_risk, int(counts.sum()))


def customer_states(
    history: History, *, drifted_from: float = 0.9, personal: bool = True
) -> npt.NDArray[np.int8]:
    """(n_customers,) place in STATES of every customer."""
    pooled = pooled_lines(history, drifted_from=drifted_from)
    silence = history.as_of - history.last_day
    if not pooled.n:
        return np.full(history.n_customers, UNKNOWN, np.int8)
    lines = np.array([pooled.active, pooled.watch, pooled.at_risk])
    state = _passed(silence, lines)
    if personal:
        often = history.occasions > PERSONAL_FROM
        own = personal_lines(history, lines, (0.5, 0.8, drifted_from))
        state[often] = _passed(silence[often], own)
    return state


def personal_lines(history: History, pooled: Floats, quantiles: tuple[float, ...]) -> Floats:
    """Lines of the customers with 5 gaps or more, from their own gaps.

    Args:
        history: as of the day asked for.
        pooled: (q,) the lines of all.
        quantiles: the shares they stand for.

    Returns:
        (q, customers with 5 gaps or more): own quantiles, kept between half and twice the
        pooled line.
    """
    often = history.occasions > PERSONAL_FROM
    shown = np.flatnonzero(history.per_occasion(often) & (history.occasion_gap >= 0))
    gaps = history.occasions[often] - 1
    group = np.repeat(np.arange(gaps.size), gaps)
    ordered, offsets = sort_within(history.occasion_gap[shown], group, gaps.size)
    own = np.stack([quantile_within(ordered, offsets, q) for q in quantiles])
    return np.clip(own, pooled[:, None] / 2, pooled[:, None] * 2)


def _passed(silence: Days, lines: Floats) -> npt.NDArray[np.int8]:
    """(n,) how many of the three (3,) or (3, n) `lines` the (n,) silences lie beyond."""
    passed = np.zeros(silence.size, np.int8)
    for line in lines:
        passed += silence > line
    return passed


def _states(state: npt.NDArray[np.int8]) -> pd.DataFrame:
    """Customers per state."""
    customers = np.bincount(state, minlength=len(STATES))
    share = customers / state.size if state.size else np.full(len(STATES), np.nan)
    return pd.DataFrame({"state": STATES, "customers": customers, "share": share})


def _measured(
    history: History, earlier: History, then: npt.NDArray[np.int8], mine: Mask
) -> dict[str, Any]:
    """What those who were in each state 90 days ago have done since."""
    if history.is_empty:
        chosen = came_back = np.zeros(0, np.bool_)
    else:
        place = np.searchsorted(history.customer, earlier.customer)
        place = np.minimum(place, history.n_customers - 1)
        still_known = history.customer[place] == earlier.customer
        chosen = still_known & mine[place]
        came_back = chosen & (history.last_day[place] > earlier.as_of)
    n = np.bincount(then[chosen], minlength=len(STATES))
    returned = np.bincount(then[came_back], minlength=len(STATES))
    low, high = wilson(returned, n)
    return {
        "then": n,
        "returned": returned,
        "measured_chance": np.where(n > 0, returned / np.maximum(n, 1), np.nan),
        "measured_low": low,
        "measured_high": high,
        "evidence": [evidence(count) for count in n.tolist()],
    }


def _curve_chances(history: History, lines: Lines) -> list[float]:
    """Chance to return within 90 days of those silent until each state begins."""
    if not lines.n:
        return [float("nan")] * len(STATES)
    curve = all_spells(history)
    begins = [0, int(lines.active), int(lines.watch), int(lines.at_risk)]
    return [*(curve.told_rate(MEASURED_DAYS, after=day).value for day in begins), float("nan")]


def _by_month(history: History, state: npt.NDArray[np.int8], mine: Mask) -> pd.DataFrame:
    """Customers by the month of their last occasion and by state."""
    month = month_of(history.last_day[mine])
    start = int(month.min()) if month.size else 0
    key = (month - start) * len(STATES) + state[mine]
    counts = np.bincount(key)
    filled = np.flatnonzero(counts)
    days = month_start(start + filled // len(STATES)).astype("datetime64[D]")
    return pd.DataFrame(
        {
            "month": days.astype("datetime64[s]"),
            "state": np.array(STATES)[filled % len(STATES)],
            "customers": counts[filled],
        }
    )
