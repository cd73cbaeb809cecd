"""Everything a shop owns, table by table, in an order that never varies."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import pandas as pd
from sqlalchemy import Boolean, Connection, Integer, Table
from sqlalchemy.types import TypeEngine
from sqlmodel import Session, col, func, select

from db.tables import Base, Customer

CHUNK = 20_000

LEFT_OUT = {
    "audit": "who did what stays where nobody can change it; the owner reads it on its page",
    "invite": "lets people in",
    "session": "lets people in",
}
"""Tables with a shop that are not handed out, and why."""

SECRET = {("shop", "salt")}
"""Columns that protect others: who has the salt could test guesses against the hashed keys."""


@dataclass(frozen=True, eq=False)
class Exported:
    """One table of a shop.

    Attributes:
        name: as the database calls it.
        chunks: its rows, (n, columns) each, one after the other by key; at least one chunk.
    """

    name: str
    chunks: Iterator[pd.DataFrame] = field(repr=False)


def tables(session: Session, shop_id: int) -> Iterator[Exported]:
    """Every table with rows of the shop, to be read one after the other within one session.

    The session's one read transaction makes all tables speak of the same moment.
    """
    for table in sorted(Base.metadata.tables.values(), key=lambda table: table.name):
        owner = "id" if table.name == "shop" else "shop_id"
        if owner in table.columns and table.name not in LEFT_OUT:
            yield Exported(table.name, _chunks(session.connection(), table, owner, shop_id))


def customers(session: Session, shop_id: int) -> int:
    """How many people the shop's tables speak of."""
    asked = select(func.count()).where(
        Customer.shop_id == shop_id, col(Customer.merged_into).is_(None)
    )
    return session.exec(asked).one()


def _chunks(
    connection: Connection, table: Table, owner: str, shop_id: int
) -> Iterator[pd.DataFrame]:
    """The shop's rows of a table by its key; values as they are stored."""
    columns = [column for column in table.columns if (table.name, column.name) not in SECRET]
    named = ", ".join(f'"{column.name}"' for column in columns)
    key = ", ".join(f'"{column.name}"' for column in table.primary_key.columns)
    statement = f'SELECT {named} FROM "{table.name}" WHERE "{owner}" = ? ORDER BY {key}'  # noqa: S608 - the names are the table's
    cursor = connection.connection.cursor()  # the driver's own: millions of rows need no dressing
    cursor.execute(statement, (shop_id,))
    rows = cursor.fetchmany(CHUNK)
    while True:
        values = list(zip(*rows, strict=True)) or [()] * len(columns)
        yield pd.DataFrame(
            {
                column.name: pd.Series(list(cells), dtype=_dtype(column.type))
                for column, cells in zip(columns, values, strict=True)
            }
        )
        rows = cursor.fetchmany(CHUNK)
        if not rows:
            return


def _dtype(stored_as: TypeEngine[object]) -> str:
    """How a column is held so that a number stays a number and missing stays missing."""
    if isinstance(stored_as, Boolean):
        return "boolean"
    return "Int64" if isinstance(stored_as, Integer) else "str"
