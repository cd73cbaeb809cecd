"""Two belts beside each other: whom each one reaches, at what cost, and from where it pays off."""

from collections.abc import Callable, Mapping
from functools import partial
from zoneinfo import ZoneInfo

import pandas as pd
import streamlit as st

from core.triggers.belt import Belt
from core.triggers.compare import Comparison
from pages.shared import figure, formats
from pages.shared.figure import Card
from pages.shared.i18n import t, tn
from pages.shared.store import Shop, belts
from pages.shared.store.histories import day_of
from pages.shared.table import Column, Table
from pages.shared.table import draw as draw_table
from pages.triggers import behind, numbers, words
from pages.triggers.draft import USUAL, Draft
from pages.triggers.view import View

DRAFT = -1
"""In place of a number: the belt on the screen."""


def draw(shop: Shop, draft: Draft, view: View) -> None:
    """Choose two, and see what differs."""
    known = _known(shop, draft)
    one, other = _choose(shop, draft, known)
    before, after = view.with_belt(known[one]), view.with_belt(known[other])
    found = numbers.compared(before, after)
    if found.is_same:
        st.subheader(t("Both do exactly the same."), anchor=False)
        if draft.is_moved or len(known) > 1:
            st.caption(t("The same people at the same cost; nothing differs."))
        else:
            st.caption(t("Move a slider, and what it changes stands here."))
        return
    _say(view, found)
    _cards(shop, view, found)
    _rules(shop, before, after, found)
    _people(shop, before, after, found)


def _known(shop: Shop, draft: Draft) -> dict[int, Belt]:
    """The belt on the screen, the usual one, and every version, by its number."""
    saved = {each.number: each.belt for each in belts.versions(shop.id)}
    usual = tuple(rule for rule in draft.base.rules if rule.id in draft.used)
    base = {USUAL: Belt(draft.base.name, usual)} if draft.is_new else {}
    return {DRAFT: draft.belt} | dict(sorted(saved.items(), reverse=True)) | base


def _choose(shop: Shop, draft: Draft, known: dict[int, Belt]) -> tuple[int, int]:
    running = belts.running(shop.id)
    usual = running.number if running else draft.keys.base
    called = partial(_called, running, _days(shop))
    left, right = st.columns(2)
    with left:
        one = _pick(t("This belt"), draft.keys.of("versions", "one"), known, usual, called)
    with right:
        other = _pick(
            t("beside this one"), draft.keys.of("versions", "other"), known, DRAFT, called
        )
    return one, other


def _pick(
    label: str, key: str, known: dict[int, Belt], usual: int, called: Callable[[int], str]
) -> int:
    if st.session_state.get(key) not in known:
        st.session_state[key] = usual if usual in known else DRAFT
    return st.selectbox(label, list(known), format_func=called, key=key, persist_state="session")


def _days(shop: Shop) -> dict[int, str]:
    """On which day each version was saved, in words."""
    zone = ZoneInfo(shop.settings.timezone)
    saved = belts.versions(shop.id)
    return {each.number: formats.day(each.at.astimezone(zone).date()) for each in saved}


def _called(running: belts.Running | None, days: Mapping[int, str], number: int) -> str:
    if number == DRAFT:
        return t("The belt on the screen")
    if number == USUAL:
        return t("The usual belt")
    if running is not None and running.number == number:
        return t("Version {n} of {day}, running", n=number, day=days[number])
    return t("Version {n} of {day}", n=number, day=days[number])


def _say(view: View, found: Comparison) -> None:
    """How many people more or fewer, and what that costs."""
    rows = found.by_rule
    more, fewer = found.only_other.size, found.only_one.size
    sentence = t(
        "{more} people more are reached, {fewer} no longer.",
        more=formats.count(more),
        fewer=formats.count(fewer),
    )
    st.subheader(sentence, anchor=False)
    both = tn("{n} person is reached by both.", "{n} people are reached by both.", found.both)
    contacts = (rows["contacts_other"].sum() - rows["contacts_one"].sum()) / view.months
    st.caption(
        words.sentences(
            both,
            t("On the past year: {n} messages a month more or fewer.", n=_signed(contacts)),
        )
    )


def _signed(value: float) -> str:
    return ("+" if value > 0 else "") + formats.count(value)


def _cards(shop: Shop, view: View, found: Comparison) -> None:
    rows, currency = found.by_rule, shop.settings.currency
    cost = (rows["cost_one"].sum() / view.months, rows["cost_other"].sum() / view.months)
    talks = (rows["contacts_one"].sum() / view.months, rows["contacts_other"].sum() / view.months)
    figure.cards(
        Card(
            t("messages a month"),
            words.monthly(talks[1]),
            t("before: {value}", value=words.monthly(talks[0])),
        ),
        Card(
            t("cost a month"),
            words.money(cost[1], currency),
            t("before: {value}", value=words.money(cost[0], currency)),
        ),
        Card(
            t("people reached"),
            formats.count(found.both + found.only_other.size),
            t("before: {value}", value=formats.count(found.both + found.only_one.size)),
        ),
    )


def _rules(shop: Shop, one: View, other: View, found: Comparison) -> None:
    """Message by message."""
    names = {rule.id: words.title(rule) for belt in (one.belt, other.belt) for rule in belt.rules}
    frame = found.by_rule.assign(
        name=found.by_rule["rule"].map(names),
        pays_one=_pays(one, found.by_rule["rule"]),
        pays_other=_pays(other, found.by_rule["rule"]),
    )
    columns = {
        "name": Column(t("Message")),
        "contacts_one": Column(t("Messages before"), "count"),
        "contacts_other": Column(t("Messages after"), "count"),
        "only_one": Column(t("People no longer"), "count"),
        "only_other": Column(t("People more"), "count"),
        "cost_one": Column(t("Cost before"), "money"),
        "cost_other": Column(t("Cost after"), "money"),
        "pays_one": Column(t("Pays off from, before"), "share"),
        "pays_other": Column(t("Pays off from, after"), "share"),
    }
    if one.margin_bp is None:
        columns = {name: column for name, column in columns.items() if "pays" not in name}
    st.markdown(f"#### {t('Message by message, over the whole past')}")
    day = day_of(one.end - 1)
    table = Table(frame, columns, f"belts-{day}", currency=shop.settings.currency)
    draw_table(table, key="triggers.versions", alt=t("Message by message, over the whole past"))


def _pays(view: View, rules: pd.Series) -> list[float]:
    """From which share on each rule pays off, nan where it cannot be told or is not there."""
    known = {row.rule.id: numbers.pays_off(view, row) for row in numbers.rows(view)}
    found = [known.get(rule) for rule in rules]
    return [float("nan") if each is None else each.p1 for each in found]


def _people(shop: Shop, one: View, other: View, found: Comparison) -> None:
    """Those only one of them reaches, as a list that opens."""
    sides = {"other": found.only_other, "one": found.only_one}
    labels = {"other": t("Who is reached now"), "one": t("Who is no longer")}
    shown = [name for name in sides if sides[name].size]
    if not shown:
        return
    side = st.segmented_control(
        t("Who?"),
        shown,
        format_func=labels.__getitem__,
        label_visibility="collapsed",
        key=f"triggers.{shop.id}.versions.side",
    )
    if side is not None:
        behind.listed_of(shop, other if side == "other" else one, sides[side])
