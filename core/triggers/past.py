"""The orders of a shop as they were known on any day, asked for many customers at once."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from core.arrays import Amounts, Codes, Days, Index, Mask
from core.history import History
from core.orders import NEVER, SortedOrders, run_starts
from core.triggers.spans import ALWAYS, Places, Spans, stamp


@dataclass(frozen=True, eq=False)
class Firsts:
    """Visits that were ever the first to count from, by customer and day; f visits.

    The first valid own-list occasion of a customer; without one by then, the first valid one.

    Attributes:
        visit: (f,) places.
        since: (f,) first day on which it was the first.
        person: (f,) places of the customers.
        day: (f,) its day.
        order: (f,) row of its first order.
    """

    visit: Codes
    since: Days
    person: Codes
    day: Days
    order: Codes

    @cached_property
    def some_late(self) -> bool:
        """Some became the first only after their day."""
        return bool((self.since > self.day).any())


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
    def _starts(self) -> tuple[Index, Index, Mask]:
        """(k,) first visit of each customer with visits, (k,) how many, (k,) one became void."""
        m = self.base.visit_day.size
        starts = np.flatnonzero(run_starts(self.base.visit_person))
        sizes = np.diff(np.append(starts, m))
        odd = np.zeros(starts.size, np.bool_)
        odd[np.searchsorted(starts, np.flatnonzero(self.visit_void < NEVER), "right") - 1] = True
        return starts, sizes, odd

    def nth(self, number: int) -> Codes:
        """(n,) visits that were the customer's occasion of this number on their own day."""
        if number not in self._nths:
            starts, sizes, odd = self._starts
            plain = starts[(sizes >= number) & ~odd] + number - 1
            visits, numbers = self._odd_numbers
            found = np.concatenate([plain, visits[numbers == number]])
            found = np.sort(found, kind="stable") if visits.size else plain
            self._nths[number] = found.astype(np.int32)
        return self._nths[number]

    @cached_property
    def _nths(self) -> dict[int, Codes]:
        return {}

    @cached_property
    def _odd_numbers(self) -> tuple[Index, Codes]:
        """Visits of customers of whom one became void, and their numbers, 0 if none."""
        starts, sizes, odd = self._starts
        starts, sizes = starts[odd], sizes[odd]
        begin = np.cumsum(sizes) - sizes
        inside = np.arange(int(sizes.sum())) - np.repeat(begin, sizes)
        visits = np.repeat(starts, sizes) + inside
        void, day = self.visit_void[visits], self.base.visit_day[visits]
        gone = np.flatnonzero(void < NEVER)
        ends = np.repeat(begin + sizes, sizes)[gone]
        person = self.base.visit_person[visits]
        since = np.searchsorted(stamp(person, day), stamp(person[gone], void[gone]))
        since = np.minimum(np.maximum(since, gone + 1), ends)
        size = visits.size + 1
        change = np.bincount(since, minlength=size) - np.bincount(ends, minlength=size)
        numbers = inside + 1 - np.cumsum(change)[:-1]
        return visits, np.where(void > day, numbers, 0).astype(np.int32)

    @cached_property
    def _next_day(self) -> Days:
        """(m,) day of the customer's next visit, valid or not, NEVER without one."""
        base = self.base
        days = np.append(base.visit_day[1:], np.int32(NEVER))
        days[np.append(self._starts[0][1:], days.size)[: self._starts[0].size] - 1] = NEVER
        return days

    def again(self, visit: Places, day: Days) -> Mask:
        """(n,) a later occasion of the customer is known and valid on the day."""
        found = np.zeros(visit.size, np.bool_)
        if not self._next_day.size:
            return found
        rows = np.flatnonzero((self._next_day[visit] <= day) & (visit >= 0))
        place = visit[rows].astype(np.int64)
        while rows.size:
            place = place + 1
            valid = self.visit_void[place] > day[rows]
            found[rows[valid]] = True
            more = ~valid & (self._next_day[place] <= day[rows])
            rows, place = rows[more], place[more]
        return found

    # --- the day counted from

    @cached_property
    def firsts(self) -> Firsts:
        """Visits that were ever the first to count from."""
        base, (visit, since) = self.base, self._found_firsts()
        person, day = base.visit_person[visit], base.visit_day[visit]
        order = base.visit_head[visit].astype(np.int32)
        return Firsts(visit.astype(np.int32), since, person, day, order)

    def _found_firsts(self) -> tuple[Index, Days]:
        """Their places and since when."""
        base, starts, every = self.base, self._starts[0], np.arange(self.visit_void.size)
        if self._all_own:
            return self._walk_firsts(every, starts)
        rows = np.flatnonzero(self.visit_own)
        own, since = self._walk_firsts(rows, np.flatnonzero(run_starts(base.visit_person[rows])))
        visit, from_ = self._walk_firsts(every, starts)
        lent = ~self.visit_own[visit]
        visit = visit[lent]
        from_ = self._own_visits.free_from(base.visit_person[visit], from_[lent])
        free = from_ < self.visit_void[visit]
        visit = np.concatenate([own, visit[free]])
        order = np.argsort(visit, kind="stable")
        return visit[order], np.concatenate([since, from_[free]])[order]

    @cached_property
    def _own_visits(self) -> Spans:
        rows = np.flatnonzero(self.visit_own)
        person, day = self.base.visit_person[rows], self.base.visit_day[rows]
        return Spans.of(person, day, self.visit_void[rows], people=self.people)

    def _walk_firsts(self, visits: Index, place: Index) -> tuple[Index, Days]:
        """Of these visits those that were the first valid one on some day: k-th of all at once.

        Args:
            visits: (v,) by customer and day.
            place: (k,) where the customers begin.
        """
        person, day, void = self.base.visit_person, self.base.visit_day, self.visit_void
        cleared = np.full(place.size, ALWAYS, np.int32)
        found, since = [np.empty(0, np.int64)], [np.empty(0, np.int32)]
        while place.size:
            visit = visits[place]
            from_ = np.maximum(day[visit], cleared)
            held = from_ < void[visit]
            found.append(visit[held])
            since.append(from_[held])
            cleared = np.maximum(cleared, void[visit])
            more = (cleared < NEVER) & (place + 1 < visits.size)
            place, cleared = place[more], cleared[more]
            more = person[visits[place + 1]] == person[visits[place]]
            place, cleared = place[more] + 1, cleared[more]
        if len(found) == 2:
            return found[1], since[1]
        visit, days = np.concatenate(found), np.concatenate(since)
        order = np.argsort(visit, kind="stable")
        return visit[order], days[order]

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
        tells = np.zeros(len(orders.sources) or 1, np.bool_)  # of the files, not of a day
        tells[orders.source[np.minimum(orders.shipped_day, orders.delivered_day) < NEVER]] = True
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
