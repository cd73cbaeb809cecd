"""Everybody as a list: who they are, what is next, how close they are; a row opens the person."""

from dataclasses import dataclass
from functools import partial

import pandas as pd
import streamlit as st

from core.customers.levels import AMBASSADOR, RANKS
from core.journey.drift import STATES
from pages.customers import numbers, words
from pages.customers.view import View
from pages.shared import figure, formats, person, table
from pages.shared.i18n import t
from pages.shared.store import Shop, customers, exports, here
from pages.shared.store.histories import day_of
from pages.shared.table import Column, Table

SHOWN = 500
"""Rows on the screen; the file holds everybody."""


@dataclass(frozen=True)
class Choice:
    """Who is in the list; nothing chosen means everybody.

    Attributes:
        ranks: places of ranks.
        states: places of states of silence.
        near: one more purchase lifts them to the next rank.
    """

    ranks: tuple[int, ...]
    states: tuple[int, ...]
    near: bool


def choose(view: View, *, ranks: tuple[int, ...], states: tuple[int, ...], near: bool) -> None:
    """Set what is chosen; for callbacks, before the list is drawn."""
    offered_ranks, offered_states = _offered(view)
    st.session_state[view.key("ranks")] = [place for place in ranks if place in offered_ranks]
    st.session_state[view.key("states")] = [place for place in states if place in offered_states]
    st.session_state[view.key("near")] = near


def draw(shop: Shop, view: View) -> None:
    """What can be chosen, and the list. Names stay in the table: they are text of customers."""
    st.markdown(f"#### {t('The customers')}")
    choice = _choice(view)
    mask = numbers.listed(view, choice.ranks, choice.states, near=choice.near)
    n = int(mask.sum())
    if not n:
        st.caption(t("Nobody at the moment."))
        return
    caption = figure.told(day_of(numbers.known(view).as_of), n)
    if n > SHOWN:
        caption += " ・ " + t("the first {n} are shown, the file has all", n=formats.count(SHOWN))
    st.caption(caption)
    rows = numbers.rows(view, mask)
    _table(shop, view, rows, choice)


def _offered(view: View) -> tuple[list[int], list[int]]:
    """Ranks and states there are."""
    bars = numbers.bars(view)
    ranks = [place for place in range(AMBASSADOR, -1, -1) if _any(bars, "rank", place)]
    states = [place for place in range(len(STATES)) if _any(bars, "state", place)]
    return ranks, states


def _any(bars: pd.DataFrame, column: str, place: int) -> bool:
    return bool(bars.loc[bars[column] == place, "customers"].any())


def _choice(view: View) -> Choice:
    ranks, states = _offered(view)
    with st.container(horizontal=True, gap="medium", vertical_alignment="bottom"):
        of_rank = st.pills(
            t("Rank"),
            ranks,
            selection_mode="multi",
            wrap=True,
            format_func=words.rank,
            key=view.key("ranks"),
            persist_state="session",
        )
        of_state = st.pills(
            t("State"),
            states,
            selection_mode="multi",
            wrap=True,
            format_func=words.state,
            key=view.key("states"),
            persist_state="session",
        )
        near = st.toggle(
            t("One purchase away from the next rank"),
            key=view.key("near"),
            persist_state="session",
        )
    return Choice(tuple(sorted(of_rank)), tuple(sorted(of_state)), near)


def _table(shop: Shop, view: View, rows: pd.DataFrame, choice: Choice) -> None:
    """The first rows on the screen, all of them in the file."""
    shown = rows.head(SHOWN)
    # Rows are chosen by their place: another list is another table, so that nobody is mistaken.
    key = f"customers.list.{hash((view, choice))}"
    opens = shop.role != "viewer"
    if opens:
        st.caption(t("Tick a row to open the person."))
    table.draw(
        Table(
            _told(shop, shown),
            _columns(shop, money=numbers.known(view).has_amounts),
            file_name=f"customers-{day_of(numbers.known(view).as_of)}",
            currency=shop.settings.currency,
            complete=partial(_taken, shop, rows, here.token()),
        ),
        key=key,
        alt=t("The customers"),
        on_select=partial(person.tick, f"{key}.table", shown["customer"]) if opens else None,
    )
    person.draw_ticked(shop)


def _columns(shop: Shop, *, money: bool) -> dict[str, Column]:
    """What is shown of a customer; names for those who work with them."""
    shown = {
        "name": Column(t("Name")),
        "rank_word": Column(t("Rank")),
        "next": Column(t("What comes next")),
        "score": Column(t("Score"), "score"),
        "state_word": Column(t("State")),
        "last_day": Column(t("Last purchase"), "day"),
        "occasions": Column(t("Purchases"), "count"),
        "cash": Column(t("Spent so far"), "money"),
        "customer": Column(t("Customer no.")),
    }
    hidden = {"name"} if shop.role == "viewer" else set()
    hidden |= set() if money else {"cash"}
    return {name: column for name, column in shown.items() if name not in hidden}


def _told(shop: Shop, rows: pd.DataFrame) -> pd.DataFrame:
    """The rows in words, with names for those who may see them."""
    steps = rows[["next_rank", "needed"]].drop_duplicates()
    word = {tuple(step): words.next_step(*step) for step in steps.itertuples(index=False)}
    pairs = zip(rows["next_rank"], rows["needed"], strict=True)
    told = rows.assign(
        rank_word=rows["rank"].map({place: words.rank(place) for place in range(len(RANKS))}),
        state_word=rows["state"].map({place: words.state(place) for place in range(len(STATES))}),
        next=[word.get(pair, "") for pair in pairs],
    )
    if shop.role == "viewer":
        return told
    names = customers.names(shop.id, rows["customer"])
    return told.assign(name=rows["customer"].map(names).astype("str"))


def _taken(shop: Shop, rows: pd.DataFrame, token: str | None) -> pd.DataFrame:
    """The whole list for the file; who takes it along is written down first."""
    exports.taken(shop.id, token, what="customers", count=len(rows))
    return _told(shop, rows)
