"""The figures below a verdict: both sides, the difference, the money, and runs taken together."""

import pandas as pd
import streamlit as st

from core.experiments.learned import learned
from core.experiments.money import MoneyEffect, money_effect
from core.experiments.verdict import judge, pooled
from core.stats.beta import Belief, Beta
from core.stats.intervals import wilson
from core.stats.proportions import Arm, Comparison
from core.triggers.whatif import ASSUMPTIONS
from pages.experiments import charts, words
from pages.experiments.finding import Finding
from pages.experiments.view import View
from pages.shared import figure, formats
from pages.shared.figure import Card, Picture
from pages.shared.i18n import t, tn
from pages.shared.store.histories import day_of
from pages.shared.table import Column, Table
from pages.shared.text import plain

BP = 10_000
MOST_BELIEVED = 10_000.0
"""Customers a belief may be worth; with more no test would change it."""


def draw(view: View, found: Finding) -> None:
    """Both sides as a picture, and the numbers; nothing before the verdict."""
    counts, compared = found.verdict.counts, found.verdict.comparison
    if counts is None or not (counts.control.n and counts.treated.n):
        return
    written, currency = found.entry.experiment, view.shop.settings.currency
    st.markdown(words.shares(written, counts.treated, counts.control, currency))
    _picture(found, counts.treated, counts.control)
    if compared is not None:
        money = money_effect(found.history, found.entry.experiment, found.assigned)
        works = found.verdict.finding == "works"
        figure.cards(*_cards(view, compared, money, works=works))
        _methods(view, found, compared, money)
    _together(view, found)


def _sides(treated: Arm, control: Arm) -> pd.DataFrame:
    """One row per side, in words."""
    low, high = wilson([treated.hits, control.hits], [treated.n, control.n])
    frame = pd.DataFrame(
        {
            "word": [t("got it"), t("kept aside to compare")],
            "place": [0, 1],
            "n": [treated.n, control.n],
            "hits": [treated.hits, control.hits],
            "share": [treated.share, control.share],
            "low": low,
            "high": high,
        }
    )
    frame["told"] = [
        t("{share} ({part} of {n})", share=formats.percent(share), part=formats.count(part),
          n=formats.count(n))
        for share, part, n in zip(frame["share"], frame["hits"], frame["n"], strict=True)
    ]  # fmt: skip
    people = [tn("{n} person", "{n} people", n) for n in frame["n"].tolist()]
    return frame.assign(
        side=frame["word"] + "|" + people,
        percent=frame["share"].map(formats.percent),
        aloud=frame["word"] + ": " + frame["told"],
    )


def _picture(found: Finding, treated: Arm, control: Arm) -> None:
    rows = _sides(treated, control)
    said = {"treated": rows["side"][0], "control": rows["side"][1], "share": t("share that bought")}
    columns = {
        "word": Column(t("Side of the test")),
        "n": Column(t("Customers"), "count"),
        "hits": Column(t("Bought in time"), "count"),
        "share": Column(t("Share"), "share"),
        "low": Column(t("Range from"), "share"),
        "high": Column(t("Range to"), "share"),
    }
    as_of = found.verdict.as_of
    drawn = rows[["side", "place", "share", "low", "high", "percent", "told", "aloud"]]
    figure.figure(
        Picture(charts.sides_chart, said, {"rows": drawn}),
        key=f"experiments.sides.{found.entry.key}",
        alt_text=words.sentences(*(f"{row}." for row in rows["aloud"])),
        caption=figure.told(day_of(as_of), treated.n + control.n),
        numbers=Table(rows, columns, f"test-{day_of(as_of)}"),
        note=t("The line shows between where each share roughly lies."),
        explained=words.explained(
            "verdict.finding", "proportions.difference", "proportions.interval", "means.interval"
        ),
    )


def _cards(
    view: View, compared: Comparison, money: MoneyEffect | None, *, works: bool
) -> list[Card]:
    """The difference, how many that were where there is one, and the money."""
    between = t(
        "roughly between {low} and {high}",
        low=words.signed(compared.low * 100),
        high=words.points(compared.high),
    )
    interval, difference = words.explained("proportions.interval", "proportions.difference")
    points = words.points(compared.difference)
    cards = [Card(t("Difference to those kept aside"), points, between, interval)]
    if works:
        cards.append(
            Card(
                t("Bought because of it"),
                tn("about {n} person", "about {n} people", round(_extra(compared))),
                t(
                    "of {n} who got it; the others would have anyway, or did not",
                    n=formats.count(compared.treated.n),
                ),
                difference,
            )
        )
    return cards if money is None else [*cards, _money_card(view, money)]


