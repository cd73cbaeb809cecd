"""Where do customers fall off the belt, and when?"""

import streamlit as st

from pages.journey import controls, months, when, where
from pages.journey.sub import Page
from pages.shared import store
from pages.shared.i18n import mark, t
from pages.shared.parts import chosen_part, known_orders

PARTS = {
    "where": (mark("Where"), mark("Where do customers fall off?")),
    "when": (mark("When"), mark("When do customers come back?")),
    "months": (mark("By first month"), mark("How long do customers go on buying?")),
}
DRAW = {"where": where.draw, "when": when.draw, "months": months.draw}

shop = store.shop()
known = known_orders(
    shop,
    question=t("Where do customers fall off, and when?"),
    promises=(
        t("how many buy a second and a third time, and where most stop"),
        t("after how many days they come back, and when it is worth writing"),
        t("what a customer spends in a year, by month of the first purchase"),
    ),
)
part = chosen_part(PARTS, label=t("Part of the journey"), key="journey.sub")
# On a phone the columns stand below each other: the answer first, then what can be set.
answer, side = st.columns([7, 2], gap="medium")
keys = controls.Keys(shop.id, shop.history_version)
with side:
    view = controls.view(shop, keys, known)
DRAW[part](Page(shop, view, keys, known, answer, side))
with side:
    controls.group(shop, keys, known)
