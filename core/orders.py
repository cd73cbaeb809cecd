"""The order columns a purchase history is built from, and their one sorting."""

from collections.abc import Callable
from dataclasses import dataclass, fields
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from core.arrays import Amounts, Codes, Counts, Days, Index, Mask, readonly

NEVER = int(np.iinfo(np.int32).max)
"""A day that has not come."""


@dataclass(frozen=True, eq=False)
class OrderColumns:
    """The counted orders of a shop that have a customer, in any order of rows; n orders.

    Days are whole days since 1970-01-01 in shop time, money is in minor units.

    Attributes:
        customer: customer id, arbitrary.
        day: day of the order.
        second: second of the day, 0 where only a date is known.
        sequence: stable tie-break, the order of appearance.
        net: net_amount before refunds, 0 where unknown.
        points_own: own points used; cash = net - points_own.
        known: the amount is known.
        refund: partial refund, effective from refund_day (NEVER = none).
        refund_day: see refund.
        void_day: effective day of a cancellation or full return, NEVER = valid.
        shipped_day: NEVER = unknown.
        delivered_day: NEVER = unknown.
        own_list: the shop itself may address this customer's list.
        renewal: second or later delivery of a subscription: money, not an occasion.
        channel: code into channels.
        channels: names of the channels.
        source: code into sources.
        sources: names of the sources.
        product: product id of the first product line, -1 unknown.
        complete_sources: codes of the sources whose file holds all orders since the opening.
    """

    customer: npt.NDArray[np.int64]
    day: Days
    second: npt.NDArray[np.int32]
    sequence: npt.NDArray[np.int64]
    net: Amounts
    points_own: Amounts
    known: Mask
    refund: Amounts
    refund_day: Days
    void_day: Days
    shipped_day: Days
    delivered_day: Days
    own_list: Mask
    renewal: Mask
    channel: npt.NDArray[np.int16]
    channels: tuple[str, ...]
    source: npt.NDArray[np.int16]
    sources: tuple[str, ...]
    product: npt.NDArray[np.int32]
    complete_sources: frozenset[int] = frozenset()

    def __post_init__(self) -> None:
        """Refuse columns of different lengths.

        Raises:
            ValueError: name, value and rule of the first column that does not fit.
        """
        for name in DTYPES:
            shape = getattr(self, name).shape
            if shape != self.customer.shape or len(shape) != 1:
                raise ValueError(f"{name}.shape == {shape}, must be {self.customer.shape}")

    @classmethod
    def of(cls, customer: npt.ArrayLike, day: npt.ArrayLike, **columns: object) -> Self:
        """Orders of which only some columns are known; the others take their plain value."""
        n = len(np.asarray(customer))
        values: dict[str, Any] = {"channels": ("shop",), "sources": ("file",)}
        values |= {name: np.full(n, _PLAIN.get(name, 0), kind) for name, kind in DTYPES.items()}
        values |= {"sequence": np.arange(n), "customer": customer, "day": day, **columns}
        for name, kind in DTYPES.items():
            values[name] = np.asarray(values[name], kind)
        return cls(**values)

    def take(self, rows: npt.NDArray[np.int64]) -> Self:
        """The same columns at `rows`, each unchangeable."""
        values: dict[str, Any] = {f.name: getattr(self, f.name) for f in fields(self)}
        for name, kind in DTYPES.items():
            values[name] = readonly(values[name][rows].astype(kind, copy=False))
        return type(self)(**values)


DTYPES: dict[str, Any] = {
    "customer": np.int64, "day": np.int32, "second": np.int32, "sequence": np.int64,
    "net": np.int64, "points_own": np.int64, "known": np.bool_, "refund": np.int64,
    "refund_day": np.int32, "void_day": np.int32, "shipped_day": np.int32,
    "delivered_day": np.int32, "own_list": np.bool_, "renewal": np.bool_,
    "channel": np.int16, "source": np.int16, "product": np.int32,
}  # fmt: skip
"""The columns of OrderColumns that have one value per order, and their types."""

_PLAIN = {
    "known": True, "own_list": True, "product": -1, "refund_day": NEVER, "void_day": NEVER,
    "shipped_day": NEVER, "delivered_day": NEVER,
}  # fmt: skip


