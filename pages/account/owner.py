"""The first page of a new installation: the owner's account and the shop."""

import streamlit as st

from pages.account import code, hop
from pages.shared.denials import TRIES_AT_CODE, sentence
from pages.shared.i18n import language, t
from pages.shared.store import here, people


def draw_owner_form() -> None:
    """Ask for what the first account needs; create it and send the browser in."""
    st.subheader(t("Let us open your shop"), anchor=False)
    st.caption(t("You do this once. Your data stays on the computer Fanbelt runs on."))
    with st.form("account.owner", enter_to_submit=False):
        shop = st.text_input(t("Name of the shop"), max_chars=100, key="owner.shop")
        username = st.text_input(
            t("User name (your e-mail address or any name)"),
            max_chars=100,
            autocomplete="username",
            key="owner.username",
        )
        password = _password(t("Password (8 characters or more)"), "owner.password")
        again = _password(t("The same password again"), "owner.again")
        typed = None if here.on_this_machine() else _ask_for_code()
        if not st.form_submit_button(t("Create the account"), type="primary", width="stretch"):
            return
    try:
        _require(shop, password, again, typed)
        user_id = people.create_owner(shop, username, password=password, language=language())
    except people.Refused as refusal:
        st.error(sentence(refusal.code))
        return
    hop.open_session(people.issue_ticket(user_id, path="/", door=here.door()))


def _password(label: str, key: str) -> str:
    return st.text_input(label, type="password", autocomplete="new-password", key=key)


def _ask_for_code() -> str:
    st.caption(t("This browser is on another device. Fanbelt shows the code in its window."))
    return st.text_input(
        t("Confirmation code"),
        max_chars=20,
        autocomplete="one-time-code",
        key="owner.code",
    )


def _require(shop: str, password: str, again: str, typed: str | None) -> None:
    """Refuse what the account cannot be made of.

    Raises:
        Refused: the code of the first thing that will not do.
    """
    if typed is not None:
        _require_code(typed)
    if not shop.strip():
        raise people.Refused("shop")
    people.require_password(password)
    people.require_same(password, again)


def _require_code(typed: str) -> None:
    """Take the code, with a growing wait after wrong ones."""
    address = here.address()
    if people.wait_s(TRIES_AT_CODE, address):
        raise people.Refused("wait")
    if not code.is_right(typed):
        people.record_failure(TRIES_AT_CODE, address)
        raise people.Refused("code")
