"""Whole frames in and out of the database, past the ORM: 1M rows in seconds, one transaction.

These functions know no shop scope: only repositories call them, with `shop_id` in hand.
"""

from collections.abc import Callable, Mapping, Sequence
from itertools import islice
from typing import Any

import pandas as pd
import pyarrow as pa
from sqlalchemy import Connection, Date, Table
from sqlalchemy.types import TypeEngine

CHUNK = 50_000

Advance = Callable[[int], None]


def insert_frame(
    connection: Connection, table: Table, frame: pd.DataFrame, *, advance: Advance | None = None
) -> None:
    """Append the rows of `frame`, whose columns are named as the table's.

    Args:
        connection: inside the transaction that the rows belong to.
        table: where to.
        frame: (n, k); missing values become NULL, days and times the ISO text SQLAlchemy writes.
        advance: called with the rows stored so far after each chunk; may raise to cancel.
    """
    names = list(frame.columns)
    mark = "?" if connection.dialect.paramstyle == "qmark" else "%s"
    marks = ", ".join([mark] * len(names))
    statement = f"INSERT INTO {_name(connection, table)} ({', '.join(names)}) VALUES ({marks})"  # noqa: S608 - the names are the table's
    rows = zip(*(_plain(frame[name], table.c[name].type) for name in names), strict=True)
    done = 0
    while chunk := list(islice(rows, CHUNK)):
        connection.exec_driver_sql(statement, chunk)
        done += len(chunk)
        if advance is not None:
            advance(done)


def select_frame(
    connection: Connection, statement: str, parameters: Sequence[Any] = ()
) -> pd.DataFrame:
    """The rows of a raw SELECT as a frame of plain columns."""
    result = connection.exec_driver_sql(statement, tuple(parameters))
    return pd.DataFrame(map(tuple, result), columns=list(result.keys()))


def select_narrowed(
    connection: Connection, statement: str, shop_id: int, asked: Mapping[str, Any]
) -> pd.DataFrame:
    """The rows of a SELECT on one shop, narrowed by what is asked for.

    Args:
        connection: reads.
        statement: asks for the shop first; has one place `{}` for further conditions.
        shop_id: the shop.
        asked: condition -> its value; one without a value is left out.
    """
    chosen = {condition: value for condition, value in asked.items() if value is not None}
    parameters = (shop_id, *chosen.values())
    return select_frame(connection, statement.format(" ".join(chosen)), parameters)


def next_id(connection: Connection, table: Table) -> int:
    """The first free id; safe inside a write transaction, which holds the only write lock."""
    top = connection.exec_driver_sql(f"SELECT max(id) FROM {_name(connection, table)}").scalar()  # noqa: S608 - the name is the table's
    return (top or 0) + 1


def _name(connection: Connection, table: Table) -> str:
    return connection.dialect.identifier_preparer.format_table(table)


def _plain(column: pd.Series, stored_as: TypeEngine[Any]) -> list[Any]:
    """The values as the driver takes them: int, float, str, None; days without their time."""
    values = pa.Array.from_pandas(column)
    if isinstance(values, pa.ChunkedArray):
        values = values.combine_chunks()
    if pa.types.is_timestamp(values.type) and isinstance(stored_as, Date):
        values = values.cast(pa.timestamp("s")).cast(pa.date32(), safe=False)
    if pa.types.is_timestamp(values.type):
        values = values.cast(pa.timestamp("us")).cast(pa.string())
    if pa.types.is_date(values.type):
        values = values.cast(pa.string())
    if pa.types.is_boolean(values.type):
        values = values.cast(pa.int8())
    return list(values.to_pylist())
