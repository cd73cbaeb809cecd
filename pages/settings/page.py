"""What the numbers depend on, each choice with the sentence that says what follows from it."""

import streamlit as st

from pages.settings import fields, selling, voice
from pages.shared import store
from pages.shared.i18n import t
from pages.shared.language import language_switch

shop = store.shop()
may = shop.role == "owner"

st.title(t("How is your shop set up?"))
st.caption(
    t("Change these only when something in your shop is different.")
    if may
    else t("Only the owner can change these.")
)

with st.form("settings.form", border=False):
    fields.draw(shop, disabled=not may)
    st.form_submit_button(
        t("Save"), type="primary", disabled=not may, on_click=fields.save, args=(shop,)
    )

st.divider()
selling.draw(shop, disabled=not may)

st.divider()
voice.draw(shop, disabled=not may)

st.divider()
st.subheader(t("Your language"), anchor=False)
st.caption(t("Only for you; others choose theirs."))
language_switch(key="settings.language")
