"""Unhappy customers: who looks after whom, until when, what it was about, how it ended."""

from collections.abc import Mapping
from datetime import date
from functools import partial

import pandas as pd
import streamlit as st

from core.triggers.case import CAUSES, OUTCOMES, in_time
from pages.shared import formats, person, store
from pages.shared.i18n import mark, t, tn
from pages.shared.store import cases, customers, members
from pages.shared.text import plain
from pages.today.acts import look, name_of

CAUSE: Mapping[str, str] = {
    "product": mark("the goods"),
    "delivery": mark("delivery"),
    "packing": mark("packing"),
    "price": mark("price"),
    "service": mark("how we answered"),
    "website": mark("the website"),
    "expectation": mark("something else was expected"),
    "other": mark("another cause"),
}
OUTCOME: Mapping[str, str] = {
    "settled": mark("set right"),
    "thanked": mark("thanked, nothing to set right"),
    "unreached": mark("never reached"),
    "lost": mark("left for good"),
}
OPEN = mark("not settled yet")
CLOSED_SHOWN = 10


def draw(shop: store.Shop, today: date) -> None:
    """New answers without a case first, then the open cases, then the closed ones."""
    if shop.role == "viewer":
        st.caption(t("What unhappy customers say is shown to the owner and the staff."))
        return
    me = store.require("staff")
    known, new = cases.listed(shop.id, by=me.id), cases.missing(shop.id)
    names = customers.names(shop.id, {*known["customer"].tolist(), *new["customer"].tolist()})
    _summary(known, today)
    for row in new.itertuples():
        _new(shop, row, names)
    people = {one.user_id: one.name for one in members.listed(shop.id)}
    open_ = known[known["outcome"] == ""]
    for row in open_.itertuples():
        _case(row, names, people, today)
    closed = known[known["outcome"] != ""]
    if len(closed):
        title = tn("{n} closed case", "{n} closed cases", len(closed))
        with st.expander(title, key="today.cases.closed"):
            for row in closed.tail(CLOSED_SHOWN).iloc[::-1].itertuples():
                _case(row, names, people, today)
    if known.empty and new.empty:
        st.write(t("Nobody has answered with 6 points or less lately."))
    person.draw_ticked(shop)


def _summary(known: pd.DataFrame, today: date) -> None:
    closed = pd.to_datetime(known["closed_at"], format="ISO8601").dt.date
    done = [None if pd.isna(day) else day for day in closed]
    due = [date.fromisoformat(day) for day in known["due"]]
    found = in_time(zip(due, done, strict=True), today)
    said = []
    if found.closed:
        said.append(
            t(
                "{in_time} of {closed} closed cases were answered in time",
                in_time=formats.count(found.in_time),
                closed=formats.count(found.closed),
            )
        )
    if found.overdue:
        said.append(":red[" + tn("{n} case is late", "{n} cases are late", found.overdue) + "]")
    said.append(t("Thank and ask within two working days."))
    st.caption(" ・ ".join(said))


def _new(shop: store.Shop, row: tuple, names: Mapping[int, str]) -> None:
    """An answer nobody looks after yet."""
    with st.container(border=True, horizontal=True, vertical_alignment="center"):
        with st.container(gap="xxsmall", width="stretch"):
            st.badge(t("{score} of 10", score=row.score), color="red")
            st.markdown(f"**{plain(name_of(row.customer, names))}**")
            st.caption(t("Answered on {day}", day=formats.short_day(row.answered_on)))
        st.button(
            t("Look after it"),
            type="primary",
            key=f"today.case.new.{row.customer}",
            on_click=_open,
            args=(shop.id, int(row.customer), row.answered_on, int(row.score)),
        )


def _open(shop_id: int, customer: int, answered_on: date, score: int) -> None:
    me = store.require("staff")
    cases.open_case(shop_id, customer, answered_on=answered_on, score=score, by=me.id)


def _case(row: tuple, names: Mapping[int, str], people: Mapping[int, str], today: date) -> None:
    due = date.fromisoformat(row.due)
    late = row.outcome == "" and due < today
    key = f"today.case.{row.id}"
    with st.container(border=True, key=key, gap="small"):
        with st.container(horizontal=True, vertical_alignment="center"):
            with st.container(gap="xxsmall", width="stretch"):
                with st.container(horizontal=True, gap="xsmall"):
                    if not pd.isna(row.score):
                        st.badge(t("{score} of 10", score=int(row.score)), color="red")
                    by = t("by {day}", day=formats.short_day(due))
                    st.badge(by, color="red" if late else "gray", icon=":material/event:")
                st.markdown(f"**{plain(name_of(row.customer, names))}**")
                if row.note:
                    st.caption(plain(row.note))
            st.button(
                t("About this customer"),
                key=f"{key}.person",
                type="tertiary",
                icon=":material/person:",
                on_click=look,
                args=(int(row.customer),),
            )
        _fields(row, people, key)


def _fields(row: tuple, people: Mapping[int, str], key: str) -> None:
    """Who, why, how it ended, and a word of one's own; each is kept as soon as it is said."""
    save = partial(_save, int(row.id), key)
    owners = [None, *people]
    with st.container(horizontal=True):
        st.selectbox(
            t("Who looks after it"),
            owners,
            index=owners.index(row.owner_id) if row.owner_id in people else 0,
            format_func=lambda number: plain(people[number]) if number else t("nobody yet"),
            key=f"{key}.owner",
            on_change=save,
        )
        st.selectbox(
            t("What it was about"),
            ["", *CAUSES],
            index=["", *CAUSES].index(row.cause),
            format_func=lambda code: t(CAUSE[code]) if code else t("not known yet"),
            key=f"{key}.cause",
            on_change=save,
        )
        st.selectbox(
            t("How it ended"),
            ["", *OUTCOMES],
            index=["", *OUTCOMES].index(row.outcome),
            format_func=lambda code: t(OUTCOME[code]) if code else t(OPEN),
            key=f"{key}.outcome",
            on_change=save,
        )
    st.text_input(
        t("Note"), value=row.note, max_chars=500, key=f"{key}.note", on_change=save,
        placeholder=t("what was said, what was promised"),
    )  # fmt: skip


def _save(number: int, key: str) -> None:
    me, shop = store.require("staff"), store.shop()
    said = {name: st.session_state[f"{key}.{name}"] for name in ("owner", "cause", "outcome")}
    note = st.session_state[f"{key}.note"].strip()
    cases.change(shop.id, number, **said, note=note, by=me.id)
