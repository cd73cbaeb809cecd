"""Whom each trigger meets, before any gate, in whole columns."""

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from core.arrays import Codes, Days, Index, Mask
from core.orders import NEVER
from core.triggers.belt import Belt
from core.triggers.calendar import in_year, monthly, year_of
from core.triggers.facts import Facts
from core.triggers.meets import Meets, Met
from core.triggers.rule import Kind, Rule

__all__ = ["Meets", "Met", "reach"]

KNOWN_AHEAD = 30
"""A birthday that was told later than this many days before it waits for the next year."""


def reach(facts: Facts, belt: Belt, start: int, end: int) -> Meets:
    """Whom each rule of the belt meets with a due day in [start, end), before any gate.

    Void orders meet too, when they became void only after they had set the rule off: the
    gates are what stops them.

    Args:
        facts: of the shop.
        belt: the rules.
        start: first day, days since 1970-01-01.
        end: the day after the last.

    Source: D1.
    """
    return Meets(facts, tuple(_met(facts, belt, rule, start, end) for rule in belt.rules))


def _met(facts: Facts, belt: Belt, rule: Rule, start: int, end: int) -> Met:
    found = _FINDERS[rule.kind](facts, belt, rule, start, end)
    rows = _within(found.due, start, end)
    if rule.group:
        members = facts.members(rule.group)[found.person]
        rows = members if rows is None else rows & members
    return found if rows is None else found.take(rows)


def _within(due: Days, start: int, end: int) -> Mask | None:
    """Due in [start, end); None if all are."""
    if not due.size or (due.min() >= start and due.max() < end):
        return None
    return (due >= start) & (due < end)


def _elapsed(facts: Facts, _belt: Belt, rule: Rule, start: int, end: int) -> Met:
    """Days after the first occasion, or after it was shipped or arrived."""
    past, after = facts.past, np.int32(rule.days_after)
    firsts = past.firsts
    day = firsts.day
    if rule.basis != "ordered":
        day = (past.shipped if rule.basis == "shipped" else past.arrived)[firsts.order]
    chosen = (day >= start - after) & (day < end - after)
    if firsts.some_late or rule.basis != "ordered":
        chosen &= firsts.since <= np.minimum(day, NEVER - after) + after
    found = Met.of(firsts.person, day, day + after, visit=firsts.visit, order=firsts.order)
    return found if chosen.all() else found.take(chosen)


def _of_visits(facts: Facts, visit: Index, day: Days, after: int, **columns: Mask) -> Met:
    base = facts.history.base
    return Met.of(
        base.visit_person[visit], day, day + np.int32(after),
        visit=visit, order=base.visit_head[visit], **columns,
    )  # fmt: skip


def _count(facts: Facts, _belt: Belt, rule: Rule, start: int, end: int) -> Met:
    """The n-th occasion, as it was numbered on its own day; it counts once."""
    past, base, after = facts.past, facts.history.base, np.int32(rule.days_after)
    visit = past.nth(rule.count)
    person, day = base.visit_person[visit], base.visit_day[visit]
    repeat = _after_one(person, lambda rows: past.visit_void[visit[rows]] > day[rows] + after)
    rows = _within(day, start - rule.days_after, end - rule.days_after)
    if rows is not None:
        inside = np.flatnonzero(rows)
        visit, person, day = visit[inside], person[inside], day[inside]
        repeat = {name: column[inside] for name, column in repeat.items()}
    order = base.visit_head[visit]
    return Met.of(person, day, day + after, visit=visit, order=order, **repeat)


def _after_one(person: Codes, stood: Callable[[Index], Mask]) -> dict[str, Mask]:
    """`repeat`: (n,) an earlier one of the same person stood; nothing where each has one.

    Args:
        person: (n,) sorted.
        stood: whether those at some rows stood on the day they came up.
    """
    again = np.flatnonzero(person[1:] == person[:-1]) + 1
    if not again.size:
        return {}
    repeat, held = np.zeros(person.size, np.bool_), stood(again - 1)
    while not np.array_equal(repeat[again], found := repeat[again - 1] | held):
        repeat[again] = found
    return {"repeat": repeat}


def _amount(facts: Facts, _belt: Belt, rule: Rule, start: int, end: int) -> Met:
    """An order, a day or all so far worth at least so much."""
    base, after = facts.history.base, rule.days_after
    repeat: dict[str, Mask] = {}
    if rule.amount_of == "order":
        order = np.flatnonzero(facts.past.net_then >= rule.at_least)
    elif rule.amount_of == "day":
        first, total = facts.sums.of_days
        order = first[total >= rule.at_least]
    else:
        order, person, day = facts.sums.crossings(rule.at_least)
        repeat = _after_one(
            person,
            lambda rows: (
                facts.sums.so_far(person[rows], day[rows] + np.int32(after)) >= rule.at_least
            ),
        )
    day = base.orders.day[order]
    rows = _within(day, start - rule.days_after, end - rule.days_after)
    if rows is not None:
        order, day = order[rows], day[rows]
        repeat = {name: column[rows] for name, column in repeat.items()}
    return Met.of(
        base.person[order], day, day + np.int32(after),
        order=order, visit=base.visit_of[order], **repeat,
    )  # fmt: skip


