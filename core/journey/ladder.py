"""The repeat ladder: of those who bought k times, who went on, who left, who is still open."""

from dataclasses import dataclass, field
from typing import Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from core.arrays import Counts, Mask
from core.formula import Formula
from core.history import History
from core.journey.firsts import Firsts, counted_from, left_out
from core.journey.gaps import gap_counts
from core.stats.quantiles import quantile_of_counts

State = Literal["went_on", "left", "open"]
STATES: tuple[State, ...] = ("went_on", "left", "open")

DEFAULT_LEFT_AFTER = 180
"""Days of silence that count as left where nobody has come back yet."""

FLOW = "purchase-flow analysis of Japanese CRM practice: went on, left, still there"

FORMULAS = (
    Formula("ladder.reached", "customers with at least k occasions by as_of", FLOW),
    Formula("ladder.went_on", "of these, occasion k+1 by as_of, whatever the gap", FLOW),
    Formula("ladder.left", "of these, none and as_of - day_k > N; can still go on", FLOW),
    Formula("ladder.open", "of these, none and as_of - day_k <= N", FLOW),
    Formula("ladder.left_after", "N = Q90 of completed gaps, rounded up", "quantile, type 7"),
)


@dataclass(frozen=True)
class LeftAfter:
    """After how many days of silence a customer counts as left.

    Attributes:
        days: N.
        n: completed gaps it is taken from, 0 where it is the default.
        as_of: day it was taken on.
    """

    days: int
    n: int
    as_of: int


@dataclass(frozen=True, eq=False)
class Ladder:
    """The three states of every step on one day.

    Attributes:
        as_of: facts up to this day count.
        n: customers on the ladder.
        n_left_out: customers chosen, but with the other kind of first occasion.
        left_after: N, days of silence.
        within: going on later than N days counts as left.
        steps: (k, 8) one row per step reached by anybody: `step`, `reached`, `went_on`,
            `left`, `open` (customers; the last three add up to reached), and
            `went_on_share`, `left_share`, `open_share` of reached.
    """

    as_of: int
    n: int
    n_left_out: int
    left_after: int
    within: bool
    steps: pd.DataFrame = field(repr=False)


def suggested_left_after(history: History, *, who: Mask | None = None) -> LeftAfter:
    """N by which nine of ten completed gaps had ended; 180 days where there is none."""
    counts = gap_counts(history, who=who)
    quantile = quantile_of_counts(counts, 0.9)
    days = DEFAULT_LEFT_AFTER if np.isnan(quantile) else max(int(np.ceil(quantile)), 1)
    return LeftAfter(days, int(counts.sum()), history.as_of)


def ladder(
    history: History,
    *,
    left_after: int | None = None,
    within: bool = False,
    steps: int = 5,
    firsts: Firsts = "true",
    who: Mask | None = None,
) -> Ladder:
    """The ladder of the customers `who`, as of the history's day.

    Args:
        history: as of the day asked for; `history.at(day)` gives the ladder of another day.
        left_after: N in days, None takes the suggestion of the whole history.
        within: count going on after more than N days as left ("within N days").
        steps: highest step shown.
        firsts: which first occasions to count from.
        who: (n_customers,) mask, None = all.

    Raises:
        ValueError: `left_after` is below 1.
    """
    if left_after is not None and left_after < 1:
        raise ValueError(f"left_after == {left_after}, must be >= 1")
    days = left_after or suggested_left_after(history).days
    mine = counted_from(history, firsts=firsts, who=who)
    return Ladder(
        as_of=history.as_of,
        n=int(mine.sum()),
        n_left_out=left_out(history, firsts=firsts, who=who),
        left_after=days,
        within=within,
        steps=_frame(_counts(history, mine, days, steps, within=within)),
    )


def occasion_states(
    history: History, left_after: int, *, within: bool = False
) -> npt.NDArray[np.int8]:
    """(m,) what followed each occasion, as a place in STATES."""
    gap = history.occasion_gap
    open_ = (gap < 0) & (history.occasion_day >= history.as_of - left_after)
    not_on = (gap < 0) | (gap > left_after) if within else gap < 0
    return not_on.view(np.int8) + open_.view(np.int8)


def customers_at(
    history: History,
    step: int,
    state: State,
    *,
    left_after: int,
    within: bool = False,
    firsts: Firsts = "true",
    who: Mask | None = None,
) -> Mask:
    """(n_customers,) the customers behind one box of the ladder.

    Args:
        history: as of the ladder's day.
        step: k, those who bought at least k times.
        state: what they did then.
        left_after: the ladder's N.
        within: as in the ladder.
        firsts: as in the ladder.
        who: as in the ladder.
    """
    states = occasion_states(history, left_after, within=within)
    box = (history.occasion_number == step) & (states == STATES.index(state))
    behind = np.zeros(history.n_customers, np.bool_)
    behind[history.occasion_customer[box]] = True
    return behind & counted_from(history, firsts=firsts, who=who)


def compare(now: Ladder, before: Ladder) -> pd.DataFrame:
    """Two ladders of different days side by side.

    Returns:
        (3k, 5): `step`, `state`, `customers`, `customers_before`, `change`.

    Raises:
        ValueError: they do not use the same N.
    """
    if now.left_after != before.left_after:
        raise ValueError(f"left_after == {before.left_after}, must be {now.left_after}")
    steps = max(len(now.steps), len(before.steps))
    boxes = pd.MultiIndex.from_product([range(1, steps + 1), STATES], names=["step", "state"])
    both = pd.DataFrame(
        {"customers": _boxes(now, boxes), "customers_before": _boxes(before, boxes)}, index=boxes
    )
    both["change"] = both["customers"] - both["customers_before"]
    return both.reset_index()


def _counts(history: History, mine: Mask, left_after: int, steps: int, *, within: bool) -> Counts:
    """(steps, 3) customers per state; only the last occasion of each is not gone on from."""
    occasions = np.minimum(history.occasions[mine], steps + 1)
    silent = history.as_of - history.last_day[mine] > left_after
    stayed, left = (
        np.bincount(some, minlength=steps + 2)[1:-1] for some in (occasions, occasions[silent])
    )
    reached = np.bincount(occasions, minlength=steps + 2)[::-1].cumsum()[::-1][1:-1]
    late = _late(history, mine, left_after, steps) if within else np.zeros(steps, np.int64)
    return np.column_stack([reached - stayed - late, left + late, stayed - left])


def _late(history: History, mine: Mask, left_after: int, steps: int) -> Counts:
    """(steps,) customers who went on only after more than N days."""
    late = history.per_occasion(mine) & (history.occasion_gap > left_after)
    return np.bincount(history.occasion_number[late], minlength=steps + 1)[1 : steps + 1]


def _boxes(side: Ladder, boxes: pd.MultiIndex) -> Counts:
    """Customers in each of the `boxes`, 0 in those of steps nobody reached."""
    long = side.steps.melt("step", list(STATES), "state").set_index(["step", "state"])
    return long["value"].reindex(boxes, fill_value=0).to_numpy(np.int64)


def _frame(counts: npt.NDArray[np.int64]) -> pd.DataFrame:
    """The steps anybody reached, from their (steps, 3) counts."""
    reached = counts.sum(axis=1)
    kept = np.flatnonzero(reached)
    columns: dict[str, npt.NDArray[np.generic]] = {"step": kept + 1, "reached": reached[kept]}
    for place, state in enumerate(STATES):
        columns[state] = counts[kept, place]
    for place, state in enumerate(STATES):
        columns[f"{state}_share"] = counts[kept, place] / reached[kept]
    return pd.DataFrame(columns)
