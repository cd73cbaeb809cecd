"""Which day is looked at: everything is shown as it was known then."""

from datetime import date

import streamlit as st

from core.history import History
from pages.shared.i18n import t
from pages.shared.store.histories import day_of, number_of


def as_of(key: str, known: History) -> int:
    """The day up to which everything is counted, chosen by the owner; at first the newest.

    Args:
        key: of the widget, of one shop and one state of its data.
        known: the whole history.
    """
    chosen = day_input(
        t("Show as of"),
        key,
        default=day_of(known.as_of),
        earliest=day_of(known.first_day.min()),
        latest=day_of(known.as_of),
        hint=t("Go back in time: everything is shown as it was known on that day."),
    )
    return number_of(chosen)


def day_input(
    label: str, key: str, *, default: date, earliest: date, latest: date, hint: str | None = None
) -> date:
    """A day between two others."""
    picked = st.date_input(
        label,
        value=default,
        min_value=min(earliest, default),
        max_value=max(latest, default),
        key=key,
        help=hint,
        format="YYYY/MM/DD",
        persist_state="session",
    )
    return picked if isinstance(picked, date) else default
