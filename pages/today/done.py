"""What has been dealt with today, and the way back."""

from datetime import date

import streamlit as st

from pages.shared import store
from pages.shared.i18n import mark, t, tn
from pages.shared.store import customers, dispatches
from pages.shared.store.dispatches import Line
from pages.shared.text import plain
from pages.today import words
from pages.today.acts import name_of, say

OUTCOMES = {
    "done": mark("Done"),
    "skipped": mark("Left out"),
    "no_answer": mark("No answer"),
}


def draw(shop: store.Shop, today: date) -> None:
    """Today's marks, newest first, folded away."""
    said = dispatches.listed(shop.id, on=today).iloc[::-1]
    if said.empty:
        return
    names = {} if shop.role == "viewer" else customers.names(shop.id, said["customer"])
    finished = int((said["outcome"] == "done").sum())
    title = tn("{n} line done today", "{n} lines done today", finished)
    with st.expander(title, icon=":material/done_all:", key="today.done"):
        for row in said.itertuples():
            _row(shop, row, name_of(row.customer, names))


def _row(shop: store.Shop, row: tuple, name: str) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        what = words.title_of(row.rule)
        who = f" ・ {plain(row.who)}" if row.who else ""
        st.markdown(
            f"{plain(name)} ・ {plain(what)} ・ {t(OUTCOMES[row.outcome])}{who}", width="stretch"
        )
        if shop.role != "viewer":
            st.button(
                t("Take it back"),
                key=f"today.back.{row.id}",
                type="tertiary",
                on_click=say,
                args=(shop.id, (_line(row),), "open"),
            )


def _line(row: tuple) -> Line:
    """The line as it was marked."""
    return Line(
        rule=row.rule,
        customer=row.customer_id,
        anchor_day=date.fromisoformat(row.anchor_day),
        due=date.fromisoformat(row.due),
        channel=row.channel,
        source=row.source,
        order_no=row.order_no,
    )
