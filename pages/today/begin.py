"""Starting a belt from a day, where none runs yet."""

from datetime import date, timedelta

import streamlit as st

from core.triggers.belt import Belt
from core.triggers.presets import usual_belt
from pages.shared import formats, store
from pages.shared.days import day_input
from pages.shared.i18n import t, tn
from pages.shared.store import belts

START = "today.start"
FIELD = 220
"""Pixels of the field for the day."""


def draw(shop: store.Shop) -> None:
    """What a belt would do here each morning, and the way to start one."""
    today = store.today(shop.settings.timezone)
    coming, saved = belts.coming(shop.id), belts.newest(shop.id)
    with st.container(border=True, key="today.begin"):
        st.markdown(f"**{t('One list each morning: whom to contact, why, and with what')}**")
        if coming:
            st.write(t("Your belt starts on {day}.", day=formats.day(coming.start)))
            return
        st.write(
            t(
                "People are placed where they would be now: who bought two days ago gets the "
                "message of day 3 tomorrow. Nobody who bought long ago is due."
            )
        )
        if shop.role != "owner":
            st.caption(t("The owner of the shop can start it."))
            return
        rules = len((saved.belt if saved else _usual(shop)).rules)
        st.caption(
            tn("Your saved belt has {n} message.", "Your saved belt has {n} messages.", rules)
            if saved
            else tn(
                "The usual belt has {n} message: after 3, 7 and 14 days, purchases, amounts and "
                "answers.",
                "The usual belt has {n} messages: after 3, 7 and 14 days, purchases, amounts and "
                "answers.",
                rules,
            )
        )
        _form(today)


def _form(today: date) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        with st.container(width=FIELD):
            latest = today + timedelta(days=365)
            day_input(t("Start on"), START, default=today, earliest=today, latest=latest)
        st.button(t("Start the belt"), key="today.begin.start", on_click=_start)
        if st.button(t("Try it on past orders first"), key="today.begin.try"):
            st.switch_page("triggers/page.py")


def _usual(shop: store.Shop) -> Belt:
    return usual_belt(shop.settings.currency or "JPY")


def _start() -> None:
    """Start the newest version; a shop that has saved none starts the usual belt."""
    me, shop = store.require("owner"), store.shop()
    saved = belts.newest(shop.id)
    number = saved.number if saved else belts.save(shop.id, _usual(shop), by=me.id)
    belts.start(shop.id, number, st.session_state[START], by=me.id)
