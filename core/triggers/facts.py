"""Everything the triggers know of a shop, by the day it became known."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Self

import numpy as np
import numpy.typing as npt
import pandas as pd

from core.arrays import Codes, Days, Floats, Index, Mask, readonly
from core.consent import Consents
from core.customers.acts import places
from core.experiments.assignment import BP, fractions
from core.history import History
from core.triggers.doors import Doors
from core.triggers.past import Past
from core.triggers.rule import UNHAPPY, Rule
from core.triggers.spans import Latest, Places
from core.triggers.sums import Sums

NO_TIME = -1
"""The second of an answer of which only the day is known."""


@dataclass(frozen=True, eq=False)
class Answers:
    """Answers to "would you recommend us", sorted by (survey, customer, day, second); a answers.

    Attributes:
        customer: (a,) customer ids.
        day: (a,) days since 1970-01-01.
        second: (a,) second of the day, the last one where only the day is known.
        score: (a,) whole numbers 0..10.
        survey: (a,) code of the survey.
    """

    customer: npt.NDArray[np.int64] = field(repr=False)
    day: Days = field(repr=False)
    second: Codes = field(repr=False)
    score: Codes = field(repr=False)
    survey: Codes = field(repr=False)

    @classmethod
    def of(
        cls,
        customer: npt.ArrayLike = (),
        day: npt.ArrayLike = (),
        score: npt.ArrayLike = (),
        *,
        second: npt.ArrayLike | None = None,
        survey: npt.ArrayLike | None = None,
    ) -> Self:
        """Answers in any order; of one second, the later row counts as the later answer.

        Args:
            customer: (a,) ids.
            day: (a,) days since 1970-01-01.
            score: (a,) answers.
            second: (a,) second of the day, `NO_TIME` where only the day is known.
            survey: (a,) code of the survey; None = all of one.

        Raises:
            ValueError: an answer that is no whole number of 0..10.
        """
        ids, days, scores = (np.asarray(v) for v in (customer, day, score))
        wrong = scores[~((scores >= 0) & (scores <= 10) & (scores % 1 == 0))]
        if wrong.size:
            raise ValueError(f"score == {wrong[0]}, must be a whole number in 0..10")
        at = np.full(ids.size, NO_TIME) if second is None else np.asarray(second)
        at = np.where(at == NO_TIME, 86_399, at)
        of = np.zeros(ids.size, np.int32) if survey is None else np.asarray(survey)
        order = np.lexsort((at, days, ids, of))
        return cls(
            customer=readonly(ids.astype(np.int64)[order]),
            day=readonly(days.astype(np.int32)[order]),
            second=readonly(at.astype(np.int32)[order]),
            score=readonly(scores.astype(np.int32)[order]),
            survey=readonly(of.astype(np.int32)[order]),
        )

    def due(self, send_hour: int) -> Days:
        """(a,) the day of the answer, or the next where it came after the send hour."""
        return self.day + (self.second >= send_hour * 3_600).astype(np.int32)


@dataclass(frozen=True, eq=False)
class Birthdays:
    """Birthdays that are known; b customers, ids ascending.

    Attributes:
        customer: (b,) ids.
        birth: (b,) dates of birth, days since 1970-01-01 (before it: negative).
        known: (b,) day the shop learned it.
    """

    customer: npt.NDArray[np.int64] = field(repr=False)
    birth: Days = field(repr=False)
    known: Days = field(repr=False)

    @classmethod
    def of(
        cls,
        customer: npt.ArrayLike = (),
        birth: npt.ArrayLike = (),
        known: npt.ArrayLike | None = None,
    ) -> Self:
        """Birthdays in any order; without `known`, known all along."""
        ids = np.asarray(customer, np.int64)
        since = np.full(ids.size, -(10**6)) if known is None else np.asarray(known)
        order = np.argsort(ids)
        return cls(
            customer=readonly(ids[order]),
            birth=readonly(np.asarray(birth, np.int32)[order]),
            known=readonly(since.astype(np.int32)[order]),
        )


@dataclass(frozen=True, eq=False)
class Assigned:
    """Who was dealt where in an experiment, and stays there; ids ascending.

    Attributes:
        customer: (k,) ids.
        kept_aside: (k,) left alone.
    """

    customer: npt.NDArray[np.int64]
    kept_aside: npt.NDArray[np.bool_]


def nobody() -> Consents:
    """What is known where nobody was asked."""
    words = pd.DataFrame({name: [] for name in ("customer", "key", "channel", "agreed", "day")})
    refusals = pd.DataFrame({name: [] for name in ("customer", "channel", "day")})
    return Consents.build(words, refusals, ())


@dataclass(frozen=True, eq=False)
class Facts:
    """What the triggers know; as of a day, they use what was known on that day.

    Customers are the ids of all who ever ordered (`customer`), those of void orders too.

    Attributes:
        history: the orders.
        consents: what customers said.
        answers: what they answered; they may be newer than the orders.
        birthdays: when they were born.
        groups: ids of the members of each saved group, ascending, as they are now.
        assigned: who was dealt where, by the salt of the rule.
        consent_day: None = consents as they were on each day; a day = as on that day, always
            (to try a belt on a past in which nobody had been asked yet).
        transit_days: days from shipping to arrival where a file lacks the arrival.
        packing_days: days a parcel waits after the order where a file has no shipping days; a
            paper can still be put in.
    """

    history: History
    consents: Consents = field(default_factory=nobody)
    answers: Answers = field(default_factory=Answers.of)
    birthdays: Birthdays = field(default_factory=Birthdays.of)
    groups: Mapping[str, Index] = field(default_factory=dict)
    assigned: Mapping[str, Assigned] = field(default_factory=dict)
    consent_day: int | None = None
    transit_days: int = 2
    packing_days: int = 1

    @property
    def customer(self) -> npt.NDArray[np.int64]:
        """(p,) ids of all customers who ever ordered, ascending."""
        return self.history.base.ids

    @cached_property
    def past(self) -> Past:
        """The orders as they were known on any day."""
        return Past(self.history, self.transit_days, self.packing_days)

    @cached_property
    def sums(self) -> Sums:
        """Money over several orders."""
        return Sums(self.past)

    @cached_property
    def doors(self) -> Doors:
        """Who could be contacted how."""
        return Doors(self.consents, self.customer, self.consent_day)

    def changed(self, **parts: Any) -> Self:  # noqa: ANN401  any of the attributes
        """The same with other parts; what was worked out of the parts that stay is shared."""
        other = replace(self, **parts)
        for name, made_of in _SHARED.items():
            if not made_of & set(parts):
                other.__dict__[name] = getattr(self, name)
        return other

    def place(self, customers: npt.NDArray[np.int64]) -> tuple[Index, Mask]:
        """(n,) place of each id among the customers; (n,) whether it is one of them."""
        return places(self.customer, customers)

    def members(self, group: str) -> Mask:
        """(p,) members of a saved group; nobody where it is gone."""
        inside = np.zeros(self.customer.size, np.bool_)
        place, known = self.place(np.asarray(self.groups.get(group, ()), np.int64))
        inside[place[known]] = True
        return inside

    @cached_property
    def _unhappy(self) -> Latest:
        """The days of unhappy answers."""
        known = self.answers.score <= UNHAPPY
        place, ours = self.place(self.answers.customer[known])
        return Latest.of(place[ours], self.answers.day[known][ours])

    def unhappy(self, person: Places, day: Days, *, within: int) -> Mask:
        """(n,) gave an unhappy answer on the day or the `within` - 1 days before."""
        found = np.zeros(person.size, np.bool_)
        rows = np.flatnonzero(self._ever_unhappy[person])
        found[rows] = self._unhappy.day(person[rows], day[rows]) > day[rows] - within
        return found

    @cached_property
    def _ever_unhappy(self) -> Mask:
        ever = np.zeros(self.customer.size, np.bool_)
        ever[self._unhappy.stamps >> 32] = True
        return ever

    @cached_property
    def _drawn(self) -> dict[str, Floats]:
        return {}

    def kept_aside(self, rule: Rule, person: Places) -> Mask:
        """(n,) kept aside to compare: as recorded, else by the hash of the customer's id.

        Only those asked for are drawn, each once.

        Source: D2, O-D1.
        """
        fraction = self._drawn.setdefault(rule.salt, np.full(self.customer.size, np.nan))
        new = person[np.isnan(fraction[person])]
        if new.size:
            new = np.unique(new)
            fraction[new] = fractions(rule.salt, self.customer[new].tolist())
        aside: Mask = fraction[person] < rule.kept_aside_bp / BP
        if (dealt := self.assigned.get(rule.salt)) is not None:
            row, known = places(dealt.customer, self.customer[person])
            aside[known] = dealt.kept_aside[row[known]]
        return aside


_SHARED = {
    "past": {"history", "transit_days", "packing_days"},
    "sums": {"history", "transit_days", "packing_days"},
    "doors": {"history", "consents", "consent_day"},
    "_drawn": {"history"},
    "_unhappy": {"history", "answers"},  # by place of the customer
}
"""What is worked out once, and the parts it is made of."""
