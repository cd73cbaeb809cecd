"""The purchase history of a shop, built once per version and shared, never changed."""

from datetime import date, timedelta

import streamlit as st

from core.history import History
from core.shop import AsOf, as_of_sources
from db import imports, shops
from db.histories import order_columns
from pages.shared.store.base import engine, reading

EPOCH = date(1970, 1, 1)


def history(shop_id: int) -> History:
    """The history of the shop as of the day its data speaks for."""
    with reading(shop_id) as session:
        version = shops.history_version(session, shop_id)
    return _history(shop_id, version)


@st.cache_resource(max_entries=2, show_spinner=False)
def _history(shop_id: int, version: int) -> History:  # noqa: ARG001 - the version is the key
    with reading(shop_id) as session:
        settings = shops.settings(session, shop_id)
        complete = {i.source for i in imports.live(session, shop_id) if i.complete_since == "yes"}
        spoken_for = as_of_sources(shops.source_days(session, shop_id))
    columns = order_columns(engine(), shop_id, complete=complete, malls=settings.malls)
    day = (spoken_for.day - EPOCH).days if spoken_for.day else 0
    return History.build(columns, day, merge_same_day=settings.merge_same_day)


def on(shop_id: int, day: int) -> History:
    """The history as it was known on a day; the newest for a day that has not come."""
    whole = history(shop_id)
    if day >= whole.as_of:
        return whole
    with reading(shop_id) as session:
        version = shops.history_version(session, shop_id)
    return _on(shop_id, version, day)


@st.cache_resource(max_entries=2, show_spinner=False)
def _on(shop_id: int, version: int, day: int) -> History:
    return _history(shop_id, version).at(day)


def as_of(shop_id: int) -> AsOf:
    """The day the shop's data speaks for, and the sources that end earlier."""
    with reading(shop_id) as session:
        version = shops.history_version(session, shop_id)
    return _as_of(shop_id, version)


@st.cache_data(max_entries=100, show_spinner=False)
def _as_of(shop_id: int, version: int) -> AsOf:  # noqa: ARG001 - the version is the key
    with reading(shop_id) as session:
        return as_of_sources(shops.source_days(session, shop_id))


def day_of(number: int) -> date:
    """A day of a history as a date."""
    return EPOCH + timedelta(days=int(number))


def number_of(day: date) -> int:
    """A date as a day of a history."""
    return (day - EPOCH).days
