"""What is easily overlooked: buds of fans, answers to great trust, newcomers left alone."""

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pandas as pd

from core.arrays import Codes, Days, Floats, Index, Mask, readonly
from core.customers.acts import places
from core.formula import Formula
from core.history import History
from core.triggers.facts import Answers

BUDS = (2, 3)
"""Purchases with which somebody may become a fan (S2.9)."""

WITHIN_DAYS, RECENT_DAYS = 7, 30
PROMOTER, ANSWER_DAYS = 9, 365
DAY_HOURS = 24.0

FORMULAS = (
    Formula(
        "alerts.buds",
        "2nd or 3rd occasion more than 7 and at most 30 days ago without a contact about it "
        "within 7 days",
        "count",
    ),
    Formula(
        "alerts.response",
        "median hours from an order of at least the threshold to the first contact about it",
        "median of the answered ones",
    ),
    Formula(
        "alerts.early",
        "share of first buyers with at most 1 contact from the first day to 14 or 30 days later, "
        "whose days are over",
        "share",
    ),
    Formula(
        "alerts.promoters",
        "of those whose latest answer of the last 365 days is 9 or 10: with a friend's order",
        "share",
    ),
)


@dataclass(frozen=True, eq=False)
class Contacts:
    """Contacts that were made, by customer and time; n contacts.

    Attributes:
        customer: (n,) customer ids.
        day: (n,) shop-local days since 1970-01-01.
        second: (n,) second of the day.
        kind: (n,) kind of the rule, "" where the rule has left the belt.
    """

    customer: Index = field(repr=False)
    day: Days = field(repr=False)
    second: Codes = field(repr=False)
    kind: npt.NDArray[np.object_] = field(repr=False)

    @classmethod
    def of(
        cls,
        customer: npt.ArrayLike = (),
        day: npt.ArrayLike = (),
        kind: npt.ArrayLike = (),
        *,
        second: npt.ArrayLike | None = None,
    ) -> "Contacts":
        """Contacts in any order; without `second`, at the beginning of the day."""
        ids, days = np.asarray(customer, np.int64), np.asarray(day, np.int32)
        seconds = np.zeros(ids.size) if second is None else np.asarray(second)
        order = np.lexsort((seconds, days, ids))
        return cls(
            readonly(ids[order]),
            readonly(days[order]),
            readonly(seconds.astype(np.int32)[order]),
            readonly(np.asarray(kind, object)[order]),
        )

    def only(self, *kinds: str) -> "Contacts":
        """Those of some kinds of rules."""
        rows = np.isin(self.kind, kinds)
        return Contacts(self.customer[rows], self.day[rows], self.second[rows], self.kind[rows])

    def upto(self, customer: Index, day: npt.NDArray[np.int64]) -> Index:
        """(k,) contacts of each customer up to and including a day, counted over all before it."""
        first = np.searchsorted(self.customer, customer, "left")
        # Days of all customers in one ascending line: each has a stretch of its own.
        line = self.customer.searchsorted(self.customer, "left") * _STRETCH + self.day
        asked = first * _STRETCH + np.clip(day, -_STRETCH // 4, _STRETCH // 4)
        return np.searchsorted(line, asked, "right") - first

    def between(self, customer: Index, first: Days, last: Days) -> Index:
        """(k,) contacts of each customer from a day to another, both inclusive."""
        none = ~np.isin(customer, self.customer)
        found = self.upto(customer, last.astype(np.int64))
        found = found - self.upto(customer, first.astype(np.int64) - 1)
        return np.where(none, 0, found)


_STRETCH = 2**21
"""More days than any calendar has."""


def overlooked(history: History, contacts: Contacts, *, since: int) -> pd.DataFrame:
    """Who bought for the second or third time and heard nothing about it.

    Args:
        history: as of the day asked for.
        contacts: those about the number of purchases.
        since: purchases before this day do not count: nobody was looking then.

    Returns:
        (k, 3) `customer`, `number` of the purchase, `day`; newest first.

    Source: S2.10.
    """
    day, number = history.occasion_day, history.occasion_number
    age = history.as_of - day
    rows = np.isin(number, BUDS) & (day >= since) & (age > WITHIN_DAYS) & (age <= RECENT_DAYS)
    rows &= history.has_own[history.occasion_customer]
    customer = history.customer[history.occasion_customer[rows]]
    heard = contacts.between(customer, day[rows], day[rows] + np.int32(WITHIN_DAYS)) > 0
    found = pd.DataFrame({"customer": customer, "number": number[rows], "day": day[rows]})
    return found[~heard].sort_values(["day", "customer"], ascending=False, ignore_index=True)


@dataclass(frozen=True, eq=False)
class Response:
    """How fast the shop answers to great trust.

    Attributes:
        hours: (n,) from each order to the first contact about it, nan while there is none.
        waiting: customers whose order has had none yet, (k, 3) `customer`, `net`, `day`,
            the oldest first.
    """

    hours: Floats = field(repr=False)
    waiting: pd.DataFrame = field(repr=False)

    @property
    def median_hours(self) -> float:
        """Of the answered ones, nan without any."""
        known = self.hours[~np.isnan(self.hours)]
        return float(np.median(known)) if known.size else float("nan")

    @property
    def answered(self) -> int:
        """Orders that were answered."""
        return int(np.count_nonzero(~np.isnan(self.hours)))


def response(history: History, contacts: Contacts, *, at_least: int, since: int) -> Response:
    """Hours from a high-value order to the first contact about it.

    Args:
        history: as of the day asked for.
        contacts: those about amounts.
        at_least: net amount of one order, minor units.
        since: orders before this day do not count.

    Source: S2.18.
    """
    rows = np.flatnonzero((history.net >= at_least) & (history.day >= since) & ~history.is_void)
    rows = rows[history.has_own[history.order_customer[rows]]]
    customer, day = history.customer[history.order_customer[rows]], history.day[rows]
    first = contacts.upto(customer, day.astype(np.int64) - 1)
    at = np.searchsorted(contacts.customer, customer, "left") + first
    known = at < contacts.customer.size
    known[known] = contacts.customer[at[known]] == customer[known]
    hours = np.full(rows.size, np.nan)
    place = at[known]
    passed = (contacts.day[place] - day[known]) * DAY_HOURS
    seconds = contacts.second[place] - history.second[rows][known]
    hours[known] = np.maximum(passed + seconds / 3600, 0)
    open_ = np.isnan(hours)
    waiting = pd.DataFrame(
        {"customer": customer[open_], "net": history.net[rows][open_], "day": day[open_]}
    )
    return Response(readonly(hours), waiting.sort_values(["day", "customer"], ignore_index=True))


@dataclass(frozen=True)
class Early:
    """Contacts with newcomers.

    Attributes:
        window: days after the first purchase.
        n: first buyers whose window is over.
        left_alone: of them, with at most one contact in it.
    """

    window: int
    n: int
    left_alone: int


def early(history: History, contacts: Contacts, *, since: int, window: int) -> Early:
    """How many first buyers heard from the shop at most once in their first days.

    Args:
        history: as of the day asked for.
        contacts: all of them.
        since: who bought first before this day does not count.
        window: days.

    Source: S2.2.
    """
    first = history.first_day
    rows = history.true_first & history.has_own & (first >= since)
    rows &= first + window < history.as_of
    heard = contacts.between(history.customer[rows], first[rows], first[rows] + np.int32(window))
    return Early(window, int(np.count_nonzero(rows)), int(np.count_nonzero(heard <= 1)))


@dataclass(frozen=True, eq=False)
class Promoters:
    """Those who would recommend the shop.

    Attributes:
        customer: (n,) ids, ascending.
        has_code: (n,) was given a code for friends.
        has_friend: (n,) a friend has bought with it.
    """

    customer: Index = field(repr=False)
    has_code: Mask = field(repr=False)
    has_friend: Mask = field(repr=False)


def promoters(
    answers: Answers, *, codes: npt.ArrayLike, friends: npt.ArrayLike, as_of: int
) -> Promoters:
    """Who would recommend the shop, and what came of it.

    Args:
        answers: of the shop.
        codes: ids of customers with a code.
        friends: ids of customers whose code brought an order.
        as_of: later answers are not known yet.

    Source: S2.24.
    """
    rows = (answers.day <= as_of) & (answers.day >= as_of - ANSWER_DAYS)
    said = pd.DataFrame(
        {name: getattr(answers, name)[rows] for name in ("customer", "day", "second", "score")}
    )
    last = said.sort_values(["customer", "day", "second"], kind="stable")
    last = last.drop_duplicates("customer", keep="last")
    who = last.loc[last["score"] >= PROMOTER, "customer"].to_numpy(np.int64)
    has_code, has_friend = (_among(who, ids) for ids in (codes, friends))
    return Promoters(readonly(who), has_code, has_friend)


def _among(customers: Index, ids: npt.ArrayLike) -> Mask:
    """(n,) which of the ascending customers are among the ids."""
    found = np.zeros(customers.size, np.bool_)
    place, known = places(customers, np.asarray(ids, np.int64))
    found[place[known]] = True
    return readonly(found)
