"""Shops, the people who sign in, and what they did."""

from datetime import datetime

from sqlalchemy import Index
from sqlmodel import Field

from db.tables.base import Base, Owned, utc_now


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
