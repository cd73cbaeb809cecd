"""The same person twice: candidates with their evidence, and what was said of them."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
import streamlit as st

from core.customers.alike import candidates
from db import audit, consents, members, merges
from db.consents import NoSuchCustomer
from db.merges import Merge, SameCustomer
from pages.shared.store.base import reading, saving

__all__ = [
    "Merge",
    "NoSuchCustomer",
    "Said",
    "SameCustomer",
    "apart",
    "found",
    "merge",
    "said",
    "undo",
]


@dataclass(frozen=True, eq=False)
class Said:
    """What people said of pairs of customers: those merged, and those known to be two."""

    one: tuple[Merge, ...]
    two: tuple[Merge, ...]


def found(shop_id: int) -> pd.DataFrame:
    """Pairs of customers who may be one person and of whom nobody has said anything yet.

    Returns:
        (n, 5) as `core.customers.alike.candidates`.
    """
    with reading(shop_id) as session:
        version = consents.version(session, shop_id)
    pairs = _candidates(shop_id, version)
    known = {merge.customers for merge in said(shop_id).two}
    mine = zip(pairs["customer"].tolist(), pairs["other"].tolist(), strict=True)
    unsaid = np.array([pair not in known for pair in mine], np.bool_)
    return pairs[unsaid].reset_index(drop=True)


@st.cache_data(max_entries=4, show_spinner=False)
def _candidates(shop_id: int, version: tuple[int, int]) -> pd.DataFrame:  # noqa: ARG001 - the version is the key
    with reading(shop_id) as session:
        return candidates(merges.records(session.connection(), shop_id))


def said(shop_id: int) -> Said:
    """What was said so far."""
    with reading(shop_id) as session:
        listed = merges.listed(session.connection(), shop_id)
    return Said(
        tuple(merge for merge in listed if merge.state == "one"),
        tuple(merge for merge in listed if merge.state == "two"),
    )


def merge(shop_id: int, one: int, other: int, *, by: int) -> None:
    """Make two customers one person: orders, answers, contacts; the stricter consent holds.

    Raises:
        NotAllowed: the person `by` may only look.
        NoSuchCustomer: the shop has none of such a number, or the person was erased.
        SameCustomer: they are one already.
    """
    with saving(shop_id) as session:
        members.require(session, shop_id, by, role="staff")
        merges.say(session, shop_id, one, other, state="one")
        audit.record(session, act="merge", shop_id=shop_id, user_id=by, count=2)


def apart(shop_id: int, one: int, other: int, *, by: int) -> None:
    """Say that two customers are two people, so that nobody is asked again; raises as `merge`."""
    with saving(shop_id) as session:
        members.require(session, shop_id, by, role="staff")
        merges.say(session, shop_id, one, other, state="two")


def undo(shop_id: int, name: str, *, by: int) -> None:
    """Take back what was said of two customers.

    Raises:
        NotAllowed: the person `by` may only look.
        NoSuchCustomer: nothing of that name was said.
    """
    with saving(shop_id) as session:
        members.require(session, shop_id, by, role="staff")
        merges.undo(session, shop_id, name)
        audit.record(session, act="unmerge", shop_id=shop_id, user_id=by, count=2)
