"""How customers moved between the ranks, quarter by quarter, and how long each step takes."""

from dataclasses import replace

import pandas as pd
import streamlit as st

from core.customers.engagement import Weights
from core.customers.levels import RANKS
from core.customers.ranks import days_to_next, moves
from core.stats.intervals import REFERENCE_BELOW
from pages.customers import words
from pages.customers.view import View, history, meant
from pages.shared import customer_words, figure, formats, table
from pages.shared.i18n import t, tn
from pages.shared.store import traits
from pages.shared.store.histories import day_of
from pages.shared.table import Column, Table

NEW = "new"
QUARTERS = 5

_shared = st.cache_data(max_entries=12, show_spinner=False)


@_shared
def _moves(view: View) -> pd.DataFrame:
    seen, chosen = history(view), meant(view) if view.group else None
    acts = traits.acts(view.shop_id)
    return moves(seen, view.rules, acts=acts, quarters=QUARTERS, who=chosen)


@_shared
def _days(view: View) -> pd.DataFrame:
    seen, chosen = history(view), meant(view) if view.group else None
    return days_to_next(seen, view.rules, acts=traits.acts(view.shop_id), who=chosen)


def draw(view: View) -> None:
    """One level down: the moves of a quarter as a table, and the usual days of each step."""
    bare = replace(view, weights=Weights())
    with st.expander(t("How customers moved between the ranks"), icon=":material/stairs:"):
        found = _moves(bare)
        if found.empty:
            st.caption(t("Nobody at the moment."))
            return
        quarter = _quarter(view, found)
        mine = found[found["quarter"] == quarter]
        st.markdown(told(mine))
        _table(view, mine)
        _steps(_days(bare))
        figure.explain(words.explained("ranks.moves", "ranks.median_days"))


def _quarter(view: View, found: pd.DataFrame) -> pd.Timestamp:
    """The quarter that is looked at, at first the last one that is over."""
    quarters = found.drop_duplicates("quarter")
    over = quarters.loc[quarters["complete"], "quarter"]
    usual = over.iloc[-1] if len(over) else quarters["quarter"].iloc[-1]
    complete = dict(zip(quarters["quarter"], quarters["complete"], strict=True))
    options = list(complete)
    return st.segmented_control(
        t("Quarter"),
        options,
        default=usual,
        required=True,
        format_func=lambda q: _name(q) if complete[q] else t("{quarter}, so far", quarter=_name(q)),
        label_visibility="collapsed",
        wrap=True,
        key=view.key(f"quarter.{view.as_of}"),
    )


def _name(quarter: pd.Timestamp) -> str:
    last = quarter + pd.DateOffset(months=2)
    return t(
        "{first} to {last}",
        first=formats.month(quarter.date()),
        last=formats.month(last.date()),
    )


def told(mine: pd.DataFrame) -> str:
    """How many came in, went up and were lowered."""
    place = {name: number for number, name in enumerate(RANKS)}
    start = mine["from_rank"].map(place)
    end = mine["to_rank"].map(place)
    new, up, down = (
        int(mine.loc[chosen, "customers"].sum())
        for chosen in (start.isna(), end > start, end < start)
    )
    return words.sentences(
        tn(
            "{n} customer bought for the first time.",
            "{n} customers bought for the first time.",
            new,
        ),
        tn("{n} moved up.", "{n} moved up.", up),
        tn("{n} was lowered.", "{n} were lowered.", down) if down else "",
    )


def _table(view: View, mine: pd.DataFrame) -> None:
    """From which rank to which."""
    counts = mine.assign(start=mine["from_rank"].fillna(NEW)).pivot_table(
        index="start", columns="to_rank", values="customers", aggfunc="sum", fill_value=0
    )
    counts = counts.reindex([name for name in (*RANKS[::-1], NEW) if name in counts.index])
    word = {NEW: t("not yet a customer")} | {n: t(customer_words.RANK[n]) for n in RANKS}
    columns = {"start": Column(t("at the start of the quarter"))}
    columns |= {
        name: Column(t("→ {rank}", rank=word[name]), "count")
        for name in RANKS
        if name in counts.columns
    }
    frame = counts.reset_index()
    frame["start"] = frame["start"].map(word)
    shown = Table(frame, columns, f"rank-moves-{day_of(history(view).as_of)}")
    table.draw(shown, key="customers.moves", alt=t("How customers moved between the ranks"))


def _steps(days: pd.DataFrame) -> None:
    """Half of those on a step went on after so many days; few cases are counted only."""
    for row in days[days["n"] > 0].itertuples():
        start, goal = (t(customer_words.RANK[name]) for name in (row.rank, row.next_rank))
        went, n = formats.count(row.went_on), formats.count(row.n)
        if row.n < REFERENCE_BELOW or formats.is_missing(row.median_days):
            said = t(
                "{start} → {goal}: {went} of {n} so far", start=start, goal=goal, went=went, n=n
            )
        else:
            said = t(
                "{start} → {goal}: half within {days} ({went} of {n} so far)",
                start=start,
                goal=goal,
                days=formats.days(row.median_days),
                went=went,
                n=n,
            )
        st.caption(said)
