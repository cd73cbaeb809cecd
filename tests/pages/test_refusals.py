"""A refused file is one sentence in words: what is wrong and what to do."""

import ast
from pathlib import Path

import pytest

from core.intake import Refused
from core.intake.formats import OTHER_FILES
from pages.shared import refusals
from pages.shared.i18n import speaking
from pages.shared.refusals import sentence
from pages.shared.text import plain

INTAKE = Path(refusals.__file__).parents[2] / "core" / "intake"


def raised() -> set[str]:
    """The codes the intake refuses files with, as its source says."""
    calls = (
        node
        for path in INTAKE.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Refused"
    )
    return {call.args[0].value for call in calls if isinstance(call.args[0], ast.Constant)}


def test_every_reason_of_the_intake_has_its_sentence():
    assert len(raised()) >= 10
    assert raised() - set(refusals.SENTENCES) - {"not_a_table", "not_orders"} == set()


def test_every_other_file_has_its_name():
    assert set(OTHER_FILES) - set(refusals.OTHER_FILES) == set()


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize("code", [*refusals.SENTENCES, "not_a_table", "not_orders", "brand_new"])
def test_a_sentence_is_complete_even_where_nothing_is_known_of_the_file(language, code):
    with speaking(language):
        said = sentence(Refused(code))

    assert said
    assert "{" not in said
    assert "_" not in said or code == "brand_new"


def test_the_sentence_names_the_file_the_line_and_the_cell():
    refusal = Refused(
        "decimals_not_allowed", file="a.csv", line=3, cell="11.77", currency="JPY", column="Total"
    )
    with speaking("en"):
        said = sentence(refusal)

    assert said.startswith("a.csv, line 3: “11.77” has decimals, but JPY has none.")


def test_what_bytes_look_like_is_named():
    with speaking("ja"):
        said = sentence(Refused("not_a_table", looks_like="pdf", file="注文.csv"))

    assert said == "注文.csv はPDFです。注文データをCSVかExcelでダウンロードしてください。"


def test_the_name_of_a_file_is_inert_on_screen_and_in_a_terminal():
    evil = Refused("empty_file", file="![x](http://evil/a.png)\x1b[2J")
    with speaking("en"):
        assert "\x1b" not in sentence(evil)
        assert "![" not in sentence(evil, quote=plain)


def test_several_currencies_are_listed():
    with speaking("en"):
        said = sentence(Refused("mixed_currencies", currencies={"JPY": 12, "USD": 1}))

    assert "(JPY, USD)" in said
