"""How the server is started: for this computer, or with --lan for the house."""

import argparse
import socket
from datetime import date
from io import BytesIO

import pytest

from core.demo.files import demo_file
from pages.headless import Cannot, server
from pages.shared.i18n import speaking
from pages.shared.store import demo, shops


def test_it_listens_on_this_computer_only():
    arguments = server.server_arguments(8501, None)
    assert "--server.address=127.0.0.1" in arguments


def test_with_lan_it_answers_to_its_address_in_the_house_too():
    arguments = server.server_arguments(8600, "192.168.1.7")
    assert "--server.address=0.0.0.0" in arguments
    assert "--server.port=8600" in arguments


def test_the_address_in_the_house_is_never_this_computers_own():
    found = server.lan_address()
    assert found is None or (socket.inet_aton(found) and not found.startswith("127."))


def test_the_invitation_shows_the_address_and_a_code_for_the_phone(capsys):
    with speaking("en"):
        server.invite("192.168.1.7", 8600)
    said = capsys.readouterr().out
    assert "http://192.168.1.7:8600" in said
    assert "account" in said
    assert said.count("█") > 50


def test_without_a_network_there_is_nobody_to_invite():
    with speaking("en"), pytest.raises(Cannot, match="no network"):
        server.invite(None, 8600)


@pytest.fixture
def quiet_start(monkeypatch):
    """serve() up to the point where the server would take over."""
    started = []
    monkeypatch.setattr(server, "engine", lambda: None)
    monkeypatch.setattr(server.os, "chdir", lambda _: None)
    monkeypatch.setattr(server.webbrowser, "open", started.append)

    def main(arguments, **_):
        from pages.shared.i18n import language

        started.append(language())

    monkeypatch.setattr(server.streamlit, "main", main)
    return started


def test_the_language_of_the_terminal_is_not_that_of_the_visitors(quiet_start):
    asked = argparse.Namespace(port=8501, lan=False, no_browser=True)
    with speaking("en"):
        server.serve(asked)
    assert quiet_start == ["ja"]


def test_the_browser_is_opened_once_the_server_answers(quiet_start, monkeypatch):
    answers = iter([OSError(), b"no", b"ok"])

    class Asking:
        def open(self, url, timeout):  # noqa: ARG002 - as the browser module has it
            assert url == "http://127.0.0.1:8501/_stcore/health"
            answer = next(answers)
            if isinstance(answer, OSError):
                raise answer
            return BytesIO(answer)

    monkeypatch.setattr(server.urllib.request, "build_opener", lambda _: Asking())
    monkeypatch.setattr(server.time, "sleep", lambda _: None)
    server.open_browser("http://127.0.0.1:8501")
    assert quiet_start == ["http://127.0.0.1:8501"]
    assert next(answers, None) is None


@pytest.mark.slow
def test_the_demo_goes_where_nothing_is_yet_and_never_beside_a_real_shop(tmp_path, monkeypatch):
    served = []
    monkeypatch.setattr(server, "serve", lambda _: served.append(shops.names()))
    monkeypatch.setenv("FANBELT_NOW", "2026-11-22T03:00:00+00:00")

    def show():
        server.show_demo(argparse.Namespace())
        return shops.names()

    monkeypatch.setenv("FANBELT_DATA", str(tmp_path / "new"))
    (made,) = show().values()
    assert demo.files(made) == [demo_file(date(2026, 11, 22))[0]]
    show()  # a second time it is only shown
    assert len(demo.files(made)) == 1

    monkeypatch.setenv("FANBELT_DATA", str(tmp_path / "registered"))
    empty = shops.create("花屋")
    assert list(show()) == ["花屋"]
    assert demo.is_in(empty)

    monkeypatch.setenv("FANBELT_DATA", str(tmp_path / "real"))
    real = shops.create("本物")
    monkeypatch.setattr(demo, "FILE_NAME", "another.csv")
    demo.load(real, lambda *_: None)
    with speaking("en"), pytest.raises(Cannot, match="real shop"):
        show()
    assert len(served) == 3
