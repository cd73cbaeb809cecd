"""Below the menu: which shop, as of which day, which language, and the way out."""

import streamlit as st

from pages.account import form
from pages.shared import formats, store
from pages.shared.i18n import t
from pages.shared.language import language_switch
from pages.shared.text import plain


def draw() -> None:
    """The foot of the sidebar."""
    st.session_state[form.INSIDE] = True
    with st.sidebar:
        st.caption(_where())
        language_switch()
        st.button(
            t("Sign out"),
            key="frame.sign_out",
            icon=":material/logout:",
            type="tertiary",
            on_click=form.leave,
        )


def _where() -> str:
    """The shop and the day its data speaks for."""
    shop = store.shop()
    day = store.histories.as_of(shop.id).day
    if day is None:
        return plain(shop.name)
    return t("{shop} · as of {day}", shop=plain(shop.name), day=formats.day(day))
