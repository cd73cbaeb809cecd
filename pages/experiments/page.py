"""Did it work? What is tried, beside customers who do not get it."""

import streamlit as st

from pages.experiments import listing, one, plan
from pages.experiments.view import PLAN, View
from pages.shared import store
from pages.shared.i18n import t
from pages.shared.parts import known_orders

shop = store.shop()
history = known_orders(
    shop,
    question=t("Did it work?"),
    promises=(
        t("whether a card, a message or a coupon really brings customers back"),
        t("how many customers a test takes, and how long that is in your shop"),
        t("what to keep, what to change and what to stop"),
    ),
)
with st.spinner(t("Looking who takes part …")):
    view = View.of(shop, history)
whole = st.empty()
if view.at == PLAN:
    with whole.container():
        written = plan.draw(view)
    if written:
        view.go(written)
        view = View.of(shop, history)
if view.at != PLAN:
    with whole.container():
        entry = view.entry(view.at)
        listing.draw(view) if entry is None else one.draw(view, entry)
