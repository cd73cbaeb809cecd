"""Every code that the intake and the import speak in has its words."""

import re
from pathlib import Path
from typing import get_args, get_type_hints

import pytest

from core.intake.format import Void
from pages.shared.i18n import speaking
from pages.today import start
from pages.upload import columns, words

ROOT = Path(words.__file__).parents[2]
INTAKE = "\n".join(p.read_text(encoding="utf-8") for p in (ROOT / "core" / "intake").rglob("*.py"))
IMPORTS = (ROOT / "db" / "imports.py").read_text(encoding="utf-8")


def codes(pattern: str, source: str = INTAKE) -> set[str]:
    return set(re.findall(pattern, source, re.DOTALL))


def test_every_problem_of_a_row_has_its_words():
    found = codes(r'problems\.add\(\s*"(\w+)"') | codes(r'_drop\([^()]*, "(\w+)", problems')
    found |= codes(r'Ragged\([^()]*?"(\w+)"')
    assert len(found) >= 5
    assert found - set(words.PROBLEMS) == set()


def test_every_reason_to_set_aside_has_its_words():
    reasons = set(get_args(get_type_hints(Void)["reason"])) | codes(r'SetAside\("(\w+)"')
    assert "cancelled" in reasons
    assert reasons - set(words.SET_ASIDE) == set()


def test_every_step_and_every_change_has_its_words():
    steps = codes(r'progress\([^()]*(?:\([^()]*\))?[^()]*, "(\w+)"\)', IMPORTS)
    assert "fold" in steps
    assert steps <= set(words.STEPS)
    assert steps <= set(start.STEPS)
    changes = codes(r'\["void", "revived", "amount", "status"\]', IMPORTS)
    assert changes
    assert set(words.CHANGES) == {"void", "revived", "amount", "status"}


@pytest.mark.parametrize("code", ["cp932", "CP932", "utf-8", "koi8-r", "", "macroman"])
def test_an_encoding_is_never_shown_as_a_code(code):
    with speaking("en"):
        said = words.encoding(code)
    assert said.startswith(("Unicode", "Japanese", "an unusual"))
    assert code in ("utf-8", "") or code.lower() not in said.lower()


def test_fields_are_named_once():
    assert set(columns.MAIN) & set(columns.MORE) == set()
    assert set(columns.NEEDED) <= set(columns.MAIN)
