"""The password form of streamlit-authenticator over the accounts of the database.

The library draws the form and checks the password. Its own cookie is left out, with the frame in
the page that would write it: here the server remembers who is signed in.
"""

import secrets
from collections.abc import Callable
from functools import partial
from typing import Any

import bcrypt
from streamlit_authenticator import Authenticate
from streamlit_authenticator.controllers import AuthenticationController

from pages.shared.store import here, people

NOBODYS_HASH = b"$2b$12$nynoV7jXbXGc0tcdesLJO.9fuop4CUPiZ02QdgtKmpZYAAgvwQr96"
"""Checked where there is no account: the answer then takes the same time."""


class TooSoon(Exception):  # noqa: N818  it reads as what happened
    """Too many refused passwords; `wait_s` is how long to wait."""

    def __init__(self, wait_s: int) -> None:
        super().__init__(wait_s)
        self.wait_s = wait_s


class PasswordForm(Authenticate):
    """The library's form without its cookie, its delay and its cloud."""

    def __init__(self) -> None:
        users = {
            name: {"name": name, "password": kept} for name, kept in people.credentials().items()
        }
        self.path, self.attrs = None, {"login_sleep_time": 0}
        self.cookie_controller = _NoCookie()
        self.authentication_controller = AuthenticationController(
            {"usernames": users}, auto_hash=False, secret_key=secrets.token_hex(32)
        )
        model = self.authentication_controller.authentication_model
        model.check_credentials = partial(
            _check, model.credentials["usernames"], model.check_credentials
        )


class _NoCookie:
    """Stands where the library would read and write a cookie that scripts can see."""

    def get_cookie(self) -> None:
        """There is none."""

    def set_cookie(self) -> None:
        """None is written."""


def _check(
    users: dict[str, Any], check: Callable[[str, str], bool | None], typed: str, password: str
) -> bool:
    """Let the library check a password: after the wait, at one pace for all user names.

    Raises:
        TooSoon: too many passwords were refused.
    """
    username, address = people.username_as_kept(typed), here.address()
    wait_s = people.wait_s(username, address)
    if wait_s:
        raise TooSoon(wait_s)
    if username in users and len(password.encode()) <= people.PASSWORD_BYTES:
        users[typed] = users[username]  # the library looks up what was typed, full-width or not
        right = bool(check(typed, password))
    else:
        bcrypt.checkpw(password.encode()[: people.PASSWORD_BYTES], NOBODYS_HASH)
        right = False
    if not right:
        people.record_failure(username, address)
    return right
