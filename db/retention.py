"""How long a shop keeps the contact data of customers who have fallen silent.

What goes are names and addresses. The customer keeps the number, the orders and the hashed keys,
and is known again when a later file shows a new order. An erasure goes further, see `erasure`.
"""

from datetime import date

from sqlalchemy import Connection
from sqlmodel import Session

from core.months import months_before
from core.shop import as_of_sources
from db import documents, shops
from db.persons import PERSONAL

KIND, NAME = "privacy", "retention"


def months(session: Session, shop_id: int) -> int | None:
    """After how many months of silence contact data goes; None: it is kept."""
    said = documents.newest(session, shop_id, kind=KIND).get(NAME) or {}
    kept: int | None = said.get("months")
    return kept


def keep_for(session: Session, shop_id: int, kept: int | None) -> None:
    """Settle the months; every upload from now on applies them."""
    documents.write(session, shop_id, kind=KIND, name=NAME, content={"months": kept})


def silent_since(session: Session, shop_id: int, kept: int) -> date | None:
    """The day before which the last sign of life must lie; None in a shop without orders.

    Counted back from the day the shop's data speaks for: a file that is out of date must not make
    anybody look silent.
    """
    as_of = as_of_sources(shops.source_days(session, shop_id)).day
    return months_before(as_of, kept) if as_of else None


_SILENT = f"""
WITH sign AS (
  SELECT customer_id, substr(ordered_at, 1, 10) AS day FROM order_state WHERE shop_id = :shop
  UNION ALL SELECT customer_id, substr(at, 1, 10) FROM event WHERE shop_id = :shop
  UNION ALL SELECT k.customer_id, substr(e.at, 1, 10) FROM consent_event e
    JOIN identity_key k ON k.id = e.key_id WHERE e.shop_id = :shop AND e.import_id IS NULL
  UNION ALL SELECT k.customer_id, substr(coalesce(c.registered_at, i.as_of), 1, 10)
    FROM contact c JOIN identity_key k ON k.id = c.key_id JOIN import i ON i.id = c.import_id
    WHERE c.shop_id = :shop AND k.customer_id NOT IN
      (SELECT customer_id FROM order_state WHERE shop_id = :shop AND customer_id IS NOT NULL)
)
SELECT DISTINCT k.customer_id FROM contact c JOIN identity_key k ON k.id = c.key_id
WHERE c.shop_id = :shop AND coalesce({", ".join(f"c.{name}" for name in PERSONAL)}) IS NOT NULL
  AND k.customer_id IN (
    SELECT customer_id FROM sign WHERE customer_id IS NOT NULL
    GROUP BY customer_id HAVING max(day) < :before)
"""  # noqa: S608 - fixed names


def silent(connection: Connection, shop_id: int, *, before: date) -> list[int]:
    """Customers with contact data whose last order, act or word lies before a day.

    Who never ordered is silent since registering, or since the newest file that showed them.
    """
    rows = connection.exec_driver_sql(_SILENT, {"shop": shop_id, "before": before.isoformat()})
    return [int(row[0]) for row in rows]


_EMPTY = f"""
UPDATE contact SET {", ".join(f"{name} = NULL" for name in PERSONAL)}
WHERE shop_id = ? AND key_id IN (SELECT id FROM identity_key WHERE shop_id = ? AND customer_id = ?)
"""  # noqa: S608 - fixed names


def apply(session: Session, shop_id: int) -> int:
    """Empty the contact data of all who are silent for as long as the shop has settled.

    Returns:
        Of how many customers.
    """
    kept = months(session, shop_id)
    before = None if kept is None else silent_since(session, shop_id, kept)
    if before is None:
        return 0
    found = silent(session.connection(), shop_id, before=before)
    if found:
        rows = [(shop_id, shop_id, customer) for customer in found]
        session.connection().exec_driver_sql(_EMPTY, rows)
    return len(found)
