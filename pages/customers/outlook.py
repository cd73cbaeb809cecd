"""The numbers of what may come, each computed once per state of the data."""

from dataclasses import replace

import pandas as pd
import streamlit as st

from core.customers.engagement import Weights
from core.customers.levels import RankRules
from core.customers.past_check import PastCheck, past_check
from core.customers.worth import Worth, worth
from core.journey.cohorts import Cohorts, cohorts
from core.refusal import Refusal
from pages.customers.view import View, history, meant
from pages.shared.store import histories

_shared = st.cache_resource(max_entries=4, show_spinner=False)


@_shared
def _worth(view: View, margin_bp: int | None) -> Worth | Refusal:
    chosen = meant(view) if view.group else None
    return worth(history(view), margin_bp=margin_bp, who=chosen)


@_shared
def _checked(shop_id: int, version: int, as_of: int) -> PastCheck | Refusal:  # noqa: ARG001 - the version is the key
    seen = histories.on(shop_id, as_of)
    if seen.first_day.min() >= seen.as_of:
        return Refusal("short_span", 0.0)
    return past_check(seen)


@_shared
def _months(view: View) -> Cohorts:
    seen, chosen = history(view), meant(view) if view.group else None
    true = cohorts(seen, who=chosen)
    return true if true.n else cohorts(seen, firsts="apparent", who=chosen)


def of(view: View, margin_bp: int | None) -> Worth | Refusal:
    """What may come in 12 months, or why that cannot be said."""
    return _worth(_bare(view), margin_bp)


def checked(view: View) -> PastCheck | Refusal:
    """How the forecast of the shop would have done on the past."""
    return _checked(view.shop_id, view.version, view.as_of)


def months(view: View) -> Cohorts:
    """Groups by first month, of true first purchases where there are any."""
    return _months(_bare(view))


def _bare(view: View) -> View:
    """The view without what a forecast does not ask for: a moved weight makes none anew."""
    return replace(view, weights=Weights(), rules=RankRules(), state=())


def ranked(found: Worth) -> pd.DataFrame:
    """The customers, those with most purchases to expect first."""
    return found.customers.sort_values("expected_occasions", ascending=False, kind="stable")
