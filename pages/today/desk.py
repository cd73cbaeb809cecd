"""The desk of the day: whom to contact, and what must not be overlooked."""

from datetime import date, timedelta

import numpy as np
import pandas as pd
import streamlit as st

from core.customers.acts import places
from pages.shared import formats, made_up, store
from pages.shared.i18n import mark, t, tn
from pages.shared.store import cases, dispatches, histories, verdicts
from pages.shared.store.lines import Today
from pages.today import ages, cards, friends, lookout, only, unhappy

OLD_DAYS = 2
"""Data older than this may have missed that somebody bought again, or sent a parcel back."""
LOOK_BACK = timedelta(days=30)

PARTS = {
    "list": mark("To do"),
    "unhappy": mark("Unhappy customers"),
    "lookout": mark("Not to be overlooked"),
    "friends": mark("Friends and invitations"),
}


def draw(shop: store.Shop, found: Today, today: date) -> None:
    """The number of people first, then one line for each."""
    head = st.container()  # what it says depends on what is chosen below
    part = _part(shop)
    shown = only.choose(shop, found) if part == "list" else found
    with head:
        st.title(_headline(shop, found, shown, today), anchor=False)
        st.caption(" ・ ".join([formats.weekday(today), *ages.of(shop), *_came_back(shop, today)]))
        made_up.notice(shop)
        _tests(shop)
    if part == "list":
        whole = shown is found
        cards.draw(shop, shown, today, check_first=is_old(shop, today), whole=whole)
    elif part == "unhappy":
        unhappy.draw(shop, today)
    elif part == "lookout":
        lookout.draw(shop, found, today)
    else:
        friends.draw(shop, found)


def _headline(shop: store.Shop, found: Today, shown: Today, today: date) -> str:
    """How many people are left to contact, of a group or of all."""
    waiting = len(found.people)
    if shown is not found:
        return t("{n} of {all} people today", n=len(shown.people), all=waiting)
    if waiting:
        return tn("{n} person today", "{n} people today", waiting)
    worked = not dispatches.listed(shop.id, on=today).empty
    return t("All done for today") if worked else t("Nobody to contact today")


def _tests(shop: store.Shop) -> None:
    """An experiment that waits for its decision, and the way there."""
    if waiting := verdicts.due(shop.id):
        said = tn("{n} test can be decided.", "{n} tests can be decided.", waiting)
        st.page_link("experiments/page.py", label=said, icon=":material/science:")


def _part(shop: store.Shop) -> str:
    """Which part of the desk to show; unhappy customers who wait are counted in the choice."""
    open_ = 0 if shop.role == "viewer" else _open_cases(shop)
    return st.segmented_control(
        t("What to look at"),
        list(PARTS),
        default="list",
        required=True,
        format_func=lambda code: _named(code, open_),
        label_visibility="collapsed",
        wrap=True,
        key="today.part",
        persist_state="session",
    )


def _named(code: str, open_: int) -> str:
    return f"{t(PARTS[code])} {open_}" if code == "unhappy" and open_ else t(PARTS[code])


def _open_cases(shop: store.Shop) -> int:
    known = cases.listed(shop.id, by=store.require("staff").id)
    return int((known["outcome"] == "").sum()) + len(cases.missing(shop.id))


def is_old(shop: store.Shop, today: date) -> bool:
    """Whether the data is too old to contact anybody without a look at the orders."""
    day = histories.as_of(shop.id).day
    return day is not None and (today - day).days > OLD_DAYS


def _came_back(shop: store.Shop, today: date) -> list[str]:
    """How many of those who were contacted lately have bought since, with or without it."""
    said = dispatches.listed(shop.id, since=today - LOOK_BACK)
    history = histories.history(shop.id)
    seen = histories.day_of(history.as_of).isoformat()  # later purchases are not known yet
    done = said[(said["outcome"] == "done") & (said["day"] < seen)]
    if done.empty:
        return []
    first = pd.to_datetime(done.groupby("customer")["day"].min())
    place, known = places(history.customer, first.index.to_numpy(np.int64))
    contacted = first.to_numpy("datetime64[D]").astype(np.int64)
    back = int((history.last_day[place[known]] > contacted[known]).sum())
    return [
        t(
            "{contacted} contacted in 30 days, {back} of them have bought since (some would have "
            "anyway)",
            contacted=formats.count(len(first)),
            back=formats.count(back),
        )
    ]
