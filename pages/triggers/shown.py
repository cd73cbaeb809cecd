"""Whom the past is looked at for: everybody, or a saved group. The belt stays for everybody."""

from functools import partial

import streamlit as st

from pages.shared import groups
from pages.shared.i18n import t
from pages.shared.store import Shop, histories
from pages.shared.text import plain


def choose(shop: Shop) -> str:
    """The group that is looked at, by its key; "" is everybody."""
    key = f"triggers.{shop.id}.shown.{shop.history_version}"
    place = st.container(horizontal=True, vertical_alignment="center", gap="small")
    with place, st.popover(t("Group of customers"), icon=":material/tune:", type="tertiary"):
        groups.pick(shop, key)
    group = groups.chosen(shop, key, histories.history(shop.id), say=True)
    if group:
        with place:
            st.caption(t("Only: {group}", group=plain(groups.name(shop.id, group))))
            st.button(
                t("Show everybody again"),
                key=f"{key}.everybody",
                icon=":material/close:",
                type="tertiary",
                on_click=partial(_everybody, key),
            )
        st.caption(
            t("All numbers and pictures are of this group only; the belt stays for everybody.")
        )
    return group


def _everybody(key: str) -> None:
    st.session_state[key] = ""
