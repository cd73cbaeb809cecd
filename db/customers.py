"""What a shop knows of its customers as people."""

from collections.abc import Iterable

import pandas as pd
from sqlalchemy import Connection
from sqlmodel import Session, col, select

from db.bulk import select_frame
from db.tables import Contact, IdentityKey

CHUNK = 10_000
"""Ids asked for at once; a statement holds only so many."""


def names(session: Session, shop_id: int, *, ids: Iterable[int]) -> dict[int, str]:
    """Name by customer id, the one the newest upload showed; who has none is missing."""
    asked = [int(number) for number in ids]
    found: dict[int, str] = {}
    for start in range(0, len(asked), CHUNK):
        rows = session.exec(
            select(IdentityKey.customer_id, Contact.name)
            .join(Contact, col(Contact.key_id) == col(IdentityKey.id))
            .where(Contact.shop_id == shop_id, IdentityKey.shop_id == shop_id)
            .where(col(IdentityKey.customer_id).in_(asked[start : start + CHUNK]))
            .where(col(Contact.name).is_not(None))
            .order_by(col(Contact.import_id), col(Contact.id))
        ).all()
        found |= {customer: name for customer, name in rows if customer and name}
    return found


_PROFILES = """
SELECT k.customer_id AS customer, c.birth_date, c.gender, c.prefecture
FROM contact c JOIN identity_key k ON k.shop_id = c.shop_id AND k.id = c.key_id
LEFT JOIN import i ON i.id = c.import_id
WHERE c.shop_id = ? AND k.customer_id IS NOT NULL
  AND coalesce(c.birth_date, c.gender, c.prefecture) IS NOT NULL
ORDER BY i.as_of, i.uploaded_at, i.id, c.id
"""


def profiles(connection: Connection, shop_id: int) -> pd.DataFrame:
    """The last word on each customer whose files say something of the person.

    Returns:
        (n, 4) `customer` (ascending, once), `birth_date` (ISO day), `gender`, `prefecture`.
    """
    said = select_frame(connection, _PROFILES, (shop_id,))
    return said.groupby("customer", as_index=False).last()


def become(connection: Connection, shop_id: int) -> dict[int, int]:
    """Who a customer is now, for those whose number has become another's."""
    rows = connection.exec_driver_sql(
        "SELECT id, merged_into FROM customer WHERE shop_id = ? AND merged_into IS NOT NULL",
        (shop_id,),
    )
    return {int(was): int(now) for was, now in rows}
