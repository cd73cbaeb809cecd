"""Who takes part in which experiment, on which side; dealt once, read through all merges."""

import pandas as pd
from sqlalchemy import Connection, Engine, Table

from db.arrow import arrow_table
from db.bulk import insert_frame, select_frame
from db.tables import Assignment

_ASSIGNMENTS: Table = Assignment.__table__  # type: ignore[attr-defined]  # SQLModel sets it at run time

# Of records that became one customer the first to be dealt counts: that is how she was treated.
_ASSIGNED = """
SELECT coalesce(c.merged_into, c.id) AS customer,
  CAST(julianday(a.day) - 2440587.5 AS INTEGER) AS day, a.control
FROM assignment a JOIN customer c ON c.shop_id = a.shop_id AND c.id = a.customer_id
WHERE a.shop_id = ? AND a.experiment = ? ORDER BY a.day, a.customer_id
"""


def assigned(engine: Engine, shop_id: int, *, experiment: str) -> pd.DataFrame:
    """Everybody who takes part, by day.

    Returns:
        (n, 3) `customer` as it is numbered now, each once; `day` since 1970-01-01; `control`.
    """
    rows: pd.DataFrame = arrow_table(engine, _ASSIGNED, (shop_id, experiment)).to_pandas()
    return rows.drop_duplicates("customer", ignore_index=True).astype(
        {"customer": "int64", "day": "int32", "control": "bool"}
    )


def count(connection: Connection, shop_id: int, *, experiment: str) -> int:
    """How many were ever dealt; it only grows, and moves whenever somebody comes in."""
    statement = "SELECT count(*) FROM assignment WHERE shop_id = ? AND experiment = ?"
    return int(connection.exec_driver_sql(statement, (shop_id, experiment)).scalar() or 0)


def assign(connection: Connection, shop_id: int, *, experiment: str, dealt: pd.DataFrame) -> int:
    """Deal those who take part from now on; who has been dealt already stays as she is.

    Args:
        connection: inside a write transaction.
        shop_id: the shop.
        experiment: the name of its document.
        dealt: (n, 3) `customer`, `day` since 1970-01-01, `control`.

    Returns:
        How many are new.
    """
    known = select_frame(connection, _ASSIGNED, (shop_id, experiment))["customer"]
    fresh = dealt[~dealt["customer"].isin(known)].drop_duplicates("customer")
    rows = pd.DataFrame(
        {
            "customer_id": fresh["customer"],
            "day": pd.to_datetime(fresh["day"], unit="D"),
            "control": fresh["control"],
        }
    ).assign(shop_id=shop_id, experiment=experiment)
    insert_frame(connection, _ASSIGNMENTS, rows)
    return len(rows)


def of_customer(connection: Connection, shop_id: int, customer: int) -> pd.DataFrame:
    """What a customer takes part in: (n, 3) `experiment`, `day` (ISO), `kept_aside`."""
    rows = select_frame(
        connection,
        "SELECT a.experiment, a.day, a.control AS kept_aside FROM assignment a"
        " JOIN customer c ON c.shop_id = a.shop_id AND c.id = a.customer_id"
        " WHERE a.shop_id = ? AND coalesce(c.merged_into, c.id) = ? ORDER BY a.day, a.experiment",
        (shop_id, customer),
    )
    return rows.astype({"kept_aside": "bool"})
