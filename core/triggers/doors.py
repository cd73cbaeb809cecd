"""Which ways to contact were open to whom on any day, asked for many customers at once."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from core.arrays import Codes, Days, Index, Mask
from core.consent import CHANNELS, NEED_A_YES, NO, UNKNOWN, YES, Consents, standing
from core.customers.acts import places
from core.orders import NEVER, run_starts
from core.triggers.spans import Latest, Places, stamp

EMAIL, NEWSLETTER = CHANNELS.index("email"), CHANNELS.index("newsletter")
NEEDS_YES = np.array([name in NEED_A_YES for name in CHANNELS])


@dataclass(frozen=True, eq=False)
class Doors:
    """What customers said, for questions as of any day; malls and parcels are asked elsewhere.

    Attributes:
        consents: of the shop.
        customers: (p,) ids, ascending.
        fixed_day: None = as of the day asked for; a day = always as of that one.
    """

    consents: Consents
    customers: npt.NDArray[np.int64]
    fixed_day: int | None = None

    def open(self, channel: Places, person: Places, day: Days) -> Mask:
        """(n,) whether each person may be contacted on a channel (a place in CHANNELS)."""
        if self.fixed_day is not None:
            found: Mask = self._fixed.reshape(-1)[channel * self.customers.size + person]
            return found
        allowed = ~self._erased[person] & self._said_fits(channel, person, day)
        allowed &= self._refused.reshape(-1)[channel * self.customers.size + person] > day
        letters = np.flatnonzero(allowed & (channel == NEWSLETTER))
        if letters.size:  # the newsletter is e-mail: who refuses e-mail gets none
            who, when = person[letters], day[letters]
            stopped = (self._refused[EMAIL, who] <= when) | (
                self._said(np.full(who.size, EMAIL), who, when) == NO
            )
            allowed[letters] = ~stopped
        return allowed

    def _said_fits(self, channel: Places, person: Places, day: Days) -> Mask:
        said = self._said(channel, person, day)
        fits: Mask = np.where(NEEDS_YES[channel], said == YES, said != NO)
        return fits

    @cached_property
    def _fixed(self) -> npt.NDArray[np.bool_]:
        """(channels, p) open on the fixed day."""
        nowhere = np.zeros(self.customers.size, np.bool_)
        held = standing(self.consents, self.customers, mall=nowhere, day=self.fixed_day or 0)
        return np.array([held.may(channel) for channel in CHANNELS])

    @cached_property
    def _erased(self) -> Mask:
        return np.isin(self.customers, self.consents.erased)

    @cached_property
    def _refused(self) -> npt.NDArray[np.int32]:
        """(channels, p) first day of a refusal."""
        days = np.full((len(CHANNELS), self.customers.size), NEVER, np.int32)
        place, known = places(self.customers, self.consents.out_customer)
        where = (self.consents.out_channel[known], place[known])
        np.minimum.at(days, where, self.consents.out_day[known])
        return days

    # --- the newest words

    def _said(self, channel: Places, person: Places, day: Days) -> npt.NDArray[np.int8]:
        """(n,) YES, NO or UNKNOWN, the strictest of the newest word under each key."""
        seat = channel.astype(np.int64) * self.customers.size + person
        first, state, many = self._first_words
        said = np.where(first[seat] <= day, state[seat], np.int8(UNKNOWN))
        changed = np.flatnonzero(many[seat])
        if changed.size:
            latest, states = self._words
            row = latest.row(seat[changed], day[changed])
            said[changed] = np.where(row >= 0, states[row], UNKNOWN)
        return said

    @cached_property
    def _words(self) -> tuple[Latest, npt.NDArray[np.int8]]:
        """What held after each day with a word, per seat (channel and person)."""
        c = self.consents
        place, known = places(self.customers, c.customer)
        channel = c.channel[known].astype(np.int64)
        seat, key, day = channel * self.customers.size + place[known], c.key[known], c.day[known]
        yes = c.agreed[known].astype(np.int64)
        follows = _follows(seat, key)  # by seat and key, oldest first
        before = np.where(follows, np.roll(yes, 1), 0)
        before_no = np.where(follows, 1 - np.roll(yes, 1), 0)
        order = np.argsort(stamp(seat, day), kind="stable")
        stamps = stamp(seat, day)[order]
        yeses = _running((yes - before)[order], stamps)
        noes = _running((1 - yes - before_no)[order], stamps)
        last = np.append(run_starts(stamps)[1:], True) if stamps.size else np.empty(0, np.bool_)
        states = np.select([noes > 0, yeses > 0], [NO, YES], UNKNOWN).astype(np.int8)
        return Latest(stamps[last]), states[last]

    @cached_property
    def _first_words(self) -> tuple[Days, npt.NDArray[np.int8], Mask]:
        """(seats,) day and state of the first word; (seats,) whether there are more days."""
        latest, states = self._words
        seats = len(CHANNELS) * self.customers.size
        seat = latest.stamps >> 32
        starts = np.flatnonzero(run_starts(seat))
        first = np.full(seats, NEVER, np.int32)
        state = np.full(seats, UNKNOWN, np.int8)
        first[seat[starts]] = (latest.stamps[starts] & (2**32 - 1)) - 2**31
        state[seat[starts]] = states[starts]
        return first, state, np.bincount(seat, minlength=seats) > 1


def _follows(seat: Index, key: Index) -> Mask:
    """(n,) the row before is a word of the same seat and key."""
    same = np.zeros(seat.size, np.bool_)
    np.equal(seat[1:], seat[:-1], out=same[1:])
    same[1:] &= key[1:] == key[:-1]
    return same


def _running(change: Index, stamps: Index) -> Codes:
    """(n,) running sums that begin anew with each seat."""
    total = np.cumsum(change)
    starts = np.flatnonzero(run_starts(stamps >> 32))
    sizes = np.diff(np.append(starts, stamps.size))
    return (total - np.repeat(total[starts] - change[starts], sizes)).astype(np.int32)
