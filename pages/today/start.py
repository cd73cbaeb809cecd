"""A shop without orders: upload your own, be led by the hand, or look around."""

import streamlit as st

from pages.shared import store
from pages.shared.i18n import mark, t
from pages.shared.store import demo

STEPS = {
    "persons": mark("Making up customers ..."),
    "orders": mark("Making up orders ..."),
    "lines": mark("Making up what they bought ..."),
    "fold": mark("Bringing everything together ..."),
    "done": mark("Done."),
}


def draw(shop: store.Shop) -> None:
    """The ways to begin."""
    offer, work = st.empty(), st.empty()
    with offer.container():
        wanted = _offer(shop)
    if wanted:
        offer.empty()
        with work.container():
            _load(shop)
        st.switch_page("today/page.py")


def _offer(shop: store.Shop) -> bool:
    st.title(t("Let us begin with your orders"))
    st.write(t("Within a minute you see where your customers come back, and where they do not."))
    if shop.role == "viewer":
        st.caption(t("Ask the owner or the staff of this shop to upload the orders."))
        return False
    with st.container(horizontal=True):
        if st.button(t("Upload your orders"), type="primary", icon=":material/upload_file:"):
            st.switch_page("upload/page.py")
        wanted = st.button(t("Look around with the demo shop"), icon=":material/storefront:")
    st.caption(
        t("Upload the order file of your shop platform as it is. Nothing leaves this computer.")
    )
    if st.button(
        t("First time? Be guided step by step"), type="tertiary", icon=":material/signpost:"
    ):
        st.switch_page("upload/page.py", query_params={"guide": "upload"})
    return wanted


def _load(shop: store.Shop) -> None:
    """The demo shop as an upload that can be taken back; a click in between ends it."""
    me = store.require("staff")
    st.title(t("The demo shop is being made up"))
    bar = st.progress(0.0, text=t(STEPS["persons"]))
    st.button(t("Cancel"), key="today.cancel", type="tertiary")

    def progress(share: float, step: str) -> None:
        bar.progress(min(share, 1.0), text=t(STEPS[step]))

    demo.load(shop.id, progress, by=me.id)
