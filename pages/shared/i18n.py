"""Words in the language of the person: English sentences are the message ids.

Japanese stands in `locale/ja/<area>.po`, one file per area, merged and compiled at first use.
Sentences kept in a table are wrapped in `mark`, so that the catalogue test finds them; they are
put into words with `t(TABLE[code])`.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path
from typing import Literal

import streamlit as st
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from streamlit.runtime.scriptrunner import get_script_run_ctx

Language = Literal["ja", "en"]
LANGUAGES: dict[Language, str] = {"ja": "日本語", "en": "English"}
"""Each by its own name."""
DEFAULT: Language = "ja"
LOCALE = Path(__file__).parent / "locale"
CHOSEN, SPOKEN = "language_chosen", "language"  # keys of st.session_state

_outside: ContextVar[Language | None] = ContextVar("language", default=None)


def t(message: str, /, **fields: object) -> str:
    """The sentence in the present language, with its `{fields}` filled in.

    Fields appear as they are: numbers and dates go through `pages.shared.formats` first, text of
    customers and shops through `pages.shared.text.plain`.
    """
    sentence = _catalogue(language()).gettext(message)
    return sentence.format(**fields) if fields else sentence


def tn(singular: str, plural: str, n: int, /, **fields: object) -> str:
    """`t` for a sentence that counts: `{n}` is the count, with thousands separated."""
    sentence = _catalogue(language()).ngettext(singular, plural, n)
    return sentence.format(n=f"{n:,}", **fields)


def mark(message: str, /) -> str:
    """A sentence that will be put into words later."""
    return message


def language() -> Language:
    """The language of this run: chosen by the frame, or set by `speaking` outside of a run."""
    said = _outside.get()
    if said is None and get_script_run_ctx(suppress_warning=True) is not None:
        said = st.session_state.get(SPOKEN)
    return said or DEFAULT


def settle(chosen_by_person: str | None) -> Language:
    """Settle the language of this run: the person's choice, else the browser's, else Japanese."""
    wanted = (chosen_by_person, st.session_state.get(CHOSEN), of_locale(st.context.locale))
    settled: Language = next((code for code in wanted if code in LANGUAGES), DEFAULT)
    st.session_state[SPOKEN] = settled
    return settled


def of_locale(tag: str | None) -> Language | None:
    """The language of ours that a tag such as `en-GB` asks for."""
    return next((code for code in LANGUAGES if (tag or "").lower().startswith(code)), None)


@contextmanager
def speaking(code: Language) -> Iterator[None]:
    """Speak a language where there is no run: in routes, in the console, in tests."""
    before = _outside.set(code)
    try:
        yield
    finally:
        _outside.reset(before)


@cache
def _catalogue(code: Language) -> NullTranslations:
    """The compiled messages of a language; English needs none."""
    if code == "en":
        return NullTranslations()
    compiled = BytesIO()
    write_mo(compiled, merged(code))
    compiled.seek(0)
    return GNUTranslations(compiled)


def merged(code: Language) -> Catalog:
    """One catalogue from the files of all areas.

    Raises:
        ValueError: two areas translate one sentence differently.
    """
    whole = Catalog(locale=code)
    for path in sorted((LOCALE / code).glob("*.po")):
        with path.open("rb") as file:
            for message in read_po(file, locale=code):
                known = whole.get(message.id) if message.id else None
                if known is not None and known.string != message.string:
                    raise ValueError(f"{path.name}: {message.id!r} is translated elsewhere too")
                if message.id:
                    whole[message.id] = message
    return whole
