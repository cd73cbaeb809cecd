"""The purchase history of a shop as sorted columns: the one structure all scoring reads."""

from collections.abc import Collection
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import numpy.typing as npt

from core.arrays import Amounts, Codes, Counts, Days, Index, Mask, T, readonly
from core.orders import NEVER, OrderColumns, SortedOrders, run_starts, sort_orders
from core.stats.quantiles import quantile_of_counts

__all__ = ["NEVER", "History", "OrderColumns", "who"]

BURN_IN_LIMIT = 180
"""Days after which a first order in a file counts as a true first in any case."""


@dataclass(frozen=True, eq=False)
class History:
    """What a shop knew on `as_of` about the orders of its customers; arrays are read-only.

    Orders are sorted by (customer, day, second, sequence). An occasion is a purchase: the
    non-renewal orders of one customer on one day that are not all void. Only customers with
    an occasion, and only their orders, are in it. Days count from 1970-01-01 in shop time,
    money is in minor units. `c` customers, `n` orders, `m` occasions.

    Attributes:
        base: the sorted orders; holds later facts too, so read the properties instead.
        as_of: facts effective up to and including this day are known.
        customer: (c,) customer ids, ascending.
        occasion_offsets: (c+1,) where each customer's occasions begin.
        occasion_day: (m,) day of the occasion.
        occasion_gap: (m,) days to the customer's next occasion, -1 none yet.
    """

    base: SortedOrders = field(repr=False)
    as_of: int
    customer: npt.NDArray[np.int64] = field(repr=False)
    occasion_offsets: Index = field(repr=False)
    occasion_day: Days = field(repr=False)
    occasion_gap: Days = field(repr=False)
    _visits: Index = field(repr=False)
    _alive: Mask = field(repr=False)

    @classmethod
    def build(cls, orders: OrderColumns, as_of: int, *, merge_same_day: bool = True) -> "History":
        """Sort `orders` once; orders and other facts after `as_of` stay unseen.

        Args:
            orders: (n,) columns in any order of rows; they are not touched.
            as_of: days since 1970-01-01 in shop time.
            merge_same_day: orders of one customer on one day are one occasion.
        """
        return _history(sort_orders(orders, merge_same_day=merge_same_day), as_of)

    def at(self, day: int) -> "History":
        """The same history as it was known on an earlier `day`, without sorting again.

        Raises:
            ValueError: `day` lies after `as_of`.
        """
        if day > self.as_of:
            raise ValueError(f"day == {day}, must be <= {self.as_of}")
        return self if day == self.as_of else _history(self.base, day)

    @property
    def n_customers(self) -> int:
        """Customers with at least one occasion."""
        return self.customer.size

    @property
    def n_orders(self) -> int:
        """Orders of these customers, void ones and renewals included."""
        return self.day.size

    @property
    def is_empty(self) -> bool:
        """No customer has an occasion yet."""
        return self.customer.size == 0

    # --- customers

    @cached_property
    def occasions(self) -> Codes:
        """(c,) occasions of each customer, at least 1."""
        return readonly(np.diff(self.occasion_offsets).astype(np.int32))

    @cached_property
    def first_day(self) -> Days:
        """(c,) day of the customer's first occasion."""
        return readonly(self.occasion_day[self.occasion_offsets[:-1]])

    @cached_property
    def last_day(self) -> Days:
        """(c,) day of the customer's last occasion."""
        return readonly(self.occasion_day[self.occasion_offsets[1:] - 1])

    @cached_property
    def first_channel(self) -> npt.NDArray[np.int16]:
        """(c,) channel code of the first occasion."""
        return readonly(self.base.orders.channel[self._first_rows])

    @cached_property
    def first_own(self) -> Mask:
        """(c,) the first occasion was on a list of the shop's own."""
        return readonly(self.base.orders.own_list[self._first_rows])

    @cached_property
    def first_product(self) -> npt.NDArray[np.int32]:
        """(c,) product id of the first occasion, -1 unknown."""
        return readonly(self.base.orders.product[self._first_rows])

    @cached_property
    def has_own(self) -> Mask:
        """(c,) has a valid order on a list of the shop's own; False is a mall customer."""
        rows = self.own_list & ~self.is_void
        return readonly(np.bincount(self.order_customer[rows], minlength=self.n_customers) > 0)

    @cached_property
    def _first_rows(self) -> Index:
        return self.base.visit_head[self._visits[self.occasion_offsets[:-1]]]

    # --- data that starts midway

    @cached_property
    def source_start(self) -> Days:
        """(sources,) first day with an order of the source, NEVER without one."""
        found = [d[0] if d.size and d[0] <= self.as_of else NEVER for d in self.base.source_days]
        return readonly(np.array(found, np.int32))

    @cached_property
    def burn_in(self) -> Days:
        """(sources,) B: days from source_start in which a first order may not be the first.

        The smallest of 180 days, the 95 % quantile of completed gaps and a third of the days
        the source covers, rounded up; 0 for a source that holds all orders since the opening.
        """
        days, complete = self.base.source_days, self.base.orders.complete_sources
        lasts = [d[np.searchsorted(d, self.as_of, "right") - 1] if d.size else 0 for d in days]
        third = (np.array(lasts) - self.source_start.astype(np.int64) + 1) / 3
        gap = quantile_of_counts(self.gap_counts, 0.95)
        shortest = np.fmin(np.fmin(third, BURN_IN_LIMIT), gap)
        partial = np.array([code not in complete for code in range(len(days))], np.bool_)
        return readonly(np.where(partial, np.ceil(np.maximum(shortest, 0)), 0).astype(np.int32))

    @cached_property
    def true_first(self) -> Mask:
        """(c,) the first occasion known is the customer's first; False is an apparent first."""
        source = self.base.orders.source[self._first_rows]
        age = self.first_day - self.source_start[source]
        return readonly(age >= self.burn_in[source])

    @property
    def n_apparent(self) -> int:
        """Customers whose first occasion may not be their first."""
        return int(np.count_nonzero(~self.true_first))

    # --- orders

    @cached_property
    def _rows(self) -> Index | slice:
        """(n,) the orders of these customers by this day, as rows of the base."""
        mine = self._alive[self.base.person] & (self.base.orders.day <= self.as_of)
        return slice(None) if mine.all() else np.flatnonzero(mine)

    @cached_property
    def order_customer(self) -> Codes:
        """(n,) place of the order's customer in customer."""
        customers = np.arange(self.n_customers, dtype=np.int32)
        return readonly(np.repeat(customers, np.diff(self.offsets)))

    @cached_property
    def offsets(self) -> Index:
        """(c+1,) where each customer's orders begin."""
        known = self.base.by_person(self.base.orders.day <= self.as_of)
        return readonly(np.concatenate(([0], np.cumsum(known[self._alive]))))

    @cached_property
    def occasion_of(self) -> Codes:
        """(n,) occasion the order is part of, -1 for renewals and void orders."""
        place = np.full(self.base.visit_day.size + 1, -1, np.int32)
        place[self._visits] = np.arange(self._visits.size, dtype=np.int32)
        visit = self.base.visit_of[self._rows]
        return readonly(np.where(self.is_void, np.int32(-1), place[visit]))

    @cached_property
    def day(self) -> Days:
        """(n,) day of the order."""
        return readonly(self.base.orders.day[self._rows])

    @cached_property
    def second(self) -> npt.NDArray[np.int32]:
        """(n,) second of the day, 0 where only a date is known."""
        return readonly(self.base.orders.second[self._rows])

    @cached_property
    def sequence(self) -> npt.NDArray[np.int64]:
        """(n,) order of appearance, as handed over."""
        return readonly(self.base.orders.sequence[self._rows])

    @cached_property
    def known(self) -> Mask:
        """(n,) the amount is known."""
        return readonly(self.base.orders.known[self._rows])

    @cached_property
    def own_list(self) -> Mask:
        """(n,) on a list of the shop's own."""
        return readonly(self.base.orders.own_list[self._rows])

    @cached_property
    def renewal(self) -> Mask:
        """(n,) second or later delivery of a subscription."""
        return readonly(self.base.orders.renewal[self._rows])

    @cached_property
    def channel(self) -> npt.NDArray[np.int16]:
        """(n,) code into channels."""
        return readonly(self.base.orders.channel[self._rows])

    @cached_property
    def source(self) -> npt.NDArray[np.int16]:
        """(n,) code into sources."""
        return readonly(self.base.orders.source[self._rows])

    @cached_property
    def product(self) -> npt.NDArray[np.int32]:
        """(n,) product id of the first product line, -1 unknown."""
        return readonly(self.base.orders.product[self._rows])

    @cached_property
    def points_own(self) -> Amounts:
        """(n,) own points used on the order, whether it is void or not."""
        return readonly(self.base.orders.points_own[self._rows])

    @cached_property
    def void_day(self) -> Days:
        """(n,) day the order was cancelled or fully returned, NEVER while valid."""
        return self._seen(self.base.orders.void_day)

    @cached_property
    def refund_day(self) -> Days:
        """(n,) day of the partial refund, NEVER without one so far."""
        return self._seen(self.base.orders.refund_day)

    @cached_property
    def shipped_day(self) -> Days:
        """(n,) NEVER = not yet or unknown."""
        return self._seen(self.base.orders.shipped_day)

    @cached_property
    def delivered_day(self) -> Days:
        """(n,) NEVER = not yet or unknown."""
        return self._seen(self.base.orders.delivered_day)

    @cached_property
    def is_void(self) -> Mask:
        """(n,) cancelled or fully returned by this day."""
        return readonly(self.base.orders.void_day[self._rows] <= self.as_of)

    @cached_property
    def refund(self) -> Amounts:
        """(n,) partially refunded by this day."""
        refunded = self.refund_day != NEVER
        return readonly(np.where(refunded, self.base.orders.refund[self._rows], 0))

    @cached_property
    def net(self) -> Amounts:
        """(n,) net_amount after refunds, 0 where void or unknown."""
        return readonly(self.base.net_at(self.as_of)[self._rows])

    @cached_property
    def cash(self) -> Amounts:
        """(n,) net less the own points used, 0 where void or unknown."""
        return readonly(self.base.cash_at(self.as_of)[self._rows])

    @property
    def channels(self) -> tuple[str, ...]:
        """Names of the channels."""
        return self.base.orders.channels

    @property
    def sources(self) -> tuple[str, ...]:
        """Names of the sources."""
        return self.base.orders.sources

    def _seen(self, days: Days) -> Days:
        """`days` of these orders as far as they have come."""
        mine = days[self._rows]
        return readonly(np.where(mine <= self.as_of, mine, np.int32(NEVER)))

    # --- occasions

    @cached_property
    def occasion_customer(self) -> Codes:
        """(m,) place in customer."""
        return readonly(self.per_occasion(np.arange(self.n_customers, dtype=np.int32)))

    @cached_property
    def occasion_number(self) -> Codes:
        """(m,) 1 for the customer's first, then 2, 3, ..."""
        before = self.per_occasion(self.occasion_offsets[:-1].astype(np.int32))
        return readonly(np.arange(1, before.size + 1, dtype=np.int32) - before)

    @cached_property
    def gap_counts(self) -> Counts:
        """(days,) completed gaps of 0, 1, 2, ... days."""
        return readonly(np.bincount(self.occasion_gap + 1)[1:])

    def per_occasion(self, values: npt.NDArray[T]) -> npt.NDArray[T]:
        """(m,) the (c,) `values` of the customer of each occasion."""
        return np.repeat(values, self.occasions)

    @cached_property
    def occasion_net(self) -> Amounts:
        """(m,) summed net of the occasion's valid orders."""
        return readonly(self.base.by_visit(self.base.net_at(self.as_of))[self._visits])

    @cached_property
    def occasion_cash(self) -> Amounts:
        """(m,) summed cash of the occasion's valid orders."""
        return readonly(self.base.by_visit(self.base.cash_at(self.as_of))[self._visits])

    @cached_property
    def occasion_channel(self) -> npt.NDArray[np.int16]:
        """(m,) channel code of the occasion's first order."""
        return readonly(self.base.orders.channel[self.base.visit_head[self._visits]])


