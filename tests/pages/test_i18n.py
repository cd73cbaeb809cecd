"""Both languages are complete: every sentence has its Japanese, and none is left over."""

import ast
import re
import string
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from pages.shared import i18n
from pages.shared.i18n import mark, speaking, t, tn

PAGES = Path(__file__).resolve().parents[2] / "pages"
SPOKEN = {"t": 1, "mark": 1, "tn": 2}  # function -> how many of its arguments are sentences

FORBIDDEN = re.compile(
    r"cp932|shift.?jis|drop_|kaplan|meier|bg/nbd|\bmbg\b|cuped|hazard|cohort|traceback|"
    r"exception|stack ?trace|\bnull\b|\bnan\b|ハザード|コホート|カプラン|例外|トレースバック",
    re.IGNORECASE,
)
ENGLISH = re.compile(r"[a-z]{2,}.*\b[a-z]{2,}", re.DOTALL)  # two words, not a name such as CSV


def sentences(source: str) -> Iterator[tuple[str, ...]]:
    """The message ids of a module: `("one",)` or `("one", "many")`."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        name = getattr(node.func, "attr", getattr(node.func, "id", ""))
        texts = [arg.value for arg in node.args[: SPOKEN.get(name, 0)] if is_text(arg)]
        if name in SPOKEN and len(texts) == SPOKEN[name]:
            yield tuple(texts)


def is_text(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def said() -> dict[tuple[str, ...], str]:
    """Message ids of all pages, each with a file that says it."""
    return {
        ids: path.relative_to(PAGES).as_posix()
        for path in sorted(PAGES.rglob("*.py"))
        for ids in sentences(path.read_text(encoding="utf-8"))
    }


def translated() -> dict[tuple[str, ...], tuple[str, ...]]:
    """Message ids of the catalogue, each with its Japanese."""
    found = {}
    for message in i18n.merged("ja"):
        if message.id:
            ids = message.id if isinstance(message.id, tuple | list) else (message.id,)
            texts = message.string
            found[tuple(ids)] = tuple(texts) if isinstance(texts, tuple | list) else (texts,)
    return found


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def test_every_sentence_has_its_japanese():
    known = {ids for ids, texts in translated().items() if all(texts)}
    missing = {ids: where for ids, where in said().items() if ids not in known}

    assert missing == {}


def test_no_japanese_is_left_over():
    assert sorted(translated().keys() - said().keys()) == []


def test_one_sentence_has_one_form():
    """A sentence said by `t` and by `tn` would need two entries of one id."""
    firsts = [ids[0] for ids in said()]

    assert sorted({first for first in firsts if firsts.count(first) > 1}) == []


def test_the_fields_of_a_sentence_are_those_of_its_japanese():
    wrong = {
        ids: texts
        for ids, texts in translated().items()
        if any(fields(text) != fields(ids[-1]) for text in texts)
        or any(fields(each) - fields(ids[-1]) for each in ids)
    }

    assert wrong == {}


def test_no_entry_is_doubtful_or_in_english():
    wrong = []
    for path in sorted((i18n.LOCALE / "ja").glob("*.po")):
        for message in read_po(path.open("rb"), locale="ja"):
            texts = message.string if isinstance(message.string, tuple) else (message.string,)
            unspoken = any(ENGLISH.search(re.sub(r"\{\w*\}", "", text)) for text in texts)
            if message.id and (message.fuzzy or (unspoken and texts[0] == message.id)):
                wrong.append((path.name, message.id))

    assert wrong == []


@pytest.mark.parametrize("where", ["ids", "japanese"])
def test_no_sentence_holds_a_forbidden_word(where):
    texts = said() if where == "ids" else translated().values()
    found = [text for each in texts for text in each if FORBIDDEN.search(text)]

    assert found == []


@pytest.mark.parametrize(
    "text", ["By cohort", "Kaplan-Meier curve", "DROP_NO_DATE", "コホート別", "cp932"]
)
def test_a_forbidden_word_is_seen(text):
    assert FORBIDDEN.search(text)


@pytest.mark.parametrize(
    ("source", "ids"),
    [
        ('t("One")', [("One",)]),
        ('i18n.t("One {n}", n=1)', [("One {n}",)]),
        ('t("Two " "parts")', [("Two parts",)]),
        ('tn("{n} a", "{n} b", n)', [("{n} a", "{n} b")]),
        ('TABLE = {"x": mark("Later")}', [("Later",)]),
        ("t(TABLE[code])", []),
        ('other("Not said")', []),
    ],
)
def test_what_the_search_for_sentences_sees(source, ids):
    assert list(sentences(source)) == ids


def test_a_sentence_is_spoken_in_the_present_language():
    with speaking("ja"):
        assert t("Sign in") == "ログイン"
        assert tn("{n} day", "{n} days", 1) == "1日"
        assert tn("{n} day", "{n} days", 3000) == "3,000日"
    with speaking("en"):
        assert t("Sign in") == "Sign in"
        assert tn("{n} day", "{n} days", 1) == "1 day"
        assert tn("{n} day", "{n} days", 3000) == "3,000 days"


def test_without_a_run_the_language_is_japanese():
    assert i18n.language() == "ja"


def test_speaking_ends_with_its_block():
    with speaking("en"):
        with speaking("ja"):
            assert i18n.language() == "ja"
        assert i18n.language() == "en"


def test_a_sentence_without_translation_stays_readable():
    with speaking("ja"):
        assert t("Never said {n}", n=1) == "Never said 1"


def test_braces_without_fields_are_text():
    with speaking("en"):
        assert t(mark("a {b}")) == "a {b}"


@pytest.mark.parametrize(
    ("tag", "language"),
    [
        ("ja", "ja"),
        ("ja-JP", "ja"),
        ("en-US", "en"),
        ("EN", "en"),
        ("de", None),
        ("", None),
        (None, None),
    ],
)
def test_a_locale_names_a_language_of_ours_or_none(tag, language):
    assert i18n.of_locale(tag) == language


def test_two_areas_may_not_disagree(tmp_path, monkeypatch):
    for area, text in (("a", "甲"), ("b", "乙")):
        path = tmp_path / "ja" / f"{area}.po"
        path.parent.mkdir(exist_ok=True)
        path.write_text(f'msgid "x"\nmsgstr "{text}"\n', encoding="utf-8")
    monkeypatch.setattr(i18n, "LOCALE", tmp_path)

    with pytest.raises(ValueError, match=r"b\.po: 'x'"):
        i18n.merged("ja")
