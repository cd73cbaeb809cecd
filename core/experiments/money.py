"""Did it bring money? Cash per customer in the window, past differences taken out."""

from dataclasses import dataclass

import numpy as np

from core.arrays import Floats
from core.experiments.experiment import Experiment
from core.experiments.sizing import LEVEL
from core.experiments.tally import Assigned, occasions_between
from core.experiments.verdict import last_day
from core.history import History
from core.stats.intervals import REFERENCE_BELOW
from core.stats.means import MeanComparison, adjusted, compare_means

DAYS_BEFORE = 365
WORTHWHILE = 0.95
"""The past is taken out where it leaves at most so much of the variance."""


@dataclass(frozen=True)
class MoneyEffect:
    """Cash per customer in the window, minor units.

    Attributes:
        plain: both sides as they are.
        comparison: the one to read: with differences in the year before taken out where that
            helps, else the plain one.
        variance_factor: what the past leaves of the variance, 1 where it explains nothing.
        without_history: customers who had bought nothing in the year before.
    """

    plain: MeanComparison
    comparison: MeanComparison
    variance_factor: float
    without_history: int

    @property
    def is_adjusted(self) -> bool:
        """Past differences were taken out."""
        return self.comparison is not self.plain


def money_effect(
    history: History, experiment: Experiment, assigned: Assigned, *, level: float = LEVEL
) -> MoneyEffect | None:
    """Compare the cash of both sides, by assignment, once the verdict has fallen.

    Args:
        history: as of the day asked for.
        experiment: as it was written down.
        assigned: everybody who takes part.
        level: chance of a false alarm.

    Returns:
        The effect; None before the planned end, or with fewer than 30 on a side.
    """
    known = assigned.upto(history.as_of)
    last = last_day(experiment, known)
    if last is None or history.as_of < last + experiment.window_days:
        return None
    mine = known.upto(last)
    if min(np.count_nonzero(mine.control), np.count_nonzero(~mine.control)) < REFERENCE_BELOW:
        return None
    cash = cash_between(history, mine, 0, experiment.window_days)
    before = cash_between(history, mine, -DAYS_BEFORE, 0)
    plain = compare_means(cash, mine.control, confidence=1 - level)
    rest, factor = adjusted(cash, np.stack([before, (before > 0).astype(np.float64)]))
    better = factor <= WORTHWHILE
    return MoneyEffect(
        plain=plain,
        comparison=compare_means(rest, mine.control, confidence=1 - level) if better else plain,
        variance_factor=factor,
        without_history=int(np.count_nonzero(before <= 0)),
    )


def cash_between(history: History, assigned: Assigned, start: int, stop: int) -> Floats:
    """(n,) cash of the occasions from `start` (exclusive) to `stop` days after the assignment."""
    day = assigned.day
    first, end = occasions_between(history, assigned.customer, day + start, day + stop)
    upto = np.concatenate(([0], np.cumsum(history.occasion_cash)))
    return (upto[end] - upto[first]).astype(np.float64)
