"""Why a number is not given: every reason of the floor below has its words."""

import ast
from pathlib import Path

import pytest

from core.refusal import Refusal
from pages.shared import withheld
from pages.shared.i18n import LANGUAGES, speaking

CORE = Path(__file__).resolve().parents[2] / "core"
CHECKED = {"validity.py"}
"""Modules whose reasons are about whether the score tells who buys."""


def reasons():
    """(table, code) of every refusal that core makes."""
    found = set()
    for path in sorted(CORE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "Refusal":
                table = "check" if path.name in CHECKED else "forecast"
                found.add((table, node.args[0].value))
    return sorted(found)


def test_core_refuses_for_reasons_that_are_known():
    assert len(reasons()) >= 12


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("table", "code"), reasons())
def test_every_reason_is_said_in_words(table, code, language):
    said = getattr(withheld, table)
    with speaking(language):
        full, bare = said(Refusal(code, 12, 345)), said(Refusal(code))
        other = said(Refusal("unheard_of", 12, 345))

    assert full != other
    assert "{" not in full + bare
    assert "nan" not in full + bare


def test_numbers_are_named_where_they_are_known():
    with speaking("en"):
        assert withheld.forecast(Refusal("few_repeaters", 3, 20)) == (
            "3 customers have come back so far; an honest forecast takes 20."
        )
        no_pattern = withheld.forecast(Refusal("few_repeaters", 0.0))
    assert no_pattern.startswith("The purchases follow no clear pattern yet")
