"""Whom each trigger meets, before any gate, in whole columns."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from core.arrays import Codes, Days, Index
from core.triggers.belt import Belt
from core.triggers.facts import Facts


@dataclass(frozen=True, eq=False)
class Meets:
    """Contacts that come up, grouped by rule; n meets.

    Attributes:
        facts: what they were found in.
        person: (n,) place in facts.customer.
        rule: (n,) place in the rules of the belt.
        anchor_day: (n,) the day counted from.
        order: (n,) row of the order it is about in the sorted orders, -1 none.
        visit: (n,) visit it is about in the sorted orders, -1 none.
        due: (n,) the day it comes up.
    """

    facts: Facts
    person: Codes
    rule: Codes
    anchor_day: Days
    order: Codes
    visit: Codes
    due: Days

    @property
    def customer(self) -> npt.NDArray[np.int64]:
        """(n,) customer ids."""
        return self.facts.customer[self.person]

    @property
    def anchor_order(self) -> Index:
        """(n,) sequence of the order, -1 none."""
        found = self.facts.history.base.orders.sequence[self.order]
        return np.where(self.order >= 0, found, -1)


def reach(facts: Facts, belt: Belt, start: int, end: int) -> Meets:
    """Whom each rule of the belt meets with a due day in [start, end)."""
    raise NotImplementedError
