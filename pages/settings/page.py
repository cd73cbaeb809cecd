"""What the numbers depend on, each choice with the sentence that says what follows from it."""

import streamlit as st

from pages.settings import fields
from pages.shared import store
from pages.shared.i18n import t
from pages.shared.language import language_switch
from pages.shared.store import shops

shop = store.shop()
may = shop.role == "owner"

st.title(t("What do your numbers depend on?"))
st.caption(
    t("Change these only when something in your shop is different.")
    if may
    else t("Only the owner can change these.")
)

with st.form("settings.form", border=False):
    draft = fields.draw(shop, disabled=not may)
    saved = st.form_submit_button(t("Save"), type="primary", disabled=not may)

if saved:
    shops.save_settings(shop.id, draft, by=store.require("owner").id)
    st.toast(t("Saved."), icon=":material/check:")

st.subheader(t("Your language"), anchor=False)
st.caption(t("Only for you; others choose theirs."))
language_switch(key="settings.language")
