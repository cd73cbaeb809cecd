"""Customer text stays text."""

import re

import pytest

from pages.shared.text import plain


@pytest.mark.parametrize(
    "text",
    [
        "![x](http://evil.example/a.png)",
        "[link](javascript:alert(1))",
        "<img src=x onerror=alert(1)>",
        "# heading",
        "*bold* _it_ `code` ~~gone~~",
        ":material/home: :red[text]",
        "$x^2$",
        "| a | b |",
        "1. list",
    ],
)
def test_every_sign_of_markup_is_escaped(text):
    assert re.fullmatch(r"(\\[!-/:-@\[-`{-~]|[^!-/:-@\[-`{-~])*", plain(text))


@pytest.mark.parametrize(
    "text", ["see http://evil.example", "HTTPS://x", "www.evil.example", "a@b.example", "mailto:x"]
)
def test_no_address_becomes_a_link(text):
    kept = plain(text).lower()

    assert not re.search(r"https?:|www\.|mailto:|@(?!\u2060)", kept)


def test_a_name_reads_as_it_is():
    assert plain("佐藤 美咲 様") == "佐藤 美咲 様"
    assert plain("O'Neill") == "O\\'Neill"
    assert plain(12) == "12"


def test_lines_are_joined_and_long_text_is_cut():
    assert plain("a\nb\tc\x00d") == "a b c d"
    assert len(plain("あ" * 10_000)) == 500
