"""How a platform writes its export, as data: the shared pipeline does the work.

A format is recognised by its `signature`, read through `columns`, and turned into orders by
the row, money and void rules below. Everything a platform has in common with the others is
the default.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from core.intake.headings import Headings, normal
from core.intake.model import DateOrder, Kind

if TYPE_CHECKING:
    from core.intake.rows import Rows


@dataclass(frozen=True)
class Join:
    """Text put together from several columns (family and given name, day and time)."""

    headings: tuple[str, ...]
    separator: str = " "


@dataclass(frozen=True)
class Add:
    """An amount spread over several columns."""

    headings: tuple[str, ...]


Column = str | Join | Add | tuple[str | Join, ...]
"""A heading ("送料#2" is its second occurrence), several joined or added, or a tuple of
alternatives of which, row by row, the first one filled counts."""


@dataclass(frozen=True)
class Void:
    """An order is void when `field` holds one of `values` (folded), or anything at all."""

    field: str
    reason: Literal["cancelled", "returned", "refunded", "unfinished", "voided_pair", "not_a_sale"]
    values: frozenset[str] | None = None


@dataclass(frozen=True)
class RefundRows:
    """Rows that give money back: `field` holds one of `values`, or a negative number."""

    field: str
    values: frozenset[str] | None = None


@dataclass(frozen=True)
class Found:
    """Columns of one file that make up a field, to be joined with `separator`."""

    positions: tuple[int, ...]
    separator: str = " "


@dataclass(frozen=True)
class Format:
    """One kind of export file.

    Attributes:
        name: e.g. "shopify_orders"; `source` its platform family, the first part of an order's
            key; `kind` orders or customers.
        signature: headings that must all occur; `absent` those that must not.
        template: the shop picks the columns, so part of the signature can be enough.
        columns: logical field -> column. Order fields: order_no, ordered_at, shipped_at,
            delivered_at, void_on, refund_on, time_zone (a name per row), status (and any other a
            rule names), channel, currency, subscription_no, subscription_count,
            acquisition_source. Person fields: member, email and the names in CONTACT_COLUMNS.
            Line fields: line_id, line_kind, product_code, product, category, quantity,
            unit_price, line_discount, amount, tax_rate. Every other field is an amount of the
            order.
        money: result column -> signed terms ("shipping", "-discount"). A term is an amount
            field, "lines" (sum over the order's rows of `amount`, else unit_price x quantity -
            line_discount) or "lines:<kind>". Default: the field of the same name. The extra
            column "given_back" is the part of net_amount that refund rows give back, where it
            is made of other terms than the total.
        total_less_shipping: terms of net_amount where the file lacks the goods' amount.
        summed: amount fields that differ per row and are added up; others count once per order.
        magnitude: amount fields whose sign differs between exports; their size counts.
        missing: cells that mean "not known".
        made_of: signed terms that should sum up to the total; where they do not, it is noted.
        void: the first rule that holds gives the reason; a refund of the whole total is
            always "refunded".
        refund_rows: how rows that give money back are told.
        renewal_marks: (field, part of its folded cell) that tell an automatic delivery of a
            subscription, where the file does not number deliveries.
        line_kinds: folded cell of `line_kind` -> kind of line (default product).
        kind_of: for formats that tell kinds of lines in another way.
        mend: first word on the rows, before they are grouped: cells that hold all lines of an
            order become rows of their own, halves of a cell are put together.
        prepare: last word on the order's amounts (a frame of Int64 fields).
        channel: what to call the channel where the file does not say; default the source.
        owner: whose list the customers are on; `mall_channels` are parts of channel names that
            belong to a mall all the same; coupons and points there are the mall's.
        legend: headings carry an explanation in brackets that is ignored.
        naive: zone of times without an offset; `dates_order` the known order of 01/02/03.
        zone_names: folded cell of `time_zone` -> IANA name.
        day_in_number: regular expression with the group `day`, the day inside an order number.
    """

    name: str
    source: str
    signature: tuple[str, ...]
    columns: Mapping[str, Column]
    kind: Kind = "orders"
    absent: tuple[str, ...] = ()
    template: bool = False
    money: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    total_less_shipping: tuple[str, ...] = ("total", "-shipping", "-fees")
    summed: tuple[str, ...] = ()
    magnitude: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    made_of: tuple[str, ...] = ()
    void: tuple[Void, ...] = ()
    refund_rows: RefundRows | None = None
    renewal_marks: tuple[tuple[str, str], ...] = ()
    line_kinds: Mapping[str, str] = field(default_factory=dict)
    kind_of: "Callable[[Rows], npt.NDArray[np.str_]] | None" = None
    mend: "Callable[[Rows], Rows] | None" = None
    prepare: Callable[[pd.DataFrame], pd.DataFrame] | None = None
    channel: str = ""
    owner: Literal["own", "mall"] = "own"
    mall_channels: tuple[str, ...] = ()
    legend: bool = False
    naive: Literal["shop", "utc"] = "shop"
    dates_order: DateOrder | None = None
    zone_names: Mapping[str, str] = field(default_factory=dict)
    day_in_number: str = ""

    def fits(self, headings: Headings) -> bool:
        """Whether all of the signature occurs and none of what must be absent."""
        if not headings.has_all(self.signature, legend=self.legend):
            return False
        return not any(headings.positions(name, legend=self.legend) for name in self.absent)

    @cached_property
    def known(self) -> frozenset[str]:
        """Normalised headings that the format reads or is recognised by."""
        choices = [c for column in self.columns.values()
                   for c in (column if isinstance(column, tuple) else (column,))]  # fmt: skip
        written = [h for c in choices for h in ((c,) if isinstance(c, str) else c.headings)]
        return frozenset(normal(h.partition("#")[0] or h) for h in (*written, *self.signature))

    def find(self, headings: Headings) -> dict[str, tuple[Found, ...]]:
        """The fields this file has, each with its alternatives in order of preference.

        An `Add` becomes fees, fees+1, fees+2 ...
        """
        found: dict[str, tuple[Found, ...]] = {}
        for name, column in self.columns.items():
            if isinstance(column, Add):
                at = self._all(headings, column.headings)
                found |= {_nth(name, i): (Found((p,)),) for i, p in enumerate(at)}
                continue
            choices = column if isinstance(column, tuple) else (column,)
            places = tuple(p for c in choices if (p := self._place(headings, c)))
            if places:
                found[name] = places
        return found

    def _place(self, headings: Headings, choice: str | Join) -> Found | None:
        if isinstance(choice, Join):
            at = self._all(headings, choice.headings)
            return Found(at, choice.separator) if at else None
        position = headings.find(choice, legend=self.legend)
        return None if position is None else Found((position,))

    def _all(self, headings: Headings, names: tuple[str, ...]) -> tuple[int, ...]:
        places = (headings.find(name, legend=self.legend) for name in names)
        return tuple(place for place in places if place is not None)

    def terms(self, column: str) -> tuple[str, ...]:
        """The signed terms that make up a result column."""
        return self.money.get(column, (column,))


def _nth(name: str, i: int) -> str:
    return f"{name}+{i}" if i else name


def one_of(*values: str) -> frozenset[str]:
    """Status cells, as `Void` and `RefundRows` compare them."""
    return frozenset(value.lower() for value in values)
