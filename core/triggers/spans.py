"""From when to when something held, and the newest of dated things, asked for many at once."""

from dataclasses import dataclass
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from core.arrays import Days, Index, Mask
from core.orders import NEVER, run_starts

Places = npt.NDArray[np.integer[Any]]

ALWAYS = -(2**31) + 1
"""A day before all others."""


def stamp(person: Places, day: npt.ArrayLike) -> Index:
    """One number that sorts by person, then day."""
    return (person.astype(np.int64) << 32) + (np.asarray(day, np.int64) + 2**31)


@dataclass(frozen=True, eq=False)
class Latest:
    """The newest of dated things of each person, up to a day.

    Attributes:
        stamps: (n,) person and day, ascending.
    """

    stamps: Index

    @classmethod
    def of(cls, person: Places, day: Days) -> Self:
        """Of (n,) things in any order."""
        return cls(np.sort(stamp(person, day)))

    def row(self, person: Places, day: npt.ArrayLike) -> Index:
        """Row of the newest up to the day, -1 where there is none."""
        found = np.searchsorted(self.stamps, stamp(person, day), "right") - 1
        mine = (self.stamps[found] >> 32 == person) if self.stamps.size else found >= 0
        return np.where((found >= 0) & mine, found, -1)

    def day(self, person: Places, day: npt.ArrayLike) -> Index:
        """Its day, `ALWAYS` where there is none."""
        row = self.row(person, day)
        if not self.stamps.size:
            return np.full(row.size, ALWAYS, np.int64)
        days = (self.stamps[row] & (2**32 - 1)) - 2**31
        return np.where(row >= 0, days, ALWAYS)


@dataclass(frozen=True, eq=False)
class Spans:
    """On which days each person has something that holds: from its day until it is void.

    Attributes:
        sure: (p,) day of the person's first thing that has not become void, NEVER none.
        ended: what became void, by person and day.
        until: (e,) the latest day any of the person's things up to this one became void.
    """

    sure: Days
    ended: Latest
    until: Days

    @classmethod
    def of(cls, person: Places, day: Days, void: Days, *, people: int) -> Self:
        """Of (n,) things sorted by person and day."""
        lasting = np.flatnonzero(void == NEVER)
        first = lasting[run_starts(person[lasting])]
        sure = np.full(people, NEVER, np.int32)
        sure[person[first]] = day[first]
        ended = np.flatnonzero((void < NEVER) & (void > day))
        by_person = np.maximum.accumulate(stamp(person[ended], void[ended]))
        until = (by_person & (2**32 - 1)) - 2**31
        return cls(sure, Latest(stamp(person[ended], day[ended])), until.astype(np.int32))

    def hold(self, person: Places, day: npt.NDArray[Any]) -> Mask:
        """(n,) whether the person has something that holds on the day."""
        held = self.sure[person] <= day
        open_ = np.flatnonzero(~held) if self.until.size else np.empty(0, np.int64)
        if open_.size:
            row = self.ended.row(person[open_], day[open_])
            held[open_] = (row >= 0) & (self.until[row] > day[open_])
        return held

    def free_from(self, person: Places, day: Days) -> Days:
        """(n,) first day from `day` on on which nothing of the person holds, NEVER none."""
        free = day.copy()
        rows = np.flatnonzero(self.hold(person, free))
        while rows.size:
            who, since = person[rows], free[rows]
            row = self.ended.row(who, since)
            sure = (self.sure[who] <= since) | (row < 0)
            free[rows] = NEVER if not self.until.size else np.where(sure, NEVER, self.until[row])
            rows = rows[free[rows] < NEVER]
            rows = rows[self.hold(person[rows], free[rows])]
        return free
