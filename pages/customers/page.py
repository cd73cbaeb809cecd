"""Who are your customers: the ladder from a first purchase to a VIP, and everybody on it."""

import streamlit as st

from pages.customers import empty, who
from pages.customers.view import View
from pages.shared import store
from pages.shared.ending import end_page
from pages.shared.i18n import t

shop = store.shop()
with st.spinner(t("Reading your orders …")):
    known = store.histories.history(shop.id)
if known.is_empty:
    empty.draw()
    end_page()

st.title(t("Who are your customers?"), anchor=False)
who.draw(shop, View(shop.id, shop.history_version))
