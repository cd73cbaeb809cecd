"""Money over several orders: of one day, and of everything so far, as of any day."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from core.arrays import Amounts, Codes, Days, Index
from core.orders import NEVER, run_starts
from core.triggers.past import Past
from core.triggers.spans import Latest, Places, stamp


@dataclass(frozen=True, eq=False)
class Sums:
    """Sums of net amounts per customer; day sums leave renewals out, sums so far do not."""

    past: Past

    # --- of one day

    @cached_property
    def _parts(self) -> Index:
        """(k,) rows of orders that are no renewals."""
        return np.flatnonzero(~self.past.base.orders.renewal)

    @cached_property
    def _part_at(self) -> Index:
        """(d,) place in the parts where a customer's day begins."""
        base, parts = self.past.base, self._parts
        return np.flatnonzero(run_starts(stamp(base.person[parts], base.orders.day[parts])))

    @cached_property
    def of_days(self) -> tuple[Index, Amounts]:
        """(d,) first order of each customer's day with orders; (d,) its sum on that day."""
        if not self._parts.size:
            return self._parts, self._parts
        sums = np.add.reduceat(self.past.net_then[self._parts], self._part_at)
        return self._parts[self._part_at], sums

    def of_day(self, order: Places, day: Days) -> Amounts:
        """(n,) the sum of the day that begins with the order, as known on `day`."""
        place = np.searchsorted(self._parts, order)
        base, total = self.past.base, self.past.net(order, day)
        rows = np.arange(order.size)
        while rows.size:
            place = place + 1
            more = place < self._parts.size
            rows, place = rows[more], place[more]
            part, first = self._parts[place], order[rows]
            same = base.person[part] == base.person[first]
            same &= base.orders.day[part] == base.orders.day[first]
            rows, place = rows[same], place[same]
            total[rows] += self.past.net(part[same], day[rows])
        return total

    # --- of all so far

    @cached_property
    def _so_far(self) -> tuple[Latest, Amounts]:
        """The sum of each customer after each day on which it changed."""
        past, orders = self.past, self.past.base.orders
        seen = orders.day <= past.history.as_of
        back = seen & (past.known(orders.refund_day) < past.void)
        void = seen & (past.void < NEVER)
        kept = orders.net - np.where(past.known(orders.refund_day) < past.void, orders.refund, 0)
        later_refund = np.maximum(orders.refund_day, orders.day)
        later_void = np.maximum(past.void, orders.day)
        person = past.base.person
        stamps = np.concatenate(
            [
                stamp(person[seen], orders.day[seen]),
                stamp(person[back], later_refund[back]),
                stamp(person[void], later_void[void]),
            ]
        )
        change = np.concatenate([orders.net[seen], -orders.refund[back], -kept[void]])
        order = np.argsort(stamps, kind="stable")
        stamps, change = stamps[order], change[order]
        last = np.append(run_starts(stamps)[1:], True) if stamps.size else np.empty(0, np.bool_)
        total = np.cumsum(change)
        starts = np.flatnonzero(run_starts(stamps >> 32))
        sizes = np.diff(np.append(starts, stamps.size))
        total -= np.repeat(total[starts] - change[starts], sizes)
        return Latest(stamps[last]), total[last]

    def so_far(self, person: Places, day: Days) -> Amounts:
        """(n,) net of all orders of the customer as known on the day."""
        latest, total = self._so_far
        row = latest.row(person, day)
        return np.where(row >= 0, total[row] if total.size else 0, 0)

    def crossings(self, at_least: int) -> tuple[Index, Codes, Days]:
        """First orders of the days on which the sum so far reached an amount.

        Returns:
            (n,) orders, (n,) persons, (n,) days; by person and day.
        """
        latest, total = self._so_far
        before = np.concatenate([[0], total])[:-1]
        if total.size:
            before[run_starts(latest.stamps >> 32)] = 0
        rows = np.flatnonzero((before < at_least) & (total >= at_least))
        base = self.past.base
        stamps = stamp(base.person, base.orders.day)
        order = np.searchsorted(stamps, latest.stamps[rows])
        bought = order < stamps.size
        bought[bought] = stamps[order[bought]] == latest.stamps[rows[bought]]
        order = order[bought]
        return order, base.person[order], base.orders.day[order]
