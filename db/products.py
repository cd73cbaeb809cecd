"""Products of a shop: one per code (or name, where a file has no code) and source."""

import numpy as np
import pandas as pd
from sqlalchemy import Connection, Table

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
