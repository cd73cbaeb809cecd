"""The shops of this installation that the person may open or close."""

import streamlit as st

from pages.shared.denials import sentence
from pages.shared.i18n import t
from pages.shared.store import Person, Shop, here, members, people
from pages.shared.text import plain


def draw(shop: Shop, me: Person) -> None:
    """Open another shop; close this one."""
    st.subheader(t("Shops"), anchor=False)
    with st.expander(t("Open another shop"), icon=":material/add_business:"):
        st.caption(t("Each shop has its own customers, people and numbers; they never mix."))
        name = st.text_input(t("Name of the shop"), max_chars=100, key="people.shop")
        if st.button(t("Open the shop")):
            _open(name, me)
    with st.expander(t("Close this shop"), icon=":material/archive:"):
        st.caption(t("Nobody can enter it any more. Nothing is deleted."))
        if st.button(t("Close {shop}", shop=plain(shop.name))):
            _close(shop, me)


def _open(name: str, me: Person) -> None:
    try:
        shop_id = members.open_shop(name, by=me.id)
    except people.Refused as refusal:
        st.error(sentence(refusal.code))
        return
    members.enter_shop(here.token() or "", shop_id)
    st.success(t("The shop is open. Choose any page in the menu to begin."))


def _close(shop: Shop, me: Person) -> None:
    try:
        members.archive_shop(shop.id, by=me.id)
    except people.Refused as refusal:
        st.error(sentence(refusal.code))
        return
    st.success(t("The shop is closed. Choose any page in the menu to go on."))
