"""Everything the triggers know of a shop, put together once and shared, never changed."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
import streamlit as st

from core.arrays import Index
from core.customers.segments import FieldGone, Group
from core.history import History
from core.triggers.belt import Belt
from core.triggers.facts import Answers, Assigned, Birthdays, Facts
from db import answers, consents, customers, shops
from pages.shared.store import compared, groups, histories
from pages.shared.store import consents as said
from pages.shared.store.base import reading
from pages.shared.store.groups import NoSuchGroup


@dataclass(frozen=True)
class Key:
    """What facts are kept by: they are the same as long as it is.

    Attributes:
        history: version of the orders and the consents.
        groups: key and content of the groups the belt asks for.
    """

    history: tuple[int, int]
    groups: tuple[tuple[str, Group], ...] = ()


def key(shop_id: int, belt: Belt) -> Key:
    """What the facts for a belt are kept by; a group that is gone is left out."""
    with reading(shop_id) as session:
        version = consents.version(session, shop_id)
    wanted = sorted({rule.group for rule in belt.rules} - {""})
    return Key(version, tuple(pair for name in wanted for pair in _group(shop_id, name)))


def of_shop(shop_id: int, belt: Belt) -> Facts:
    """What is known, as of each day; the members of groups are those of today.

    Args:
        shop_id: the shop.
        belt: whose groups and experiments are asked for.
    """
    plain = _of_shop(shop_id, key(shop_id, belt))
    return plain.changed(assigned=_assigned(shop_id, belt, plain.history))


def as_if_known(facts: Facts) -> Facts:
    """The same, as if what is known of people today had always been known.

    To try a belt on a past in which nobody had been asked yet.
    """
    born = facts.birthdays
    return facts.changed(
        consent_day=facts.history.as_of,
        birthdays=Birthdays.of(born.customer, born.birth),
    )


@st.cache_resource(max_entries=4, show_spinner=False)
def _of_shop(shop_id: int, version: Key) -> Facts:
    history = histories.history(shop_id)
    with reading(shop_id) as session:
        settings = shops.settings(session, shop_id)
        profiles = customers.profiles(session.connection(), shop_id)
        said_by = answers.answers(session.connection(), shop_id)
    return Facts(
        history=history,
        consents=said.of_shop(shop_id),
        answers=_answers(said_by),
        birthdays=_birthdays(profiles),
        groups=_members(shop_id, history, dict(version.groups)),
        transit_days=settings.transit_days,
    )


def _answers(said_by: pd.DataFrame) -> Answers:
    """Answers, with the surveys as codes."""
    return Answers.of(
        said_by["customer"].to_numpy(np.int64),
        said_by["day"].to_numpy(np.int32),
        said_by["score"].to_numpy(np.int32),
        second=said_by["second"].to_numpy(np.int32),
        survey=pd.factorize(said_by["survey"])[0],
    )


def _birthdays(profiles: pd.DataFrame) -> Birthdays:
    """Birthdays of those whose files tell it."""
    known = profiles.dropna(subset="birth_date")
    day = pd.to_datetime(known["birth_date"], format="ISO8601", errors="coerce").dropna()
    days = day.to_numpy("datetime64[D]").astype(np.int32)
    return Birthdays.of(known.loc[day.index, "customer"].to_numpy(np.int64), days)


def _group(shop_id: int, name: str) -> list[tuple[str, Group]]:
    try:
        return [(name, groups.group(shop_id, name))]
    except NoSuchGroup:
        return []


def _members(shop_id: int, history: History, wanted: Mapping[str, Group]) -> dict[str, Index]:
    """Ids of the members; a group on a field that is gone has none."""
    found = {}
    for name, group in wanted.items():
        try:
            mask = groups.mask_of(shop_id, group, history)
        except FieldGone:
            mask = np.zeros(history.n_customers, np.bool_)
        found[name] = history.customer[mask]
    return found


def _assigned(shop_id: int, belt: Belt, history: History) -> dict[str, Assigned]:
    """Who was dealt where, by what deals: the experiments the rules name."""
    names = sorted({rule.experiment for rule in belt.rules} - {""})
    found = ((name, compared.assigned(shop_id, name, history)) for name in names)
    return {name: dealt for name, dealt in found if dealt is not None}
