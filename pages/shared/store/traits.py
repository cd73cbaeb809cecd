"""What is known of the customers besides their orders: themselves, their acts, their baskets."""

import numpy as np
import pandas as pd
import streamlit as st

from core.customers.acts import Acts
from core.customers.attributes import age_bands, breadth, genders, regions
from core.customers.recommend import Baskets
from core.customers.segments import Field, numbers
from core.history import History
from db import acts as stored_acts
from db import consents, customers, products, shops
from pages.shared.store.base import engine, reading

OF_THE_PERSON = ("age_band", "gender", "region")
"""What files say of the customers themselves: the profile."""
ASKED = frozenset({"age_band", "gender"})
"""What is known only where somebody asked; a region comes with every parcel."""


def version(shop_id: int) -> tuple[int, ...]:
    """What changes with the orders, the persons and the acts of a shop."""
    with reading(shop_id) as session:
        known = stored_acts.version(session.connection(), shop_id)
        return known + consents.version(session, shop_id)


def acts(shop_id: int) -> Acts | None:
    """What customers did beside buying, None while the shop keeps no record of it."""
    with reading(shop_id) as session:
        state = stored_acts.version(session.connection(), shop_id)
    return _acts(shop_id, state)


@st.cache_resource(max_entries=4, show_spinner=False)
def _acts(shop_id: int, version: tuple[int, ...]) -> Acts | None:  # noqa: ARG001 - it is the key
    with reading(shop_id) as session:
        found = stored_acts.acts(session.connection(), shop_id)
    if found.empty:
        return None
    return Acts.of(found["customer"], found["day"], found["kind"].tolist(), found["value"])


def attributes(shop_id: int, history: History) -> dict[str, Field]:
    """Age band, gender, region and breadth of the customers of a history.

    What a file says of a person carries no day: it holds on every day. The age is that of the
    day of the history, and breadth counts purchases up to it.
    """
    with reading(shop_id) as session:
        state = consents.version(session, shop_id)
    said, lines = _profiles(shop_id, state), _lines(shop_id, state[0])
    known = said.reindex(history.customer)
    alive = lines[lines["void_day"] > history.as_of]
    return {
        "age_band": age_bands(pd.to_datetime(known["birth_date"]), history.as_of),
        "gender": genders(known["gender"]),
        "region": regions(known["prefecture"]),
        "breadth": numbers(
            breadth(
                history.customer,
                alive["customer"].to_numpy(np.int64),
                alive["category"].to_numpy(np.int64),
                alive["day"].to_numpy(np.int32),
                as_of=history.as_of,
            )
        ),
    }


@st.cache_resource(max_entries=4, show_spinner=False)
def _profiles(shop_id: int, version: tuple[int, int]) -> pd.DataFrame:  # noqa: ARG001 - the version is the key
    """The last word of the files on each customer, by customer id."""
    with reading(shop_id) as session:
        return customers.profiles(session.connection(), shop_id).set_index("customer")


@st.cache_resource(max_entries=2, show_spinner=False)
def _lines(shop_id: int, version: int) -> pd.DataFrame:  # noqa: ARG001 - the version is the key
    """What was bought, line by line, with the category as a code; without any, the product."""
    bought = products.bought(engine(), shop_id)
    named = bought["category"].replace("", None)
    kinds = named if named.notna().any() else bought["product"]
    return bought.assign(category=pd.factorize(kinds)[0])


def baskets(shop_id: int, history: History) -> Baskets:
    """Who bought what, as it was known on the day of the history."""
    with reading(shop_id) as session:
        state = shops.history_version(session, shop_id)
    lines = _lines(shop_id, state)
    alive = lines[lines["void_day"] > history.as_of]
    return Baskets.of(alive["customer"], alive["product"], alive["day"], as_of=history.as_of)
