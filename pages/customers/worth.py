"""What customers are worth: what was spent so far and what may come, kept apart."""

from functools import partial

import pandas as pd
import streamlit as st

from core.customers.worth import Worth
from core.refusal import Refusal
from pages.customers import by_month, outlook, past, words
from pages.customers.view import View
from pages.shared import figure, formats, person, table
from pages.shared.figure import Card
from pages.shared.i18n import t, tn
from pages.shared.store import Shop, customers, exports, here
from pages.shared.store.histories import day_of
from pages.shared.table import Column, Table
from pages.shared.text import plain

SHOWN = 100
DIGITS = 3
"""What may come is told to so many digits: more would feign to know."""


def draw(shop: Shop, view: View) -> None:
    """The range with its check against the past and whom it comes from, or why there is none."""
    found = outlook.of(view, shop.settings.margin_bp)
    if isinstance(found, Refusal):
        by_month.draw(shop, view, found)
        return
    st.subheader(_answer(shop, found), anchor=False)
    st.caption(words.sentences(*_context(found)))
    past.draw(view)
    figure.cards(*_cards(shop, found))
    _list(shop, view, found)


def _money(shop: Shop, minor: float) -> str:
    """An amount as far as it can be known."""
    if formats.is_missing(minor):
        return formats.MISSING
    unit = 10 ** max(len(str(abs(round(minor)))) - DIGITS, 0)
    return plain(formats.money(round(minor / unit) * unit, shop.settings.currency))


def _answer(shop: Shop, found: Worth) -> str:
    if formats.is_missing(found.total.cash):
        n = formats.count(found.total.occasions)
        return t("About {n} purchases may come in the next 12 months.", n=n)
    return t(
        "Roughly between {low} and {high} may come from today's customers in 12 months.",
        low=_money(shop, found.total.low),
        high=_money(shop, found.total.high),
    )


def _context(found: Worth) -> list[str]:
    said = [t("A range, not a promise. Customers you win from now on are not in it.")]
    if formats.is_missing(found.total.cash):
        said.append(t("Too few amounts are known to say how much that is."))
    if found.n_apparent:
        said.append(
            tn(
                "{n} customer from before the data is for reference only.",
                "{n} customers from before the data are for reference only.",
                found.n_apparent,
            )
        )
    return said


def _cards(shop: Shop, found: Worth) -> list[Card]:
    """So far, what may come, and how many of them."""
    spent = found.customers["spent"].sum(min_count=1)
    total, chance = found.total, found.customers["chance"].sum()
    currency = shop.settings.currency
    so_far, may_come, likely = words.explained("worth.spent", "worth.cash_expected", "worth.chance")
    note = None
    if not formats.is_missing(total.profit):
        note = t("of this, gross profit: {profit}", profit=_money(shop, total.profit))
    return [
        Card(t("Spent so far"), plain(formats.money(spent, currency)), None, so_far),
        Card(t("May come in 12 months"), _money(shop, total.cash), note, may_come),
        Card(
            t("Likely to buy again within 12 months"),
            tn("about {n} person", "about {n} people", round(chance)),
            t("of {n}", n=formats.count(len(found.customers))),
            likely,
        ),
    ]


def _list(shop: Shop, view: View, found: Worth) -> None:
    """Those with most purchases to expect; a row opens the person."""
    ranked = outlook.ranked(found)
    shown = ranked.head(SHOWN)
    day = day_of(found.as_of)
    st.markdown(f"#### {t('From whom most may come')}")
    st.caption(
        figure.told(day, len(ranked))
        + " ・ "
        + t("the first {n} are shown, the file has all", n=formats.count(len(shown)))
    )
    opens, key = shop.role != "viewer", view.key("worth")
    table.draw(
        Table(
            _named(shop, shown),
            _columns(shop),
            file_name=f"worth-{day}",
            currency=shop.settings.currency,
            complete=partial(_taken, shop, ranked, here.token()),
        ),
        key=key,
        alt=t("From whom most may come"),
        on_select=partial(person.tick, f"{key}.table", shown["customer"]) if opens else None,
    )
    person.draw_ticked(shop)


def _columns(shop: Shop) -> dict[str, Column]:
    shown = {
        "name": Column(t("Name")),
        "spent": Column(t("Spent so far"), "money"),
        "expected_occasions": Column(t("Purchases to expect"), "number"),
        "chance": Column(t("Likely to buy again"), "share"),
        "cash_expected": Column(t("May come"), "money"),
        "customer": Column(t("Customer no.")),
    }
    return {k: column for k, column in shown.items() if k != "name" or shop.role != "viewer"}


def _named(shop: Shop, rows: pd.DataFrame) -> pd.DataFrame:
    if shop.role == "viewer":
        return rows
    names = customers.names(shop.id, rows["customer"].tolist())
    return rows.assign(name=rows["customer"].map(names).astype("str"))


def _taken(shop: Shop, rows: pd.DataFrame, token: str | None) -> pd.DataFrame:
    """The whole list for the file; who takes it along is written down first."""
    exports.taken(shop.id, token, what="customers", count=len(rows))
    return _named(shop, rows)
