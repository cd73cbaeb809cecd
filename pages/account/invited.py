"""Where an invitation leads: into the shop at once, or to an account first."""

import streamlit as st

from pages.account import hop
from pages.shared.denials import sentence
from pages.shared.i18n import language, t
from pages.shared.roles import MEANING, ROLES
from pages.shared.store import here, members, people
from pages.shared.text import plain

PARAMETER = "invite"


def token() -> str | None:
    """The invitation in the address of this page."""
    return st.query_params.get(PARAMETER)


def greet() -> None:
    """Offer somebody who is signed in to join the shop."""
    found = members.invited_to(token() or "")
    if found is None:
        st.warning(t("This invitation is over. Ask for a new one."), icon=":material/link_off:")
        return
    with st.container(border=True):
        st.markdown(t("You are invited to {shop}.", shop=plain(found[0])))
        st.caption(_as(found[1]))
        st.button(t("Join this shop"), type="primary", on_click=_join, args=(token(),))


def _join(invitation: str) -> None:
    me = here.person()
    if me is not None:
        members.accept_as(invitation, me.id)
        del st.query_params[PARAMETER]


def draw_account_form() -> None:
    """Ask for what a new account needs; create it and send the browser in."""
    invitation = token() or ""
    found = members.invited_to(invitation)
    if found is None:
        st.warning(t("This invitation is over. Ask for a new one."), icon=":material/link_off:")
        return
    st.subheader(t("You are invited to {shop}.", shop=plain(found[0])), anchor=False)
    st.caption(_as(found[1]))
    with st.form("account.invited", enter_to_submit=False):
        username = st.text_input(
            t("User name (your e-mail address or any name)"),
            max_chars=100,
            autocomplete="username",
            key="invited.username",
        )
        password, again = (
            st.text_input(label, type="password", autocomplete="new-password", key=key)
            for label, key in (
                (t("Password (8 characters or more)"), "invited.password"),
                (t("The same password again"), "invited.again"),
            )
        )
        if not st.form_submit_button(t("Create the account"), type="primary", width="stretch"):
            return
    try:
        people.require_same(password, again)
        user_id = members.accept_anew(invitation, username, password=password, language=language())
    except people.Refused as refusal:
        st.error(sentence(refusal.code))
        return
    hop.open_session(people.issue_ticket(user_id, path="/", door=here.door()))


def _as(role: members.Role) -> str:
    """What the guest may do."""
    return t("You would join as {role}: {meaning}", role=t(ROLES[role]), meaning=t(MEANING[role]))
