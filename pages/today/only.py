"""The list for a saved group of customers alone."""

import streamlit as st

from core.arrays import Index
from pages.shared import groups, store
from pages.shared.i18n import t
from pages.shared.store import histories
from pages.shared.store.lines import Today
from pages.shared.text import plain


def choose(shop: store.Shop, found: Today) -> Today:
    """Draw what chooses the group, and say so while only one is shown."""
    if not found.people:
        return found
    key = f"today.{shop.id}.group"
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        with st.popover(t("Group of customers"), icon=":material/tune:", type="tertiary"):
            group = groups.choose(shop, key, histories.history(shop.id))
        if not group:
            return found
        st.caption(t("Only: {group}", group=plain(groups.name(shop.id, group))))
        st.button(
            t("Show everybody again"),
            key=f"{key}.everybody",
            icon=":material/close:",
            type="tertiary",
            on_click=_everybody,
            args=(key,),
        )
    stamp = store.groups.stamp(shop.id, group)
    return found.only(_members(shop.id, shop.history_version, stamp, group))


@st.cache_resource(max_entries=8, show_spinner=False)
def _members(shop_id: int, version: int, stamp: str, group: str) -> Index:  # noqa: ARG001 - the key
    """Ids of the members as of now."""
    history = histories.history(shop_id)
    return history.customer[store.groups.mask(shop_id, group, history)]


def _everybody(key: str) -> None:
    st.session_state[key] = ""
