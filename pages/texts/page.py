"""What the shop writes to its customers: read it, see it for a customer, and change it."""

import streamlit as st

from pages.shared import store
from pages.shared.i18n import t
from pages.shared.store import texts
from pages.texts import choice, common, editor, preview

shop = store.shop()
shared = texts.common(shop.id)
kept = texts.texts(shop.id, shared.language)

st.title(t("What do you write to your customers?"), anchor=False)
st.caption(
    t(
        "Every message has a finished text. Use it as it is, or put it into your own words: this "
        "is what a customer gets."
    )
)
draft = choice.draw(shop, kept, shared.language)
left, right = st.columns([3, 2], gap="large")
with left:
    preview.draw(shop, draft)
with right:
    editor.draw(shop, draft)
common.draw(shop, shared)
