"""The finished texts, one plain file per text and language."""

import tomllib
from functools import cache
from pathlib import Path

from core.triggers.texts import FORMS, Text
from pages.shared.i18n import Language

FOLDER = Path(__file__).parent
IDS = (
    *("T3", "T7", "T14"),
    *("C2", "C3", "C5"),
    *("A1", "A2", "A3"),
    *("N9", "N7", "N6"),
    *("birthday", "anniversary", "silence", "news"),
)
"""Named as the usual rules are."""


@cache
def finished(text_id: str, language: Language) -> Text:
    """A text as it comes with the program.

    Raises:
        KeyError: there is none of that id.
    """
    if text_id not in IDS:
        raise KeyError(text_id)
    with (FOLDER / language / f"{text_id}.toml").open("rb") as file:
        content = tomllib.load(file)
    forms = {form: content[form].strip("\n") for form in FORMS if form in content}
    return Text(content["title"], content["subject"], forms)
