"""The one sentence of a family: from where it pays off, or what is missing to say so."""

from dataclasses import replace

import streamlit as st

from pages.shared import formats
from pages.shared.i18n import t, tn
from pages.shared.store import Shop, require, shops
from pages.triggers import behind, numbers, words
from pages.triggers.numbers import Effect, Row
from pages.triggers.view import View


def say(shop: Shop, view: View, mine: list[Row], found: Effect | None) -> None:
    """From where it pays off; without a margin rate, how many at what cost."""
    currency = shop.settings.currency
    contacts = sum(row.sent - row.gifts for row in mine) / view.months
    if not any(row.met for row in mine):
        _nobody(shop, view, mine)
        return
    if not contacts:
        st.subheader(t("Nobody can be written to this way yet."), anchor=False)
        st.caption(_held_back(view, mine))
        return
    cost = words.money(sum(row.cost for row in mine) / view.months, currency)
    people = words.monthly(contacts)
    if found is None:
        st.subheader(
            t("{n} messages a month, at a cost of {cost}.", n=people, cost=cost), anchor=False
        )
        _why_untold(shop, view)
        return
    st.subheader(_pays(found), anchor=False)
    st.caption(
        words.sentences(
            t("Whom, when and at what cost is counted on your past orders; the effect is assumed."),
            t("{n} messages a month, at a cost of {cost}.", n=people, cost=cost),
            _worlds(found, currency),
            _untold(found),
        )
    )


def _pays(found: Effect) -> str:
    """The share that buys anyway, the one it takes, and the one that is assumed."""
    if not found.even.is_possible:
        return t(
            "It cannot pay off: what the offer costs is as much as an order leaves. Without the "
            "offer, or with a smaller one, it can."
        )
    shares = {
        "p0": formats.percent(found.even.p0),
        "needed": formats.percent(found.even.p1),
        "p1": formats.percent(found.then.p1),
    }
    if found.window is None:
        return t(
            "It pays off if those who buy again rise from {p0} to at least {needed}; with your "
            "assumption it is {p1}.",
            **shares,
        )
    return t(
        "It pays off if those who buy again within {days} days rise from {p0} to at least "
        "{needed}; with your assumption it is {p1}.",
        days=found.window,
        **shares,
    )


def _untold(found: Effect) -> str:
    """Messages the sentence does not speak of."""
    names = [words.title(rule) for rule in found.untold]
    return t("Not in it, too few to tell: {names}.", names=t(", ").join(names)) if names else ""


def _worlds(found: Effect, currency: str | None) -> str:
    seen = found.spread
    return t(
        "In {n} of 100 simulated worlds it earns money; range about {low} to {high} a month.",
        n=formats.count(seen.chance * 100),
        low=words.money(words.rounded(seen.low), currency),
        high=words.money(words.rounded(seen.high), currency),
    )


def _why_untold(shop: Shop, view: View) -> None:
    """What is missing for the sentence, and where it is entered."""
    if view.margin_bp is None:
        st.caption(
            t(
                "Say how much of a sale is left after the goods are paid, and you see from where "
                "it pays off."
            )
        )
        if shop.role == "owner":
            _margin(shop)
        return
    st.caption(
        t(
            "Too few people have been followed for long enough to say who would buy anyway, so "
            "from where it pays off cannot be told yet."
        )
    )


def _margin(shop: Shop) -> None:
    """The field for what is missing, where it is missed."""
    key = f"triggers.{shop.id}.margin"
    with st.popover(t("Enter it"), icon=":material/edit:", key=f"{key}.box"):
        st.number_input(
            t("Share of a sale that is left after the goods are paid (%)"),
            1,
            100,
            value=None,
            step=5,
            placeholder=t("rough is fine"),
            key=key,
        )
        st.button(t("Save"), key=f"{key}.save", type="primary", on_click=_save, args=(shop, key))


def _save(shop: Shop, key: str) -> None:
    percent = st.session_state[key]
    if percent is None:
        st.toast(t("Enter a number between 1 and 100."))
        return
    known = shops.settings(shop.id)
    by = require("owner").id
    shops.save_settings(shop.id, replace(known, margin_bp=percent * 100), by=by)
    st.toast(t("Saved."), icon=":material/check:")


def _nobody(shop: Shop, view: View, mine: list[Row]) -> None:
    """The belt meets nobody: why, and what would change it."""
    st.subheader(t("These messages would have met nobody."), anchor=False)
    kinds = {row.rule.kind for row in mine}
    if view.group:
        st.caption(t("Nobody in the chosen group fits. Choose another group, or everybody."))
    elif kinds == {"score"}:
        st.caption(
            t(
                "There are no answers yet. Upload a file with one row per answer: e-mail address "
                "or order number, day, and a number from 0 to 10."
            )
        )
        st.page_link("upload/page.py", label=t("Upload answers"), icon=":material/upload_file:")
    elif "birthday" in kinds:
        st.caption(t("No birthdays are known. A customer file with birthdays brings them."))
    elif any(row.rule.group for row in mine):
        st.caption(t("Nobody in the chosen group fits. Choose another group, or everybody."))
    elif kinds == {"amount"}:
        values = numbers.order_values(view)
        most = words.money(values[-1] if values.size else None, shop.settings.currency)
        st.caption(t("No order reaches these amounts; the largest is {most}.", most=most))
    elif kinds == {"count"}:
        st.caption(t("Nobody has bought that often yet. Choose an earlier purchase."))
    else:
        st.caption(t("Nobody waited that long in your data. Choose fewer days."))


def _held_back(view: View, mine: list[Row]) -> str:
    """Why nobody of those met is written to, and what would change it."""
    lost = behind.stops(view, [row.rule for row in mine])
    if lost.empty:
        return ""
    first = str(lost.index[0])
    people = numbers.people_met(view, tuple(row.rule.id for row in mine))
    met = tn("{n} person was met.", "{n} people were met.", people)
    return words.sentences(met, t(behind.WAYS_OUT.get(first, behind.OTHERWISE)))
