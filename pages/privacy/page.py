"""Whom may the shop contact, what does it keep of its customers, and what if one of them asks?"""

import streamlit as st

from pages.privacy import finding, keeping, purpose, reachable
from pages.shared import store
from pages.shared.i18n import t

me, shop = store.require("viewer"), store.shop()

st.title(t("Whom may you contact, and what do you keep?"))
reachable.draw(shop)
if shop.role != "viewer":
    st.divider()
    finding.draw(shop, me)
if shop.role == "owner":
    st.divider()
    keeping.draw(shop)
    st.divider()
    purpose.draw(shop, me)
