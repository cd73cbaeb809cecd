"""What comes up for each customer and when, so that all can be walked at once."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from core.arrays import Codes, Days, Index, Mask
from core.orders import run_starts
from core.triggers.checks import Checks
from core.triggers.outcomes import DONE, NO_ANSWER, Outcomes
from core.triggers.spans import stamp

Ints = npt.NDArray[np.integer[Any]]

OVER = np.int64(2**62)
"""When something comes up that is settled."""

_PLACE, _WITHIN = 24, 31
LAST = 127
"""Place within a day of what people recorded: after the list."""


@dataclass(eq=False)
class Queue:
    """Contacts and recorded outcomes of the customers that are walked, by customer; q events.

    Attributes:
        row: (q,) place in the meets, -1 for an outcome.
        who: (q,) place of the customer among those walked.
        within: (q,) place within a day.
        when: (q,) when it comes up: day, place within the day and place here in one number.
        key: (q,) what may not happen again too soon, -1 nothing; `keys` in all.
        above: (q,) the next higher tier for the same order, -1 none.
        below: (q,) the next lower tier, -1 none.
        outcome: (q,) place in the outcomes, -1 for a contact.
        target: (q,) the contact an outcome is about, -1 none.
        people: customers walked.
        keys: keys in all.
    """

    row: Index
    who: Codes
    within: Index
    when: Index = field(repr=False)
    key: Index = field(repr=False)
    above: Index = field(repr=False)
    below: Index = field(repr=False)
    outcome: Index = field(repr=False)
    target: Index = field(repr=False)
    people: int
    keys: int

    @classmethod
    def of(cls, checks: Checks, rows: Index, outcomes: Outcomes | None) -> "Queue":
        """The events of the customers of some meets.

        Args:
            checks: the belt and whom it meets.
            rows: all meets of the customers to walk.
            outcomes: what people recorded; None = nothing.
        """
        meets = checks.meets
        walked = np.zeros(meets.facts.customer.size, np.bool_)
        walked[meets.person[rows]] = True
        noted = _noted(checks, walked, outcomes)
        row = np.concatenate([rows, np.full(noted.size, -1)])
        person = np.concatenate([meets.person[rows], _person(checks, outcomes, noted)])
        day = np.concatenate([meets.due[rows], outcomes.day[noted] if outcomes else noted])
        within = np.concatenate([checks.rules.order[meets.rule[rows]], np.full(noted.size, LAST)])
        outcome = np.concatenate([np.full(rows.size, -1), noted])
        order = np.lexsort((within, stamp(person, day)))  # events that are alike keep their order
        row, outcome, within = row[order], outcome[order], within[order]
        who = (np.cumsum(walked) - 1)[person[order]].astype(np.int32)
        people = int(np.count_nonzero(walked))
        when = stamped(day[order], within, np.arange(row.size))
        above, below = _tiers(checks, row)
        target = _targets(checks, row, outcome, outcomes)
        key, keys = _keys(checks, row, who, outcome, outcomes, target, people)
        return cls(row, who, within, when, key, above, below, outcome, target, people, keys)


def stamped(day: npt.NDArray[np.integer], within: Index, place: Index) -> Index:
    """When events come up, as numbers that sort."""
    return (day.astype(np.int64) << _WITHIN) | (within << _PLACE) | place


def day_of(when: Index) -> Days:
    """The days of such numbers."""
    return (when >> _WITHIN).astype(np.int32)


def place_of(when: Index) -> Index:
    """The places of such numbers."""
    place: Index = when & (2**_PLACE - 1)
    return place


def _noted(checks: Checks, walked: Mask, outcomes: Outcomes | None) -> Index:
    """Places of the outcomes that settle something for these customers."""
    if outcomes is None:
        return np.empty(0, np.int64)
    place, known = checks.meets.facts.place(outcomes.customer)
    found = known & (outcomes.outcome != NO_ANSWER)
    found[known] &= walked[place[known]]
    return np.flatnonzero(found)


def _person(checks: Checks, outcomes: Outcomes | None, noted: Index) -> Index:
    if outcomes is None:
        return noted
    return checks.meets.facts.place(outcomes.customer[noted])[0]


def _tiers(checks: Checks, row: Index) -> tuple[Index, Index]:
    """The next higher and the next lower amount for the same order."""
    above, below = np.full(row.size, -1), np.full(row.size, -1)
    rule = checks.meets.rule[row]
    kind = np.where(row >= 0, checks.rules.amount_of[rule] if rule.size else 0, 0)
    some = np.flatnonzero(kind)
    order, rule = checks.meets.order[row[some]], rule[some]
    by_tier = np.lexsort(
        (-checks.rules.order[rule], checks.rules.at_least[rule], order, kind[some])
    )
    some, order, kind = some[by_tier], order[by_tier], kind[some][by_tier]
    same = (order[1:] == order[:-1]) & (kind[1:] == kind[:-1])
    above[some[:-1][same]], below[some[1:][same]] = some[1:][same], some[:-1][same]
    return above, below


def _targets(checks: Checks, row: Index, outcome: Index, outcomes: Outcomes | None) -> Index:
    """The contact each outcome is about: same customer, rule and order, or day counted from."""
    target = np.full(row.size, -1)
    at = np.flatnonzero(outcome >= 0)
    if outcomes is None or not at.size:
        return target
    meets, noted = checks.meets, outcome[at]
    place = {rule.id: number for number, rule in enumerate(checks.belt.rules)}
    rule = np.array([place.get(name, -1) for name in outcomes.rule[noted].tolist()], np.int64)
    person = _person(checks, outcomes, noted)
    contacts = np.flatnonzero(row >= 0)
    mine = row[contacts]
    order = outcomes.order[noted]
    for asked, theirs, ours in (
        (order >= 0, meets.anchor_order[mine], order),
        (order < 0, meets.anchor_day[mine], outcomes.anchor_day[noted]),
    ):
        columns = [(meets.person[mine], person), (meets.rule[mine], rule), (theirs, ours)]
        found = _matched(columns)
        fits = asked & (found >= 0)
        target[at[fits]] = contacts[found[fits]]
    return target


def _matched(columns: Sequence[tuple[Ints, Ints]]) -> Index:
    """Row among the first of each pair of columns that equals each row of the second, -1 none."""
    n = columns[0][0].size
    joined = [np.concatenate([theirs, ours]).astype(np.int64) for theirs, ours in columns]
    order = np.lexsort((np.arange(joined[0].size), *joined))
    starts = np.zeros(order.size, np.bool_)
    for column in joined:
        starts |= run_starts(column[order])
    head = order[np.maximum.accumulate(np.where(starts, np.arange(order.size), 0))]
    found = np.empty(order.size, np.int64)
    found[order] = np.where(head < n, head, -1)
    return found[n:]


def _keys(
    checks: Checks,
    row: Index,
    who: Codes,
    outcome: Index,
    outcomes: Outcomes | None,
    target: Index,
    people: int,
) -> tuple[Index, int]:
    """What may not happen again too soon: a rule of a customer; a survey for all bands."""
    rules, meets = checks.belt.rules, checks.meets
    scored = np.array([rule.kind == "score" for rule in rules], np.bool_)
    column = np.full(row.size, -1)
    contacts = row >= 0
    column[contacts] = meets.rule[row[contacts]]
    answered = contacts & (np.append(scored, False)[column] if rules else contacts)
    surveys, survey = np.unique(meets.survey[row[answered]], return_inverse=True)
    column[answered] = len(rules) + survey
    if outcomes is not None:
        place = {r.id: n for n, r in enumerate(rules) if r.kind != "score"}
        noted = ~contacts
        named = outcomes.rule[outcome[noted]].tolist()
        column[noted] = np.array([place.get(name, -1) for name in named], np.int64)
        aimed = noted & (target >= 0)
        column[aimed] = column[target[aimed]]
    wide = len(rules) + surveys.size
    return np.where(column >= 0, who.astype(np.int64) * wide + column, -1), people * wide


def is_done(queue: Queue, outcomes: Outcomes, at: Index) -> Mask:
    """(n,) the customer was contacted."""
    found: Mask = outcomes.outcome[queue.outcome[at]] == DONE
    return found
