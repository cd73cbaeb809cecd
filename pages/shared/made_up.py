"""Where the demo shop is in: that its customers are made up, and the way out of it."""

import streamlit as st

from pages.shared import store
from pages.shared.i18n import t
from pages.shared.store import demo


def notice(shop: store.Shop) -> bool:
    """Say that the orders are the demo shop's, if they are.

    Returns:
        Whether they are.
    """
    if not demo.is_in(shop.id):
        return False
    with st.container(horizontal=True, vertical_alignment="center", border=True):
        said = t("You are looking at the demo shop. Its customers are made up.")
        st.markdown(f":material/storefront: {said}", width="stretch")
        if shop.role != "viewer":
            st.button(t("Remove the demo shop"), key="demo.remove", on_click=_remove)
    return True


def _remove() -> None:
    me = store.require("staff")
    demo.remove(store.shop().id, by=me.id)
    st.toast(t("The demo shop is gone."))