def _history(base: SortedOrders, as_of: int) -> History:
    """The history of `base` on a day: which visits are occasions, and how they follow."""
    visits = np.flatnonzero((base.visit_day <= as_of) & (base.visit_void > as_of))
    person, day = base.visit_person[visits], base.visit_day[visits]
    starts = np.flatnonzero(run_starts(person))
    offsets = np.append(starts, visits.size)
    alive = np.zeros(base.ids.size, np.bool_)
    alive[person[starts]] = True
    return History(
        base=base,
        as_of=as_of,
        customer=readonly(base.ids[person[starts]]),
        occasion_offsets=readonly(offsets),
        occasion_day=readonly(day),
        occasion_gap=readonly(_gaps(day, offsets)),
        _visits=readonly(visits),
        _alive=readonly(alive),
    )


def _gaps(day: Days, offsets: Index) -> Days:
    """Days to the next occasion of the same customer, -1 at the last one."""
    gap = np.empty_like(day)
    np.subtract(day[1:], day[:-1], out=gap[:-1])
    gap[offsets[1:] - 1] = -1
    return gap


def who(
    history: History,
    *,
    channels: Collection[str] | None = None,
    own: bool | None = None,
    products: Collection[int] | None = None,
    first_from: int | None = None,
    first_to: int | None = None,
) -> Mask:
    """Choose customers by their first occasion; occasions are never dropped or renumbered.

    Args:
        history: of whose customers is chosen.
        channels: names of the first occasion's channel.
        own: first occasion on a list of the shop's own (True) or of a mall (False).
        products: product ids of the first occasion.
        first_from: first occasion on or after this day.
        first_to: first occasion before this day (exclusive).

    Returns:
        (n_customers,) True where the customer is meant.
    """
    mask = np.ones(history.n_customers, np.bool_)
    if channels is not None:
        codes = [code for code, name in enumerate(history.channels) if name in channels]
        mask &= np.isin(history.first_channel, codes)
    if own is not None:
        mask &= history.first_own == own
    if products is not None:
        mask &= np.isin(history.first_product, list(products))
    if first_from is not None:
        mask &= history.first_day >= first_from
    if first_to is not None:
        mask &= history.first_day < first_to
    return mask
