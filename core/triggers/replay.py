"""The belt replayed: every contact through all gates, day by day."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from core.arrays import Codes, Days
from core.triggers.belt import Belt
from core.triggers.decision import Decisions
from core.triggers.facts import Facts
from core.triggers.reach import Meets

DONE, SKIPPED, NO_ANSWER = "done", "skipped", "no_answer"
OUTCOMES = (DONE, SKIPPED, NO_ANSWER)


@dataclass(frozen=True, eq=False)
class Outcomes:
    """What people made of the lines of past lists; n outcomes.

    done: the customer was contacted. skipped: the line was taken off. no_answer: nobody was
    reached; the line stays as if nothing had been recorded.

    Attributes:
        customer: (n,) customer ids (who the person is now).
        rule: (n,) rule ids.
        order: (n,) sequence of the order the line was about, -1 none or not there any more.
        anchor_day: (n,) the day counted from.
        day: (n,) the day it was worked on.
        outcome: (n,) names out of OUTCOMES.
        channel: (n,) place in CHANNELS, -1 unknown.
        folded: (n,) a lower gift that went along with another line.
    """

    customer: npt.NDArray[np.int64]
    rule: npt.NDArray[np.object_]
    order: npt.NDArray[np.int64]
    anchor_day: Days
    day: Days
    outcome: npt.NDArray[np.object_]
    channel: Codes
    folded: npt.NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Replay:
    """What a belt would have done.

    Attributes:
        belt: what was replayed.
        start: first day.
        end: day after the last.
        meets: whom the rules met.
        decisions: what became of them.
    """

    belt: Belt
    start: int
    end: int
    meets: Meets
    decisions: Decisions


def replay(
    facts: Facts, belt: Belt, start: int, end: int, *, outcomes: Outcomes | None = None
) -> Replay:
    """Every contact that comes up in [start, end) through all gates, as of each day.

    Nothing that was due before `start` comes up. Customers who were already on their way are
    placed where they would be: who bought two days before `start` gets the message of day 3.

    Args:
        facts: of the shop.
        belt: the rules.
        start: first day, days since 1970-01-01.
        end: the day after the last.
        outcomes: what people made of the lists; None = every line was done on its day.

    Source: D2 (the gates in this order).
    """
    raise NotImplementedError
