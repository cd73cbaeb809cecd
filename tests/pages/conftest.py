"""A shop, an owner and a browser for the tests of the pages."""

from collections.abc import Callable
from pathlib import Path

import bcrypt
import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from pages.shared.store import here, people
from tests.pages import places

FRAME = Path(__file__).resolve().parents[2] / "pages" / "frame.py"
LOCALES = {"ja": "ja-JP", "en": "en-GB"}
HERE = {"Host": "127.0.0.1:8501"}
PASSWORD = "correct horse battery"


@pytest.fixture(autouse=True)
def data(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, new_database: Callable[[Path], Path]
) -> Path:
    """An empty installation for each test; nothing cached from another one."""
    new_database(tmp_path / "fanbelt.db")
    monkeypatch.setenv("FANBELT_DATA", str(tmp_path))
    for name in ("FANBELT_NOW", "FANBELT_LAN", "FANBELT_HOSTS", "FANBELT_OWNER_CODE"):
        monkeypatch.delenv(name, raising=False)
    st.cache_data.clear()
    st.cache_resource.clear()
    return tmp_path


@pytest.fixture(autouse=True)
def _quick_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    """A quarter of a second per password is for guessers, not for tests."""
    slow = bcrypt.gensalt
    monkeypatch.setattr(bcrypt, "gensalt", lambda: slow(4))


@pytest.fixture
def connect(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Says what the browser of the next runs sent: `connect(cookies, headers, peer)`."""

    def say(cookies=None, headers=None, peer=None) -> None:
        sent = here.Handshake(cookies or {}, HERE if headers is None else headers, peer)
        monkeypatch.setattr(here, "handshake", lambda: sent)

    say()
    return say


@pytest.fixture
def owner(data: Path) -> int:
    """The owner's account, with a shop."""
    return people.create_owner("花と暮らす 本店", "hana", password=PASSWORD, language="ja")


@pytest.fixture
def open_app(connect: Callable[..., None]) -> Callable[..., AppTest]:
    """Opens the frame for a browser: `open_app(language, user_id)`; signed out without one."""

    def open_(language: str = "en", user_id: int | None = None) -> AppTest:
        if user_id is not None:
            connect({here.COOKIE: signed_in(user_id)})
            people.speak(user_id, language)
        app = AppTest.from_file(str(FRAME), default_timeout=20)
        app.context = {"locale": LOCALES[language]}
        return app.run()

    return open_


@pytest.fixture(name="signed_in")
def _signed_in() -> Callable[[int], str]:
    """The token of a new session of this person."""
    return signed_in


def signed_in(user_id: int) -> str:
    ticket = people.issue_ticket(user_id, path="/", door="")
    opened = people.open_session(ticket, door="", user_agent="test")
    assert opened is not None
    return opened[0]


@pytest.fixture(scope="session")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[places.Place]]:
    """A database with two shops of different owners, and the two."""
    folder = tmp_path_factory.mktemp("furnished")
    return folder, places.build(folder)


@pytest.fixture
def two(furnished: tuple[Path, list[places.Place]], data: Path) -> list[places.Place]:
    """Two shops of different owners, with one of everything, in a database of the test's own."""
    folder, found = furnished
    places.put(folder, data)
    return found


@pytest.fixture
def mine(two: list[places.Place]) -> places.Place:
    """The first of the two shops."""
    return two[0]


@pytest.fixture
def theirs(two: list[places.Place]) -> places.Place:
    """The second."""
    return two[1]
