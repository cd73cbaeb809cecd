"""The belt all together: how much goes out when, to whom, and whom it never reaches."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
import streamlit as st
from babel.dates import get_day_names

from core.consent import CHANNELS
from pages.shared import figure, formats
from pages.shared.channels import LABELS
from pages.shared.figure import Card, Picture
from pages.shared.i18n import language, mark, t, tn
from pages.shared.store import Shop
from pages.shared.store.histories import day_of
from pages.shared.table import Column, Table
from pages.shared.table import draw as draw_table
from pages.triggers import behind, faults, limits, numbers, pictures, words
from pages.triggers.draft import Draft
from pages.triggers.numbers import Whole
from pages.triggers.view import View

STATES = (mark("written to"), mark("not agreed"), mark("held back otherwise"))
TABLES = {
    "gates": mark("What holds back"),
    "channels": mark("By way"),
    "persons": mark("Per person"),
    "overlap": mark("At the same time"),
    "missed": mark("Whom it misses"),
    "people": mark("Person by person"),
}


@dataclass(frozen=True)
class Drawn:
    """Where it is drawn: the shop, the belt, and the numbers."""

    shop: Shop
    view: View
    seen: Whole

    @property
    def names(self) -> dict[str, str]:
        """Rule id -> what the message is called."""
        return {rule.id: words.title(rule) for rule in self.view.belt.rules}


def draw(shop: Shop, draft: Draft, view: View) -> None:
    """Sentence, months, calendar, three numbers, and what lies behind them."""
    answer, side = st.columns([7, 3], gap="medium")
    with side:
        limits.draw(draft)
    with answer:
        faults.draw(draft)
        if not view.belt.rules:
            st.subheader(t("No message is in use."), anchor=False)
            return
        drawn = Drawn(shop, view, numbers.whole(view))
        _say(drawn)
        _months(drawn)
        _calendar(drawn)
    figure.cards(*_cards(drawn))
    _tables(drawn)


def _say(drawn: Drawn) -> None:
    view, seen = drawn.view, drawn.seen
    contacts, cost = seen.days["contacts"].sum(), seen.days["cost"].sum()
    sentence = t(
        "{n} messages a month, at a cost of {cost}.",
        n=words.monthly(contacts / view.months),
        cost=words.money(cost / view.months, drawn.shop.settings.currency),
    )
    st.subheader(sentence, anchor=False)
    st.caption(
        words.sentences(
            t("Tried on past orders; nothing is sent."),
            tn("{n} customer would have been reached.", "{n} customers would have been reached.",
               seen.reached),
            t(
                "{held} fit, but were held back; {unmet} never fit any message.",
                held=formats.count(len(seen.held)),
                unmet=formats.count(len(seen.unmet)),
            ),
        )
    )  # fmt: skip


def _months(drawn: Drawn) -> None:
    """Written to and held back, by month."""
    frame = drawn.seen.months
    said = [t(state) for state in STATES]
    rows = pd.concat(
        [
            frame[["month"]].assign(state=word, place=place, contacts=frame[name])
            for place, (name, word) in enumerate(
                zip(("sent", "not_agreed", "otherwise"), said, strict=True)
            )
        ]
    )
    columns = {
        "month": Column(t("Month"), "month"),
        "met": Column(t("Fit, before anything"), "count"),
        "not_agreed": Column(t("Not agreed"), "count"),
        "otherwise": Column(t("Held back otherwise"), "count"),
        "sent": Column(t("Written to"), "count"),
    }
    words_ = {"states": tuple(said), "month": t("Month"), "n": t("messages")}
    figure.figure(
        Picture(pictures.months_chart, words_, {"rows": rows}),
        key="triggers.months",
        title=t("How many a month, and how many are held back"),
        alt_text=t("Messages by month: written to, not agreed, held back otherwise."),
        caption=figure.told(day_of(drawn.view.end - 1)),
        numbers=Table(frame, columns, f"messages-by-month-{day_of(drawn.view.end - 1)}"),
    )


def _calendar(drawn: Drawn) -> None:
    """How many go out on each day."""
    frame = drawn.seen.days
    day = frame["day"]
    names = [get_day_names("abbreviated", locale=language())[number] for number in range(7)]
    rows = pd.DataFrame(
        {
            "day": day,
            "week": day - pd.to_timedelta(day.dt.day_of_week, unit="D"),
            "weekday": [names[number] for number in day.dt.day_of_week],
            "contacts": frame["contacts"],
        }
    )
    said = {"weekdays": tuple(names), "day": t("Date"), "n": t("messages")}
    columns = {
        "day": Column(t("Date"), "day"),
        "contacts": Column(t("Messages"), "count"),
        "gifts": Column(t("Gifts that go along"), "count"),
        "cost": Column(t("Cost"), "money"),
    }
    figure.figure(
        Picture(pictures.calendar_chart, said, {"rows": rows}),
        key="triggers.calendar",
        title=t("How many a day"),
        alt_text=t("Messages of each day, weeks from left to right."),
        caption=figure.told(day_of(drawn.view.end - 1)),
        numbers=Table(
            frame,
            columns,
            f"messages-by-day-{day_of(drawn.view.end - 1)}",
            currency=drawn.shop.settings.currency,
        ),
    )


def _cards(drawn: Drawn) -> list[Card]:
    """The busiest day, the most one person gets, and how many two messages meet at once."""
    seen = drawn.seen
    busiest = int(seen.days["contacts"].max())
    when = seen.days.loc[seen.days["contacts"].idxmax(), "day"]
    usual = seen.days["contacts"].median()
    most = len(seen.persons) - 1
    once = seen.persons[1] if most > 0 else 0
    return [
        Card(
            t("on the busiest day"),
            formats.count(busiest),
            t("{day}; usually {n}", day=formats.day(when.date()), n=formats.count(usual)),
        ),
        Card(
            t("at most for one person"),
            formats.count(max(most, 0)),
            tn("{n} person gets just one", "{n} people get just one", int(once)),
        ),
        _at_once(drawn),
    ]


def _at_once(drawn: Drawn) -> Card:
    """The two messages that fit the most people within a week."""
    pairs = drawn.seen.overlap
    label = t("people two messages fit within a week")
    if pairs.empty:
        return Card(label, formats.count(0))
    first = pairs.iloc[0]
    names = [drawn.names[first["rule"]], drawn.names[first["other"]]]
    note = t("most often: {names}", names=" ・ ".join(names))
    return Card(label, formats.count(first["customers"]), note)


def _tables(drawn: Drawn) -> None:
    """What lies behind, one table at a time."""
    chosen = st.segmented_control(
        t("More about it"),
        list(TABLES),
        format_func=lambda code: t(TABLES[code]),
        label_visibility="collapsed",
        wrap=True,
        key=f"triggers.{drawn.shop.id}.tables",
        persist_state="session",
    )
    if chosen:
        {
            "gates": _gates,
            "channels": _channels,
            "persons": _persons,
            "overlap": _overlap,
            "missed": _missed,
            "people": _people,
        }[chosen](drawn)


def _table(drawn: Drawn, name: str, frame: pd.DataFrame, columns: dict[str, Column]) -> None:
    day = day_of(drawn.view.end - 1)
    table = Table(frame, columns, f"{name}-{day}", currency=drawn.shop.settings.currency)
    draw_table(table, key=f"triggers.{name}", alt=t(TABLES[name]))


def _gates(drawn: Drawn) -> None:
    """How many of each message are left a month before and after each thing that holds back."""
    months, frame = drawn.view.months, drawn.seen.gates
    frame = frame.assign(before=frame["before"] / months, after=frame["after"] / months)
    order = [gate for gate in frame["gate"].unique() if gate in words.STOPS]
    wide = frame.pivot_table(index="rule", columns="gate", values="after", sort=False)
    left = wide.reindex(columns=order).reset_index()
    first = frame.drop_duplicates("rule").set_index("rule")["before"]
    left = left.assign(name=left["rule"].map(drawn.names), met=left["rule"].map(first))
    stopping = [g for g in order if frame.loc[frame["gate"] == g, "stopped"].any()]
    columns = {
        "name": Column(t("Message")),
        "met": Column(t("Fit, before anything"), "number"),
        **{g: Column(t("after: {what}", what=t(words.STOPS[g])), "number") for g in stopping},
    }
    st.caption(
        t(
            "How many a month are left after each, from left to right; the last is who is "
            "written to."
        )
    )
    _table(drawn, "gates", left, columns)


def _channels(drawn: Drawn) -> None:
    frame = drawn.seen.channels
    used = [name for name in CHANNELS if frame[name].any()]
    columns = {
        "name": Column(t("Message")),
        **{name: Column(t(LABELS[name]), "count") for name in used},
    }
    _table(drawn, "channels", frame.assign(name=frame["rule"].map(drawn.names)), columns)


def _persons(drawn: Drawn) -> None:
    """How many get how many."""
    counts = list(drawn.seen.persons)
    frame = pd.DataFrame({"contacts": range(len(counts)), "people": counts})
    columns = {
        "contacts": Column(t("Messages in that time"), "count"),
        "people": Column(t("Number of people"), "count"),
    }
    _table(drawn, "persons", frame, columns)


def _overlap(drawn: Drawn) -> None:
    """Which two messages fit the same people within a week."""
    frame = drawn.seen.overlap
    if frame.empty:
        st.caption(t("No two messages fit the same person within a week."))
        return
    named = frame.assign(one=frame["rule"].map(drawn.names), two=frame["other"].map(drawn.names))
    columns = {
        "one": Column(t("Message")),
        "two": Column(t("and this one")),
        "customers": Column(t("Number of people"), "count"),
    }
    _table(drawn, "overlap", named, columns)


def _people(drawn: Drawn) -> None:
    """Everything that was decided."""
    behind.listed_of(drawn.shop, drawn.view)


def _missed(drawn: Drawn) -> None:
    """Who fits and is held back, and who never fits."""
    seen = drawn.seen
    labels = {
        "held": tn("{n} fit and was held back", "{n} fit and were held back", len(seen.held)),
        "unmet": tn("{n} never fits", "{n} never fit", len(seen.unmet)),
    }
    side = st.segmented_control(
        t("Whom it misses"),
        list(labels),
        default="held",
        required=True,
        format_func=labels.__getitem__,
        label_visibility="collapsed",
        wrap=True,
        key=f"triggers.{drawn.shop.id}.missed",
    )
    if side == "held":
        behind.listed_of(drawn.shop, drawn.view, np.array(seen.held, np.int64))
    else:
        behind.unmet(drawn.shop, drawn.view, np.array(seen.unmet, np.int64))
