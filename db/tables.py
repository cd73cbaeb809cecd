"""The tables: facts and parameters, each owned by a shop unless it describes people or sign-in.

Money is an integer in minor units; days and times of orders are shop-local and naive, times of our
own acts are UTC. Personal data stands in `contact` only; the keys that tell persons apart are
stored as keyed hashes.
"""

from datetime import UTC, date, datetime
from typing import Any

from pydantic import NaiveDatetime
from sqlalchemy import ForeignKeyConstraint, Index, MetaData, UniqueConstraint
from sqlalchemy.orm import registry
from sqlmodel import JSON, Field, SQLModel

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


def utc_now() -> datetime:
    """The moment one of our own acts is recorded."""
    return datetime.now(UTC)


def _unique_in_shop() -> UniqueConstraint:
    """The target of composite foreign keys `(shop_id, x_id)`: no row points into another shop."""
    return UniqueConstraint("shop_id", "id")


def _within_shop(column: str, table: str, *, cascade: bool = False) -> ForeignKeyConstraint:
    """`(shop_id, column)` points at a row of `table` of the same shop."""
    return ForeignKeyConstraint(
        ["shop_id", column],
        [f"{table}.shop_id", f"{table}.id"],
        ondelete="CASCADE" if cascade else None,
    )


class Base(SQLModel, registry=registry(metadata=MetaData(naming_convention=NAMING))):
    """Root of all tables, on a registry of its own so that a reload may define them again."""


class Owned(Base):
    """A row that belongs to one shop."""

    shop_id: int = Field(foreign_key="shop.id")


# People and sign-in


class Shop(Base, table=True):
    """One shop; `salt` keys the hashes of its customers' identity keys."""

    id: int | None = Field(default=None, primary_key=True)
    name: str
    salt: str
    created_at: datetime = Field(default_factory=utc_now)
    archived_at: datetime | None = None
    history_version: int = 0
    consent_version: int = 0


class User(Base, table=True):
    """A person who signs in; raising `epoch` ends all of the person's sessions."""

    id: int | None = Field(default=None, primary_key=True)
    username: str = Field(unique=True)
    name: str
    password_hash: str
    language: str | None = None
    active: bool = True
    epoch: int = 0
    created_at: datetime = Field(default_factory=utc_now)


class Membership(Base, table=True):
    """What a person may do in a shop: owner, staff or viewer."""

    user_id: int = Field(foreign_key="user.id", primary_key=True)
    shop_id: int = Field(foreign_key="shop.id", primary_key=True)
    role: str


class BrowserSession(Base, table=True):
    """A browser that is signed in; the token itself is only in its cookie."""

    __tablename__ = "session"

    id: int | None = Field(default=None, primary_key=True)
    token_hash: str = Field(unique=True)
    user_id: int = Field(foreign_key="user.id", index=True)
    epoch: int
    user_agent: str = ""
    created_at: datetime = Field(default_factory=utc_now)
    seen_at: datetime = Field(default_factory=utc_now)
    expires_at: datetime
    shop_id: int | None = Field(default=None, foreign_key="shop.id")


class Ticket(Base, table=True):
    """A one-time pass from the sign-in form to the cookie, valid for a minute."""

    ticket_hash: str = Field(primary_key=True)
    user_id: int = Field(foreign_key="user.id")
    path: str
    expires_at: datetime


class SignInFailure(Base, table=True):
    """A refused password, counted per user name and per address to slow guessing down."""

    __tablename__ = "sign_in_failure"
    id: int | None = Field(default=None, primary_key=True)
    username: str = Field(index=True)
    address: str = Field(index=True)
    at: datetime = Field(default_factory=utc_now)


class Invite(Owned, table=True):
    """A one-time link by which a person joins a shop with a role."""

    token_hash: str = Field(primary_key=True)
    role: str
    invited_by: int = Field(foreign_key="user.id")
    expires_at: datetime
    used_at: datetime | None = None


