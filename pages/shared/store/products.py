"""The products of a shop and the short names its people gave them."""

from collections.abc import Mapping

import pandas as pd

from db import members, products
from pages.shared.store.base import reading, saving


def listed(shop_id: int) -> pd.DataFrame:
    """Products, most ordered first: id, source, code, name, category, short_name, orders."""
    with reading(shop_id) as session:
        return products.listed(session.connection(), shop_id)


def names(shop_id: int) -> dict[int, str]:
    """Name by product id, the owner's short one where there is one; most ordered first."""
    found = listed(shop_id)
    called = found["short_name"].fillna(found["name"])
    return dict(zip(found["id"].tolist(), called.tolist(), strict=True))


def shorten(shop_id: int, short_names: Mapping[int, str | None], *, by: int | None = None) -> None:
    """Store short names by product id; None takes one away.

    Raises:
        NotAllowed: the person `by` may only look.
    """
    with saving(shop_id) as session:
        members.require(session, shop_id, by, role="staff")
        products.shorten(session, shop_id, short_names)
