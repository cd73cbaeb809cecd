"""What files and people say: imports, orders, customers, contacts, consents, events."""

from datetime import date, datetime
from typing import Any

from pydantic import NaiveDatetime
from sqlalchemy import Index, UniqueConstraint
from sqlmodel import JSON, Field

from db.tables.base import Owned, unique_in_shop, utc_now, within_shop


class Import(Owned, table=True):
    """One upload. The state of the shop is the fold of its imports that were not undone."""

    __table_args__ = (unique_in_shop(),)
    id: int | None = Field(default=None, primary_key=True)
    source: str
    kind: str
    format: str
    file_names: str
    sha256: str = Field(index=True)
    as_of: date
    complete_since: str = "unknown"
    """Does the file hold all orders since the shop opened: yes, middle or unknown."""
    zero_orders: str = "drop"
    consent_claim: Any = Field(default=None, sa_type=JSON)
    understood: Any = Field(sa_type=JSON)
    uploaded_at: datetime = Field(default_factory=utc_now)
    uploaded_by: int | None = Field(default=None, foreign_key="user.id")
    undone_at: datetime | None = None


class Product(Owned, table=True):
    """A product of a source, by its code; the owner may give it a short name."""

    __table_args__ = (unique_in_shop(), UniqueConstraint("shop_id", "source", "code"))
    id: int | None = Field(default=None, primary_key=True)
    source: str
    code: str
    name: str
    category: str | None = None
    short_name: str | None = None


class Customer(Owned, table=True):
    """A person, numbered by the smallest identity key; `merged_into` names who it became."""

    __table_args__ = (unique_in_shop(), within_shop("merged_into", "customer"))
    id: int = Field(primary_key=True)
    merged_into: int | None = None


class IdentityKey(Owned, table=True):
    """A hashed key that tells persons apart: member id, e-mail, relay address, name and phone."""

    __tablename__ = "identity_key"
    __table_args__ = (
        unique_in_shop(),
        UniqueConstraint("shop_id", "kind", "source", "hash"),
        within_shop("customer_id", "customer"),
        Index("ix_identity_key_customer", "shop_id", "customer_id"),
    )
    id: int | None = Field(default=None, primary_key=True)
    kind: str
    source: str
    hash: str
    customer_id: int | None = None


class OrderFields(Owned):
    """What a file says of an order: the logical columns, missing is NULL."""

    source: str
    order_no: str
    ordered_at: NaiveDatetime
    shipped_at: NaiveDatetime | None = None
    delivered_at: NaiveDatetime | None = None
    status: str | None = None
    void: bool = False
    void_reason: str | None = None
    void_on: date | None = None
    counted: bool = True
    channel: str = ""
    own_list: bool = True
    total: int | None = None
    goods: int | None = None
    coupon_own: int | None = None
    coupon_mall: int | None = None
    points_own: int | None = None
    points_mall: int | None = None
    shipping: int | None = None
    fees: int | None = None
    refund: int | None = None
    refund_on: date | None = None
    net: int | None = None
    cost_of_goods: int | None = None
    acquisition_source: str | None = None
    subscription_no: str | None = None
    renewal: bool = False
    product_id: int | None = None
    member_key: int | None = None
    email_key: int | None = None
    relay_key: int | None = None
    person_key: int | None = None


class OrderFact(OrderFields, table=True):
    """An order as one import showed it. Append-only; gone only with its import's undo."""

    __tablename__ = "order_fact"
    __table_args__ = (
        unique_in_shop(),
        within_shop("import_id", "import"),
        Index("ix_order_fact_import", "shop_id", "import_id"),
        Index("ix_order_fact_order", "shop_id", "source", "order_no"),
    )
    id: int | None = Field(default=None, primary_key=True)
    import_id: int


