"""Finding the customer who calls or writes, to stop a channel or to answer about their data."""

import streamlit as st

from pages.shared import person
from pages.shared.i18n import t
from pages.shared.store import Person, Shop, persons

KEY = "privacy.open"


def draw(shop: Shop, me: Person) -> None:
    """A field, and the customers that fit; one tap opens the person."""
    st.subheader(t("A customer calls or writes"), anchor=False)
    text = st.text_input(
        t("Who is it?"),
        placeholder=t("name, e-mail, phone, order number"),
        max_chars=200,
        key="privacy.who",
    )
    if not text.strip():
        return
    found = persons.find(shop.id, text, by=me.id)
    if found.empty:
        st.caption(t("No customer fits. Try a part of the name or of the address."))
        return
    person.listed(shop, found, key=KEY, alt=t("Customers that fit"))
