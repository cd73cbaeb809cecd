"""A new password at the machine Fanbelt runs on, for who has lost theirs."""

import bcrypt
import pytest

from pages import console
from pages.headless import passwords
from pages.shared.store import audit, people

OLD, NEW = "correct horse battery", "a better word than before"


@pytest.fixture(autouse=True)
def hana(data, monkeypatch):
    """An owner who has lost the password."""
    monkeypatch.setenv("FANBELT_LANGUAGE", "en")
    return people.create_owner("花と暮らす", "hana", password=OLD, language="ja")


@pytest.fixture
def type_in(monkeypatch):
    """Runs the command and types what it asks for, unseen."""

    def run(user, *typed):
        answers = iter(typed)
        monkeypatch.setattr(passwords, "getpass", lambda _: next(answers))
        return console.main(["password", user])

    return run


def opens(password):
    kept = people.credentials()["hana"]
    return bcrypt.checkpw(password.encode(), kept.encode())


def token_of(person):
    ticket = people.issue_ticket(person, path="/", door="d")
    return people.open_session(ticket, door="d", user_agent="x")[0]


@pytest.mark.parametrize("name", ["hana", " HANA", "ｈａｎａ"])
def test_the_new_password_holds_and_every_browser_is_signed_out(type_in, hana, capsys, name):
    token = token_of(hana)

    assert type_in(name, NEW, NEW) == 0

    assert (opens(NEW), opens(OLD)) == (True, False)
    assert people.live(token) is None
    assert "All browsers" in capsys.readouterr().out
    entry = audit.listed(1, most=1)[0]
    assert entry.act == "password"


@pytest.mark.parametrize(
    ("name", "typed", "said"),
    [
        ("mio", (), "There is no account called mio."),
        ("hana", (NEW, "something else"), "The two passwords are not the same."),
        ("hana", ("short", "short"), "8 characters"),
        ("hana", ("password1", "password1"), "Many people use this password."),
    ],
)
def test_what_will_not_do_gets_a_sentence_and_changes_nothing(type_in, capsys, name, typed, said):
    assert type_in(name, *typed) == console.CANNOT

    printed = capsys.readouterr().err
    assert said in printed
    assert printed.count("\n") == 1
    assert opens(OLD)


def test_no_password_is_printed(type_in, capsys):
    type_in("hana", NEW, NEW)

    printed = capsys.readouterr()
    assert NEW not in printed.out + printed.err
