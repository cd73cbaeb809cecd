"""What people made of the lines of past lists."""

from dataclasses import dataclass, field
from typing import Self

import numpy as np
import numpy.typing as npt

from core.arrays import Codes, Days
from core.orders import NEVER

DONE, SKIPPED, NO_ANSWER = "done", "skipped", "no_answer"
OUTCOMES = (DONE, SKIPPED, NO_ANSWER)


@dataclass(frozen=True, eq=False)
class Outcomes:
    """What people recorded, one row per line worked on; n outcomes.

    done: the customer was contacted. skipped: the line was taken off. no_answer: nobody was
    reached; the line stays, as if nothing had been recorded.

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

    customer: npt.NDArray[np.int64] = field(repr=False)
    rule: npt.NDArray[np.object_] = field(repr=False)
    order: npt.NDArray[np.int64] = field(repr=False)
    anchor_day: Days = field(repr=False)
    day: Days = field(repr=False)
    outcome: npt.NDArray[np.object_] = field(repr=False)
    channel: Codes = field(repr=False)
    folded: npt.NDArray[np.bool_] = field(repr=False)

    @classmethod
    def of(
        cls,
        customer: npt.ArrayLike = (),
        rule: npt.ArrayLike = (),
        day: npt.ArrayLike = (),
        outcome: npt.ArrayLike = (),
        **columns: npt.ArrayLike,
    ) -> Self:
        """Outcomes of which only some columns are known; without an anchor only re-entry counts.

        Raises:
            ValueError: an outcome is not in OUTCOMES.
        """
        n = np.asarray(customer).size
        plain = {"order": -1, "anchor_day": NEVER, "channel": -1, "folded": False}
        values = {name: columns.get(name, np.full(n, value)) for name, value in plain.items()}
        found = np.asarray(outcome, object)
        wrong = [name for name in found.tolist() if name not in OUTCOMES]
        if wrong:
            raise ValueError(f"outcome == {wrong[0]!r}, must be in {OUTCOMES}")
        return cls(
            customer=np.asarray(customer, np.int64),
            rule=np.asarray(rule, object),
            order=np.asarray(values["order"], np.int64),
            anchor_day=np.asarray(values["anchor_day"], np.int32),
            day=np.asarray(day, np.int32),
            outcome=found,
            channel=np.asarray(values["channel"], np.int32),
            folded=np.asarray(values["folded"], np.bool_),
        )
