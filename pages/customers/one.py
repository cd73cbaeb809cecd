"""One customer over the page: the person, and why the score is what it is."""

import numpy as np
import pandas as pd
import streamlit as st

from core.customers.engagement import COMPONENTS, Scores
from pages.customers import numbers, words
from pages.customers.view import View
from pages.shared import formats, person
from pages.shared.i18n import mark, t
from pages.shared.store import Shop, require

COMPONENT = {
    "recency": mark("Recent"),
    "frequency": mark("Often"),
    "money": mark("Much"),
    "voice": mark("Voice"),
    "participation": mark("Takes part"),
    "profile": mark("Profile"),
    "social": mark("Social networks"),
}


def open_(view: View, customer: int) -> None:
    """Open the person with the next drawing of the page; for callbacks."""
    st.session_state[view.key("open")] = customer


def draw_opened(shop: Shop, view: View) -> None:
    """The panel of the person just opened; a later run does not open it again."""
    customer = st.session_state.pop(view.key("open"), None)
    if customer is None or shop.role == "viewer":
        return
    title = t("Customer no. {n}", n=customer)
    st.dialog(title, width="medium", on_dismiss="rerun")(_draw)(shop, view, customer)


def _draw(shop: Shop, view: View, customer: int) -> None:
    require("staff")  # a panel is drawn anew by itself, without the page around it
    _score(view, customer)
    person.draw(shop, customer)


def _score(view: View, customer: int) -> None:
    """The score and what each part adds to it."""
    scored = numbers.scores_of(view)
    place = int(np.searchsorted(scored.customer, customer))
    if place >= scored.customer.size or scored.customer[place] != customer:
        return
    seen = numbers.known(view)
    rank = words.rank(int(seen.standing.held[place]))
    state = words.state(int(seen.state[place]))
    score = formats.count(scored.score[place])
    st.markdown(t("{score} of 100 ・ {rank} ・ {state}", score=score, rank=rank, state=state))
    with st.expander(t("Why this score")):
        _told_parts(scored, place)


def _told_parts(scored: Scores, place: int) -> None:
    st.dataframe(
        _parts(scored, place),
        hide_index=True,
        column_config={
            "part": st.column_config.TextColumn(t("Part")),
            "adds": st.column_config.NumberColumn(t("adds"), format="%.1f"),
        },
        alt=t("Why this score"),
    )
    missing = [t(COMPONENT[name]) for name in _missing(scored, place)]
    if missing:
        st.caption(t("Not known yet, so left out: {parts}", parts=t(", ").join(missing)))


def _parts(scored: Scores, place: int) -> pd.DataFrame:
    """What adds to the score, the most first."""
    adds = scored.contributions[:, place]
    frame = pd.DataFrame({"part": [t(COMPONENT[name]) for name in COMPONENTS], "adds": adds})
    return frame[frame["adds"] > 0].sort_values("adds", ascending=False)


def _missing(scored: Scores, place: int) -> list[str]:
    return [name for name, row in zip(COMPONENTS, scored.missing, strict=True) if row[place]]
