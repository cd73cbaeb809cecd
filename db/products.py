"""Products of a shop: one per code (or name, where a file has no code) and source."""

from collections.abc import Mapping

import numpy as np
import pandas as pd
from sqlalchemy import Connection, Engine, Table
from sqlmodel import Session, col, select

from core.orders import NEVER
from db.arrow import arrow_table
from db.bulk import insert_frame, next_id, select_frame
from db.tables import Product

_PRODUCTS: Table = Product.__table__  # type: ignore[attr-defined]  # SQLModel sets it at run time


def ids(connection: Connection, shop_id: int, *, source: str, lines: pd.DataFrame) -> pd.Series:
    """The product of each line; unknown codes become new products, named as first seen.

    Args:
        connection: inside a write transaction.
        shop_id: the shop.
        source: whose codes these are.
        lines: (n, k) with `kind`, `product_code`, `product`, `category`.

    Returns:
        (n,) Int64 product ids, missing on lines that are no product or carry no name.
    """
    code = lines["product_code"].fillna(lines["product"]).where(lines["kind"].eq("product"))
    seen = pd.DataFrame(
        {"code": code, "name": lines["product"].fillna(code), "category": lines["category"]}
    )
    seen = seen.dropna(subset="code").drop_duplicates("code")
    known = select_frame(
        connection,
        "SELECT code, id FROM product WHERE shop_id = ? AND source = ?",
        (shop_id, source),
    ).set_index("code")["id"]
    fresh = seen[~seen["code"].isin(known.index)]
    start = next_id(connection, _PRODUCTS)
    numbered = fresh.assign(id=np.arange(start, start + len(fresh)), shop_id=shop_id, source=source)
    insert_frame(connection, _PRODUCTS, numbered)
    known = pd.concat([known, numbered.set_index("code")["id"]])
    return code.map(known).astype("Int64")


_USED = """
SELECT p.id, p.source, p.code, p.name, p.category, p.short_name, coalesce(u.orders, 0) AS orders
FROM product p LEFT JOIN (
  SELECT l.product_id, count(DISTINCT l.fact_id) AS orders FROM order_line l
  JOIN order_state s ON s.shop_id = l.shop_id AND s.lines_of = l.fact_id
  WHERE l.shop_id = ? AND l.product_id IS NOT NULL AND s.counted AND NOT s.void
  GROUP BY l.product_id
) AS u ON u.product_id = p.id
WHERE p.shop_id = ? ORDER BY orders DESC, p.id
"""


def listed(connection: Connection, shop_id: int) -> pd.DataFrame:
    """The shop's products, most ordered first.

    Returns:
        (n, 7) `id`, `source`, `code`, `name`, `category`, `short_name`, `orders`.
    """
    return select_frame(connection, _USED, (shop_id, shop_id))


_DAY = "CAST(coalesce(julianday(date({})) - 2440587.5, {}) AS INTEGER)"
_BOUGHT = f"""
SELECT o.customer_id AS customer, l.product_id AS product,
  coalesce(l.category, p.category, '') AS category, {_DAY.format("o.ordered_at", NEVER)} AS day,
  CASE WHEN o.void THEN {_DAY.format("o.void_on", -NEVER)} ELSE {NEVER} END AS void_day
FROM order_state o CROSS JOIN order_line l ON l.shop_id = o.shop_id AND l.fact_id = o.lines_of
JOIN product p ON p.id = l.product_id
WHERE o.shop_id = ? AND o.customer_id IS NOT NULL AND o.counted AND l.kind = 'product'
"""  # noqa: S608 - fixed text, no value of anybody's
# CROSS: orders first, each with its lines; the other way round no index leads to the order.


def bought(engine: Engine, shop_id: int) -> pd.DataFrame:
    """The product lines of the counted orders of the shop's customers.

    Returns:
        (l, 5) `customer`, `product` (ids), `category` ("" unknown), `day` and `void_day` (days
        since 1970-01-01; the latter after every day while the order is valid).
    """
    lines: pd.DataFrame = arrow_table(engine, _BOUGHT, (shop_id,)).to_pandas()
    return lines


def shorten(session: Session, shop_id: int, short_names: Mapping[int, str | None]) -> None:
    """Give products the owner's short names; None takes one away."""
    wanted = col(Product.id).in_(short_names)
    for product in session.exec(select(Product).where(Product.shop_id == shop_id, wanted)):
        product.short_name = short_names[product.id or 0]
        session.add(product)
