"""What the data of a shop can carry, looked over once per version of its history."""

import streamlit as st

from db import health, shops
from db.health import Health
from pages.shared.store.base import reading

__all__ = ["Health", "of"]


def of(shop_id: int) -> Health:
    """The data health of the shop as it stands."""
    with reading(shop_id) as session:
        version = shops.history_version(session, shop_id)
    return _health(shop_id, version)


@st.cache_resource(max_entries=2, show_spinner=False)
def _health(shop_id: int, version: int) -> Health:  # noqa: ARG001 - the version is the key
    with reading(shop_id) as session:
        return health.health(session.connection(), shop_id)
