"""Below the menu: which shop, as of which day, which language, and the way out."""

import streamlit as st

from pages.account import form
from pages.shared import formats, store
from pages.shared.i18n import t
from pages.shared.language import language_switch
from pages.shared.leaving import leave
from pages.shared.text import plain


def draw() -> None:
    """The foot of the sidebar."""
    st.session_state[form.INSIDE] = True
    with st.sidebar:
        _switch()
        st.caption(_where())
        language_switch()
        st.button(
            t("Sign out"),
            key="frame.sign_out",
            icon=":material/logout:",
            type="tertiary",
            on_click=leave,
        )


def _switch() -> None:
    """Another shop, for who has several."""
    places = {place.shop_id: place.name for place in store.here.places()}
    if len(places) < 2:
        return
    present = store.shop().id
    st.selectbox(
        t("Shop"),
        list(places),
        index=list(places).index(present),
        format_func=places.__getitem__,
        label_visibility="collapsed",
        key=f"frame.shop.{present}",
        on_change=_enter,
        args=(f"frame.shop.{present}",),
    )


def _enter(key: str) -> None:
    store.members.enter_shop(store.here.token() or "", st.session_state[key])


def _where() -> str:
    """The shop and the day its data speaks for."""
    shop = store.shop()
    day = store.histories.as_of(shop.id).day
    if day is None:
        return plain(shop.name)
    return t("{shop} · as of {day}", shop=plain(shop.name), day=formats.day(day))
