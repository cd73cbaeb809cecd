"""What people of a shop do with its customers day by day: contacts, cases, codes.

Nothing here points at an order by its number in the database: a line names its order as the shop
does, by source and order number, so that undoing and repeating an upload leaves it as it is.
Customers are named as they were numbered on the day; their keys say who they are now.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import JSON, Field

from db.tables.base import Owned, unique_in_shop, utc_now, within_shop


class Dispatch(Owned, table=True):
    """What somebody said of a line of Today. Append-only: the last word on a line and day holds."""

    __table_args__ = (
        within_shop("customer_id", "customer"),
        Index("ix_dispatch_customer", "shop_id", "customer_id"),
        Index("ix_dispatch_day", "shop_id", "day"),
    )
    id: int | None = Field(default=None, primary_key=True)
    rule: str
    """Id of the rule, which its later versions keep."""
    customer_id: int
    source: str = ""
    order_no: str = ""
    """The order it was about, as its source numbers it; blank where it was about none."""
    anchor_day: date
    """Shop-local day it was counted from."""
    due: date
    day: date
    """Shop-local day it was worked on."""
    channel: str
    outcome: str
    """done, skipped, no_answer; or open, which takes an earlier word back."""
    folded: Any = Field(default_factory=list, sa_type=JSON)
    """Ids of the rules whose gifts went along."""
    belt: str = ""
    belt_version: int = 0
    at: datetime = Field(default_factory=utc_now)
    by: int | None = Field(default=None, foreign_key="user.id")


class Claim(Owned, table=True):
    """Somebody is at it: nobody else contacts this customer meanwhile."""

    __table_args__ = (within_shop("customer_id", "customer"),)
    shop_id: int = Field(foreign_key="shop.id", primary_key=True)
    customer_id: int = Field(primary_key=True)
    by: int = Field(foreign_key="user.id")
    until: datetime
    """UTC; from then on anybody may take it."""


class Case(Owned, table=True):
    """An unhappy customer the shop looks after until it has an outcome."""

    __tablename__ = "case_"
    __table_args__ = (
        unique_in_shop(),
        within_shop("customer_id", "customer"),
        UniqueConstraint("shop_id", "customer_id", "answered_on"),
        Index("ix_case_customer", "shop_id", "customer_id"),
    )
    id: int | None = Field(default=None, primary_key=True)
    customer_id: int
    answered_on: date
    """Shop-local day of the answer it is about."""
    score: int | None = None
    due: date
    owner_id: int | None = Field(default=None, foreign_key="user.id")
    cause: str = ""
    outcome: str = ""
    """A code; blank while the case is open."""
    note: str = ""
    opened_at: datetime = Field(default_factory=utc_now)
    closed_at: datetime | None = None


class Referral(Owned, table=True):
    """The code a customer hands on to friends."""

    __table_args__ = (
        unique_in_shop(),
        within_shop("customer_id", "customer"),
        UniqueConstraint("shop_id", "code"),
        Index("ix_referral_customer", "shop_id", "customer_id"),
    )
    id: int | None = Field(default=None, primary_key=True)
    code: str
    customer_id: int
    made_at: datetime = Field(default_factory=utc_now)
    by: int | None = Field(default=None, foreign_key="user.id")


class Referred(Owned, table=True):
    """An order that a friend placed with a code: the friend's first."""

    __table_args__ = (
        within_shop("referral_id", "referral"),
        UniqueConstraint("shop_id", "source", "order_no"),
        Index("ix_referred_referral", "shop_id", "referral_id"),
    )
    id: int | None = Field(default=None, primary_key=True)
    referral_id: int
    source: str
    order_no: str
    at: datetime = Field(default_factory=utc_now)
    by: int | None = Field(default=None, foreign_key="user.id")