def _score(facts: Facts, belt: Belt, rule: Rule, _start: int, _end: int) -> Met:
    """An answer in the band of who has ordered by then; after the send hour, on the next day."""
    answers = facts.answers
    if not answers.day.size:
        return Met.none()
    due = answers.due(belt.send_hour)
    next_ = np.append(due[1:], NEVER).astype(np.int32)
    same = (answers.customer[1:] == answers.customer[:-1]) & (
        answers.survey[1:] == answers.survey[:-1]
    )
    replaced = np.where(np.append(same, False), next_, NEVER)
    chosen = (answers.score >= rule.low) & (answers.score <= rule.high)
    person, ours = facts.place(answers.customer)
    rows = np.flatnonzero(chosen & ours)
    base = facts.history.base
    rows = rows[base.orders.day[base.person_at][person[rows]] <= due[rows]]
    return Met.of(
        person[rows], answers.day[rows], due[rows],
        replaced=replaced[rows], survey=answers.survey[rows],
    )  # fmt: skip


def _birthday(facts: Facts, _belt: Belt, rule: Rule, start: int, end: int) -> Met:
    """Days ahead of each birthday of who has bought and told it in time."""
    person, ours = facts.place(facts.birthdays.customer)
    birth, known = facts.birthdays.birth[ours], facts.birthdays.known[ours]
    person = person[ours]

    def of(year: int) -> tuple[Codes, Days, Index]:
        day = in_year(birth, year)
        due = day + np.int32(rule.days_after)
        rows = np.flatnonzero((day - known >= KNOWN_AHEAD) & (due >= start) & (due < end))
        rows = rows[facts.past.bought.hold(person[rows], due[rows])]
        return person[rows].astype(np.int32), day[rows], np.full(rows.size, -1, np.int64)

    return _of_years(rule, of, start, end)


def _anniversary(facts: Facts, _belt: Belt, rule: Rule, start: int, end: int) -> Met:
    """Days ahead of the day of the first occasion, each year or in one of them."""
    past, base = facts.past, facts.history.base
    visit, since, first = past.firsts.visit, past.firsts.since, past.firsts.day
    void = past.visit_void[visit]
    year_first = first.astype("datetime64[D]").astype("datetime64[Y]").astype(np.int64) + 1970

    def of(year: int) -> tuple[Codes, Days, Index]:
        nth = year - year_first
        day = in_year(first, year)
        due = day + np.int32(rule.days_after)
        meant = nth == rule.count if rule.count else nth > 0
        meant &= (due >= start) & (due < end) & (since <= due) & (void > due)
        rows = np.flatnonzero(meant)
        return base.visit_person[visit[rows]], day[rows], visit[rows].astype(np.int64)

    return _of_years(rule, of, start, end, heads=base.visit_head)


def _of_years(
    rule: Rule,
    of: Callable[[int], tuple[Codes, Days, Index]],
    start: int,
    end: int,
    *,
    heads: Index | None = None,
) -> Met:
    """What comes up in each year of [start, end)."""
    years = range(year_of(start), year_of(max(start, end) + rule.days) + 1)
    found = [of(year) for year in years]
    person, day, visit = (np.concatenate(column) for column in zip(*found, strict=True))
    order = np.full(visit.size, -1) if heads is None else heads[visit]
    return Met.of(person, day, day + np.int32(rule.days_after), visit=visit, order=order)


def _silence(facts: Facts, _belt: Belt, rule: Rule, start: int, end: int) -> Met:
    """Days after the last occasion, without another."""
    past, base = facts.past, facts.history.base
    due = base.visit_day + np.int32(rule.days_after)
    visit = np.flatnonzero((due >= start) & (due < end) & (past.visit_void > due))
    visit = visit[~past.again(visit, due[visit])]
    return _of_visits(facts, visit, base.visit_day[visit], rule.days_after)


def _news(facts: Facts, _belt: Belt, rule: Rule, start: int, end: int) -> Met:
    """A day of each month, everybody who has bought by then."""
    everybody = np.arange(facts.customer.size, dtype=np.int32)
    days = monthly(rule.days, start, end)
    bought = [facts.past.bought.hold(everybody, np.full(everybody.size, d, np.int32)) for d in days]
    person = np.concatenate([everybody[:0], *(everybody[mask] for mask in bought)])
    due: npt.NDArray[np.int32] = np.repeat(
        np.array(days, np.int32), [int(mask.sum()) for mask in bought]
    )
    return Met.of(person, due, due)


_FINDERS: dict[Kind, Callable[[Facts, Belt, Rule, int, int], Met]] = {
    "elapsed": _elapsed, "count": _count, "amount": _amount, "score": _score,
    "birthday": _birthday, "anniversary": _anniversary, "silence": _silence, "news": _news,
}  # fmt: skip
