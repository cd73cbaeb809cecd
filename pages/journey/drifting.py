"""Who drifts away: customers by their last purchase, and how many of the silent return."""

import pandas as pd
import streamlit as st

from core.journey.drift import DRIFTED_CHOICES, Drift
from pages.journey import charts, people, sub, words
from pages.journey.numbers import Box
from pages.journey.sub import Page
from pages.shared import figure, formats
from pages.shared.figure import Card, Picture
from pages.shared.i18n import t, tn
from pages.shared.table import Column, Table

COLOURED = ("active", "watch", "drifted", "at_risk")
"""The states in the order of the theme's colours."""

CHANCES = ("measured_chance", "measured_low", "measured_high")


def choose(page: Page) -> float:
    """How many of those who return must be back before silence counts as drifting away."""
    chosen = st.segmented_control(
        t("Line for drifting away (%)"),
        DRIFTED_CHOICES,
        default=0.9,
        required=True,
        format_func=lambda share: f"{share:.0%}".rstrip("%"),
        key=page.keys.of("drifted_from"),
        help=t("Of all who came back, so many were back by then."),
        wrap=True,
        persist_state="session",
    )
    return float(chosen)


def picture(page: Page, drift: Drift) -> None:
    """Customers by the month of their last purchase and state."""
    if not drift.lines.n:
        return
    figure.figure(
        _picture(drift),
        key="journey.drift",
        title=_title(drift),
        alt_text=_alt(drift),
        caption=figure.told(page.day, drift.n),
        numbers=_table(page, drift),
        explained=words.explained("drift.lines", "drift.personal_lines", "drift.measured"),
    )


def _picture(drift: Drift) -> Picture:
    rows = drift.by_month[drift.by_month["state"] != "unknown"]
    word = {code: t(words.DRIFT[code]) for code in COLOURED}
    rows = rows.assign(place=rows["state"].map(COLOURED.index), state=rows["state"].map(word))
    said = {
        "states": tuple(word.values()),
        "month": t("month of the last purchase"),
        "n": t("customers"),
    }
    return Picture(charts.drift_chart, said, {"rows": rows})


def _state(drift: Drift, code: str) -> pd.Series:
    return drift.states.set_index("state").loc[code]


def _title(drift: Drift) -> str:
    drifted = _state(drift, "drifted")
    count = int(drifted["customers"])
    n = tn("{n} customer has drifted away", "{n} customers have drifted away", count)
    if drifted["evidence"] == "reference":
        return n
    chance = formats.percent(drifted["measured_chance"], 0)
    return t("{n}; within 90 days {chance} of them came back.", n=n, chance=chance)


def _alt(drift: Drift) -> str:
    return sub.sentences(
        *(
            t("{state}: {n}.", state=t(words.DRIFT[row.state]), n=formats.count(row.customers))
            for row in drift.states.itertuples()
        )
    )


def _table(page: Page, drift: Drift) -> Table:
    """The states, and what happened to those who were in them 90 days ago."""
    states = drift.states
    told = {name: states[name].mask(states["evidence"] == "reference") for name in CHANCES}
    frame = states.assign(word=states["state"].map(lambda code: t(words.DRIFT[code])), **told)
    columns = {
        "word": Column(t("State")),
        "customers": Column(t("Customers"), "count"),
        "share": Column(t("Share"), "share"),
        "then": Column(t("in this state 90 days ago"), "count"),
        "returned": Column(t("of these, came back"), "count"),
        "measured_chance": Column(t("Share that came back"), "share"),
        "measured_low": Column(t("Roughly from"), "share"),
        "measured_high": Column(t("Roughly to"), "share"),
    }
    return Table(frame, columns, f"drifting-away-{page.day}")


def as_usual(drift: Drift) -> Card:
    """Who is no more silent than usual."""
    return _card(drift, "active", t("Buying as usual"))


def risk(drift: Drift) -> Card:
    """Who is about to drift away."""
    return _card(drift, "at_risk", t("About to drift away"))


def gone(drift: Drift) -> Card:
    """Who has drifted away."""
    return _card(drift, "drifted", t("Drifted away"))


def _card(drift: Drift, code: str, label: str) -> Card:
    """How many are in a state, and how many of such customers came back."""
    state = _state(drift, code)
    chance = formats.percent(state["measured_chance"], 0)
    few = state["evidence"] == "reference"
    return Card(
        label,
        tn("{n} person", "{n} people", int(state["customers"])),
        None if few else t("{chance} came back within 90 days", chance=chance),
        words.explained("drift.measured")[0],
    )


def people_about_to_leave(page: Page, drift: Drift, drifted_from: float) -> None:
    """The next step: who is about to drift away."""
    n = int(_state(drift, "at_risk")["customers"])
    label = tn("See the {n} about to drift away", "See the {n} about to drift away", n)
    if not people.offered(label, n, key=page.keys.of("at_risk")):
        return
    box = Box("drift", state="at_risk", drifted_from=drifted_from)
    people.draw(page.shop, page.view, box, key="journey.risk", title=t("About to drift away"))
