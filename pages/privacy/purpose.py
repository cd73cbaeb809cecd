"""What customers' data is used for, in the owner's words; a person who asks is told it."""

import streamlit as st

from pages.shared.i18n import t
from pages.shared.store import Person, Shop, privacy


def draw(shop: Shop, me: Person) -> None:
    """The text, with a suggestion to begin from."""
    said = privacy.policy(shop.id).purpose
    st.subheader(t("What do you use your customers' data for?"), anchor=False)
    st.caption(
        t(
            "Say it as your privacy notice does. It goes along when a person asks for all you hold "
            "on them. Ask an expert whether it is complete."
        )
    )
    with st.form("privacy.purpose", border=False):
        text = st.text_area(
            t("Purpose"),
            value=said or _suggested(),
            max_chars=2000,
            height="content",
            label_visibility="collapsed",
            key=f"privacy.purpose.text.{shop.id}.{hash(said)}",
        )
        if st.form_submit_button(t("Save"), key="privacy.purpose.save"):
            privacy.say_purpose(shop.id, text, by=me.id)
            st.toast(t("Saved."), icon=":material/check:")


def _suggested() -> str:
    return t(
        "We use your name, contact details and purchase history to deliver your orders, to answer "
        "you, to tell you about our products where you have agreed, and to study purchases so "
        "that our shop and what we tell you fit you better. We pass them on to nobody else, "
        "except those who deliver and those whom the law names. You can stop messages, ask what "
        "we hold, and have it erased at any time."
    )
