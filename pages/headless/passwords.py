"""A new password for a person who has lost theirs, typed at the machine Fanbelt runs on."""

import argparse
from getpass import getpass

from pages.headless import Cannot
from pages.shared.denials import SENTENCES
from pages.shared.i18n import t
from pages.shared.store import members, people


def set_anew(asked: argparse.Namespace) -> None:
    """Ask for the new password twice and store it; the person is signed out everywhere."""
    username = people.username_as_kept(asked.user)
    if people.number_of(username) is None:
        raise Cannot(t("There is no account called {name}.", name=asked.user))
    new = getpass(t("New password for {name}: ", name=asked.user))
    again = getpass(t("The same password again: "))
    try:
        people.require_same(new, again)
        members.reset_password(username, new)
    except people.Refused as refusal:
        raise Cannot(t(SENTENCES[refusal.code])) from refusal
    print(t("The password is changed. All browsers of {name} are signed out.", name=asked.user))
