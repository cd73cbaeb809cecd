"""Whom, when and with what: a belt of messages tried on the shop's own past, then saved."""

import streamlit as st

from pages.shared import store
from pages.shared.i18n import t
from pages.shared.parts import chosen_part, known_orders
from pages.triggers import board, numbers, saving, shown, versions, whole, words
from pages.triggers.draft import draft
from pages.triggers.view import view

known_orders(
    store.shop(),
    question=t("When does a word bring them back?"),
    promises=(
        t("how many people each message would have met, and at what cost"),
        t("who would have bought anyway, and from where a message pays off"),
        t("days and amounts that suit your own customers"),
    ),
)


@st.fragment
def simulator() -> None:
    """Everything that follows a slider; the frame around it need not be drawn anew."""
    shop = store.shop()
    part = chosen_part(words.PARTS, label=t("Part of the belt"), key="triggers.sub")
    moved = draft(shop, silence_days=numbers.silence_days(shop.id, shop.history_version))
    seen = view(shop, moved.belt, shown.choose(shop))
    if part == "whole":
        whole.draw(shop, moved, seen)
    elif part == "versions":
        versions.draw(shop, moved, seen)
    else:
        board.draw(shop, moved, seen, part)
    saving.draw(shop, moved)


simulator()
