"""What customers did beside buying, read whole: the raw material of `core.customers.acts`."""

import json

import pandas as pd
from sqlalchemy import Connection

from core.customers.acts import BEST_ANSWER, KINDS
from db.bulk import select_frame

_ACTS = """
SELECT coalesce(c.merged_into, c.id) AS customer, e.kind, e.value,
  CAST(julianday(date(e.at)) - 2440587.5 AS INTEGER) AS day
FROM event e JOIN customer c ON c.shop_id = e.shop_id AND c.id = e.customer_id
WHERE e.shop_id = ? ORDER BY e.at, e.id
"""


def version(connection: Connection, shop_id: int) -> tuple[int, ...]:
    """What changes with the events of a shop, and with who is whom."""
    row = connection.exec_driver_sql(
        "SELECT s.history_version, (SELECT count(*) FROM event e WHERE e.shop_id = s.id),"
        " (SELECT coalesce(max(e.id), 0) FROM event e WHERE e.shop_id = s.id)"
        " FROM shop s WHERE s.id = ?",
        (shop_id,),
    ).one()
    return tuple(int(number) for number in row)


def acts(connection: Connection, shop_id: int) -> pd.DataFrame:
    """The events that are acts of customers, oldest first; others are left out.

    Returns:
        (n, 4) `customer` (who the person is now), `kind`, `day`, `value` (the answer 0..10 of a
        recommendation, nan for all other kinds).
    """
    found = select_frame(connection, _ACTS, (shop_id,))
    found = found[found["kind"].isin(KINDS)]
    answers = found["kind"] == "recommendation"
    found = found.assign(value=found["value"].map(_number).where(answers).astype("float64"))
    fits = found["value"].between(0, BEST_ANSWER) & (found["value"] % 1 == 0)
    return found[fits | ~answers].reset_index(drop=True)


def _number(stored: str | None) -> float:
    """The number of a stored value: itself, or what stands under `score`."""
    value = json.loads(stored) if stored else None
    if isinstance(value, dict):
        value = value.get("score")
    return float(value) if isinstance(value, int | float) else float("nan")
