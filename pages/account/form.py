"""What somebody sees who is not signed in: the sign-in form, or the first account."""

import streamlit as st

from pages.account import hop, invited
from pages.account.owner import draw_owner_form
from pages.account.password import PasswordForm, TooSoon
from pages.shared.i18n import t
from pages.shared.language import language_switch
from pages.shared.leaving import LEAVING
from pages.shared.store import here, people
from pages.shared.waiting import please_wait

ANSWERS = ("authentication_status", "username", "name", "email", "roles")
INSIDE, SIGNING_IN = "inside", "signing_in"  # keys of st.session_state
SIGNING_IN_BUTTON = "account.to_sign_in"


def draw(path: str) -> None:
    """The form; afterwards the browser is sent to the page at `path`."""
    inside, leaving = (st.session_state.pop(key, False) for key in (INSIDE, LEAVING))
    if leaving:
        hop.close_session()
    elif inside:  # signed out in another tab, perhaps in again by now: nothing here may stay
        hop.reload()
    with st.container(horizontal_alignment="center"), st.container(width=440):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.title("Fanbelt", anchor=False, width="stretch")
            language_switch()
        st.caption(t("Turns first-time buyers into fans."))
        if not people.anyone():
            draw_owner_form()
        elif invited.token() and not st.session_state.get(SIGNING_IN):
            invited.draw_account_form()
            st.caption(t("You have an account already? Sign in first, then open this link again."))
            st.button(t("Sign in"), type="tertiary", key=SIGNING_IN_BUTTON, on_click=_to_sign_in)
        else:
            _sign_in(path)


def _to_sign_in() -> None:
    st.session_state[SIGNING_IN] = True


def _sign_in(path: str) -> None:
    words = {
        "Form name": t("Welcome back"),
        "Username": t("User name"),
        "Password": t("Password"),
        "Login": t("Sign in"),
    }
    try:
        PasswordForm().login(fields=words, key="account.sign_in")
    except TooSoon as refusal:
        st.error(please_wait(refusal.wait_s))
        return
    # Taken out at once: this run acts on the answer, and no later run may find it.
    answer = {name: st.session_state.pop(name, None) for name in ANSWERS}
    if answer["authentication_status"]:
        _let_in(people.username_as_kept(answer["username"]), path)
    elif answer["authentication_status"] is False:
        st.error(t("The user name or the password is not right."))


def _let_in(username: str, path: str) -> None:
    """Send the browser to fetch its session; earlier failures of this name are forgotten."""
    people.forget_failures(username)
    user_id = people.number_of(username)
    if user_id is not None:
        hop.open_session(people.issue_ticket(user_id, path=f"/{path}", door=here.door()))
