"""The customers behind a number: who they are, to act on today."""

from functools import partial

import pandas as pd
import streamlit as st

from pages.journey import numbers
from pages.journey.numbers import Box
from pages.journey.view import View
from pages.shared import figure, formats, person, table
from pages.shared.i18n import t
from pages.shared.store import Shop, customers, exports, here
from pages.shared.store.histories import day_of
from pages.shared.table import Column, Table

SHOWN = 500
"""Rows on the screen; the file holds everybody."""


def draw(shop: Shop, view: View, box: Box, *, key: str, title: str) -> None:
    """The list and its file. Names stay in the table: they are text of customers."""
    behind = numbers.behind(view, box)
    st.markdown(f"#### {title}")
    if behind.empty:
        st.caption(t("Nobody at the moment."))
        return
    first = behind.head(SHOWN)
    caption = figure.told(day_of(view.as_of), len(behind))
    if len(behind) > SHOWN:
        caption += " ・ " + t("the first {n} are shown, the file has all", n=formats.count(SHOWN))
    st.caption(caption)
    # Rows are ticked by their place: another list is another table, so that nobody is mistaken.
    key = f"{key}.{hash(tuple(first['customer']))}"
    opens = shop.role != "viewer"
    if opens:
        st.caption(t("Tick a row to open the person."))
    table.draw(
        Table(
            _named(shop, first),
            columns(shop, money=numbers.has_amounts(view)),
            file_name=f"customers-{day_of(view.as_of)}",
            currency=shop.settings.currency,
            complete=partial(_taken, shop, behind, here.token()),
        ),
        key=key,
        alt=title,
        on_select=partial(person.tick, f"{key}.table", first["customer"]) if opens else None,
    )
    person.draw_ticked(shop)


def offered(label: str, n: int, *, key: str) -> bool:
    """The button that leads on: to the list of `n` customers, or where there is nobody to data.

    Returns:
        Whether the list is wanted.
    """
    if not n:
        if st.button(t("Upload newer orders"), type="primary", icon=":material/upload_file:"):
            st.switch_page("upload/page.py")
        return False
    st.button(label, type="primary", icon=":material/group:", on_click=_turn, args=(key,))
    return bool(st.session_state.get(key))


def _turn(key: str) -> None:
    st.session_state[key] = not st.session_state.get(key)


def columns(shop: Shop, *, money: bool) -> dict[str, Column]:
    """What is shown of a customer; names for those who work with them."""
    shown = {
        "customer": Column(t("Customer no.")),
        "name": Column(t("Name")),
        "first_day": Column(t("First purchase"), "day"),
        "last_day": Column(t("Last purchase"), "day"),
        "occasions": Column(t("Purchases"), "count"),
        "cash": Column(t("Spent so far"), "money"),
    }
    hidden = {"name"} if shop.role == "viewer" else set()
    hidden |= set() if money else {"cash"}
    return {name: column for name, column in shown.items() if name not in hidden}


def _taken(shop: Shop, listed: pd.DataFrame, token: str | None) -> pd.DataFrame:
    """The whole list for the file; who takes it along is written down first."""
    exports.taken(shop.id, token, what="customers", count=len(listed))
    return _named(shop, listed)


def _named(shop: Shop, listed: pd.DataFrame) -> pd.DataFrame:
    """The list with names, for those who may see them."""
    if shop.role == "viewer":
        return listed
    names = customers.names(shop.id, listed["customer"])
    return listed.assign(name=listed["customer"].map(names).astype("str"))
