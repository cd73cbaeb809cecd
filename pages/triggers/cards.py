"""A card for each message: how many a month, who would have bought anyway, what it costs."""

from functools import partial

import streamlit as st

from core.stats.intervals import REFERENCE_BELOW
from core.triggers.whatif import PaysOff
from pages.shared import figure, formats
from pages.shared.figure import Card
from pages.shared.i18n import t
from pages.shared.store import Shop
from pages.triggers import behind, controls, numbers, words
from pages.triggers.draft import Draft
from pages.triggers.numbers import Effect, Row
from pages.triggers.view import View


def effect(shop: Shop, found: Effect) -> None:
    """What the assumption gives a month: extra orders, profit, and how sure that is."""
    currency, seen = shop.settings.currency, found.spread
    asked = words.explained("whatif.p1", "whatif.chance")
    figure.cards(
        Card(
            t("extra orders a month, assumed"),
            formats.decimal(found.then.extra),
            t(
                "{p0} become {p1}",
                p0=formats.percent(found.then.p0),
                p1=formats.percent(found.then.p1),
            ),
            asked[0],
        ),
        Card(
            t("profit a month, assumed"),
            words.money(words.rounded(seen.median), currency),
            t(
                "roughly {low} to {high}",
                low=words.money(words.rounded(seen.low), currency),
                high=words.money(words.rounded(seen.high), currency),
            ),
            asked[0],
        ),
        Card(
            t("of 100 worlds earn money"),
            formats.count(seen.chance * 100),
            None,
            asked[1],
        ),
    )


def draw(draft: Draft, view: View, mine: list[Row]) -> None:
    """One card per message, three in a row."""
    for start in range(0, len(mine), 3):
        row = mine[start : start + 3]
        for place, (column, each) in enumerate(zip(st.columns(3), row, strict=False), start=1):
            with column, st.container(border=True, height="stretch", gap="xsmall"):
                _card(draft, view, each, start + place)


def _card(draft: Draft, view: View, row: Row, number: int) -> None:
    rule, currency = row.rule, draft.currency
    st.badge(f"{controls.badge(number)} {words.when(rule, currency)}", color="orange")
    st.markdown(f"**{words.title(rule)}**")
    people = t("{n} a month", n=words.monthly(row.sent / view.months))
    st.metric(t("people a month"), people, label_visibility="collapsed")
    met = words.monthly(row.met / view.months)
    st.caption(t("{n} a month fit, before anything holds them back", n=met))
    st.markdown("  \n".join(f":small[{line}]" for line in _lines(draft, view, row)))
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(
            t("Who?"),
            key=draft.keys.of(rule.id, "who"),
            type="tertiary",
            icon=":material/group:",
            on_click=partial(behind.open_, view.shop_id, rule.id),
        )
        st.page_link(
            "texts/page.py",
            label=t("What?"),
            icon=":material/edit_note:",
            query_params={"text": rule.text},
        )


def _lines(draft: Draft, view: View, row: Row) -> list[str]:
    """Would have bought anyway, from where it pays off, what it costs."""
    said = [_anyway(row)]
    even = numbers.pays_off(view, row)
    if even is not None:
        said.append(_pays(even))
    if row.gifts:
        along = words.monthly(row.gifts / view.months)
        said.append(t("{n} of them go along with a higher gift", n=along))
    cost = words.money(row.cost / view.months, draft.currency)
    said.append(t("Cost a month: **{cost}**", cost=cost))
    return said


def _pays(even: PaysOff) -> str:
    """From which share, and from how many buyers on."""
    if not even.is_possible:
        return t("What the offer costs eats up what an order leaves: it never pays off")
    return t(
        "Pays off if {p0} become **{share}**, {n} buyers a month",
        p0=formats.percent(even.p0),
        share=formats.percent(even.p1),
        n=words.monthly(even.buyers),
    )


def _anyway(row: Row) -> str:
    seen = row.anyway
    if not seen.finished:
        return t("Would have bought anyway: cannot be told yet")
    if seen.finished < REFERENCE_BELOW:
        return t(
            "Would have bought anyway: {bought} of {n}, for reference",
            bought=formats.count(seen.bought),
            n=formats.count(seen.finished),
        )
    said = t(
        "Would have bought anyway: **{share}** ({low} to {high}) of {n} within {days} days",
        share=formats.percent(seen.share),
        low=formats.percent(seen.low, 0),
        high=formats.percent(seen.high, 0),
        n=formats.count(seen.finished),
        days=row.rule.window_days,
    )
    if row.of_all:
        said += " ・ " + t("of all who fit, agreed or not")
    if seen.open:
        said += " ・ " + t("{n} still open", n=formats.count(seen.open))
    return said
