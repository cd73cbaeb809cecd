"""The list of a day: one line per customer."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from core.arrays import Codes, Days
from core.triggers.belt import Belt
from core.triggers.decision import Decisions
from core.triggers.facts import Facts
from core.triggers.replay import Outcomes


@dataclass(frozen=True, eq=False)
class Due:
    """The list of a day, most urgent customer first; n lines, one per customer.

    Attributes:
        day: of the list.
        customer: (n,) customer ids.
        winner: (n,) place in decisions of what to do first.
        rank: (n,) lower goes first.
        overdue: (n,) days the winner has been late.
        limit: (n,) last day on which it may still be done.
        if_time: (n,) beyond the capacity of the day.
        line: (d,) place in customer of each decision.
        role: (d,) "now" (passed all gates today; the winner is one of them), "folded" (a lower
            gift that goes along) or "waiting" (comes up again on a later day).
        decisions: (d,) of the day: of the lines, what goes along and what waits.
    """

    day: int
    customer: npt.NDArray[np.int64]
    winner: Codes
    rank: Codes
    overdue: Days
    limit: Days
    if_time: npt.NDArray[np.bool_]
    line: Codes
    role: npt.NDArray[np.object_]
    decisions: Decisions


def due(facts: Facts, belt: Belt, day: int, outcomes: Outcomes, started: int) -> Due:
    """The list of `day` of a belt that was started on `started`.

    Equals the replay of that day, given what people made of the lists of the days before.

    Args:
        facts: of the shop, as they are known today.
        belt: the running one.
        day: days since 1970-01-01.
        outcomes: of all days; those of the day itself and later do not change its list.
        started: the first day of the belt; what was due before never comes up.
    """
    raise NotImplementedError
