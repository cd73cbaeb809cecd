"""What is known of a shop's orders: from where, since when, how complete."""

from dataclasses import dataclass, field

import pandas as pd
from sqlalchemy import Connection

from db.bulk import select_frame


@dataclass(frozen=True, eq=False)
class Health:
    """What the data of a shop can carry; only orders that count as purchases, none void.

    Attributes:
        sources: (s, 5) `source`, `orders`, `customers`, `first_day`, `last_day` (ISO days).
        months: (k, 3) `source`, `month` (ISO, first day), `orders`; months without any are absent.
        orders: in all.
        with_customer: those of which the customer is known.
        with_product: those with at least one product known.
        with_amount: those of which the amount is known.
        customers: with an order.
    """

    sources: pd.DataFrame = field(repr=False)
    months: pd.DataFrame = field(repr=False)
    orders: int
    with_customer: int
    with_product: int
    with_amount: int
    customers: int


_VALID = "FROM order_state WHERE shop_id = ? AND counted AND NOT void"

_SOURCES = f"""
SELECT source, count(*) AS orders, count(DISTINCT customer_id) AS customers,
  substr(min(ordered_at), 1, 10) AS first_day, substr(max(ordered_at), 1, 10) AS last_day
{_VALID} GROUP BY source ORDER BY orders DESC, source
"""

_MONTHS = f"""
SELECT source, substr(ordered_at, 1, 7) || '-01' AS month, count(*) AS orders
{_VALID} GROUP BY source, month ORDER BY source, month
"""

_COUNTS = f"""
SELECT count(*) AS orders, count(customer_id) AS with_customer, count(product_id) AS with_product,
  count(net) AS with_amount, count(DISTINCT customer_id) AS customers
{_VALID}
"""


def health(connection: Connection, shop_id: int) -> Health:
    """Look over the current orders of a shop."""
    counts = select_frame(connection, _COUNTS, (shop_id,)).iloc[0]
    return Health(
        sources=select_frame(connection, _SOURCES, (shop_id,)),
        months=select_frame(connection, _MONTHS, (shop_id,)),
        **{name: int(counts[name]) for name in counts.index},
    )
