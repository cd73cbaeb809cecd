"""Which text is looked at, in which form, and how it stands on the screen."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import streamlit as st

from core.triggers.presets import PRESETS
from core.triggers.texts import FIELDS, FORM_OF, FORMS, Form, read
from core.triggers.wording import Situation
from pages.shared import store
from pages.shared.i18n import Language, language, mark, t
from pages.shared.store import belts, texts, voice
from pages.shared.store.histories import history
from pages.shared.store.texts import Kept
from pages.shared.texts.finished import finished
from pages.shared.texts.words import FORM_NAMES

FAMILIES: Mapping[str, tuple[str, ...]] = {
    mark("Days"): ("T3", "T7", "T14"),
    mark("Purchases"): ("C2", "C3", "C5"),
    mark("Amounts"): ("A1", "A2", "A3"),
    mark("Answers"): ("N9", "N7", "N6"),
    mark("Occasions"): ("birthday", "anniversary", "silence", "news"),
}
OF = {text_id: family for family, ids in FAMILIES.items() for text_id in ids}
CHANNEL: Mapping[Form, str] = {form: channel for channel, form in reversed(FORM_OF.items())}
"""A channel that carries each form."""

OWN_CODES = frozenset({"N9"})
"""Texts in which everybody has a code of their own."""


@dataclass(frozen=True)
class Draft:
    """A text as it stands on the screen.

    Attributes:
        text_id: which.
        form: that is looked at.
        language: of the customers.
        stored: what the shop sends now.
        kept: what it would send.
        prefix: of the keys of its widgets; another one as soon as something else is stored.
    """

    text_id: str
    form: Form
    language: Language
    stored: Kept = field(repr=False)
    kept: Kept = field(repr=False)
    prefix: str = ""

    @property
    def is_changed(self) -> bool:
        """Something on the screen is not stored yet."""
        return (self.kept.text, self.kept.notes) != (self.stored.text, self.stored.notes)

    def key(self, name: str) -> str:
        """Of a widget."""
        return f"{self.prefix}.{name}"


def draw(shop: store.Shop, kept: Mapping[str, Kept], tongue: Language) -> Draft:
    """The choice of a text and of a form of it.

    Args:
        shop: whose texts.
        kept: all of them.
        tongue: the language of the customers.
    """
    if (asked_for := st.query_params.get("text")) in OF:
        st.session_state["texts.message"] = asked_for
        del st.query_params["text"]
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        text_id = st.selectbox(
            t("Message"), list(OF), format_func=_title,
            key="texts.message", persist_state="session", width=420,
        )  # fmt: skip
        form = _form(kept[text_id])
    return draft_of(shop.id, text_id, form, tongue, kept[text_id])


def _form(kept: Kept) -> Form:
    forms = [form for form in FORMS if form in kept.text.forms]
    form = st.segmented_control(
        t("Form"), forms, default=forms[0], required=True, key="texts.form", wrap=True,
        format_func=lambda one: t(FORM_NAMES[one]), label_visibility="collapsed",
        persist_state="session",
    )  # fmt: skip
    return form if form in forms else forms[0]


def _title(text_id: str) -> str:
    """Its family and its name; the same whatever is stored, else the choice would be lost."""
    return f"{t(OF[text_id])} ・ {finished(text_id, language()).title}"


def draft_of(shop_id: int, text_id: str, form: Form, tongue: Language, stored: Kept) -> Draft:
    """The text as the widgets have it now."""
    version = texts.version(shop_id, text_id, tongue)
    prefix = f"texts.{shop_id}.{text_id}.{tongue}.{version}"
    said = st.session_state
    forms = {
        name: str(said.get(f"{prefix}.{name}", words)) for name, words in stored.text.forms.items()
    }
    subject = str(said.get(f"{prefix}.subject", stored.text.subject))
    notes = {
        name: value
        for name in FIELDS
        if (value := said.get(f"{prefix}.note.{name}", stored.notes.get(name, "")))
    }
    new = replace(stored.text, subject=" ".join(subject.split()), forms=forms)
    kept = replace(stored, text=new, notes=notes)
    return Draft(text_id, form, tongue, stored, kept, prefix)


def now(shop_id: int, draft: Draft) -> Draft:
    """The same text, as the widgets have it at this moment; for callbacks."""
    stored = texts.text(shop_id, draft.text_id, draft.language)
    return draft_of(shop_id, draft.text_id, draft.form, draft.language, stored)


def asked(draft: Draft) -> list[str]:
    """The fields of the form that somebody has to write something for."""
    template = draft.stored.text.forms[draft.form]
    subject = draft.stored.text.subject if draft.form == "long" else ""
    named = read(template).named | read(subject).named
    mine = [name for name, whose in FIELDS.items() if whose == "writer"]
    mine += [] if draft.text_id in OWN_CODES else ["code"]
    return [name for name in mine if name in named]


def situation(shop: store.Shop, text_id: str) -> Situation:
    """What the text is for: by the running belt, else by the usual rules."""
    running = belts.running(shop.id)
    rules = [rule for rule in running.belt.rules if rule.text == text_id] if running else []
    rules = rules or [PRESETS[text_id]]
    return Situation(
        rewarded=any(rule.offer.kind != "none" for rule in rules),
        promoters=all(rule.kind == "score" and rule.low >= 9 for rule in rules),
        malls=bool((~history(shop.id).has_own).any()),
        banned=voice.voice(shop.id).banned,
    )
