"""What goes into the intake and what comes out of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

import pandas as pd

Kind = Literal["orders", "customers", "answers"]
KeyKind = Literal["member", "email", "relay", "name_phone", "none"]
NetBasis = Literal["goods", "lines", "total_less_shipping", "total"]
DateOrder = Literal["month_first", "day_first", "year_first"]


@dataclass(frozen=True)
class Upload:
    """One file as it came: its name is shown, never trusted."""

    name: str
    content: bytes


@dataclass(frozen=True)
class Options:
    """What the reader cannot know from the file.

    Attributes:
        currency: ISO 4217 code used when the file names none; None when nobody has said one
            (decimals are then taken as they stand).
        timezone: IANA name of the shop's zone; times with an offset are moved into it.
        zero_orders: whether an order of amount 0 counts as a purchase.
        as_of: day the export was made, if known.
        dates_order: the owner's answer where day and month cannot be told apart.
        mapping: logical field -> heading, confirmed by the owner for an unknown format. The
            heading "" says that the file lacks the field: without `order_no` each row is an
            order, without `total` amounts are unknown. The extra field `total_per` ("order" or
            "line") says whether a total repeated on several rows of an order is counted once.
        remembered: heading signature -> mapping confirmed earlier.
    """

    currency: str | None = None
    timezone: str = "Asia/Tokyo"
    zero_orders: Literal["drop", "keep"] = "drop"
    as_of: date | None = None
    dates_order: DateOrder | None = None
    mapping: Mapping[str, str] | None = None
    remembered: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Guess:
    """How the columns of an unknown file were read.

    Attributes:
        headings: as written, in file order.
        sample: the first rows, one tuple of cells each.
        mapping: logical field -> heading.
        missing: required fields for which no column was found.
        ambiguous: required fields for which several columns fit equally well.
        signature: stable hash of the normalised headings.
    """

    headings: tuple[str, ...]
    sample: tuple[tuple[str, ...], ...]
    mapping: Mapping[str, str]
    missing: tuple[str, ...]
    ambiguous: tuple[str, ...]
    signature: str

    @property
    def complete(self) -> bool:
        """Whether every required field has exactly one column."""
        return not self.missing and not self.ambiguous


class Refused(Exception):  # noqa: N818 - it is a verdict about a file, not a fault
    """A file that cannot become tables.

    Attributes:
        code: why, in one word (empty_file, not_a_table, needs_mapping ...).
        fields: what the sentence on screen needs (file, line, column, cell ...).
        guess: the columns as guessed, where the owner can help.
    """

    def __init__(self, code: str, *, guess: Guess | None = None, **fields: object) -> None:
        super().__init__(code, fields)
        self.code = code
        self.fields: dict[str, Any] = fields
        self.guess = guess


@dataclass(frozen=True)
class SetAside:
    """Orders left out of the total, by reason; `amount` in minor units, None if unknown."""

    reason: str
    count: int
    amount: int | None


@dataclass(frozen=True)
class Understood:
    """What the file was taken for, to be shown before anything is stored.

    Attributes:
        format: name of the format, "guess" for an unknown one.
        rows: data rows in the files, set-aside ones included.
        orders, customers, total: valid orders only; total in minor units.
        file_total: the format's own total over all its orders, minor units.
        scale: decimal digits of the minor unit (0 for yen, 2 for dollars).
        answers: in a file of answers, those that can be used.
        orders_without_key: valid orders that no customer can be found for.
        order_key_kind: the key most orders carry.
        net_basis: what net_amount was computed from.
        zero_orders: valid orders of amount 0 found, kept or not.
        subscriptions: valid orders that belong to a subscription.
        possible_tests: valid orders in the name of "test" or テスト; they are counted, the owner
            knows better.
        dates_order: how day and month were told apart, None where it needed no decision.
        notes: codes of what the owner should know (encoding_guessed, day_month_assumed,
            key_per_order, partial_format, no_status, orders_after_as_of, ...).
    """

    format: str
    kind: Kind
    encoding: str
    delimiter: str
    rows: int
    orders: int
    customers: int
    total: int | None
    file_total: int | None
    currency: str | None
    scale: int
    first_day: date | None
    last_day: date | None
    set_aside: tuple[SetAside, ...]
    orders_without_key: int
    order_key_kind: KeyKind
    net_basis: NetBasis
    has_time: bool
    zero_orders: int
    subscriptions: int
    possible_tests: int = 0
    answers: int = 0
    dates_order: DateOrder | None = None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Intake:
    """Tidy tables of one reading.

    Attributes:
        source: platform family ("shopify", ... or "file-<signature>"); with order_no it is the
            key of an order.
        orders: one row per order, void ones included; columns in `ORDER_COLUMNS`.
        lines: one row per order line; columns in `LINE_COLUMNS`.
        contacts: one row per person record; columns in `CONTACT_COLUMNS`.
        problems: one row per dropped or repaired row or cell; columns in `PROBLEM_COLUMNS`.
        consent_column: whether the file says who agreed to e-mail.
        guess: the columns as read, for an unknown format only.
        answers: in a file of answers one row per answer, else None; columns in
            `core.intake.answer_file.ANSWER_COLUMNS`.
    """

    source: str
    understood: Understood
    orders: pd.DataFrame
    lines: pd.DataFrame
    contacts: pd.DataFrame
    problems: pd.DataFrame
    consent_column: bool
    guess: Guess | None = None
    answers: pd.DataFrame | None = None


KEY_COLUMNS = ("member", "email", "relay", "name_phone")
"""Identity keys, normalised; NA where the record has none."""

MONEY_COLUMNS = (
    "total", "goods", "coupon_own", "coupon_mall", "points_own", "points_mall",
    "shipping", "fees", "refund", "net", "cost_of_goods",
)  # fmt: skip
"""Nullable Int64 in minor units.

`refund` is the part of the goods' money given back, never more than there was, so that `net`
(after refunds) + `refund` is the net amount before them.
"""

TIME_COLUMNS = ("ordered_at", "shipped_at", "delivered_at", "void_on", "refund_on")
"""datetime64[s], shop-local without a zone; NaT where the file does not say."""

ORDER_COLUMNS = (
    "order_no", "person", *KEY_COLUMNS, *TIME_COLUMNS, "has_time", "status", "void",
    "void_reason", "counted", "channel", "own_list", *MONEY_COLUMNS, "acquisition_source",
    "subscription_no", "renewal", "line", "file",
)  # fmt: skip
"""`person` is a row label of contacts (-1 none); `line` the first physical line, `file` the
position among the uploads."""

LINE_COLUMNS = (
    "order", "position", "kind", "product_code", "product", "category", "quantity", "amount",
    "tax_rate_bp",
)  # fmt: skip
"""`order` is a row position in orders; kind is product, option, shipping, fee, discount, tax or
points."""

CONTACT_COLUMNS = (
    *KEY_COLUMNS, "name", "kana", "phone", "postal_code", "prefecture", "city", "address",
    "birth_date", "gender", "registered_at", "first_order_at", "consent_email", "consent_at",
    "points_balance", "stated_orders", "stated_spent", "tags",
)  # fmt: skip

PROBLEM_COLUMNS = ("file", "line", "code", "column", "cell", "dropped")
"""`file` is the upload's name; `dropped` says whether the row was left out or only repaired."""
