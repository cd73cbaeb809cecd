"""The forecast checked against the past: what it would have said, and what came."""

import pandas as pd
import streamlit as st

from core.customers.past_check import PastCheck
from core.refusal import Refusal
from pages.customers import charts, outlook, words
from pages.customers.view import View
from pages.shared import figure, formats
from pages.shared.figure import Picture
from pages.shared.i18n import t
from pages.shared.store.histories import day_of
from pages.shared.table import Column, Table

PURCHASES = {"0": "1", "1": "2", "2": "3", "3-4": "4–5", "5-6": "6–7", "7+": "8+"}
"""Repeats as the check groups them -> purchases."""


def draw(view: View) -> None:
    """The picture with its sentence, or why there is none."""
    seen = outlook.checked(view)
    if isinstance(seen, Refusal):
        st.caption(t("The past is too short to check the forecast against it: read it with care."))
        return
    day = formats.day(day_of(seen.day))
    figure.figure(
        picture(seen),
        key="customers.past",
        title=title(seen),
        alt_text=aloud(seen),
        caption=figure.told(day_of(seen.as_of), seen.n),
        note=t("forecast of {day}, compared with what came since", day=day),
        numbers=_table(seen),
        explained=words.explained("past_check.ratio", "worth.cash_expected", "worth.range"),
    )


def title(seen: PastCheck) -> str:
    """How much of what came it foretold."""
    if formats.is_missing(seen.ratio):
        return t("Checked against the past: nothing was bought in that time.")
    return t(
        "Checked against the past, it foretold {foretold} purchases; {came} came.",
        foretold=formats.count(seen.predicted),
        came=formats.count(seen.actual),
    )


def _rows(seen: PastCheck) -> pd.DataFrame:
    frame = seen.groups[seen.groups["customers"] > 0]
    few = frame["evidence"] == "reference"
    return frame.assign(
        bought=frame["repeats"].map(PURCHASES),
        place=range(len(frame)),
        faint=few,
        foretold=frame["predicted"].map(lambda value: formats.decimal(value, 2)),
        came=frame["actual"].map(lambda value: formats.decimal(value, 2)),
    )


def picture(seen: PastCheck) -> Picture:
    """What came as bars, what was foretold as a mark on each."""
    said = {
        "actual": t("what came"),
        "predicted": t("forecast"),
        "bought": t("purchases by then"),
        "per_customer": t("purchases per customer since"),
    }
    return Picture(charts.past_chart, said, {"rows": _rows(seen)})


def aloud(seen: PastCheck) -> str:
    """What the picture shows, in sentences."""
    return words.sentences(
        *(
            t(
                "{bought} purchases by then: forecast {foretold}, came {came}.",
                bought=row.bought,
                foretold=row.foretold,
                came=row.came,
            )
            for row in _rows(seen).itertuples()
        )
    )


def _table(seen: PastCheck) -> Table:
    columns = {
        "bought": Column(t("purchases by then")),
        "customers": Column(t("Customers"), "count"),
        "predicted": Column(t("forecast"), "number"),
        "actual": Column(t("what came"), "number"),
    }
    return Table(_rows(seen), columns, f"past-check-{day_of(seen.as_of)}")
