"""What a customer gets: the text filled for somebody real, or for nobody where that is not ours."""

from dataclasses import replace
from functools import partial

import numpy as np
import streamlit as st

from core.triggers.presets import PRESETS
from core.triggers.texts import Faulty
from pages.shared import store
from pages.shared.i18n import t
from pages.shared.outbox import cards, letters, paper
from pages.shared.outbox.letters import LeftOut, Letter, Message
from pages.shared.store import persons
from pages.shared.store.histories import history
from pages.shared.texts import words
from pages.texts.choice import CHANNEL, Draft

SAMPLES = {"ja": "佐藤 花子", "en": "Hana Sato"}
CODE = "K7WM3QX"
RECENT = 20
"""Customers that the button goes through."""


def draw(shop: store.Shop, draft: Draft) -> None:
    """The text for one customer, and which one."""
    try:
        letter, lacks = _whole(shop, draft)
    except Faulty:
        st.caption(t("The text cannot be read yet; what to mend stands beside it."))
        return
    if letter is None:
        st.caption(t("There is no text for this way of contact yet."))
        return
    with st.container(border=True):
        if letter.subject:
            st.caption(t("Subject"))
            st.text(letter.subject)
            st.caption(t("Text"))
        st.text(letter.body)
    if lacks:
        named = ", ".join(words.field(name) for name in lacks)
        st.warning(
            t("It does not go out yet. Still to fill in: {fields}", fields=named),
            icon=":material/edit_note:",
        )
    _below(shop, draft, letter)


def _whole(shop: store.Shop, draft: Draft) -> tuple[Letter | None, tuple[str, ...]]:
    """The letter, with the names of what is missing in place of it, and what is missing."""
    found = _written(shop, draft, draft)
    if isinstance(found, Letter):
        return found, ()
    if found.reason != "lacks":
        return None, ()
    marks = {name: f"〔{t(words.FIELD_NAMES[name])}〕" for name in found.lacks}
    filled = replace(draft.kept, notes=dict(draft.kept.notes) | marks)
    again = _written(shop, draft, replace(draft, kept=filled))
    return (again if isinstance(again, Letter) else None), found.lacks


def _written(shop: store.Shop, asked: Draft, draft: Draft) -> Letter | LeftOut:
    message = Message(
        customer=0, text=asked.text_id, channel=CHANNEL[asked.form],
        number=PRESETS[asked.text_id].count or None,
        code=CODE if asked.text_id == "N9" else "", offer=PRESETS[asked.text_id].offer,
    )  # fmt: skip
    customer = _customer(shop)
    if customer is None:
        return letters.specimen(shop, message, draft.kept, SAMPLES[draft.language])
    me = store.require("staff")
    known = persons.known(shop.id, customer, by=me.id)
    valid = known.orders[~known.orders["void"].astype(bool)]
    products = "" if valid.empty else str(valid["products"].fillna("").iloc[0])
    message = replace(message, customer=customer, products=products)
    return letters.drafted(shop, message, draft.kept, by=me.id)


def _customer(shop: store.Shop) -> int | None:
    """Who is looked at: one of the latest customers; nobody for who may only look."""
    if shop.role == "viewer":
        return None
    latest = _latest(shop)
    return latest[st.session_state.get(_key(shop), 0) % len(latest)] if latest else None


def _latest(shop: store.Shop) -> list[int]:
    """The customers who bought last, those of the shop's own list first."""
    known = history(shop.id)
    if known.is_empty:
        return []
    order = np.lexsort((known.customer, -known.last_day.astype(np.int64), ~known.has_own))
    return [int(number) for number in known.customer[order[:RECENT]]]


def _key(shop: store.Shop) -> str:
    return f"texts.preview.{shop.id}"


def _below(shop: store.Shop, draft: Draft, letter: Letter) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        if letter.message.customer:
            st.button(
                t("Another customer"), key="texts.another", on_click=_next, args=(shop,),
                type="tertiary", icon=":material/person_search:",
            )  # fmt: skip
        else:
            st.caption(t("A made-up customer."))
        if draft.stored.is_own:
            st.caption(t("In your own words."))
        if draft.form in ("paper", "insert"):
            st.download_button(
                t("A sample to print"), data=partial(_sample, shop, draft),
                file_name=f"{draft.text_id}.pdf", mime=paper.MIME, key="texts.sample",
                type="tertiary", icon=":material/print:", on_click="ignore",
            )  # fmt: skip


def _next(shop: store.Shop) -> None:
    st.session_state[_key(shop)] = st.session_state.get(_key(shop), 0) + 1


def _sample(shop: store.Shop, draft: Draft) -> bytes:
    """A card for nobody: no data of a customer leaves with it."""
    message = Message(0, draft.text_id, CHANNEL[draft.form], code=CODE)
    marks = {name: f"〔{t(words.FIELD_NAMES[name])}〕" for name in ("benefit", "link", "news")}
    kept = replace(draft.kept, notes=marks | dict(draft.kept.notes))
    letter = letters.specimen(shop, message, kept, SAMPLES[draft.language])
    found = [letter] if isinstance(letter, Letter) else []
    return cards.thank_you_cards(found, draft.kept.text.title)
