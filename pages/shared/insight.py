"""The first insight of a shop: who bought a second time, and the ladder behind it."""

from dataclasses import dataclass
from datetime import date

import pandas as pd
import streamlit as st

from core.history import History
from core.journey.ladder import Ladder, ladder
from core.shop import Settings
from core.stats.intervals import evidence, wilson
from pages.shared import formats
from pages.shared.figure import figure, told
from pages.shared.i18n import language, mark, t, tn
from pages.shared.insight_chart import ladder_chart
from pages.shared.table import Column, Table

STEPS = 3
SHOWN = ("went_on", "open", "left")
WORDS = {"went_on": mark("bought again"), "open": mark("still open"), "left": mark("drifted away")}


@dataclass(frozen=True, eq=False)
class Insight:
    """The first steps of the ladder; `apparent`: every first purchase may be a later one."""

    ladder: Ladder
    apparent: bool


def of(history: History, settings: Settings) -> Insight | None:
    """The first steps of the ladder; of data that starts midway, those that are apparent."""
    if history.is_empty:
        return None
    days = settings.left_after_days
    true = ladder(history, left_after=days, steps=STEPS)
    if true.n:
        return Insight(true, apparent=False)
    seen = ladder(history, left_after=days, steps=STEPS, firsts="apparent")
    return Insight(seen, apparent=True)


def draw(found: Insight | None, as_of: date, *, key: str) -> None:
    """The sentence, what it rests on, and the picture."""
    if found is None:
        st.subheader(t("No customer can be told apart in these orders yet"), anchor=False)
        st.caption(
            t(
                "The orders name nobody, so sales can be counted but nobody can be followed. "
                "Export them with e-mail address or customer number."
            )
        )
        return
    seen = found.ladder
    st.subheader(headline(found), anchor=False)
    st.caption(rests_on(found))
    figure(
        ladder_chart(
            _tidy(seen), states=[t(WORDS[s]) for s in SHOWN], axis=t("Of those who came so far")
        ),
        key=key,
        alt_text=t("Bars: after each purchase, who went on, is still open, drifted away."),
        caption=told(as_of, seen.n),
        numbers=_numbers(seen),
    )


def headline(found: Insight) -> str:
    """The finding in one sentence."""
    first = found.ladder.steps.iloc[0]
    if _is_few(first["reached"]):
        return tn(
            "{second} of {n} customer has bought a second time so far",
            "{second} of {n} customers have bought a second time so far",
            int(first["reached"]),
            second=formats.count(first["went_on"]),
        )
    return t(
        "{share} of your customers have bought a second time",
        share=formats.percent(first["went_on_share"], 0),
    )


def rests_on(found: Insight) -> str:
    """How sure that is, how many are still open, and how common it is."""
    seen = found.ladder
    first = seen.steps.iloc[0]
    n, went_on = int(first["reached"]), int(first["went_on"])
    if _is_few(n):
        sure = t("With so few customers this is a first impression.")
    else:
        low, high = (float(bound) for bound in wilson(went_on, n))
        sure = t("{between}.", between=capital(formats.between(low, high)))
    still = (
        ""
        if not first["open"]
        else tn(
            "{n} is still open: the last purchase is at most {days} days ago.",
            "{n} are still open: their last purchase is at most {days} days ago.",
            int(first["open"]),
            days=formats.count(seen.left_after),
        )
    )
    usual = t("In many shops six of ten buyers buy once.")
    said = [part for part in (sure, still, usual, _midway(found)) if part]
    return ("" if language() == "ja" else " ").join(said)


def _midway(found: Insight) -> str:
    """How many are not counted because the data may not hold their first purchase."""
    if found.apparent:
        return t("The data starts midway, so every first purchase may be missing.")
    if not found.ladder.n_left_out:
        return ""
    return tn(
        "{n} customer is left out: the data starts midway, so the first purchase may be missing.",
        "{n} customers are left out: the data starts midway, so first purchases may be missing.",
        found.ladder.n_left_out,
    )


def capital(text: str) -> str:
    """A phrase as the start of a sentence."""
    return text[:1].upper() + text[1:]


def _tidy(seen: Ladder) -> pd.DataFrame:
    """One row per step and state, in words."""
    steps = seen.steps
    parts = [
        pd.DataFrame(
            {
                "step": [t("purchase {n}", n=k) for k in steps["step"]],
                "state": t(WORDS[state]),
                "place": place,
                "share": steps[f"{state}_share"],
                "inside": _inside(seen),
                "beside": _beside(seen),
            }
        )
        for place, state in enumerate(SHOWN)
    ]
    return pd.concat(parts, ignore_index=True)


def _inside(seen: Ladder) -> list[str]:
    """In each bar the share that went on, where there are enough cases for one."""
    rows = zip(seen.steps["reached"], seen.steps["went_on_share"], strict=True)
    return ["" if _is_few(n) else formats.percent(share, 0) for n, share in rows]


def _beside(seen: Ladder) -> list[str]:
    """Behind each bar of how many; with few cases also how many of them."""
    rows = zip(seen.steps["reached"], seen.steps["went_on"], strict=True)
    return [
        t("{part} of {n}", part=formats.count(went_on), n=formats.count(n))
        if _is_few(n)
        else formats.count(n)
        for n, went_on in rows
    ]


def _is_few(n: int) -> bool:
    return evidence(int(n)) == "reference"


def _numbers(seen: Ladder) -> Table:
    columns = {"step": Column(t("Purchase"), "count"), "reached": Column(t("Customers"), "count")}
    columns |= {state: Column(t(WORDS[state]), "count") for state in SHOWN}
    columns |= {"went_on_share": Column(t("Share that went on"), "share")}
    return Table(seen.steps, columns, file_name="fanbelt-ladder")
