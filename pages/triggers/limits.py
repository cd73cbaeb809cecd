"""What holds for all messages: how often is too often, days off, and who is unhappy."""

import streamlit as st
from babel.dates import get_day_names

from pages.shared.i18n import language, t
from pages.triggers.draft import Draft


def draw(draft: Draft) -> None:
    """How often, and when not."""
    belt = draft.base
    st.markdown(f"##### {t('Not too often')}")
    _number(draft, "per_day", t("Messages a day per person"), belt.caps.per_day, 31)
    _number(draft, "per_7", t("in 7 days"), belt.caps.per_7, 31)
    _number(draft, "per_30", t("in 30 days"), belt.caps.per_30, 31)
    st.caption(t("0 = any number. Letters to the unhappy and paper in the parcel do not count."))
    key = draft.keys.of("belt", "closed")
    st.session_state.setdefault(key, list(belt.closed_weekdays))
    st.pills(
        t("Days off"),
        list(range(7)),
        selection_mode="multi",
        format_func=_weekday,
        help=t("What falls on a day off waits for the next working day."),
        key=key,
        wrap=True,
        persist_state="session",
    )
    with st.expander(t("More"), key=draft.keys.of("belt", "more"), on_change="rerun") as box:
        if box.open:
            label = t("Days without advertising after an unhappy answer")
            _number(draft, "hold_days", label, belt.hold_days, 365)
            _number(draft, "send_hour", t("Hour the list is worked on"), belt.send_hour, 23)
            _capacity(draft)


def _weekday(number: int) -> str:
    return get_day_names("abbreviated", locale=language())[number]


def _number(draft: Draft, name: str, label: str, value: int | None, most: int) -> None:
    key = draft.keys.of("belt", name)
    st.session_state.setdefault(key, value or 0)
    st.number_input(label, 0, most, step=1, key=key, persist_state="session")


def _capacity(draft: Draft) -> None:
    key = draft.keys.of("belt", "capacity")
    st.session_state.setdefault(key, draft.base.capacity)
    st.number_input(
        t("Messages you can manage a day"),
        1,
        100_000,
        value=None,  # so that it can be emptied again
        step=1,
        key=key,
        placeholder=t("any number"),
        help=t("Orders today's list; it stops nobody."),
        persist_state="session",
    )
