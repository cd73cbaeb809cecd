"""Saved groups of customers as a filter: chosen, named, and in words when they cannot be told."""

import streamlit as st

from core.customers.fields import READY
from core.history import History
from pages.shared import customer_words
from pages.shared.i18n import t
from pages.shared.store import Shop, groups, traits

NEED_ACTS = frozenset({"temperature"})


def choose(shop: Shop, key: str, known: History) -> str:
    """The group that is looked at, by its key; "" is everybody.

    Args:
        shop: the shop.
        key: of the widget, of one shop and one state of its data.
        known: the history as of the day that is looked at; says whether the group can be told.
    """
    pick(shop, key)
    return chosen(shop, key, known, say=True)


def pick(shop: Shop, key: str) -> None:
    """The widget of `choose` by itself: what it says is asked of `chosen`."""
    options = ["", *offered(shop.id)]
    called = {code: name(shop.id, code) for code in options}
    if st.session_state.get(key) not in options:  # removed meanwhile
        st.session_state.pop(key, None)
    st.selectbox(
        t("Saved group"),
        options,
        format_func=called.__getitem__,
        key=key,
        persist_state="session",
    )


def chosen(shop: Shop, key: str, known: History, *, say: bool = False) -> str:
    """What the widget of `pick` says, whether it is on the screen or not.

    A group that was removed or cannot be told is left out; `say` why on the screen.
    """
    picked = str(st.session_state.get(key) or "")
    try:
        groups.mask(shop.id, picked, known)
    except groups.NoSuchGroup:
        return ""
    except groups.FieldGone as error:
        if say:
            st.warning(customer_words.gone(error.field), icon=":material/rule:")
        return ""
    return picked


def offered(shop_id: int) -> list[str]:
    """Keys of the groups to choose from: the owner's own first, then those every shop needs."""
    acts = traits.acts(shop_id)
    ready = [
        code for code, made in READY.items() if acts is not None or not made.fields & NEED_ACTS
    ]
    return [*(saved.key for saved in groups.listed(shop_id)), *ready]


def name(shop_id: int, key: str) -> str:
    """What a group is called; what people wrote, so show it through `plain` as Markdown."""
    if not key:
        return t("Everybody")
    try:
        return customer_words.group(groups.group(shop_id, key))
    except groups.NoSuchGroup:
        return t("a group that was removed")
