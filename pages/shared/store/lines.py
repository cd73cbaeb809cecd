"""The list of a day: one line per customer, as the running belt and everybody's marks make it."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date
from itertools import compress, groupby
from operator import attrgetter
from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

from core.arrays import Index
from core.triggers.rule import Rule
from core.triggers.today import Due, due
from db import dispatches as stored
from db import orders
from pages.shared.store import belts, compared, dispatches, facts, histories
from pages.shared.store.base import reading
from pages.shared.store.belts import Running
from pages.shared.store.dispatches import Line


@dataclass(frozen=True)
class Task:
    """One thing to do for a customer.

    Attributes:
        line: what is marked.
        rule: which asks for it.
        products: what the order it is about held, "" for none.
    """

    line: Line
    rule: Rule
    products: str = ""


@dataclass(frozen=True)
class Waiting:
    """What comes up again on a later day: the rule and why it waits, a code of `CODES`."""

    rule: Rule
    code: str


@dataclass(frozen=True)
class Person:
    """A customer on the list of a day.

    Attributes:
        customer: the number.
        now: what to do, the weightiest first.
        waiting: what stands behind it.
        overdue: days the first of them has been late.
        limit: the last day it may still be done.
        if_time: beyond the capacity of the day.
    """

    customer: int
    now: tuple[Task, ...]
    waiting: tuple[Waiting, ...]
    overdue: int
    limit: date
    if_time: bool


@dataclass(frozen=True)
class Today:
    """The list of a day.

    Attributes:
        running: the belt it comes from.
        people: most urgent first, without who has been dealt with today.
    """

    running: Running
    people: tuple[Person, ...]

    def only(self, customers: Index) -> "Today":
        """The list with these customers alone; its order and what there is time for stay."""
        wanted = np.isin([person.customer for person in self.people], customers)
        return replace(self, people=tuple(compress(self.people, wanted)))


@dataclass(frozen=True)
class Key:
    """What a list is kept by: marks of the day itself do not change it.

    Attributes:
        facts: what it is made of.
        belt: number of the version that runs.
        since: since when each rule runs, by its id.
        day: of the list.
        marked: version of the marks on earlier days.
        tried: the rules that are tried, beside customers who are kept aside.
    """

    facts: facts.Key
    belt: int
    since: tuple[tuple[str, date], ...]
    day: date
    marked: int
    tried: compared.Tried = ()


def of_day(shop_id: int, day: date) -> Today | None:
    """The list of a day; None while no belt runs on it."""
    running = belts.running(shop_id, day)
    if running is None:
        return None
    people = _listed(shop_id, _key(shop_id, running, day))
    return Today(running, _without_done(people, dispatches.listed(shop_id, on=day)))


def key(shop_id: int, day: date) -> Key | None:
    """What the list of a day is kept by; None while no belt runs on it."""
    running = belts.running(shop_id, day)
    return None if running is None else _key(shop_id, running, day)


def _key(shop_id: int, running: Running, day: date) -> Key:
    with reading(shop_id) as session:
        marked = stored.version(session.connection(), shop_id, before=day)
    known = facts.key(shop_id, running.belt)
    tried = compared.tried(shop_id)
    since = belts.since(shop_id, running)
    return Key(known, running.number, since, day, marked, tried)


@st.cache_resource(max_entries=8, show_spinner=False)
def _listed(shop_id: int, version: Key) -> tuple[Person, ...]:
    """The list as it stands in the morning."""
    belt = compared.belt(belts.version(shop_id, version.belt).belt, version.tried)
    day = histories.number_of(version.day)
    since = {rule: histories.number_of(start) for rule, start in version.since}
    said = dispatches.outcomes(shop_id, before=version.day)
    found = due(facts.of_shop(shop_id, belt), belt, day, said, since)
    rows = found.decisions.frame(belt).assign(line=found.line, role=found.role)
    rows = rows.merge(_orders(shop_id, rows["anchor_order"]), how="left", on="anchor_order")
    rows = rows.fillna({"source": "", "order_no": "", "products": ""})
    for name in ("anchor_day", "due"):
        rows[name] = pd.Series(rows[name].dt.date, dtype=object)
    rows = rows.sort_values("line", kind="stable")  # of a line the winner stays first
    rules = {rule.id: rule for rule in belt.rules}
    lines = groupby(rows.itertuples(index=False), key=attrgetter("line"))
    return tuple(_person(found, place, list(parts), rules) for place, parts in lines)


def _orders(shop_id: int, numbers: Iterable[int]) -> pd.DataFrame:
    """(n, 4) `anchor_order`, `source`, `order_no`, `products` of the orders lines are about."""
    with reading(shop_id) as session:
        found = orders.named(session.connection(), shop_id, numbers=numbers)
    return found.rename(columns={"id": "anchor_order"})


def _person(found: Due, place: int, rows: list[Any], rules: dict[str, Rule]) -> Person:
    """One customer of the list, from the rows of her line."""
    gifts = [row for row in rows if row.role == "folded"]
    return Person(
        customer=int(found.customer[place]),
        now=tuple(_task(row, gifts, rules) for row in rows if row.role == "now"),
        waiting=tuple(Waiting(rules[row.rule], row.code) for row in rows if row.role == "waiting"),
        overdue=int(found.overdue[place]),
        limit=histories.day_of(found.limit[place]),
        if_time=bool(found.if_time[place]),
    )


def _task(row: Any, gifts: list[Any], rules: dict[str, Rule]) -> Task:  # noqa: ANN401 - a row of a frame
    """One thing to do; the gifts about the same order go along with it."""
    about = (row.anchor_order, row.anchor_day)
    along = (gift.rule for gift in gifts if (gift.anchor_order, gift.anchor_day) == about)
    line = Line(
        rule=row.rule,
        customer=int(row.customer),
        anchor_day=row.anchor_day,
        due=row.due,
        channel=row.channel,
        source=row.source,
        order_no=row.order_no,
        folded=tuple(along) if rules[row.rule].kind == "amount" else (),
    )
    return Task(line, rules[row.rule], row.products)


def _without_done(people: Collection[Person], said: pd.DataFrame) -> tuple[Person, ...]:
    """The list without what has been dealt with today.

    Done and skipped lines are gone, also where a file that came in since moved the order or the
    day they are counted from. Who was contacted gets no second message on the same day.
    """
    closed = said[said["outcome"].isin(["done", "skipped"])]
    off = set(zip(closed["customer"], closed["rule"], strict=True))
    contacted = set(closed.loc[closed["outcome"] == "done", "customer"])
    left = []
    for person in people:
        now = tuple(
            task
            for task in person.now
            if (person.customer, task.line.rule) not in off
            and not (person.customer in contacted and _is_message(task))
        )
        if now:
            left.append(person if now == person.now else replace(person, now=now))
    return tuple(left)


def _is_message(task: Task) -> bool:
    """Counts as a contact that must not be repeated on a day: no paper in a parcel, no rescue."""
    return task.rule.promotional and not task.rule.is_rescue and task.line.channel != "insert"