def _extra(compared: Comparison) -> float:
    """Customers more than would have without it."""
    return compared.difference * compared.treated.n


def _money_card(view: View, money: MoneyEffect) -> Card:
    """What it brought per customer, and what of it is profit."""
    seen, settings = money.comparison, view.shop.settings
    note = t(
        "roughly between {low} and {high}",
        low=_money(view, seen.low),
        high=_money(view, seen.high),
    )
    if settings.margin_bp is not None:
        profit = seen.difference * settings.margin_bp / BP
        note += " ・ " + t("of this, gross profit: {profit}", profit=_money(view, profit))
    (explained,) = words.explained("means.interval")
    return Card(t("Money per customer who got it"), _money(view, seen.difference), note, explained)


def _money(view: View, minor: float) -> str:
    """An amount with its sign."""
    text = plain(formats.money(minor, view.shop.settings.currency))
    return f"+{text}" if minor > 0 else text


def _methods(view: View, found: Finding, compared: Comparison, money: MoneyEffect | None) -> None:
    """What somebody who wants to check it asks for."""
    with st.expander(t("How sure is that?")):
        said = [
            t(
                "If it did nothing, chance alone would bring such a difference in {n} of 1,000 "
                "tests.",
                n=formats.count(compared.p_value * 1000),
            )
        ]
        if money is not None and money.is_adjusted:
            said.append(
                t(
                    "Differences in what they bought in the year before are taken out of the "
                    "money, so that the effect shows more clearly."
                )
            )
        said.append(_learned(found, compared))
        st.markdown(words.sentences(*said))
        st.caption(
            t("Counted by the side each was dealt to, whether or not the message reached them.")
        )
        _belief(view, found)


def _belief(view: View, found: Finding) -> None:
    """What to believe after it, given what one believed before; nothing of it is kept."""
    st.markdown(f"**{t('And what did you believe before?')}**")
    with st.container(horizontal=True, vertical_alignment="bottom"):
        had, had_not = (
            st.number_input(
                label, min_value=0.5, max_value=MOST_BELIEVED, value=1.0, step=1.0, format="%g",
                key=view.key(f"belief.{found.entry.key}.{name}"),
            )
            for name, label in (
                ("hits", t("As if so many had bought …")),
                ("misses", t("… and so many had not")),
            )
        )  # fmt: skip
    prior = Beta(had, had_not)
    believed = judge(found.history, found.entry.experiment, found.assigned, prior=prior).belief
    if believed is not None:
        st.markdown(_believed(believed))
    st.caption(
        t(
            "1 and 1: any share was as likely as another. 8 and 92: you were fairly sure that "
            "about 8 of 100 buy, with or without it. This only plays it through: the verdict "
            "stays, and nothing is saved."
        )
    )


def _believed(belief: Belief) -> str:
    """The chance that it is better, and where the difference lies."""
    return words.sentences(
        t(
            "That it is better than doing nothing holds in {n} of 100 possible worlds.",
            n=formats.count(belief.chance * 100),
        ),
        t(
            "The difference then lies roughly between {low} and {high}.",
            low=words.signed(belief.low * 100),
            high=words.points(belief.high),
        ),
    )


def _learned(found: Finding, compared: Comparison) -> str:
    """What a message that was tried teaches the simulator's usual assumption."""
    usual = ASSUMPTIONS["standard"]
    if found.entry.experiment.measure != "trigger":
        return ""
    taught = learned(compared, median=usual.median, sd=usual.sd)
    if taught is None:
        return ""
    return t(
        "The effect to assume in the simulator, updated with your test: {before} becomes {after}.",
        before=formats.percent(taught.before - 1, 0),
        after=formats.percent(taught.after - 1, 0),
    )


def _together(view: View, found: Finding) -> None:
    """This run and those before it of the same measure, each compared within itself."""
    runs, entry = [found], found.entry
    while (before := view.entry(entry.follows)) and before.experiment.decision != "change":
        runs.append(Finding.of(view, before))
        entry = before
    told = [run.verdict.counts for run in runs if run.verdict.counts is not None]
    if len(told) < 2:
        return
    compared = pooled(told)
    with st.container(border=True):
        st.markdown(
            tn(
                "Together with {n} run before: {difference}, roughly between {low} and {high}.",
                "Together with {n} runs before: {difference}, roughly between {low} and {high}.",
                len(told) - 1,
                difference=words.points(compared.difference),
                low=words.signed(compared.low * 100),
                high=words.points(compared.high),
            )
        )
        figure.explain(words.explained("proportions.pooled"))
