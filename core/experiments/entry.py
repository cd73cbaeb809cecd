"""Who takes part since when, what to expect of them, and how many there are."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from core.arrays import Days, Mask
from core.experiments.assignment import kept_aside
from core.experiments.experiment import Experiment
from core.experiments.tally import Assigned, outcomes
from core.history import History
from core.stats.proportions import Arm

YEAR = 365
MONTHS = 12

Members: TypeAlias = Callable[[History], Mask]
"""(c,) which customers of a history are in the group as of its day."""


def everybody(history: History) -> Mask:
    """All customers of a history."""
    return np.ones(history.n_customers, np.bool_)


def eligible(
    history: History, experiment: Experiment, *, today: int, members: Members = everybody
) -> tuple[npt.NDArray[np.int64], Days]:
    """Whom the experiment is for by now, and the day each came into it.

    Who is in the group on the start day comes in on that day. Of everybody, a new customer comes
    in with her first purchase; into a group, on the day the data first shows her in it, so that
    nothing she did to get there counts as its outcome.

    Args:
        history: as far as the orders are known, which may be before the start.
        experiment: who it is for, and from when on.
        today: days since 1970-01-01.
        members: the group.

    Returns:
        (n,) ids, ascending, and (n,) days.
    """
    start = experiment.start_day
    if today < start or history.is_empty:
        return np.empty(0, np.int64), np.empty(0, np.int32)
    there = _there(history, start, members)
    came = members(history) & ~there & (history.as_of >= start)
    first = np.maximum(history.first_day, start)
    seen = first if members is everybody else np.full_like(first, max(history.as_of, start))
    chosen = {"known": there, "new": came, "both": there | came}[experiment.entry]
    days = np.where(there, start, seen).astype(np.int32)
    return history.customer[chosen], days[chosen]


def _there(history: History, start: int, members: Members) -> Mask:
    """(c,) in the group on the start day; who first buys on that day is new."""
    before = history.at(min(start - 1, history.as_of))
    return np.isin(history.customer, before.customer[members(before)])


def dealt(experiment: Experiment, customer: npt.NDArray[np.int64], day: Days) -> Assigned:
    """The customers on the side that the hash deals them."""
    control = kept_aside(experiment.salt, customer.tolist(), control_bp=experiment.control_bp)
    return Assigned.of(customer, day, control)


@dataclass(frozen=True)
class Outlook:
    """What an experiment would meet, going by the shop's own past.

    Attributes:
        past: those like them whose window is over, with whom it happened without any measure.
        there: customers who could take part on the first day.
        per_month: customers who come in per month, as in the last twelve.
    """

    past: Arm
    there: int
    per_month: float

    def months(self, total: int) -> float:
        """Months until so many have come in; infinite where nobody more will."""
        missing = max(total - self.there, 0)
        if not missing:
            return 0.0
        return missing / self.per_month if self.per_month > 0 else float("inf")


def outlook(history: History, experiment: Experiment, *, members: Members = everybody) -> Outlook:
    """How an experiment of this kind would have gone so far, had nothing been tried.

    Args:
        history: as of the day asked for.
        experiment: who, outcome and window; its days are not looked at.
        members: the group.
    """
    if history.is_empty:
        return Outlook(Arm(0, 0), 0, 0.0)
    day, window = history.as_of, experiment.window_days
    year_ago = _from(history, day - YEAR)
    came = eligible(history, replace(_new(experiment), start_day=year_ago), today=day,
                    members=members)[0].size  # fmt: skip
    there = int(np.count_nonzero(members(history)))
    is_new = experiment.entry == "new"
    return Outlook(
        past=_past(history, experiment, day - window, members),
        there=0 if is_new else there,
        per_month=0.0 if experiment.entry == "known" else came / _months(day - year_ago),
    )


def _new(experiment: Experiment) -> Experiment:
    return replace(experiment, entry="new", planned_n=2, end_day=None)


def _from(history: History, day: int) -> int:
    """A day, or where the data begins later, its first day."""
    return max(day, int(history.first_day.min()))


def _months(days: int) -> float:
    return max(days, 1) * MONTHS / YEAR


def _past(history: History, experiment: Experiment, upto: int, members: Members) -> Arm:
    """Those who would have come in by a day, and with how many of them it happened since."""
    if upto < int(history.first_day.min()):
        return Arm(0, 0)
    if experiment.entry == "new" and members is everybody:
        start = _from(history, upto - YEAR)
        ids, days = eligible(
            history.at(upto), replace(_new(experiment), start_day=start), today=upto
        )
    else:
        before = history.at(upto)
        ids = before.customer[members(before)]
        days = np.full(ids.size, upto, np.int32)
    group = Assigned.of(ids, days, np.ones(ids.size, np.bool_))
    hits = outcomes(history, experiment, group) if ids.size else np.zeros(0, np.bool_)
    return Arm(int(ids.size), int(np.count_nonzero(hits)))
