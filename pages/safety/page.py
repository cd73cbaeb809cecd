"""Is the data safe: its copies, a way to take it along, and who did what."""

import streamlit as st

from pages.safety import copies, record, takeaway
from pages.shared import store
from pages.shared.i18n import t

me, shop = store.require("owner"), store.shop()

st.title(t("Is your data safe?"))
copies.draw(shop, me)
st.divider()
takeaway.draw(shop)
st.divider()
record.draw(shop)
