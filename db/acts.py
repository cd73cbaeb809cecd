"""What customers did beside buying, read whole: the raw material of `core.customers.acts`."""

import json

import pandas as pd
from sqlalchemy import Connection

from core.customers.acts import BEST_ANSWER, KINDS
from db.bulk import select_frame

_ACTS = """
SELECT coalesce(k.customer_id, e.customer_id) AS customer, e.kind, e.value,
  CAST(julianday(date(e.at)) - 2440587.5 AS INTEGER) AS day, e.id AS place
FROM event e LEFT JOIN identity_key k ON k.shop_id = e.shop_id AND k.id = e.customer_id
WHERE e.shop_id = ? AND e.customer_id IS NOT NULL
UNION ALL
SELECT coalesce(k.customer_id, r.customer_id), 'referral', NULL,
  CAST(julianday(date(o.ordered_at)) - 2440587.5 AS INTEGER), f.id
FROM referred f JOIN referral r ON r.shop_id = f.shop_id AND r.id = f.referral_id
JOIN order_state o ON o.shop_id = f.shop_id AND o.source = f.source AND o.order_no = f.order_no
LEFT JOIN identity_key k ON k.shop_id = r.shop_id AND k.id = r.customer_id
WHERE f.shop_id = ? AND NOT o.void ORDER BY day, place
"""
"""Events, and friends who bought with a customer's code."""


def version(connection: Connection, shop_id: int) -> tuple[int, ...]:
    """What changes with the events of a shop, and with who is whom."""
    row = connection.exec_driver_sql(
        "SELECT s.history_version, (SELECT count(*) FROM event e WHERE e.shop_id = s.id),"
        " (SELECT coalesce(max(e.id), 0) FROM event e WHERE e.shop_id = s.id),"
        " (SELECT count(*) FROM event e WHERE e.shop_id = s.id AND e.kind = 'event'),"
        " (SELECT count(*) FROM referred f WHERE f.shop_id = s.id)"
        " FROM shop s WHERE s.id = ?",
        (shop_id,),
    ).one()
    return tuple(int(number) for number in row)


def acts(connection: Connection, shop_id: int) -> pd.DataFrame:
    """The events that are acts of customers, oldest first; others are left out.

    Returns:
        (n, 5) `customer` (who the person is now), `kind`, `day`, `value` (the answer 0..10 of a
        recommendation, nan for all other kinds), `place` among those of the day.
    """
    found = select_frame(connection, _ACTS, (shop_id, shop_id))
    found = found[found["kind"].isin(KINDS)]
    answers = found["kind"] == "recommendation"
    found = found.assign(value=found["value"].map(_number).where(answers).astype("float64"))
    fits = found["value"].between(0, BEST_ANSWER) & (found["value"] % 1 == 0)
    return found[fits | ~answers].reset_index(drop=True)


def _number(stored: str | float | None) -> float:
    """The number of a stored value: itself, or what stands under `score`."""
    value = json.loads(stored) if isinstance(stored, str) else stored
    if isinstance(value, dict):
        value = value.get("score")
    return float(value) if isinstance(value, int | float) else float("nan")
