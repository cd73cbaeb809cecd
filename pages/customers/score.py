"""Recent, often, much: everybody on three scales of 1 to 5, and the score they add up to."""

import numpy as np
import pandas as pd
import streamlit as st

from core.customers.engagement import TEMPERATURES
from core.customers.rfm import BANDS
from pages.customers import bands, limits, numbers, proof, weighing, who, words
from pages.customers.bands import Scale
from pages.customers.view import View
from pages.shared import figure, formats
from pages.shared.figure import Card
from pages.shared.i18n import t, tn
from pages.shared.store import Shop
from pages.shared.store.histories import day_of

STRONG = BANDS - 1
"""A band from which a customer counts as strong."""


def draw(shop: Shop, view: View) -> None:
    """Sentence, picture and numbers; beside them the limits and the weights."""
    answer, side = st.columns([7, 3], gap="medium")
    with side:
        scale = limits.choose(shop, view)
    with answer:
        _draw(view, scale)
        moved = st.container()
        proof.draw(shop, view)
    with side:
        draft = weighing.choose(shop, view)
    if draft is not None:
        with moved:
            weighing.draw_movers(shop, view, draft)


def _draw(view: View, scale: Scale) -> None:
    frame = bands.of(view, scale)
    strong = int(_strong(frame, *bands.used(view)).sum())
    st.subheader(
        tn(
            "{n} customer is strong in all: recent, often and much.",
            "{n} customers are strong in all: recent, often and much.",
            strong,
        )
        if bands.used(view) == ("r", "f", "m")
        else tn(
            "{n} customer is strong in both: recent and often.",
            "{n} customers are strong in both: recent and often.",
            strong,
        ),
        anchor=False,
    )
    st.caption(t("Each is on a scale of 1 to 5. Strong means 4 or 5."))
    day = day_of(bands.as_of(view))
    figure.figure(
        bands.picture(frame),
        key="customers.bands",
        alt_text=bands.aloud(frame),
        caption=figure.told(day, len(frame)),
        numbers=bands.table(frame, day),
        explained=words.explained("rfm.cut_offs", "rfm.quantile", "engagement.score"),
    )
    _feeling(view)
    quiet = (frame["r"] < BANDS - 2) & (frame["f"] >= STRONG)
    new = (frame["r"] >= STRONG) & (frame["frequency"] == 1)
    figure.cards(
        Card(t("Recent and often"), _people(_strong(frame, "r", "f").sum())),
        Card(t("Bought often, but not for a long time"), _people(quiet.sum())),
        Card(t("Bought once, not long ago"), _people(new.sum())),
    )
    who.next_step(view)


def _feeling(view: View) -> None:
    """How those who answered lately feel; nothing while nobody has."""
    seen = numbers.known(view)
    counts = np.bincount(seen.components.temperature[seen.inside], minlength=len(TEMPERATURES))
    answered = int(counts[:-1].sum())
    if not answered:
        return
    warm, mild, cool = (formats.count(n) for n in counts[:-1])
    st.caption(
        tn(
            "How they feel: of {n} who answered within 180 days {warm} would recommend you, "
            "{mild} are neutral, {cool} unhappy.",
            "How they feel: of {n} who answered within 180 days {warm} would recommend you, "
            "{mild} are neutral, {cool} unhappy.",
            answered,
            warm=warm,
            mild=mild,
            cool=cool,
        )
    )


def _strong(frame: pd.DataFrame, *names: str) -> pd.Series:
    """(c,) who is strong in all of these."""
    return (frame[list(names)] >= STRONG).all(axis=1)


def _people(n: float) -> str:
    return tn("{n} person", "{n} people", int(n))