class Audit(Base, table=True):
    """Who did what, when, in which shop, to how many. Append-only; holds no values of anybody."""

    __table_args__ = (Index("ix_audit_shop_at", "shop_id", "at"),)
    id: int | None = Field(default=None, primary_key=True)
    at: datetime = Field(default_factory=utc_now)
    shop_id: int | None = Field(default=None, foreign_key="shop.id")
    user_id: int | None = Field(default=None, foreign_key="user.id")
    act: str
    subject: str = ""
    count: int | None = None


# Parameters


class Setting(Owned, table=True):
    """One choice of a shop that its numbers depend on."""

    shop_id: int = Field(foreign_key="shop.id", primary_key=True)
    name: str = Field(primary_key=True)
    value: Any = Field(sa_type=JSON)


class Document(Owned, table=True):
    """A saved plan, rule or list: immutable, a change is a new version."""

    __table_args__ = (UniqueConstraint("shop_id", "kind", "name", "version"),)
    id: int | None = Field(default=None, primary_key=True)
    kind: str
    name: str
    version: int
    json_: Any = Field(sa_type=JSON, sa_column_kwargs={"name": "json"})
    created_at: datetime = Field(default_factory=utc_now)


# Facts


class Import(Owned, table=True):
    """One upload. The state of the shop is the fold of its imports that were not undone."""

    __table_args__ = (_unique_in_shop(),)
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

    __table_args__ = (_unique_in_shop(), UniqueConstraint("shop_id", "source", "code"))
    id: int | None = Field(default=None, primary_key=True)
    source: str
    code: str
    name: str
    category: str | None = None
    short_name: str | None = None


class Customer(Owned, table=True):
    """A person, numbered by the smallest identity key; `merged_into` names who it became."""

    __table_args__ = (_unique_in_shop(), _within_shop("merged_into", "customer"))
    id: int = Field(primary_key=True)
    merged_into: int | None = None


class IdentityKey(Owned, table=True):
    """A hashed key that tells persons apart: member id, e-mail, relay address, name and phone."""

    __tablename__ = "identity_key"
    __table_args__ = (
        _unique_in_shop(),
        UniqueConstraint("shop_id", "kind", "source", "hash"),
        _within_shop("customer_id", "customer"),
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
        _unique_in_shop(),
        _within_shop("import_id", "import"),
        Index("ix_order_fact_import", "shop_id", "import_id"),
        Index("ix_order_fact_order", "shop_id", "source", "order_no"),
    )
    id: int | None = Field(default=None, primary_key=True)
    import_id: int


class OrderState(OrderFields, table=True):
    """The current view: each order once, folded from the facts of the imports not undone."""

    __tablename__ = "order_state"
    __table_args__ = (
        _unique_in_shop(),
        UniqueConstraint("shop_id", "source", "order_no"),
        _within_shop("customer_id", "customer"),
    )
    id: int | None = Field(default=None, primary_key=True)
    customer_id: int | None = None
    lines_of: int | None = None


class OrderLine(Owned, table=True):
    """A line of an order fact: a product, or an option, fee, discount, tax or points row."""

    __tablename__ = "order_line"
    __table_args__ = (
        _within_shop("fact_id", "order_fact", cascade=True),
        _within_shop("product_id", "product"),
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
        _within_shop("key_id", "identity_key"),
        _within_shop("member_key", "identity_key"),
        _within_shop("email_key", "identity_key"),
        _within_shop("relay_key", "identity_key"),
        _within_shop("person_key", "identity_key"),
        _within_shop("import_id", "import", cascade=True),
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
        _within_shop("key_id", "identity_key"),
        _within_shop("import_id", "import", cascade=True),
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
    """Something a customer did beside buying: a visit, a review, an answer, taking part."""

    __table_args__ = (
        _within_shop("customer_id", "customer"),
        Index("ix_event_customer", "shop_id", "customer_id"),
    )
    id: int | None = Field(default=None, primary_key=True)
    kind: str
    at: NaiveDatetime
    customer_id: int | None = None
    value: Any = Field(default=None, sa_type=JSON)
    source: str = ""
