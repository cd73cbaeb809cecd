"""The customers of a shop as people."""

from collections.abc import Iterable

from db import customers
from pages.shared.store.base import reading


def names(shop_id: int, ids: Iterable[int]) -> dict[int, str]:
    """Name by customer id; who has none is missing. Shown through `st.dataframe` only."""
    with reading(shop_id) as session:
        return customers.names(session, shop_id, ids=ids)
