"""Writing a text: its words, what goes into its fields, and what may need care."""

from functools import partial

import streamlit as st

from core.triggers.texts import FIELDS, LENGTH, MANY_LINES
from core.triggers.wording import Finding, blocked, findings
from pages.shared import store
from pages.shared.i18n import t
from pages.shared.store import texts
from pages.shared.store.texts import NOTE_LENGTH
from pages.shared.text import plain
from pages.shared.texts import words
from pages.texts import choice
from pages.texts.choice import Draft

HEIGHT = 380
MOST = 6
"""Findings shown at once."""


def draw(shop: store.Shop, draft: Draft) -> None:
    """What may need care, what to fill in, the words themselves, and the buttons."""
    if shop.role != "owner":
        st.caption(t("Only the owner can change these."))
        return
    found = findings(
        draft.kept.text, situation=choice.situation(shop, draft.text_id), notes=draft.kept.notes
    )
    _care(found)
    _notes(draft)
    if st.toggle(t("Change the words"), key="texts.edit", persist_state="session"):
        _words(draft)
    _buttons(shop, draft)


def _words(draft: Draft) -> None:
    if draft.form == "long":
        st.text_input(
            t("Subject"), draft.stored.text.subject, max_chars=200, key=draft.key("subject"),
            persist_state="session",
        )  # fmt: skip
    st.text_area(
        t("Text"), draft.stored.text.forms[draft.form], height=HEIGHT, max_chars=LENGTH,
        key=draft.key(draft.form), persist_state="session",
    )  # fmt: skip
    with st.popover(t("What the brackets mean"), icon=":material/data_object:", type="tertiary"):
        _explained()


def _explained() -> None:
    st.markdown(
        t(
            "A word in braces is filled in for each customer. What stands in square brackets is "
            "left out where something in it is missing; after a bar stands what comes instead."
        )
    )
    st.code("[{name}|…]", language=None)
    for name in FIELDS:
        st.markdown(f"`{{{name}}}` {t(words.FIELD_NAMES[name])}")


def _notes(draft: Draft) -> None:
    """What only the owner can say."""
    asked = choice.asked(draft)
    if not asked:
        return
    st.markdown(f"**{t('For you to fill in')}**")
    for name in asked:
        many = name in MANY_LINES
        write = partial(st.text_area, height=90) if many else st.text_input
        write(
            t(words.FIELD_NAMES[name]), draft.stored.notes.get(name, ""), max_chars=NOTE_LENGTH,
            key=draft.key(f"note.{name}"), persist_state="session",
        )  # fmt: skip


def _care(found: tuple[Finding, ...]) -> None:
    """What may need care: first what must not go out, then the rest."""
    blocks = [each for each in found if each.severity == "block"]
    others = [each for each in found if each.severity != "block"]
    if blocks:
        st.error(_listed(blocks), icon=":material/block:")
    if others:
        st.warning(_listed(others), icon=":material/visibility:")
        st.caption(t("These are hints, not legal advice. When in doubt, ask an expert."))


def _listed(found: list[Finding]) -> str:
    """Each with its place and what to do; what stands in several forms is said once."""
    said: dict[str, list[str]] = {}
    for each in found:
        said.setdefault(plain(words.sentence(each)), []).append(plain(words.where(each)))
    lines = [
        f"**{'、'.join(dict.fromkeys(places))}**  \n{sentence}"
        for sentence, places in list(said.items())[:MOST]
    ]
    return "\n\n".join(lines)


def _buttons(shop: store.Shop, draft: Draft) -> None:
    """Never closed: what was just typed arrives together with the click."""
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(
            t("Save"), type="primary", key=draft.key("save"), on_click=_save, args=(shop, draft),
        )  # fmt: skip
        if draft.stored.is_own:
            st.button(
                t("Back to the finished text"), key=draft.key("restore"), on_click=_restore,
                args=(shop, draft), type="tertiary", icon=":material/undo:",
            )  # fmt: skip
        if draft.is_changed:
            st.caption(t("Not saved yet."))


def _save(shop: store.Shop, draft: Draft) -> None:
    """Store what stands in the widgets, unless it must not go out as it is."""
    said = choice.now(shop.id, draft)
    found = findings(
        said.kept.text, situation=choice.situation(shop, said.text_id), notes=said.kept.notes
    )
    if blocked(found):
        st.toast(t("Not saved: this must not go out as it is."), icon=":material/block:")
        return
    texts.save(
        shop.id, said.text_id, said.language, said.kept.text, said.kept.notes,
        by=store.require("owner").id,
    )  # fmt: skip
    st.toast(t("Saved."), icon=":material/check:")


def _restore(shop: store.Shop, draft: Draft) -> None:
    """The finished words again; what was filled in stays."""
    said = choice.now(shop.id, draft)
    finished = texts.finished(said.text_id, said.language)
    texts.save(
        shop.id, said.text_id, said.language, finished, said.stored.notes,
        by=store.require("owner").id,
    )  # fmt: skip
    st.toast(t("The finished text is back."), icon=":material/check:")
