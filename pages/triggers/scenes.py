"""The picture a family stands in: days, purchases, order values or answers."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
import streamlit as st

from core.stats.intervals import REFERENCE_BELOW
from core.triggers.rule import Rule
from core.triggers.suggest import Suggestion
from pages.shared import figure, formats, waits_chart
from pages.shared.figure import Picture
from pages.shared.i18n import t
from pages.shared.store.histories import day_of
from pages.shared.table import Column, Table
from pages.triggers import numbers, pictures, words
from pages.triggers.draft import Draft, major
from pages.triggers.view import View

SHORTEST = 60
"""Days the picture of days shows at least."""

LADDER = 8
"""Purchases the ladder shows at least."""

ASKED = ("anyway.share", "whatif.break_even", "whatif.p1", "whatif.chance")


@dataclass(frozen=True)
class Scene:
    """Bars the messages stand on.

    Attributes:
        name: code of it.
        limits: begin and end of the axis across.
        across: its title.
        up: title of the axis of counts.
        format_: of the numbers across.
        alt_text: what it shows.
        n: customers it counts, None where it counts something else.
        note: what has to be known to read it.
    """

    name: str
    limits: tuple[float, float]
    across: str
    up: str
    alt_text: str
    format_: str = "d"
    n: int | None = None
    note: str | None = None


def draw(draft: Draft, view: View, family: str, suggested: tuple[Suggestion, ...]) -> None:
    """The picture of a part of the page; suggested days stand in the one of days."""
    rules = draft.of(family)
    badges = _badges(rules)
    if family in ("days", "occasions"):
        _days(view, pd.concat([badges, quiet(badges, suggested)]), family)
    elif family == "purchases":
        _ladder(view, badges)
    elif family == "amounts":
        _amounts(draft, view, badges)
    else:
        _answers(view, badges)


def _badges(rules: tuple[Rule, ...]) -> pd.DataFrame:
    """The numbered badges, all of them to act on."""
    return pd.DataFrame(
        {
            "number": range(1, len(rules) + 1),
            "rule": [rule.id for rule in rules],
            "days": [rule.days for rule in rules],
            "count": [rule.count for rule in rules],
            "amount": [rule.at_least for rule in rules],
            "low": [rule.low - 0.5 for rule in rules],
            "kind": [rule.kind for rule in rules],
            "own": True,
        }
    )


def quiet(badges: pd.DataFrame, suggested: tuple[Suggestion, ...]) -> pd.DataFrame:
    """The badges of messages that another day would suit, on that day, to look at only."""
    days = {each.rule: each.value for each in suggested if each.field == "days"}
    moved = badges[badges["rule"].isin(list(days))]
    placed = moved.assign(days=moved["rule"].map(days), own=False)
    return placed.astype({"days": "int64", "own": "bool"})


def _days(view: View, badges: pd.DataFrame, family: str) -> None:
    """The come-back curve and the messages on it."""
    badges = badges[badges["kind"].isin(["elapsed", "silence"])]
    frame = numbers.curve(view, 1 if family == "days" else 0)
    if badges.empty or len(frame) < 2 or frame["returns"].sum() < REFERENCE_BELOW:
        st.caption(t("The picture of the days comes once 30 customers have come back."))
        return
    wanted = max(SHORTEST, int(badges["days"].max() * 1.15) + 1)
    last = max(min(wanted, int(frame["day"].max())), int(badges["days"].max()) + 1)
    shown = frame.loc[frame["day"].between(1, last), ["day", "smoothed_chance"]]
    axis = (
        t("days since the first purchase")
        if family == "days"
        else t("days since the last purchase")
    )
    words_ = {"longest": last, "days": axis, "share": t("came back on that day")}
    data = {"rows": shown, "badges": pictures.placed(badges, last, of="days")}
    figure.figure(
        Picture(waits_chart.chance_chart, words_, data),
        key=f"triggers.{family}",
        alt_text=t("How likely a customer comes back, day by day, with the messages on it."),
        caption=figure.told(day_of(view.end - 1), int(frame["at_risk"].iloc[0])),
        note=None
        if badges["own"].all()
        else t("Pale numbers: the days that would suit your customers."),
        numbers=Table(
            frame,
            {
                "day": Column(t("Day"), "count"),
                "at_risk": Column(t("Not back by then"), "count"),
                "returns": Column(t("Customers who came back"), "count"),
                "returned": Column(t("Back by then"), "share"),
            },
            f"days-{day_of(view.end - 1)}",
        ),
        explained=words.explained(
            "anyway.share", "whatif.break_even", "whatif.p1", "whatif.chance"
        ),
    )


def _ladder(view: View, badges: pd.DataFrame) -> None:
    """How many have bought so often, and the purchases a message follows."""
    most = max(LADDER, int(badges["count"].max()) + 1 if len(badges) else 0)
    counts = numbers.reached_counts(view, most).tolist()
    scene = Scene(
        "purchases",
        limits=(0.4, most + 0.6),
        across=t("purchases so far"),
        up=t("customers"),
        alt_text=t("Customers by how often they have bought, with the messages on it."),
        n=counts[0],
    )
    _draw(view, scene, pictures.centred(counts, 1), pictures.placed(badges, most, of="count"))


def _amounts(draft: Draft, view: View, badges: pd.DataFrame) -> None:
    """The values of the orders, and the amounts from which on a message goes out."""
    values = numbers.order_values(view)
    if not values.size:
        st.caption(t("No order has an amount yet."))
        return
    unit = major(1, draft.currency)
    dearest = float(badges["amount"].max()) if len(badges) else 0.0
    highest = max(float(np.quantile(values, 0.99)), dearest) * 1.1 * unit
    edges = np.linspace(0, highest, pictures.BINS + 1)
    counts = np.histogram(values * unit, edges)[0].tolist()
    placed = badges.assign(amount=badges["amount"] * unit)
    above = int((values * unit > highest).sum())
    scene = Scene(
        "amounts",
        limits=(0, highest),
        across=t("order value ({currency})", currency=words.unit(draft.currency)),
        up=t("orders"),
        alt_text=t("Orders by their value, with the messages on it."),
        format_=",.0f",
        note=t("{n} orders above are not shown", n=formats.count(above)) if above else None,
    )
    rows = pictures.bars_of(counts, 0, highest / pictures.BINS)
    _draw(view, scene, rows, pictures.placed(placed, highest, of="amount"))


def _answers(view: View, badges: pd.DataFrame) -> None:
    """The answers, and where each band begins."""
    counts = numbers.scores(view).tolist()
    if not sum(counts):
        return
    scene = Scene(
        "answers",
        limits=(-0.6, 10.6),
        across=t("answer, 0 to 10"),
        up=t("answers"),
        alt_text=t("Answers from 0 to 10, with the messages on it."),
    )
    _draw(view, scene, pictures.centred(counts, 0), pictures.placed(badges, 11, of="low"))


def _draw(view: View, scene: Scene, rows: pd.DataFrame, badges: pd.DataFrame) -> None:
    said = {
        "first": scene.limits[0],
        "last": scene.limits[1],
        "across": scene.across,
        "up": scene.up,
        "format_": scene.format_,
    }
    whole = scene.format_ == "d"
    table = rows.assign(value=(rows["start"] + (0.425 if whole else 0)).round())
    day = day_of(view.end - 1)
    figure.figure(
        Picture(pictures.steps_chart, said, {"rows": rows, "badges": badges}),
        key=f"triggers.{scene.name}",
        alt_text=scene.alt_text,
        caption=figure.told(day, scene.n),
        note=scene.note,
        numbers=Table(
            table,
            {"value": Column(scene.across, "count"), "count": Column(scene.up, "count")},
            f"{scene.name}-{day}",
        ),
        explained=words.explained(*ASKED),
    )
