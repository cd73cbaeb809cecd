"""Where contacts arrive: addresses of many customers at once, and what orders held."""

from collections.abc import Iterable, Sequence

import pandas as pd
from sqlalchemy import Connection

from db.bulk import select_frame

CHUNK = 10_000
"""Ids asked for at once; a statement holds only so many."""

POSTAL = ["postal_code", "prefecture", "city", "address"]
"""Parts of one address: they are taken from one word, never mixed."""

COLUMNS = ["name", "email", "phone", "line_name", *POSTAL]

# The cross join keeps the order: a few customers are looked up, not all contacts read.
_CONTACTS = """
SELECT k.customer_id AS customer, c.name, c.email, c.phone, c.line_name,
  c.postal_code, c.prefecture, c.city, c.address
FROM identity_key k CROSS JOIN contact c LEFT JOIN import i ON i.id = c.import_id
WHERE k.shop_id = ? AND k.customer_id IN ({}) AND c.shop_id = k.shop_id AND c.key_id = k.id
ORDER BY i.as_of, i.uploaded_at, i.id, c.id
"""


def contacts(connection: Connection, shop_id: int, ids: Iterable[int]) -> pd.DataFrame:
    """The last word on how each customer is reached.

    Args:
        connection: reads.
        shop_id: the shop.
        ids: of customers.

    Returns:
        (n, len(COLUMNS)) texts by customer, NA where nothing is known; who has no contact data
        (erased, or gone with time) is missing.
    """
    parts = [
        select_frame(connection, _CONTACTS.format(_marks(chunk)), (shop_id, *chunk))
        for chunk in _chunks(int(number) for number in ids)
    ]
    said = pd.concat(parts, ignore_index=True) if parts else _nobody()
    said = said.astype(dict.fromkeys(COLUMNS, "str"))
    said[COLUMNS] = said[COLUMNS].apply(lambda column: column.str.strip().replace("", pd.NA))
    people = said.groupby("customer")
    newest = people[["name", "email", "phone", "line_name"]].last()
    with_address = said[said["address"].notna() | said["city"].notna()]
    postal = with_address.groupby("customer")[POSTAL].tail(1)
    postal.index = pd.Index(with_address.loc[postal.index, "customer"])
    return newest.join(postal)


_PARCELS = """
SELECT o.source, o.order_no, o.customer_id AS customer, o.ordered_at, o.shipped_at,
  coalesce(p.short_name, p.name) AS product, l.quantity
FROM order_state o
LEFT JOIN order_line l ON l.shop_id = o.shop_id AND l.fact_id = o.lines_of AND l.kind = 'product'
LEFT JOIN product p ON p.shop_id = l.shop_id AND p.id = l.product_id
WHERE o.shop_id = ? AND o.source = ? AND o.order_no IN ({}) AND NOT o.void
ORDER BY o.ordered_at, o.id, l.position
"""


def parcels(
    connection: Connection, shop_id: int, orders: Iterable[tuple[str, str]]
) -> pd.DataFrame:
    """What lies in the parcels of valid orders.

    Args:
        connection: reads.
        shop_id: the shop.
        orders: (source, order number).

    Returns:
        (n, 7) one row per product line, oldest order first: `source`, `order_no`, `customer`,
        `ordered_at`, `shipped_at`, `product`, `quantity`.
    """
    numbers: dict[str, list[str]] = {}
    for source, number in orders:
        numbers.setdefault(source, []).append(number)
    parts = [
        select_frame(connection, _PARCELS.format(_marks(chunk)), (shop_id, source, *chunk))
        for source, of_source in numbers.items()
        for chunk in _chunks(of_source)
    ]
    if not parts:
        return select_frame(connection, _PARCELS.format("NULL"), (shop_id, ""))
    found = pd.concat(parts, ignore_index=True).astype({"source": "str", "order_no": "str"})
    return found.sort_values("ordered_at", kind="stable", ignore_index=True)


def _chunks(values: Iterable[object]) -> list[Sequence[object]]:
    asked = list(dict.fromkeys(values))
    return [asked[start : start + CHUNK] for start in range(0, len(asked), CHUNK)]


def _marks(values: Sequence[object]) -> str:
    return ", ".join("?" * len(values))


def _nobody() -> pd.DataFrame:
    return pd.DataFrame({name: pd.Series(dtype="str") for name in ("customer", *COLUMNS)})
