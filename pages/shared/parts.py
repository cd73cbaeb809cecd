"""How a page about orders begins: with its orders, and with which part of it to show."""

from collections.abc import Mapping, Sequence

import streamlit as st

from core.history import History
from pages.shared import store
from pages.shared.ending import end_page
from pages.shared.i18n import t


def known_orders(shop: store.Shop, *, question: str, promises: Sequence[str]) -> History:
    """The history of the shop; without orders the page says what will stand here, and ends."""
    with st.spinner(t("Reading your orders …")):
        known = store.histories.history(shop.id)
    if known.is_empty:
        _promise(question, promises)
        end_page()
    return known


def _promise(question: str, promises: Sequence[str]) -> None:
    """What to expect, and one button."""
    st.title(question, anchor=False)
    st.subheader(t("Your order file answers that within a minute."), anchor=False)
    st.markdown("\n".join(f"- {line}" for line in promises))
    if st.button(t("Upload your orders"), type="primary", icon=":material/upload_file:"):
        st.switch_page("upload/page.py")
    st.page_link(
        "today/page.py", label=t("Look around with the demo shop"), icon=":material/storefront:"
    )


def chosen_part(parts: Mapping[str, tuple[str, str]], *, label: str, key: str) -> str:
    """The code of the part to show: (name, question) each, the question above the choice."""
    title = st.empty()
    part = st.segmented_control(
        label,
        list(parts),
        default=next(iter(parts)),
        required=True,
        format_func=lambda code: t(parts[code][0]),
        label_visibility="collapsed",
        wrap=True,
        key=key,
        persist_state="session",
    )
    title.title(t(parts[part][1]), anchor=False)
    return part
