"""The numbers of the page, each computed once per view."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd
import streamlit as st

from core.arrays import Mask
from core.history import History
from core.journey import belt, cohorts, drift, ladder, people, returning
from core.journey.cohorts import Cohorts
from core.journey.drift import Drift
from core.journey.ladder import Ladder, LeftAfter
from core.journey.returning import Returning
from core.months import month_of
from pages.journey.view import View, history, meant

_remembered = st.cache_data(max_entries=60, show_spinner=False)


@dataclass(frozen=True)
class Midway:
    """Customers whose first purchase may lie before the data.

    Attributes:
        customers: how many.
        counted: how many have a first purchase that is certain.
        starts: source and first month (since January 1970) of the sources that start midway.
    """

    customers: int
    counted: int
    starts: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class Box:
    """The customers behind a number.

    Attributes:
        kind: a box of the ladder, who soon reaches a day, or a state of silence.
        step: purchases, for the first two kinds.
        state: code of the state, for the first and the last.
        days: N of the ladder, or the day reached.
        within: as in the ladder.
        drifted_from: as in the drift.
    """

    kind: Literal["ladder", "reaching", "drift"]
    step: int = 1
    state: str = ""
    days: int = 0
    within: bool = False
    drifted_from: float = 0.9


@_remembered
def suggestion(view: View) -> LeftAfter:
    """After how many days a customer of this shop counts as drifted away."""
    return ladder.suggested_left_after(history(view))


@_remembered
def ladder_of(view: View, left_after: int, *, within: bool) -> Ladder:
    """The repeat ladder."""
    known = history(view)
    mine = meant(view, known)
    return ladder.ladder(known, left_after=left_after, within=within, firsts=view.firsts, who=mine)


@_remembered
def returning_of(view: View) -> Returning:
    """Return rates of every step."""
    known = history(view)
    return returning.returning(known, firsts=view.firsts, who=meant(view, known))


@_remembered
def curve_of(view: View, step: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Day by day how many come back after a step, and the days of the belt.

    Days of return that no message can come before are left out of the suggestions.
    """
    curve = returning_of(view).curves[step - 1]
    days = belt.belt_days(curve)
    in_time = ~(days["peak_day"] <= belt.LEAD_DAYS)
    return belt.return_curve(curve), days[in_time].reset_index(drop=True)


@_remembered
def gaps_of(view: View, step: int, bin_days: int) -> pd.DataFrame:
    """Finished waits for the next purchase, by length."""
    known = history(view)
    mine = meant(view, known)
    return returning.gap_histogram(
        known, step=step, bin_days=bin_days, firsts=view.firsts, who=mine
    )


@_remembered
def cohorts_of(view: View, margin_bp: int | None) -> Cohorts:
    """Groups by month of first purchase."""
    known = history(view)
    mine = meant(view, known)
    return cohorts.cohorts(known, margin_bp=margin_bp, firsts=view.firsts, who=mine)


@_remembered
def drift_of(view: View, drifted_from: float) -> Drift:
    """How silent the customers are."""
    known = history(view)
    return drift.drift(known, drifted_from=drifted_from, who=meant(view, known))


@_remembered
def midway_of(view: View) -> Midway:
    """Who is left out because the data starts midway."""
    known = history(view)
    mine = meant(view, known)
    everybody = np.ones(known.n_customers, np.bool_) if mine is None else mine
    apparent = int((everybody & ~known.true_first).sum())
    partial = np.flatnonzero(known.burn_in > 0)
    months = month_of(known.source_start[partial])
    starts = zip((known.sources[code] for code in partial), months.tolist(), strict=True)
    return Midway(apparent, int(everybody.sum()) - apparent, tuple(starts))


@_remembered
def has_amounts(view: View) -> bool:
    """Whether any amount is known."""
    known = history(view)
    return bool((known.known & ~known.is_void).any())


@_remembered
def behind(view: View, box: Box) -> pd.DataFrame:
    """The customers of a box, those who bought last first."""
    known = history(view)
    return people.customer_list(known, _mask(view, known, box))


def _mask(view: View, known: History, box: Box) -> Mask:
    mine = meant(view, known)
    if box.kind == "drift":
        place = drift.STATES.index(box.state)
        states = drift.customer_states(known, drifted_from=box.drifted_from)
        in_state: Mask = states == place
        return in_state if mine is None else in_state & mine
    if box.kind == "reaching":
        return people.reaching(known, box.step, box.days, firsts=view.firsts, who=mine)
    return ladder.customers_at(
        known,
        box.step,
        box.state,
        left_after=box.days,
        within=box.within,
        firsts=view.firsts,
        who=mine,
    )
