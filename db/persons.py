"""All that a shop holds on one person, and finding the person somebody writes about."""

import re
import unicodedata

import pandas as pd
from sqlalchemy import Connection

from db.bulk import select_frame
from db.tables import Contact, OrderFields

KEYS = ("key_id", "member_key", "email_key", "relay_key", "person_key")
PERSONAL = [
    name for name in Contact.model_fields if name not in {"id", "shop_id", "import_id", *KEYS}
]
"""The columns of `contact` that say something about the person."""

_ORDER = [name for name in OrderFields.model_fields if name not in {"shop_id", "product_id", *KEYS}]


def contacts(connection: Connection, shop_id: int, customer: int) -> pd.DataFrame:
    """What each upload said of the person, oldest word first.

    Returns:
        (n, 2 + len(PERSONAL)) `file_source`, `as_of` (ISO day), and the columns of `PERSONAL`.
    """
    columns = ", ".join(f"c.{name}" for name in PERSONAL)
    return select_frame(
        connection,
        f"SELECT i.source AS file_source, i.as_of, {columns}"  # noqa: S608 - fixed names
        " FROM identity_key k JOIN contact c ON c.shop_id = k.shop_id AND c.key_id = k.id"
        " LEFT JOIN import i ON i.id = c.import_id"
        " WHERE k.shop_id = ? AND k.customer_id = ? ORDER BY i.as_of, i.uploaded_at, i.id, c.id",
        (shop_id, customer),
    )


def newest(said: pd.DataFrame) -> dict[str, str]:
    """The last word on each column of `PERSONAL`, where there is one."""
    last = said[PERSONAL].ffill().tail(1).T.dropna()
    return {} if last.empty else {str(name): str(value) for name, value in last.iloc[:, 0].items()}


def orders(connection: Connection, shop_id: int, customer: int) -> pd.DataFrame:
    """The person's orders, newest first.

    Returns:
        (n, k) the logical columns of an order, and `products`: their names, joined.
    """
    columns = ", ".join(f"o.{name}" for name in _ORDER)
    return select_frame(
        connection,
        f"SELECT {columns}, (SELECT group_concat(coalesce(p.short_name, p.name), ' / ')"  # noqa: S608 - fixed names
        " FROM order_line l JOIN product p ON p.shop_id = l.shop_id AND p.id = l.product_id"
        " WHERE l.shop_id = o.shop_id AND l.fact_id = o.lines_of) AS products"
        " FROM order_state o WHERE o.shop_id = ? AND o.customer_id = ?"
        " ORDER BY o.ordered_at DESC, o.id DESC",
        (shop_id, customer),
    )


def lines(connection: Connection, shop_id: int, customer: int) -> pd.DataFrame:
    """The lines of the person's orders: (n, 9) `source`, `order_no`, `position`, ..."""
    return select_frame(
        connection,
        "SELECT o.source, o.order_no, l.position, l.kind, p.name AS product, l.category,"
        " l.quantity, l.amount, l.tax_rate_bp FROM order_state o"
        " JOIN order_line l ON l.shop_id = o.shop_id AND l.fact_id = o.lines_of"
        " LEFT JOIN product p ON p.shop_id = l.shop_id AND p.id = l.product_id"
        " WHERE o.shop_id = ? AND o.customer_id = ? ORDER BY o.ordered_at, o.id, l.position",
        (shop_id, customer),
    )


def events(connection: Connection, shop_id: int, customer: int) -> pd.DataFrame:
    """What else the person did: (n, 4) `kind`, `at`, `value` (JSON text), `source`."""
    return select_frame(
        connection,
        "SELECT e.kind, e.at, e.value, e.source FROM event e"
        " LEFT JOIN identity_key k ON k.shop_id = e.shop_id AND k.id = e.customer_id"
        " WHERE e.shop_id = ? AND coalesce(k.customer_id, e.customer_id) = ? ORDER BY e.at, e.id",
        (shop_id, customer),
    )


_FOUND = """
SELECT k.customer_id AS customer, max(c.name) AS name, max(c.email) AS email,
  max(c.phone) AS phone FROM contact c JOIN identity_key k ON k.id = c.key_id
WHERE c.shop_id = :shop AND k.customer_id IS NOT NULL AND ({})
GROUP BY k.customer_id ORDER BY k.customer_id LIMIT :most
"""

_ORDERED = """k.customer_id IN
  (SELECT customer_id FROM order_state WHERE shop_id = :shop AND order_no = :exact)"""

_BLANKS, _WILD, _SIGNS = re.compile(r"\s"), re.compile("([%_~])"), re.compile("[()+-]")


def find(connection: Connection, shop_id: int, *, text: str, most: int = 20) -> pd.DataFrame:
    """Customers by number, order number, or part of a name, an e-mail address or a phone number.

    Returns:
        (n, 4) `customer`, `name`, `email`, `phone`, by number.
    """
    asked = _BLANKS.sub("", unicodedata.normalize("NFKC", text).lower())
    if not asked:
        return pd.DataFrame(columns=["customer", "name", "email", "phone"])
    part = _WILD.sub(r"~\1", asked)
    wanted = {"part": f"%{part}%", "exact": text.strip(), "shop": shop_id, "most": most}
    conditions = [
        f"replace(replace(lower(c.{name}), ' ', ''), '\u3000', '') LIKE :part ESCAPE '~'"
        for name in ("name", "kana", "email")
    ]
    conditions += ["CAST(k.customer_id AS TEXT) = :exact", _ORDERED]
    digits = _SIGNS.sub("", asked)
    if digits.isdecimal() and len(digits) >= 4:
        conditions.append("c.phone LIKE :digits")
        wanted["digits"] = f"%{digits}%"
    rows = connection.exec_driver_sql(_FOUND.format(" OR ".join(conditions)), wanted)
    return pd.DataFrame(map(tuple, rows), columns=list(rows.keys()))
