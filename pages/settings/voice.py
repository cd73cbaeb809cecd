"""How the shop speaks: who signs, the owner's own words, the story, and words it never uses."""

import re
from dataclasses import replace

import streamlit as st

from core.voice import (
    BANNED_COUNT,
    BANNED_LENGTH,
    SENDER_LENGTH,
    STORY_LENGTH,
    WORDS_LENGTH,
    Voice,
)
from pages.shared import store
from pages.shared.i18n import t
from pages.shared.store import voice
from pages.shared.text import plain

BETWEEN = re.compile(r"[\n,、，]")


REFUSED = "settings.voice.refused"


def draw(shop: store.Shop, *, disabled: bool) -> None:
    """The form; what is written goes into every text to customers."""
    st.subheader(t("How does your shop speak?"), anchor=False)
    st.caption(
        t("Every letter to your customers begins from this. Write as you talk; short is fine.")
    )
    now = voice.voice(shop.id)
    keys = {name: f"settings.voice.{name}.{shop.id}.{hash(now)}" for name in now.plain()}
    with st.form("settings.voice", border=False):
        _fields(now, keys, disabled=disabled)
        st.form_submit_button(
            t("Save"),
            key="settings.voice.save",
            disabled=disabled,
            on_click=_save,
            args=(shop.id, now, keys),
        )
    if REFUSED in st.session_state:
        st.warning(st.session_state.pop(REFUSED))


def _fields(now: Voice, keys: dict[str, str], *, disabled: bool) -> None:
    left, right = st.columns(2, gap="large")
    with left:
        st.text_input(
            t("Who signs?"),
            now.sender,
            max_chars=SENDER_LENGTH,
            placeholder=t("for example: Hana Sato, Hana & Home"),
            disabled=disabled,
            key=keys["sender"],
        )
        st.caption(t("A person, not a company: that is who customers come back to."))
        st.text_area(
            t("What do you always say to your customers?"),
            now.words,
            max_chars=WORDS_LENGTH,
            height=110,
            placeholder=t("for example: Flowers forgive a lot. Just give them fresh water."),
            disabled=disabled,
            key=keys["words"],
        )
    with right:
        st.text_area(
            t("Why does your shop exist?"),
            now.story,
            max_chars=STORY_LENGTH,
            height=160,
            placeholder=t("How it began, whom it is for, what you would never do."),
            disabled=disabled,
            key=keys["story"],
        )
        st.text_area(
            t("Words you never use"),
            "\n".join(now.banned),
            height=90,
            placeholder=t("one per line, for example: cheapest"),
            disabled=disabled,
            key=keys["banned"],
        )
        st.caption(t("A letter that holds one of them is pointed out before it goes."))


def _listed(text: str) -> tuple[str, ...]:
    """The words of a text with one per line, each once."""
    return tuple(dict.fromkeys(word.strip() for word in BETWEEN.split(text) if word.strip()))


def _save(shop_id: int, shown: Voice, keys: dict[str, str]) -> None:
    """Store what was changed in the fields, or say what will not do."""
    said: dict = {name: st.session_state[key].strip() for name, key in keys.items()}
    said["banned"] = banned = _listed(said["banned"])
    long = next((word for word in banned if len(word) > BANNED_LENGTH), None)
    if long is not None:
        st.session_state[REFUSED] = t(
            "“{word}” is too long to look for. Write single words, one per line.",
            word=plain(long, limit=BANNED_LENGTH),
        )
    elif len(banned) > BANNED_COUNT:
        st.session_state[REFUSED] = t("Please keep to {n} words you never use.", n=BANNED_COUNT)
    else:
        changed = {name: value for name, value in said.items() if value != getattr(shown, name)}
        new = replace(voice.voice(shop_id), **changed)
        voice.save_voice(shop_id, new, by=store.require("owner").id)
        st.toast(t("Saved."), icon=":material/check:")
