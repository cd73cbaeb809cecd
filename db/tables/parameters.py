"""What a shop has chosen and saved."""

from datetime import datetime
from typing import Any

from sqlalchemy import UniqueConstraint
from sqlmodel import JSON, Field

from db.tables.base import Owned, utc_now


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
