"""Who are your customers: the ladder from a first purchase to a VIP, and everybody on it."""

import streamlit as st

from pages.customers import empty, score, who, worth
from pages.customers.view import View
from pages.shared import store
from pages.shared.ending import end_page
from pages.shared.i18n import mark, t
from pages.shared.store import weights

SUBS = {
    "who": (mark("Who"), mark("Who are your customers?"), who.draw),
    "score": (
        mark("Recent, often, much"),
        mark("Who is close, and who has gone quiet?"),
        score.draw,
    ),
    "worth": (mark("Worth"), mark("What are your customers worth?"), worth.draw),
}

shop = store.shop()
with st.spinner(t("Reading your orders …")):
    known = store.histories.history(shop.id)
if known.is_empty:
    empty.draw()
    end_page()

title = st.empty()
sub = st.segmented_control(
    t("Part of the customers"),
    list(SUBS),
    default="who",
    required=True,
    format_func=lambda code: t(SUBS[code][0]),
    label_visibility="collapsed",
    wrap=True,
    key="customers.sub",
    persist_state="session",
)
_, question, draw = SUBS[sub]
title.title(t(question), anchor=False)
draw(shop, View(shop.id, shop.history_version, weights.weights(shop.id)))
