"""The sign-in form: streamlit-authenticator draws it and checks the password."""

import secrets
from collections.abc import Callable
from functools import partial
from typing import Any

import bcrypt
import streamlit as st
from streamlit_authenticator import Authenticate

from pages.account import hop
from pages.account.owner import draw_owner_form
from pages.shared.i18n import t, tn
from pages.shared.language import language_switch
from pages.shared.store import here, people

NOBODYS_HASH = b"$2b$12$nynoV7jXbXGc0tcdesLJO.9fuop4CUPiZ02QdgtKmpZYAAgvwQr96"
"""Checked where there is no account: the answer then takes the same time."""

ANSWERS = ("authentication_status", "username", "name", "email", "roles")
LEAVING = "leaving"  # key of st.session_state


class TooSoon(Exception):  # noqa: N818  it reads as what happened
    """Too many refused passwords; `wait_s` is how long to wait."""

    def __init__(self, wait_s: int) -> None:
        super().__init__(wait_s)
        self.wait_s = wait_s


def draw(path: str) -> None:
    """What somebody sees who is not signed in; afterwards the browser is sent to page `path`."""
    if st.session_state.pop(LEAVING, False):
        hop.close_session()
    with st.container(horizontal_alignment="center"), st.container(width=440):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown("**Fanbelt**", width="stretch")
            language_switch(None)
        if people.anyone():
            _sign_in(path)
        else:
            draw_owner_form()


def leave() -> None:
    """Sign this browser out: at once here, then its cookie."""
    people.close_session(here.token())
    st.session_state[LEAVING] = True


def _sign_in(path: str) -> None:
    st.title(t("Welcome back"), anchor=False)
    try:
        _authenticator().login(fields=_words(), key="account.sign_in")
    except TooSoon as refusal:
        minutes = -(-refusal.wait_s // 60)
        st.error(
            tn(
                "Too many tries. Please wait about {n} minute and try again.",
                "Too many tries. Please wait about {n} minutes and try again.",
                minutes,
            )
        )
        return
    answer = {name: st.session_state.pop(name, None) for name in ANSWERS}
    if answer["authentication_status"]:
        _let_in(answer["username"], path)
    elif answer["authentication_status"] is False:
        st.error(t("The user name or the password is not right."))


def _let_in(username: str, path: str) -> None:
    """Send the browser to fetch its session; the failures of this name are forgotten."""
    kept = people.username_as_kept(username)
    people.forget_failures(kept)
    user_id = people.number_of(kept)
    if user_id is not None:
        hop.open_session(people.issue_ticket(user_id, path=f"/{path}", door=here.door()))


def _words() -> dict[str, str]:
    return {
        "Form name": t("Sign in"),
        "Username": t("User name"),
        "Password": t("Password"),
        "Login": t("Sign in"),
    }


def _authenticator() -> Authenticate:
    """The form over the accounts of the database.

    It keeps no cookie of its own; under a name and a key of the moment it reads none either.
    """
    known = people.credentials()
    users = {name: {"name": name, "password": hashed} for name, hashed in known.items()}
    form = Authenticate(
        {"usernames": users},
        secrets.token_hex(8),
        secrets.token_hex(32),
        cookie_expiry_days=0,
        auto_hash=False,
        login_sleep_time=0,
    )
    model = form.authentication_controller.authentication_model
    model.check_credentials = partial(
        _check, model.credentials["usernames"], model.check_credentials
    )
    return form


def _check(
    users: dict[str, Any], check: Callable[[str, str], bool | None], typed: str, password: str
) -> bool:
    """Let the form check a password, after the wait and at the same pace for every user name.

    Raises:
        TooSoon: too many passwords were refused.
    """
    username, address = people.username_as_kept(typed), here.address()
    wait_s = people.wait_s(username, address)
    if wait_s:
        raise TooSoon(wait_s)
    fits = 0 < len(password.encode()) <= people.PASSWORD_BYTES
    if username in users and fits:
        users[typed] = users[username]  # the form looks up what was typed, full-width or not
        right = bool(check(typed, password))
    else:
        bcrypt.checkpw(password.encode()[: people.PASSWORD_BYTES], NOBODYS_HASH)
        right = False
    if not right:
        people.record_failure(username, address)
    return right
