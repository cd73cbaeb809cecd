"""The same person twice: pairs with their evidence, what a merge changes, done and undone."""

from datetime import date

import pandas as pd
import streamlit as st

from core.customers.alike import EVIDENCE, second_rate, second_rates
from pages.customers.view import View, history
from pages.shared import figure, formats, store
from pages.shared.i18n import mark, t, tn
from pages.shared.store import Shop, customers, merges
from pages.shared.store.histories import day_of

SHOWN = 5
"""Pairs on the screen at once: each wants to be looked at."""

WORDS = {
    "phone_name": mark("same phone and name"),
    "address_name": mark("same address and name"),
    "masked_mail": mark("one with a mall's masked address"),
}


def draw(shop: Shop, view: View) -> None:
    """How many pairs there may be, what merging them changes, the pairs, and what was said."""
    with st.spinner(t("Comparing your customers …")):
        pairs = merges.found(shop.id)
    seen = history(view)
    st.subheader(_answer(len(pairs)), anchor=False)
    both = list(zip(pairs["customer"].tolist(), pairs["other"].tolist(), strict=True))
    now, then = second_rate(seen), second_rate(seen, both)
    day = day_of(seen.as_of)
    if both:
        st.markdown(
            t(
                "Bought a second time: {now} of your customers now, {then} if all of these are one "
                "person each.",
                now=formats.percent(now),
                then=formats.percent(then),
            )
        )
    st.caption(figure.told(day, seen.n_customers))
    if shop.role == "viewer":
        st.caption(t("Names are for those who work with customers."))
        return
    shown = pairs.head(SHOWN)
    names = customers.names(shop.id, [number for pair in both[:SHOWN] for number in pair])
    rates = second_rates(seen, both[:SHOWN])
    sums = _sums(view, shown)
    for row, rate in zip(shown.itertuples(), rates, strict=True):
        _pair(shop, view, row, names, sums, rate)
    if len(pairs) > SHOWN:
        st.caption(t("{n} more follow.", n=formats.count(len(pairs) - SHOWN)))
    _by_number(shop, view)
    _done(shop, view)


def _answer(n: int) -> str:
    if not n:
        return t("Nobody seems to be in your data twice.")
    return tn(
        "{n} pair of customers may be one person.", "{n} pairs of customers may be one person.", n
    )


def _sums(view: View, shown: pd.DataFrame) -> dict[int, str]:
    """What each customer has bought, in a line."""
    seen = history(view)
    numbers = {*shown["customer"].tolist(), *shown["other"].tolist()}
    told = {}
    for number in numbers:
        place = int(seen.customer.searchsorted(number))
        if place >= seen.n_customers or seen.customer[place] != number:
            told[number] = t("has bought nothing that counts")
            continue
        n = tn("{n} purchase", "{n} purchases", int(seen.occasions[place]))
        last = formats.day(day_of(int(seen.last_day[place])))
        told[number] = " ・ ".join([n, t("last on {day}", day=last)])
    return told


def _pair(
    shop: Shop, view: View, row: object, names: dict[int, str], sums: dict[int, str], rate: float
) -> None:
    """Two customers side by side, why they may be one, and what to say of it."""
    one, other = int(row.customer), int(row.other)
    with st.container(border=True, gap="small"):
        why = [t(WORDS[code]) for code in EVIDENCE if getattr(row, code)]
        st.markdown("**" + " ・ ".join(why) + "**")
        for place, number in zip(st.columns(2), (one, other), strict=True):
            with place, st.container(gap=None):
                st.text(names.get(number) or "–")
                st.caption(t("Customer no. {n}", n=number) + " ・ " + sums[number])
        st.caption(
            t("With this merge {share} bought a second time.", share=formats.percent(rate, 2))
        )
        _buttons(shop, view, one, other)


def _buttons(shop: Shop, view: View, one: int, other: int) -> None:
    key = view.key(f"same.{one}.{other}")
    with st.container(horizontal=True, gap="small"):
        st.button(
            t("One person: merge"),
            key=f"{key}.merge",
            icon=":material/merge:",
            on_click=_merge,
            args=(shop.id, one, other),
        )
        st.button(
            t("Two people"),
            key=f"{key}.apart",
            type="tertiary",
            on_click=_apart,
            args=(shop.id, one, other),
        )


def _merge(shop_id: int, one: int, other: int) -> None:
    try:
        merges.merge(shop_id, one, other, by=store.require("staff").id)
    except (merges.NoSuchCustomer, merges.SameCustomer):
        st.toast(t("Nothing was merged: these are not two customers of this shop."))
        return
    st.toast(t("Merged. It can be taken back below."), icon=":material/check:")


def _apart(shop_id: int, one: int, other: int) -> None:
    merges.apart(shop_id, one, other, by=store.require("staff").id)
    st.toast(t("Kept apart. You are not asked again."))


def _by_number(shop: Shop, view: View) -> None:
    """Two customers the owner knows to be one, by their numbers."""
    with st.popover(
        t("Merge two customers by their numbers"), icon=":material/merge:", type="tertiary"
    ):
        one = st.number_input(t("Customer no."), 1, None, None, 1, key=view.key("same.one"))
        other = st.number_input(t("and no."), 1, None, None, 1, key=view.key("same.other"))
        st.caption(t("The stricter consent of the two holds. It can be taken back at any time."))
        st.button(
            t("One person: merge"),
            key=view.key("same.by_number"),
            disabled=one is None or other is None,
            on_click=_merge,
            args=(shop.id, one, other),
        )


def _done(shop: Shop, view: View) -> None:
    """What was said so far, newest first, each with the way back."""
    said = merges.said(shop.id)
    if not (said.one or said.two):
        return
    with st.expander(
        t("Merged: {one} ・ kept apart: {two}", one=len(said.one), two=len(said.two)),
        icon=":material/history:",
    ):
        for merge in (*reversed(said.one), *reversed(said.two)):
            with st.container(horizontal=True, vertical_alignment="center", gap="small"):
                st.caption(_told(merge), width="stretch")
                st.button(
                    t("Take it back"),
                    key=view.key(f"same.undo.{merge.name}"),
                    type="tertiary",
                    on_click=_undo,
                    args=(shop.id, merge.name),
                )


def _told(merge: merges.Merge) -> str:
    one, other = merge.customers
    day = formats.day(date(merge.at.year, merge.at.month, merge.at.day))
    sentence = t(
        "No. {one} and no. {other} are one person, said on {day}", one=one, other=other, day=day
    )
    if merge.state == "two":
        sentence = t(
            "No. {one} and no. {other} are two people, said on {day}", one=one, other=other, day=day
        )
    return sentence


def _undo(shop_id: int, name: str) -> None:
    merges.undo(shop_id, name, by=store.require("staff").id)
    st.toast(t("Taken back."), icon=":material/check:")
