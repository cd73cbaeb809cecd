"""Paper: everything that is written fits and prints, in letters that come along."""

import re
from io import BytesIO
from pathlib import Path

import pypdfium2
import pytest
from fontTools.ttLib import TTFont
from hypothesis import given, settings
from hypothesis import strategies as st

from pages.shared.outbox.paper import A6, FONTS, MISSING, Box, Paper, measure, printable, wrapped

LONG = "東京都千代田区見本町一丁目2番3号" + "見本ビルディング" * 5 + "第Ⅱ棟12階1205"


def read(content: bytes) -> list[str]:
    """The text of each page, without its line breaks."""
    document = pypdfium2.PdfDocument(content)
    try:
        return [re.sub(r"\s", "", page.get_textpage().get_text_range()) for page in document]
    finally:
        document.close()


def bounds(content: bytes) -> list[tuple[float, float, float, float]]:
    """Left, bottom, right and top of every sign of the first page, points."""
    document = pypdfium2.PdfDocument(content)
    try:
        page = document[0].get_textpage()
        return [page.get_charbox(n) for n in range(page.count_chars())]
    finally:
        document.close()


def written(text, box, **how):
    paper = Paper(A6, "t")
    paper.page()
    paper.write(text, box, **how)
    return paper.bytes()


@pytest.mark.parametrize(
    "text", ["㈱髙﨑商店", "𠮷田", "①Ⅲ㍿〒", "Café “x” — é", "ｶﾞ半角", "〜～−‐", "邉邊齋德濵栁"]
)
def test_names_as_japan_writes_them_are_printed(text):
    box = Box(10, 10, 80, 20)
    for face in FONTS:
        assert read(written(text, box, size=12, face=face)) == [text.replace(" ", "")]


def test_the_letters_come_along():
    content = written("㈱髙﨑", Box(10, 10, 80, 20), size=12)

    assert b"/FontFile3" in content
    assert len(content) < 60_000  # only the signs that are used


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("a\U0001f600b", f"a{MISSING}b"),
        ("か\u3099", "が"),
        ("神\ufe00", "神"),
        ("葛\U000e0100", "葛"),
        ("\ufa19", "\ufa19"),  # a form of 神 that somebody's name is written with
        ("a\tb\r\nc", "a b\nc"),
        ("", ""),
    ],
)
def test_a_sign_without_a_letter_is_seen(text, printed):
    assert printable(text) == printed


@pytest.mark.parametrize("text", [LONG, "x" * 200, "word " * 60, "一行\n" * 30, "", "\n\n"])
@pytest.mark.parametrize(("width", "height"), [(56, 20), (30, 10), (80, 40)])
def test_whatever_is_written_stays_in_its_box(text, width, height):
    box = Box(12, 15, width, height)
    content = written(text, box, size=14, least=5)
    point = 25.4 / 72
    for left, bottom, right, top in bounds(content):
        assert left * point >= box.x - 0.6
        assert right * point <= box.x + width + 0.6
        assert A6[1] - top * point >= box.y - 0.6
        assert A6[1] - bottom * point <= box.y + height + 0.6


def test_an_address_of_sixty_signs_is_printed_whole():
    text = LONG[:60]
    assert len(text) == 60
    assert read(written(text, Box(5, 5, 56, 14), size=9, least=5)) == [text]


def test_what_cannot_fit_ends_in_an_ellipsis():
    assert read(written("字" * 500, Box(5, 5, 20, 8), size=9, least=6))[0].endswith("…")


@pytest.mark.parametrize("face", FONTS)
def test_texts_are_as_wide_as_they_are_printed(face):
    paper = Paper(A6, "t")
    paper.page()
    paper.write("x", Box(0, 0, 10, 10), size=11, face=face)
    for text in ("㈱髙﨑商店 御中", "Hana & Co. AVAVA", "ｶﾅ、「」。"):
        assert measure(face, 11)(text) == pytest.approx(paper.pdf.get_string_width(text), rel=1e-3)


def count(text: str) -> float:
    """A width for the tests: wide signs two, others one."""
    return float(sum(2 if ord(sign) > 255 else 1 for sign in text))


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("one two three", 8, ["one two", "three"]),
        ("ありがとう。", 10, ["ありがと", "う。"]),  # no line begins with a full stop
        ("これ「は」", 6, ["これ", "「は」"]),  # nor ends with an opening bracket
        ("Fanbeltです", 7, ["Fanbelt", "です"]),
        ("abcdefgh", 3, ["abc", "def", "gh"]),
        ("a\n\nb", 5, ["a", "", "b"]),
        ("", 5, [""]),
        ("。。。。", 2, ["。", "。", "。", "。"]),
    ],
)
def test_lines_break_where_a_reader_expects_it(text, width, lines):
    assert list(wrapped(text, width, count)) == lines


@settings(max_examples=50)
@given(st.text("ab 。「あい漢\n", max_size=60), st.integers(2, 12))
def test_no_line_is_too_wide_and_no_sign_is_lost(text, width):
    lines = list(wrapped(text, width, count))

    assert all(count(line) <= width for line in lines)
    assert re.sub(r"\s", "", "".join(lines)) == re.sub(r"\s", "", text)


def test_the_letters_are_files_of_an_installed_package():
    for path in FONTS.values():
        assert Path(path()).suffix == ".otf"
        with TTFont(BytesIO(Path(path()).read_bytes()), lazy=True) as font:
            assert "CFF " in font
