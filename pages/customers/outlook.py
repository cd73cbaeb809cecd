"""The numbers of what may come, each computed once per state of the data."""

import pandas as pd
import streamlit as st

from core.customers.past_check import PastCheck, past_check
from core.customers.worth import Worth, worth
from core.journey.cohorts import Cohorts, cohorts
from core.refusal import Refusal
from pages.customers.view import View
from pages.shared.store import histories

_shared = st.cache_resource(max_entries=4, show_spinner=False)


@_shared
def _worth(shop_id: int, version: int, margin_bp: int | None) -> Worth | Refusal:  # noqa: ARG001
    return worth(histories.history(shop_id), margin_bp=margin_bp)


@_shared
def _checked(shop_id: int, version: int) -> PastCheck | Refusal:  # noqa: ARG001
    history = histories.history(shop_id)
    if history.first_day.min() >= history.as_of:
        return Refusal("short_span", 0.0)
    return past_check(history)


@_shared
def _months(shop_id: int, version: int) -> Cohorts:  # noqa: ARG001
    history = histories.history(shop_id)
    true = cohorts(history)
    return true if true.n else cohorts(history, firsts="apparent")


def of(view: View, margin_bp: int | None) -> Worth | Refusal:
    """What may come in 12 months, or why that cannot be said."""
    return _worth(view.shop_id, view.version, margin_bp)


def checked(view: View) -> PastCheck | Refusal:
    """How the forecast would have done on the past."""
    return _checked(view.shop_id, view.version)


def months(view: View) -> Cohorts:
    """Groups by first month, of true first purchases where there are any."""
    return _months(view.shop_id, view.version)


def ranked(found: Worth) -> pd.DataFrame:
    """The customers, those with most purchases to expect first."""
    return found.customers.sort_values("expected_occasions", ascending=False, kind="stable")
