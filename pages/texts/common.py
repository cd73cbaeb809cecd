"""What all texts share: the language of the customers, how to stop, where answers arrive."""

import streamlit as st

from pages.shared import store
from pages.shared.i18n import LANGUAGES, t
from pages.shared.store import texts
from pages.shared.store.texts import NOTE_LENGTH, Common

FIELDS = ("language", "opt_out", "reply", "address")


def draw(shop: store.Shop, now: Common) -> None:
    """The form, one level down."""
    may = shop.role == "owner"
    keys = {name: f"texts.common.{name}.{shop.id}.{hash(now)}" for name in FIELDS}
    with st.expander(t("For all texts"), icon=":material/tune:"), st.form("texts.common"):
        _fields(now, keys, may=may)
        st.form_submit_button(
            t("Save"), key="texts.common.save", disabled=not may, on_click=_save,
            args=(shop.id, keys),
        )  # fmt: skip
    st.page_link(
        "settings/page.py", label=t("Who signs, and your own words"), icon=":material/signature:"
    )


def _fields(now: Common, keys: dict[str, str], *, may: bool) -> None:
    st.radio(
        t("Language of your customers"), list(LANGUAGES), index=list(LANGUAGES).index(now.language),
        format_func=lambda code: LANGUAGES[code], horizontal=True, disabled=not may,
        key=keys["language"],
    )  # fmt: skip
    st.text_input(
        t("How to stop messages: an address, or a sentence of your own"), now.opt_out,
        max_chars=NOTE_LENGTH, disabled=not may, key=keys["opt_out"],
        placeholder=t("Nothing here: a reply with “stop”"),
    )  # fmt: skip
    st.text_input(
        t("Where answers to cards and letters arrive"), now.reply, max_chars=NOTE_LENGTH,
        disabled=not may, key=keys["reply"],
    )  # fmt: skip
    st.text_area(
        t("Your address, for postcards"), now.address, max_chars=NOTE_LENGTH, height=80,
        disabled=not may, key=keys["address"],
    )  # fmt: skip


def _save(shop_id: int, keys: dict[str, str]) -> None:
    said = {name: st.session_state[key] for name, key in keys.items()}
    texts.save_common(shop_id, Common(**said), by=store.require("owner").id)
    st.toast(t("Saved."), icon=":material/check:")
