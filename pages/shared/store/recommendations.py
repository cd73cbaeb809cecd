"""What to show each customer next, from what the shop's customers bought together."""

from collections.abc import Collection
from dataclasses import dataclass, field

import pandas as pd
import streamlit as st

from core.customers.recommend import Baskets, pairs, recommend, refills
from core.history import History
from pages.shared.store import histories, products, traits

MOST = 2


@dataclass(frozen=True, eq=False)
class Known:
    """What all recommendations of a day rest on; worked out once."""

    baskets: Baskets = field(repr=False)
    together: pd.DataFrame = field(repr=False)
    again: pd.DataFrame = field(repr=False)


def recommendations(
    shop_id: int,
    *,
    customers: Collection[int] | None = None,
    history: History | None = None,
    most: int = MOST,
) -> pd.DataFrame:
    """One or two products for each customer, best first, with the reason.

    What was bought already is recommended only where it is used up and bought again. A customer
    of whom nothing can be said has no row.

    Args:
        shop_id: the shop.
        customers: ids of those meant, None = all.
        history: the day that is looked at; None = today's.
        most: products each.

    Returns:
        (n, k) `customer`, `product` (ids), `name`, `because_name` (texts of the shop's files, ""
        without one), and the columns of `core.customers.recommend.recommend`.
    """
    seen = history or histories.history(shop_id)
    known = known_of(shop_id, seen)
    ids = None if customers is None else list(customers)
    found = recommend(known.baskets, who=ids, most=most, together=known.together, again=known.again)
    names = products.names(shop_id)
    return found.assign(
        name=found["product"].map(names).fillna("").astype("str"),
        because_name=found["because"].map(names).fillna("").astype("str"),
    )


def known_of(shop_id: int, history: History) -> Known:
    """What the recommendations of a day rest on."""
    if histories.history(shop_id).base is not history.base:  # changed since it was handed out
        return _known(shop_id, history)
    return _remembered(shop_id, traits.version(shop_id), history.as_of, history)


@st.cache_resource(max_entries=4, show_spinner=False)
def _remembered(
    shop_id: int,
    version: tuple[int, ...],  # noqa: ARG001 - it is the key
    as_of: int,  # noqa: ARG001 - it is the key
    _history: History,
) -> Known:
    return _known(shop_id, _history)


def _known(shop_id: int, history: History) -> Known:
    baskets = traits.baskets(shop_id, history)
    return Known(baskets, pairs(baskets), refills(baskets))
