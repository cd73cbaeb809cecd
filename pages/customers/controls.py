"""What can be set on every part of the page: the day, and the group of customers."""

import streamlit as st

from core.history import History
from pages.customers import view as views
from pages.customers.view import View
from pages.shared import days, formats, groups
from pages.shared.i18n import t
from pages.shared.store import Shop, histories
from pages.shared.store.histories import day_of
from pages.shared.text import plain


def choose(shop: Shop, known: History) -> View:
    """The view as its owner set it; both settings stand one level down."""
    keys = View(shop.id, shop.history_version)
    place = st.container(horizontal=True, vertical_alignment="center", gap="small")
    with place, st.popover(t("Day and group"), icon=":material/tune:", type="tertiary"):
        day = days.as_of(keys.key("as_of"), known)
        seen = histories.on(shop.id, day)
        group = groups.choose(shop, keys.key("group"), seen)
    limits = []
    if day < known.as_of:
        limits.append(t("as of {day}", day=formats.day(day_of(day))))
    if group:
        limits.append(t("Only: {group}", group=plain(groups.name(shop.id, group))))
    if limits:
        with place:
            st.caption(" ・ ".join(limits))
            st.button(
                t("Back to everybody, today"),
                key=keys.key("reset"),
                icon=":material/close:",
                type="tertiary",
                on_click=reset,
                args=(keys, known),
            )
    return views.made(shop.id, shop.history_version, as_of=day, group=group)


def only(keys: View, group: str) -> None:
    """Look at a group; for callbacks."""
    st.session_state[keys.key("group")] = group


def reset(keys: View, known: History) -> None:
    """Look at everybody on the newest day again; for callbacks."""
    st.session_state[keys.key("as_of")] = day_of(known.as_of)
    only(keys, "")


def nobody(view: View, known: History) -> None:
    """The group is empty on that day: say so, and the way back."""
    day = formats.day(day_of(min(view.as_of, known.as_of)))
    st.subheader(t("No customer belongs to this group on {day}.", day=day), anchor=False)
    st.button(t("Show everybody again"), type="primary", on_click=reset, args=(view, known))