@dataclass(frozen=True, eq=False)
class SortedOrders:
    """Orders sorted by (customer, day, second, sequence), and what no as-of day changes.

    A visit is what may be an occasion: the non-renewal orders of one customer on one day
    (of one order where same-day orders are not merged). It is one as long as a part is valid.

    Attributes:
        orders: the sorted columns.
        ids: (p,) all customer ids, ascending.
        person: (n,) place of the order's customer in ids.
        person_at: (p,) row of the customer's first order.
        visit_of: (n,) visit of the order, -1 for renewals.
        countable: (c,) rows that belong to a visit.
        visit_at: (m,) place in countable of the visit's first order.
        visit_head: (m,) row of its first order that was still valid when the day ended.
        visit_person: (m,) place in ids.
        visit_day: (m,) its day.
        visit_void: (m,) day its last part became void.
        source_days: per source the days it has orders on, ascending.
    """

    orders: OrderColumns
    ids: npt.NDArray[np.int64]
    person: Codes
    person_at: Index
    visit_of: Codes
    countable: Index
    visit_at: Index
    visit_head: Index
    visit_person: Codes
    visit_day: Days
    visit_void: Days
    source_days: tuple[Days, ...]

    def net_at(self, day: int) -> Amounts:
        """(n,) net of every order as known on `day`: less refunds, 0 where void."""
        net, void = self.orders.net, self.orders.void_day <= day
        refunded = self.orders.refund_day <= day
        if refunded.any():
            net = net - np.where(refunded, self.orders.refund, 0)
        return np.where(void, 0, net) if void.any() else net

    def cash_at(self, day: int) -> Amounts:
        """(n,) cash of every order as known on `day`: net less own points, 0 where void."""
        points, void = self.orders.points_own, self.orders.void_day <= day
        return self.net_at(day) - (np.where(void, 0, points) if void.any() else points)

    def by_person(self, mask: Mask) -> Counts:
        """(p,) how many orders of each customer are in the `mask`."""
        upto = np.concatenate(([0], np.cumsum(mask)))
        counts: Counts = np.diff(upto[np.append(self.person_at, mask.size)])
        return counts

    def by_visit(self, amount: Amounts) -> Amounts:
        """(m,) sums of the orders' `amount` per visit."""
        parts = amount if self.countable.size == amount.size else amount[self.countable]
        return _reduce(np.add.reduceat, parts, self.visit_at)


def sort_orders(orders: OrderColumns, *, merge_same_day: bool) -> SortedOrders:
    """Sort `orders` once and group them into visits."""
    by_time = orders.take(_sorted_rows(orders))
    new_person = run_starts(by_time.customer)
    person = (np.cumsum(new_person) - 1).astype(np.int32)
    countable = np.flatnonzero(~by_time.renewal)
    at = _visit_starts(person[countable], by_time.day[countable], merge=merge_same_day)
    visit_of = np.full(person.size, -1, np.int32)
    visit_of[countable] = np.cumsum(at) - 1
    visit_at = np.flatnonzero(at)
    first = countable[visit_at]
    return SortedOrders(
        orders=by_time,
        ids=readonly(by_time.customer[new_person]),
        person=readonly(person),
        person_at=readonly(np.flatnonzero(new_person)),
        visit_of=readonly(visit_of),
        countable=readonly(countable),
        visit_at=readonly(visit_at),
        visit_head=readonly(_heads(by_time, countable, visit_at)),
        visit_person=readonly(person[first]),
        visit_day=readonly(by_time.day[first]),
        visit_void=readonly(_reduce(np.maximum.reduceat, by_time.void_day[countable], visit_at)),
        source_days=_days_by_source(by_time),
    )


def _sorted_rows(orders: OrderColumns) -> Index:
    """Rows by (customer, day, second, sequence).

    One packed key sorts ten times as fast as four columns do; rows with equal keys are few and
    are put in sequence afterwards.
    """
    columns: tuple[npt.NDArray[Any], ...] = (orders.customer, orders.day, orders.second)
    lows = [int(column.min()) if column.size else 0 for column in columns]
    spans = [int(c.max()) - low + 1 if c.size else 1 for c, low in zip(columns, lows, strict=True)]
    if spans[0] * spans[1] * spans[2] >= 2**63:
        return np.lexsort((orders.sequence, *reversed(columns)))
    key = orders.customer - lows[0]
    for column, low, span in zip(columns[1:], lows[1:], spans[1:], strict=True):
        key = key * span + (column - low)
    rows = np.argsort(key)
    ordered = key[rows]
    same = ordered[1:] == ordered[:-1]
    tied = np.flatnonzero(np.append(same, False) | np.append(False, same))
    rows[tied] = rows[tied][np.lexsort((orders.sequence[rows[tied]], ordered[tied]))]
    return rows


def run_starts(values: npt.NDArray[Any]) -> Mask:
    """True where sorted (n,) `values` begin a new value."""
    starts = np.ones(values.size, np.bool_)
    np.not_equal(values[1:], values[:-1], out=starts[1:])
    return starts


def _visit_starts(person: Codes, day: Days, *, merge: bool) -> Mask:
    """True where an order begins a visit."""
    return run_starts(person) | run_starts(day) if merge else np.ones(person.size, np.bool_)


def _heads(orders: OrderColumns, countable: Index, visit_at: Index) -> Index:
    """Row of the first order of each visit that outlived its day, else of its first order."""
    lived = orders.void_day[countable] > orders.day[countable]
    row = np.where(lived, countable, orders.day.size)
    head = _reduce(np.minimum.reduceat, row, visit_at)
    return np.where(head < orders.day.size, head, countable[visit_at])


def _reduce(
    how: Callable[..., npt.NDArray[Any]], values: npt.NDArray[Any], starts: Index
) -> npt.NDArray[Any]:
    """`how` over each run of `values` that begins at `starts`; none where there is no run."""
    return how(values, starts) if starts.size else values[:0]


def _days_by_source(orders: OrderColumns) -> tuple[Days, ...]:
    """The days with orders of each source."""
    if not orders.day.size:
        return tuple(np.empty(0, np.int32) for _ in orders.sources)
    start, end = int(orders.day.min()), int(orders.day.max())
    seen = np.zeros((len(orders.sources), end - start + 1), np.bool_)
    seen[orders.source, orders.day - start] = True
    return tuple(readonly((np.flatnonzero(row) + start).astype(np.int32)) for row in seen)
