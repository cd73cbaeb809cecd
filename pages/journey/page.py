"""Where do customers fall off the belt, and when?"""

import streamlit as st

from pages.journey import controls, empty, months, when, where
from pages.journey.sub import Page
from pages.shared import store
from pages.shared.ending import end_page
from pages.shared.i18n import mark, t

SUBS = {
    "where": (mark("Where"), mark("Where do customers fall off?"), where.draw),
    "when": (mark("When"), mark("When do customers come back?"), when.draw),
    "months": (mark("By first month"), mark("How long do customers go on buying?"), months.draw),
}

shop = store.shop()
with st.spinner(t("Reading your orders …")):
    known = store.histories.history(shop.id)
if known.is_empty:
    empty.draw()
    end_page()

title = st.empty()
sub = st.segmented_control(
    t("Part of the journey"),
    list(SUBS),
    default="where",
    required=True,
    format_func=lambda code: t(SUBS[code][0]),
    label_visibility="collapsed",
    key="journey.sub",
    persist_state="session",
)
_, question, draw = SUBS[sub]
title.title(t(question), anchor=False)
# On a phone the columns stand below each other: the answer first, then what can be set.
answer, side = st.columns([7, 2], gap="medium")
keys = controls.Keys(shop.id, shop.history_version)
with side:
    view = controls.view(shop, keys, known)
draw(Page(shop, view, keys, known, answer, side))
with side:
    controls.group(shop, keys, known)