class OrderState(OrderFields, table=True):
    """The current view: each order once, folded from the facts of the imports not undone."""

    __tablename__ = "order_state"
    __table_args__ = (
        unique_in_shop(),
        UniqueConstraint("shop_id", "source", "order_no"),
        within_shop("customer_id", "customer"),
    )
    id: int | None = Field(default=None, primary_key=True)
    customer_id: int | None = None
    lines_of: int | None = None


class OrderLine(Owned, table=True):
    """A line of an order fact: a product, or an option, fee, discount, tax or points row."""

    __tablename__ = "order_line"
    __table_args__ = (
        within_shop("fact_id", "order_fact", cascade=True),
        within_shop("product_id", "product"),
        Index("ix_order_line_fact", "shop_id", "fact_id"),
    )
    id: int | None = Field(default=None, primary_key=True)
    fact_id: int
    position: int
    kind: str
    product_id: int | None = None
    category: str | None = None
    quantity: int | None = None
    amount: int | None = None
    tax_rate_bp: int | None = None


class Contact(Owned, table=True):
    """Personal data and keys of one person as one import showed them.

    The only home of names and addresses. `key_id` is the strongest of the keys.
    """

    __table_args__ = (
        within_shop("key_id", "identity_key"),
        within_shop("member_key", "identity_key"),
        within_shop("email_key", "identity_key"),
        within_shop("relay_key", "identity_key"),
        within_shop("person_key", "identity_key"),
        within_shop("import_id", "import", cascade=True),
        Index("ix_contact_key", "shop_id", "key_id"),
        Index("ix_contact_import", "shop_id", "import_id"),
    )
    id: int | None = Field(default=None, primary_key=True)
    key_id: int
    import_id: int | None = None
    member_key: int | None = None
    email_key: int | None = None
    relay_key: int | None = None
    person_key: int | None = None
    name: str | None = None
    kana: str | None = None
    email: str | None = None
    phone: str | None = None
    postal_code: str | None = None
    prefecture: str | None = None
    city: str | None = None
    address: str | None = None
    line_name: str | None = None
    birth_date: date | None = None
    gender: str | None = None
    registered_at: NaiveDatetime | None = None


class ConsentEvent(Owned, table=True):
    """What a person said about being contacted on a channel, when, and where it is written."""

    __tablename__ = "consent_event"
    __table_args__ = (
        within_shop("key_id", "identity_key"),
        within_shop("import_id", "import", cascade=True),
        Index("ix_consent_event_key", "shop_id", "key_id"),
        Index("ix_consent_event_import", "shop_id", "import_id"),
    )
    id: int | None = Field(default=None, primary_key=True)
    key_id: int
    import_id: int | None = None
    channel: str
    agreed: bool
    at: NaiveDatetime
    source: str


class Suppression(Owned, table=True):
    """An opt-out of a channel, or an erasure; it wins over every later import.

    It names a key as `identity_key` does but points at no row, so it stays when the person goes.
    """

    __table_args__ = (UniqueConstraint("shop_id", "key_kind", "key_source", "key_hash", "channel"),)
    id: int | None = Field(default=None, primary_key=True)
    key_kind: str
    key_source: str
    key_hash: str
    channel: str
    at: datetime = Field(default_factory=utc_now)
    source: str = ""
    """Where it was said: staff, form, ..."""


class Event(Owned, table=True):
    """Something a customer did beside buying: a visit, a review, an answer, taking part.

    What an import brought names the key or the order by which it is known whose it is; the
    customer is worked out from them, and anew whenever the shop's orders change.
    """

    __table_args__ = (
        within_shop("customer_id", "customer"),
        within_shop("import_id", "import", cascade=True),
        within_shop("key_id", "identity_key"),
        Index("ix_event_customer", "shop_id", "customer_id"),
        Index("ix_event_import", "shop_id", "import_id"),
    )
    id: int | None = Field(default=None, primary_key=True)
    kind: str
    at: NaiveDatetime
    customer_id: int | None = None
    value: Any = Field(default=None, sa_type=JSON)
    source: str = ""
    import_id: int | None = None
    key_id: int | None = None
    order_no: str | None = None
