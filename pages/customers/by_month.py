"""Where no forecast is honest yet: why, and what was spent so far by month of first purchase."""

import pandas as pd
import streamlit as st

from core.refusal import Refusal
from pages.customers import charts, outlook, words
from pages.customers.view import View
from pages.shared import figure, formats, withheld
from pages.shared.figure import Card, Picture
from pages.shared.i18n import t, tn
from pages.shared.store import Shop
from pages.shared.store.histories import day_of
from pages.shared.table import Column, Table
from pages.shared.text import plain


def draw(shop: Shop, view: View, refusal: Refusal) -> None:
    """The reason, the groups by first month, and the way to more orders."""
    seen = outlook.months(view)
    groups = seen.groups[seen.groups["mean"].notna()]
    st.subheader(withheld.forecast(refusal), anchor=False)
    if groups.empty:
        st.caption(t("What each group has spent is shown once amounts of a whole month are known."))
    else:
        st.caption(t("What is certain already: what was spent so far, by first month."))
        _picture(shop, groups, seen.as_of)
        overall = seen.overall.iloc[0]
        spent = plain(formats.money(overall["mean"], shop.settings.currency))
        people = tn("{n} person", "{n} people", int(overall["size"]))
        figure.cards(
            Card(t("Spent so far per customer"), spent),
            Card(t("Customers whose first month is over"), people),
        )
    if st.button(t("Upload older orders"), type="primary", icon=":material/upload_file:"):
        st.switch_page("upload/page.py")


def _picture(shop: Shop, groups: pd.DataFrame, as_of: int) -> None:
    currency = shop.settings.currency
    digits = formats.minor_digits(currency) if currency else 0
    rows = groups.assign(
        spent=groups["mean"] / 10**digits,
        told=groups["mean"].map(lambda minor: formats.money(minor, currency)),
        people=groups["size"].map(formats.count),
        faint=groups["evidence"] == "reference",
    )
    said = {
        "month": t("month of the first purchase"),
        "spent": t("Spent so far per customer"),
        "people": t("Customers"),
    }
    columns = {
        "cohort": Column(t("group by first month"), "month"),
        "size": Column(t("Customers"), "count"),
        "mean": Column(t("Spent so far per customer"), "money"),
    }
    day = day_of(as_of)
    drawn = rows[["cohort", "spent", "told", "people", "faint"]]
    pairs = zip(rows["cohort"], rows["told"], strict=True)
    figure.figure(
        Picture(charts.months_chart, said, {"rows": drawn}),
        key="customers.months",
        alt_text=words.sentences(
            *(t("{state}: {n}.", state=formats.month(month), n=told) for month, told in pairs)
        ),
        caption=figure.told(day, int(groups["size"].sum())),
        note=t("pale: fewer than 30 customers, for reference"),
        numbers=Table(groups, columns, f"spent-by-first-month-{day}", currency),
    )
