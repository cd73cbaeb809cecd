"""A figure and a number card: the finding, its picture, and one click away how it came about."""

from collections.abc import Callable, Hashable, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

import altair as alt
import pandas as pd
import streamlit as st

from core.formula import Formula
from pages.shared import formats, table
from pages.shared.i18n import t, tn
from pages.shared.table import Table

TABLE_WIDTH = 640
"""Pixels a table asks for; on a phone it gets what there is."""


@dataclass(frozen=True, eq=False)
class Picture:
    """A chart that is built once per set of words and filled with ever new frames.

    Building and checking an Altair chart takes longer than the counting behind it.

    Attributes:
        build: makes the chart of `words`, its data are named only.
        words: arguments of `build`.
        data: name -> frame.
    """

    build: Callable[..., alt.TopLevelMixin]
    words: Mapping[str, Hashable]
    data: Mapping[str, pd.DataFrame]

    def spec(self) -> dict[str, Any]:
        """The chart with its data, as Vega-Lite."""
        built = _built(self.build, tuple(self.words.items()))
        return {**deepcopy(built), "datasets": dict(self.data)}


@lru_cache(maxsize=128)
def _built(
    build: Callable[..., alt.TopLevelMixin], words: tuple[tuple[str, Hashable], ...]
) -> dict[str, Any]:
    return build(**dict(words)).to_dict(validate=False)


@dataclass(frozen=True)
class Explained:
    """A number in words, in the present language.

    Attributes:
        formula: its entry in the registry, which says the same in the notation of the field.
        name: what it is called on the screen.
        words: how it is computed, said to a shop owner.
    """

    formula: Formula
    name: str
    words: str


@dataclass(frozen=True)
class Card:
    """A number that leads: at most three of them stand under a picture.

    Attributes:
        label: what is counted.
        value: the number, formatted; `pages.shared.text.plain` for money.
        note: what belongs to it: between which bounds it lies, of how many.
        explained: how it is computed.
        reference: too few cases to rely on.
    """

    label: str
    value: str
    note: str | None = None
    explained: Explained | None = None
    reference: bool = False


def figure(
    chart: Picture | alt.TopLevelMixin,
    *,
    key: str,
    alt_text: str,
    caption: str,
    numbers: Table,
    title: str | None = None,
    note: str | None = None,
    explained: Sequence[Explained] = (),
    **options: Any,  # noqa: ANN401 - passed on to Streamlit as they are
) -> None:
    """One picture with everything that belongs to it.

    Args:
        chart: what is drawn; colours come from the theme.
        key: unique on the page.
        alt_text: what the picture shows, for those who do not see it.
        caption: as of when and how many, as `told` writes it.
        numbers: the same numbers as a table and as a CSV file.
        title: the finding, None where the sentence above says it.
        note: what has to be known to read the picture.
        explained: the numbers that can be asked about.
        options: of `st.vega_lite_chart`, to let parts be picked.
    """
    with st.container(key=f"{key}.figure", gap="small"):
        if title:
            st.markdown(f"#### {title}")
        options |= {"width": "stretch", "key": f"{key}.chart", "alt": alt_text}
        if isinstance(chart, Picture):
            st.vega_lite_chart(spec=chart.spec(), **options)
        else:
            st.altair_chart(chart, **options)
        st.caption(caption if note is None else f"{note}  \n{caption}")
        with st.container(horizontal=True, gap="medium"):
            opened = st.popover(t("As a table"), icon=":material/table_rows:", type="tertiary")
            with opened, st.container(width=TABLE_WIDTH):
                table.draw(numbers, key=key, alt=title or alt_text)
            explain(explained)


def explain(explained: Sequence[Explained]) -> None:
    """How the numbers are computed, one click away."""
    if not explained:
        return
    with st.popover(t("How is this computed?"), icon=":material/help:", type="tertiary"):
        for entry in explained:
            st.markdown(f"**{entry.name}**  \n{entry.words}")


def cards(*shown: Card) -> None:
    """Numbers side by side, under each other on a phone."""
    for place, card in zip(st.columns(len(shown)), shown, strict=True):
        with place:
            _card(card)


def _card(card: Card) -> None:
    note = t("for reference") if card.reference else card.note
    with st.container(border=True, height="stretch", gap="xxsmall"):
        st.metric(
            card.label,
            f":gray[{card.value}]" if card.reference else card.value,
            label_visibility="collapsed",
        )
        st.markdown(f":small[{card.label}]", help=card.explained.words if card.explained else None)
        if note:
            st.caption(note)


def told(as_of: date, n: int | None = None, *more: str) -> str:
    """As of which day a figure speaks, of how many customers, and what else is to be known."""
    parts = [t("as of {day}", day=formats.day(as_of))]
    if n is not None:
        parts.append(tn("{n} customer", "{n} customers", n))
    return " ・ ".join([*parts, *more])
