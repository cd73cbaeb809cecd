"""The orders of a shop as they were known on any day, asked for many customers at once."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from core.arrays import Amounts, Codes, Days, Index, Mask
from core.history import History
from core.orders import NEVER, SortedOrders, run_starts
from core.triggers.spans import ALWAYS, Places, Spans, stamp


@dataclass(frozen=True, eq=False)
class Past:
    """What was known when. Persons, visits and orders are places in the sorted orders.

    Attributes:
        history: facts after its `as_of` are not known yet.
        transit_days: days from shipping to arrival where a file lacks the arrival.
        packing_days: days a parcel waits after the order where a file has no shipping days.
    """

    history: History
    transit_days: int
    packing_days: int

    @property
    def base(self) -> SortedOrders:
        """The sorted orders."""
        return self.history.base

    @property
    def people(self) -> int:
        """Customers who ever ordered."""
        return self.base.ids.size

    def known(self, days: Days) -> Days:
        """Days of facts, NEVER for those that have not come."""
        if not days.size or (days[days != NEVER].max(initial=ALWAYS) <= self.history.as_of):
            return days
        return np.where(days <= self.history.as_of, days, np.int32(NEVER))

    def _void(self, day: Days, void: Days) -> Days:
        """Days things became void; what has not happened yet never held."""
        known = self.known(void)
        late = day > self.history.as_of
        return np.where(late, np.int32(ALWAYS), known) if late.any() else known

    @cached_property
    def void(self) -> Days:
        """(n,) day an order became void, NEVER while valid."""
        return self._void(self.base.orders.day, self.base.orders.void_day)

    @cached_property
    def visit_void(self) -> Days:
        """(m,) day a visit became void, NEVER while valid."""
        return self._void(self.base.visit_day, self.base.visit_void)

    @cached_property
    def visit_own(self) -> Mask:
        """(m,) the visit was on a list of the shop's own."""
        return self.base.orders.own_list[self.base.visit_head]

    @cached_property
    def _all_own(self) -> bool:
        return bool(self.base.orders.own_list.all())

    @cached_property
    def own(self) -> Spans:
        """Who has a valid order on a list of the shop's own."""
        rows = np.flatnonzero(self.base.orders.own_list)
        day, person = self.base.orders.day[rows], self.base.person[rows]
        return Spans.of(person, day, self.void[rows], people=self.people)

    @cached_property
    def bought(self) -> Spans:
        """Who has a valid occasion."""
        base = self.base
        return Spans.of(base.visit_person, base.visit_day, self.visit_void, people=self.people)

    def mall(self, person: Places, day: Days) -> Mask:
        """(n,) has bought, and nothing valid on a list of the shop's own, by the day."""
        if self._all_own:
            return np.zeros(person.size, np.bool_)
        found = ~self.own.hold(person, day)
        rows = np.flatnonzero(found)
        found[rows] = self.bought.hold(person[rows], day[rows])
        return found

    @cached_property
    def number(self) -> Codes:
        """(m,) which occasion of the customer the visit was on its own day, 0 if none."""
        base, m = self.base, self.base.visit_day.size
        if not m:
            return np.empty(0, np.int32)
        starts = np.flatnonzero(run_starts(base.visit_person))
        sizes = np.diff(np.append(starts, m))
        number = np.arange(1, m + 1, dtype=np.int32) - np.repeat(starts, sizes).astype(np.int32)
        gone = np.flatnonzero(self.visit_void < NEVER)
        if not gone.size:
            return number
        number -= self._gone_before(gone, np.repeat(starts + sizes, sizes))
        return np.where(self.visit_void > base.visit_day, number, 0).astype(np.int32)

    def _gone_before(self, gone: Index, ends: Index) -> Codes:
        """(m,) earlier visits of the customer that were void by the day of the visit."""
        base = self.base
        stamps = stamp(base.visit_person, base.visit_day)
        since = np.searchsorted(stamps, stamp(base.visit_person[gone], self.visit_void[gone]))
        since = np.minimum(np.maximum(since, gone + 1), ends[gone])
        size = stamps.size + 1
        change = np.bincount(since, minlength=size) - np.bincount(ends[gone], minlength=size)
        return np.cumsum(change)[:-1].astype(np.int32)

    def again(self, visit: Places, day: Days) -> Mask:
        """(n,) a later occasion of the customer is known and valid on the day."""
        base, last = self.base, self.base.visit_day.size - 1
        found = np.zeros(visit.size, np.bool_)
        rows = np.flatnonzero((visit >= 0) & (visit < last))
        place = visit[rows].astype(np.int64)
        while rows.size:
            mine = base.visit_person[place + 1] == base.visit_person[place]
            mine &= base.visit_day[place + 1] <= day[rows]
            rows, place = rows[mine], place[mine] + 1
            valid = self.visit_void[place] > day[rows]
            found[rows[valid]] = True
            more = ~valid & (place < last)
            rows, place = rows[more], place[more]
        return found

    # --- the day counted from

    @cached_property
    def firsts(self) -> tuple[Index, Days]:
        """Visits that were ever the first to count from, and since when.

        The first valid own-list occasion; without one by then, the first valid one.

        Returns:
            (f,) visits, ascending; (f,) days.
        """
        own, since = self._walk_firsts(np.flatnonzero(self.visit_own))
        if self.visit_own.all():
            return own, since
        every = np.arange(self.visit_own.size)
        visit, from_ = self._walk_firsts(every)
        lent = ~self.visit_own[visit]
        visit = visit[lent]
        from_ = self._own_visits.free_from(self.base.visit_person[visit], from_[lent])
        free = from_ < self.visit_void[visit]
        visit = np.concatenate([own, visit[free]])
        order = np.argsort(visit, kind="stable")
        return visit[order], np.concatenate([since, from_[free]])[order]

    @cached_property
    def _own_visits(self) -> Spans:
        rows = np.flatnonzero(self.visit_own)
        person, day = self.base.visit_person[rows], self.base.visit_day[rows]
        return Spans.of(person, day, self.visit_void[rows], people=self.people)

    def _walk_firsts(self, visits: Index) -> tuple[Index, Days]:
        """Of these visits those that were the first valid one on some day: k-th of all at once."""
        person, day = self.base.visit_person[visits], self.base.visit_day[visits]
        void = self.visit_void[visits]
        place = np.flatnonzero(run_starts(person))
        cleared = np.full(place.size, ALWAYS, np.int32)
        found, since = [], []
        while place.size:
            from_ = np.maximum(day[place], cleared)
            held = from_ < void[place]
            found.append(place[held])
            since.append(from_[held])
            cleared = np.maximum(cleared, void[place])
            more = (cleared < NEVER) & (place + 1 < visits.size)
            place, cleared = place[more], cleared[more]
            more = person[place + 1] == person[place]
            place, cleared = place[more] + 1, cleared[more]
        if len(found) == 1:
            return visits[found[0]], since[0]
        all_ = np.concatenate([*found, np.empty(0, np.int64)])
        order = np.argsort(all_, kind="stable")
        days = np.concatenate([*since, np.empty(0, np.int32)])
        return visits[all_[order]], days[order]

    # --- shipping

    @cached_property
    def shipped(self) -> Days:
        """(n,) day an order was shipped, NEVER not yet or unknown."""
        return self.known(self.base.orders.shipped_day)

    @cached_property
    def arrived(self) -> Days:
        """(n,) day an order arrived, at a guess where only the shipping is known."""
        delivered = self.known(self.base.orders.delivered_day)
        guess = np.where(self.shipped < NEVER, self.shipped, NEVER - self.transit_days)
        days = np.where(delivered < NEVER, delivered, guess + self.transit_days)
        return days.astype(np.int32)

    @cached_property
    def _leaves(self) -> Days:
        """(n,) first day the parcel cannot be added to any more."""
        orders = self.base.orders
        gone = np.minimum(self.shipped, self.known(orders.delivered_day))
        tells = np.zeros(len(orders.sources) or 1, np.bool_)
        tells[orders.source[gone < NEVER]] = True
        guess = (orders.day + np.int32(self.packing_days + 1)).astype(np.int32)
        return np.where(tells[orders.source], gone, np.minimum(gone, guess))

    def unshipped(self, order: Places, day: Days) -> Mask:
        """(n,) there is an order, and its parcel is still here."""
        if not self.base.orders.day.size:
            return np.zeros(order.size, np.bool_)
        return (order >= 0) & (self._leaves[order] > day)

    # --- money

    def net(self, order: Places, day: Days) -> Amounts:
        """(n,) net of orders as known on the day: less refunds, 0 where void."""
        orders = self.base.orders
        back = np.where(self._refund_day[order] <= day, orders.refund[order], 0)
        return np.where(self.void[order] <= day, 0, orders.net[order] - back)

    @cached_property
    def _refund_day(self) -> Days:
        return self.known(self.base.orders.refund_day)

    @cached_property
    def net_then(self) -> Amounts:
        """(n,) net of an order as known on its own day; 0 for renewals."""
        orders, found = self.base.orders, self.base.orders.net
        same = np.flatnonzero(
            (self.void <= orders.day) | (self._refund_day <= orders.day) | orders.renewal
        )
        if same.size:
            found = found.copy()
            now = self.net(same, orders.day[same])
            found[same] = np.where(orders.renewal[same], 0, now)
        return found
