"""The code in the terminal: there while it is needed, new each time, forgiving to type."""

import asyncio
import os
import re

import pytest

from pages.account import code


@pytest.fixture(autouse=True)
def _no_code_left(monkeypatch):
    monkeypatch.setenv(code.KEPT_IN, "")
    monkeypatch.delenv(code.KEPT_IN)


def printed(capsys):
    """What the terminal shows when the server starts."""

    async def start():
        async with code.announced(None):
            pass

    asyncio.run(start())
    return capsys.readouterr().out


def test_a_new_installation_prints_its_code_in_both_languages(capsys):
    lines = printed(capsys).splitlines()
    codes = {re.search(r"[A-Z2-9]{4}-[A-Z2-9]{4}$", line)[0] for line in lines}

    assert len(lines) == 2
    assert len(codes) == 1
    assert code.is_right(codes.pop())


def test_every_start_has_a_code_of_its_own(capsys, monkeypatch):
    first = printed(capsys)
    monkeypatch.delenv(code.KEPT_IN)

    assert printed(capsys) != first


def test_nothing_is_printed_once_somebody_has_an_account(capsys, owner):
    assert printed(capsys) == ""
    assert code.KEPT_IN not in os.environ


@pytest.mark.parametrize(
    ("typed", "right"),
    [
        ("ABCD-2345", True),
        ("abcd2345", True),
        (" ａｂｃｄ ２３４５ ", True),
        ("ABCD-2346", False),
        ("", False),
        ("ABCD", False),
    ],
)
def test_blanks_dashes_and_width_do_not_matter(monkeypatch, typed, right):
    monkeypatch.setenv(code.KEPT_IN, "ABCD-2345")

    assert code.is_right(typed) is right
