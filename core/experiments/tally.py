"""What the customers of an experiment did within their window, as far as it is over."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from core.arrays import Counts, Days, Index, Mask, readonly
from core.experiments.experiment import Experiment
from core.history import History
from core.stats.proportions import Arm


@dataclass(frozen=True, eq=False)
class Assigned:
    """Who takes part since when, on which side; n customers, each once.

    Attributes:
        customer: (n,) ids.
        day: (n,) day of the assignment: the day she became eligible.
        control: (n,) kept aside; stays as it was dealt, whatever happened since.
    """

    customer: npt.NDArray[np.int64]
    day: Days
    control: Mask

    @classmethod
    def of(cls, customer: npt.ArrayLike, day: npt.ArrayLike, control: npt.ArrayLike) -> "Assigned":
        """The customers by day of assignment.

        Raises:
            ValueError: a customer takes part twice.
        """
        ids, days = np.asarray(customer, np.int64), np.asarray(day, np.int32)
        if np.unique(ids).size != ids.size:
            raise ValueError(f"customer.size == {ids.size}, must be each once")
        order = np.lexsort((ids, days))
        columns = ids[order], days[order], np.asarray(control, np.bool_)[order]
        return cls(readonly(columns[0]), readonly(columns[1]), readonly(columns[2]))

    def upto(self, day: int) -> "Assigned":
        """Those assigned by a day."""
        n = int(np.searchsorted(self.day, day, side="right"))
        return Assigned(self.customer[:n], self.day[:n], self.control[:n])


@dataclass(frozen=True)
class Tally:
    """The two sides on one day.

    Attributes:
        as_of: facts up to this day count.
        control: those kept aside whose window is over.
        treated: the others whose window is over.
        control_open: kept aside, the window still runs.
        treated_open: the others.
    """

    as_of: int
    control: Arm
    treated: Arm
    control_open: int
    treated_open: int

    @property
    def n(self) -> int:
        """Customers assigned."""
        return self.control.n + self.treated.n + self.control_open + self.treated_open


def tally(history: History, experiment: Experiment, assigned: Assigned) -> Tally:
    """Count both sides by assignment, whether or not the contact ever reached them.

    Args:
        history: as of the day asked for.
        experiment: its outcome and window.
        assigned: who takes part; those assigned after as_of are not counted.
    """
    known = assigned.upto(history.as_of)
    over = known.day + experiment.window_days <= history.as_of
    hit = outcomes(history, experiment, known) & over
    sides = {}
    for name, side in (("control", known.control), ("treated", ~known.control)):
        n, hits = int(np.count_nonzero(side & over)), int(np.count_nonzero(side & hit))
        sides[name] = Arm(n, hits)
    waiting = [int(np.count_nonzero(s & ~over)) for s in (known.control, ~known.control)]
    return Tally(history.as_of, sides["control"], sides["treated"], *waiting)


def outcomes(history: History, experiment: Experiment, assigned: Assigned) -> Mask:
    """(n,) to whom it has happened within the window, after the day of assignment."""
    start, stop = occasions_between(
        history, assigned.customer, assigned.day, assigned.day + experiment.window_days
    )
    if experiment.outcome == "bought":
        return stop > start
    upto = np.concatenate(([0], np.cumsum(history.occasion_cash)))
    return np.asarray(upto[stop] - upto[start] >= experiment.at_least) & (stop > start)


def small_wins(history: History, assigned: Assigned, *, days: int = 7) -> tuple[int, int]:
    """Contacted in the last `days`, and those of them who bought since.

    Some of them would have come anyway: this is no effect.
    """
    known = assigned.upto(history.as_of)
    lately = ~known.control & (known.day > history.as_of - days)
    until = np.full(int(lately.sum()), history.as_of, np.int32)
    start, stop = occasions_between(history, known.customer[lately], known.day[lately], until)
    return int(lately.sum()), int(np.count_nonzero(stop > start))


def occasions_between(
    history: History, customer: npt.NDArray[np.int64], after: Days, upto: Days
) -> tuple[Index, Counts]:
    """(n,) places among the occasions of each customer's in (after, upto]: from, and to before."""
    if history.is_empty:
        none = np.zeros(customer.size, np.int64)
        return none, none
    place = np.minimum(np.searchsorted(history.customer, customer), history.n_customers - 1)
    low = int(history.occasion_day.min()) - 1
    wide = int(history.as_of) - low + 1
    key = history.occasion_customer.astype(np.int64) * wide + (history.occasion_day - low)
    start, stop = (
        np.searchsorted(key, place * wide + np.clip(day - low, 0, wide - 1), side="right")
        for day in (after, upto)
    )
    known = history.customer[place] == customer
    return np.where(known, start, 0), np.where(known, np.maximum(start, stop), 0)
