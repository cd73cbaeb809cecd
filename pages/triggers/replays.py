"""A belt replayed on the past, and whose part of it is looked at."""

from dataclasses import replace

import numpy as np
import streamlit as st

from core.arrays import Index, Mask, readonly
from core.triggers.replay import Replay, replay
from pages.shared.store import groups
from pages.triggers.view import View, facts_of


def replayed(view: View) -> Replay:
    """The belt on the past; of a group only what it did for the members."""
    return _of_members(view) if view.group else _replayed(view)


@st.cache_resource(max_entries=6, show_spinner=False)
def _replayed(view: View) -> Replay:
    return replay(facts_of(view), view.belt, view.start, view.end)


@st.cache_resource(max_entries=4, show_spinner=False)
def _of_members(view: View) -> Replay:
    """The belt ran for everybody: whom it is counted for changes no limit and no gate."""
    found, ids = replayed(view.everybody), member_ids(view)
    return replace(
        found,
        meets=found.meets.only(np.isin(found.meets.facts.customer, ids)),
        decisions=found.decisions.take(np.isin(found.decisions.customer, ids)),
    )


def members(view: View) -> Mask | None:
    """(n_customers,) who is counted, None = everybody."""
    return _members(view.past) if view.group else None


@st.cache_resource(max_entries=4, show_spinner=False)
def _members(view: View) -> Mask:
    return readonly(groups.mask(view.shop_id, view.group, facts_of(view).history))


def member_ids(view: View) -> Index:
    """Ids of those who are counted."""
    customer, mine = facts_of(view.past).history.customer, members(view)
    return customer if mine is None else customer[mine]
