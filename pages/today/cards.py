"""The list of the day as cards: one per customer, worked through from the top."""

from collections.abc import Mapping
from datetime import date

import streamlit as st

from pages.shared import formats, person, store
from pages.shared.channels import ICONS, LABELS
from pages.shared.i18n import t, tn
from pages.shared.store import customers, dispatches, missed
from pages.shared.store.lines import Person, Task, Today
from pages.shared.text import plain
from pages.today import done, opened, takeout, words
from pages.today.acts import OPEN, SAID, WITH_CODE, close, name_of, open_line, say

SHOWN = "today.shown"  # key of st.session_state
SIDES = [3, 1.3]
"""Widths of what is said and of the buttons."""

AT_ONCE = 20
"""Cards on the screen; more come when they are asked for."""


def draw(shop: store.Shop, found: Today, today: date, *, check_first: bool, whole: bool) -> None:
    """The cards, what was done, and the files for each channel.

    Args:
        shop: the shop.
        found: whom to show.
        today: the day.
        check_first: the data is too old to rely on.
        whole: nobody was filtered away.
    """
    if said := st.session_state.pop(SAID, None):  # a callback may not speak itself
        st.toast(said)
    if check_first and found.people:
        st.markdown(
            ":red[:material/update:] "
            + t(
                "The data is more than two days old. Before you contact anybody, check whether "
                "they have bought or sent something back since."
            )
        )
    shown = found.people[: st.session_state.get(SHOWN, AT_ONCE)]
    names = {} if shop.role == "viewer" else customers.names(shop.id, [p.customer for p in shown])
    held = dispatches.claims(shop.id)
    for place, each in enumerate(shown):
        if each.if_time and (place == 0 or not shown[place - 1].if_time):
            st.markdown(f"##### {t('If there is time')}")
        _card(shop, each, names, held, check_first=check_first)
    _more(len(found.people) - len(shown))
    if whole:
        if not found.people:
            st.caption(t("Whoever comes up tomorrow stands here tomorrow."))
        _left_out(shop, today)
    done.draw(shop, today)
    takeout.draw(shop, found, today)
    person.draw_ticked(shop)


def _left_out(shop: store.Shop, today: date) -> None:
    """Who is not on the list, and why."""
    aside = missed.of_day(shop.id, today)
    if aside and aside.left_out:
        said = (
            t("{why} {n}", why=t(words.LEFT_OUT[code]), n=formats.count(n))
            for code, n in aside.left_out.items()
        )
        st.caption(t("Left out today: {reasons}", reasons=t(", ").join(said)))


def _more(left: int) -> None:
    if left > 0:
        more = tn("Show {n} more", "Show {n} more", min(left, AT_ONCE))
        st.button(more, key="today.more", type="tertiary", on_click=_show_more)


def _show_more() -> None:
    st.session_state[SHOWN] = st.session_state.get(SHOWN, AT_ONCE) + AT_ONCE


def _card(
    shop: store.Shop,
    each: Person,
    names: Mapping[int, str],
    held: Mapping[int, tuple[int, str]],
    *,
    check_first: bool,
) -> None:
    """One customer: why, what, and the ways to say what became of it."""
    with st.container(border=True, key=f"today.card.{each.customer}", gap="small"):
        said, acts = st.columns(SIDES, vertical_alignment="center")  # on a phone one after another
        with said, st.container(gap="xxsmall"):
            _badges(shop, each, check_first=check_first)
            st.markdown(f"**{plain(name_of(each.customer, names))}**")
            for task in each.now:
                st.caption(_sentence(task))
        if shop.role == "viewer":
            return
        with acts:
            busy = _busy(held.get(each.customer))
            if busy:
                st.caption(t(":material/person: {name} is at it", name=plain(busy)))
            else:
                _buttons(shop, each)
        if not busy and st.session_state.get(OPEN) == each.customer:
            opened.draw(shop, each)


def _busy(held: tuple[int, str] | None) -> str:
    """Who else is at the customer, "" for nobody."""
    me = store.person()
    return held[1] if held and me and held[0] != me.id else ""


def _badges(shop: store.Shop, each: Person, *, check_first: bool) -> None:
    with st.container(horizontal=True, gap="xsmall"):
        for task in each.now:
            urgent = task.rule.is_rescue
            currency = shop.settings.currency
            st.badge(words.badge(task.rule, currency), color="red" if urgent else "blue")
        if late := words.late(each):
            st.badge(late, icon=":material/schedule:", color="red")
        if check_first:
            st.badge(t("Check first"), icon=":material/fact_check:", color="red")


def _sentence(task: Task) -> str:
    """Why, what, how, and what goes along."""
    channel = f":material/{ICONS[task.line.channel]}: {t(LABELS[task.line.channel])}"
    along = ""
    if task.line.folded:
        along = " ・ " + tn("{n} smaller gift goes along", "{n} smaller gifts go along",
                           len(task.line.folded))  # fmt: skip
    return f"{channel} ・ {plain(words.reason(task))}{along}"


def _buttons(shop: store.Shop, each: Person) -> None:
    customer = each.customer
    is_open = st.session_state.get(OPEN) == customer
    with st.container(horizontal=True, gap="small", horizontal_alignment="right"):
        st.button(
            t("Close") if is_open else t("Text"),
            key=f"today.text.{customer}",
            icon=":material/expand_less:" if is_open else ":material/article:",
            on_click=close if is_open else open_line,
            args=(shop.id, customer, any(task.rule.text in WITH_CODE for task in each.now)),
        )
        st.button(
            t("Done"),
            key=f"today.done.{customer}",
            type="primary",
            icon=":material/check:",
            on_click=say,
            args=(shop.id, tuple(task.line for task in each.now), "done"),
        )
