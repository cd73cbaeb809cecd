"""The root of the tables and the keys that hold a shop together."""

from datetime import UTC, datetime

from sqlalchemy import ForeignKeyConstraint, MetaData, UniqueConstraint
from sqlalchemy.orm import registry
from sqlmodel import Field, SQLModel

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


def utc_now() -> datetime:
    """The moment one of our own acts is recorded."""
    return datetime.now(UTC)


def unique_in_shop() -> UniqueConstraint:
    """The target of composite foreign keys `(shop_id, x_id)`: no row points into another shop."""
    return UniqueConstraint("shop_id", "id")


def within_shop(column: str, table: str, *, cascade: bool = False) -> ForeignKeyConstraint:
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
