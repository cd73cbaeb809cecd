"""The belt replayed: every contact through all gates, day by day."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np

from core.arrays import Codes, Days, Index, Mask
from core.formula import Formula
from core.triggers.belt import Belt
from core.triggers.calendar import Closed
from core.triggers.checks import DUPLICATE, HOLDOUT, INSERT, Checks
from core.triggers.decision import SENT, Decisions
from core.triggers.facts import Facts
from core.triggers.meets import Meets
from core.triggers.outcomes import DONE, NO_ANSWER, OUTCOMES, SKIPPED, Outcomes
from core.triggers.reach import reach
from core.triggers.spans import stamp
from core.triggers.walk import SHIFT, Log, walk

__all__ = ["DONE", "NO_ANSWER", "OUTCOMES", "SKIPPED", "Outcomes", "Replay", "replay", "through"]

FORMULAS = (
    Formula(
        "triggers.met",
        "customers and orders that set the rule off, by due day = day counted from + days",
        "D1",
    ),
    Formula(
        "triggers.sent",
        "met less what stops on its day: mall, cancelled, before, higher tier, no open channel, "
        "bought again, unhappy, days between, kept aside, closed, too often, too late",
        "D2, in this order; the first that stops decides",
    ),
    Formula(
        "triggers.cost",
        "sum of unit costs of the contacts, those of gifts that go along included",
        "S2.19-S2.21, D4",
    ),
)


AT_A_TIME = 50_000
"""Rows whose columns fit into the processor's own memory, which is twice as fast."""


WALKED_AT_ONCE = 4_000_000
"""Contacts walked together; the queue has room for four times as many."""


@dataclass(frozen=True, eq=False)
class Replay:
    """What a belt would have done.

    Attributes:
        belt: what was replayed.
        start: first day.
        end: day after the last.
        meets: whom the rules met.
        decisions: what became of them, in no special order.
    """

    belt: Belt
    start: int
    end: int
    meets: Meets = field(repr=False)
    decisions: Decisions = field(repr=False)


def replay(
    facts: Facts, belt: Belt, start: int, end: int, *, outcomes: Outcomes | None = None
) -> Replay:
    """Every contact that comes up in [start, end) through all gates, as of each day.

    Nothing that was due before `start` comes up. Customers who were already on their way are
    placed where they would be: who bought two days before `start` gets the message of day 3.

    With outcomes, a contact that passes all gates stands on the list of the day (LISTED) and
    comes up again on the next, until it is done (SENT), skipped (SKIPPED) or too late. What is
    recorded on a day changes the days after it.

    Args:
        facts: of the shop.
        belt: the rules.
        start: first day, days since 1970-01-01.
        end: the day after the last.
        outcomes: what people made of the lists; None = every line was done on its day.

    Source: D2 (the gates in this order).
    """
    end, ahead = max(start, end), lookahead(belt)
    meets = reach(facts, belt, start, end + ahead)
    decisions = through(belt, meets, start, end, outcomes)
    if ahead:
        meets, decisions = reach(facts, belt, start, end), decisions.take(decisions.due < end)
    return Replay(belt, start, end, meets, decisions)


def lookahead(belt: Belt) -> int:
    """Days by which a higher tier may come up later than a lower one that gives way to it."""
    days = [rule.days for rule in belt.rules if rule.kind == "amount"]
    return max(days, default=0) - min(days, default=0)


def through(belt: Belt, meets: Meets, start: int, end: int, outcomes: Outcomes | None) -> Decisions:
    """What the gates decide on some meets before `end`; all meets of each of their customers.

    Later meets are no decisions; they are looked at as higher tiers.
    """
    checks, closed = Checks(belt, meets), Closed(belt, start, end)
    rows, logs = np.arange(meets.size), list[Log]()
    if outcomes is None and meets.size:
        logs, rows = _at_once(checks, closed, end)
    folded = np.zeros(meets.size, np.bool_)
    for some in _groups(meets.person[rows], rows):
        log, along = walk(checks, some, closed, end, outcomes)
        logs.append(log)
        folded[along] = True
    return _decisions(meets, logs, folded)


def _groups(person: Codes, rows: Index) -> Iterator[Index]:
    """The rows of some customers after those of others, so many that they can be walked."""
    groups = -(-rows.size // WALKED_AT_ONCE)
    for group in range(groups):
        yield rows[person % groups == group] if groups > 1 else rows


def _decisions(meets: Meets, logs: list[Log], folded: Mask) -> Decisions:
    """The logs as columns."""
    kinds = (np.int64, np.int32, np.int32, np.int32)
    row, day, code, channel = (
        np.concatenate([np.empty(0, kind), *(log[part] for log in logs)])
        for part, kind in enumerate(kinds)
    )
    return Decisions(
        customer=meets.facts.customer[meets.person[row]],
        rule=meets.rule[row],
        anchor_day=meets.anchor_day[row],
        anchor_order=meets.numbered(meets.order[row]),
        due=meets.due[row],
        day=day,
        code=code,
        channel=channel,
        folded=folded[row],
    )


# --- customers of whom no contact can stand in the way of another


def _at_once(checks: Checks, closed: Closed, end: int) -> tuple[list[Log], Index]:
    """Decide at once where the order of contacts cannot matter.

    Returns:
        What was decided; the rows that are left to be walked.
    """
    meets = checks.meets
    rows, due = np.arange(meets.size), meets.due
    code, channel = _alone(checks, rows, due)
    day = due if closed.always_open else np.where(code == SENT, closed.open_from(due), due)
    walked = _crowded(checks, code, channel, day)[meets.person] & ~_settled(checks, code)
    clear = ~walked & (due < end)
    shut = np.flatnonzero(clear & (day > due))
    logs: list[Log] = [_part(clear & (day == due), rows, due, code, channel)]
    if shut.size:
        logs.append((shut, due[shut], np.full(shut.size, SHIFT, np.int32), channel[shut]))
        again = shut[day[shut] < end]
        logs.append((again, day[again], *_alone(checks, again, day[again])))
    return logs, np.flatnonzero(walked)


def _settled(checks: Checks, code: Codes) -> Mask:
    """(n,) stopped whatever else is sent: by a rule that meets the customer once, in no tiers."""
    meets = checks.meets
    found = np.zeros(meets.size, np.bool_)
    ends = np.cumsum(meets.per_rule)
    for place, (rule, part) in enumerate(zip(checks.belt.rules, meets.parts, strict=True)):
        if rule.kind in ("elapsed", "count") and not rule.cooldown_days:
            once = np.ones(part.person.size, np.bool_)
            twice = part.person[1:] == part.person[:-1]
            once[1:][twice] = once[:-1][twice] = False
            found[ends[place] - once.size : ends[place]] = once
    found &= code != SENT
    return found


def _part(chosen: Mask, rows: Index, day: Days, code: Codes, channel: Codes) -> Log:
    if chosen.all():
        return rows, day, code, channel
    return rows[chosen], day[chosen], code[chosen], channel[chosen]


def _alone(checks: Checks, rows: Index, day: Days) -> tuple[Codes, Codes]:
    """What the gates would say if nothing had ever been sent; closed days are not asked."""
    places = range(0, max(rows.size, 1), AT_A_TIME)
    parts = [
        _alone_of(checks, rows[place : place + AT_A_TIME], day[place : place + AT_A_TIME])
        for place in places
    ]
    code, channel = (np.concatenate(column) for column in zip(*parts, strict=True))
    return code, channel


def _alone_of(checks: Checks, rows: Index, day: Days) -> tuple[Codes, Codes]:
    """The same for some rows."""
    mall = checks.mall(rows, day)
    code = checks.stands(rows, day, mall)
    some = np.flatnonzero(code == 0)
    channel = np.full(rows.size, -1, np.int32)
    channel[some] = checks.channel(rows[some], day[some], mall[some])
    code[some] = checks.suits(rows[some], day[some], channel[some])
    if checks.rules.aside.any():
        some = np.flatnonzero(code == 0)
        code[some[checks.aside(rows[some])]] = HOLDOUT
    return code, channel


def _crowded(checks: Checks, code: Codes, channel: Codes, day: Days) -> Mask:
    """(p,) customers of whom one contact could stand in the way of another."""
    meets, rules = checks.meets, checks.rules
    found = np.zeros(meets.facts.customer.size, np.bool_)
    ends = np.cumsum(meets.per_rule)
    for place, (rule, end) in enumerate(zip(checks.belt.rules, ends, strict=True)):
        part = slice(end - meets.per_rule[place], end)
        at = np.flatnonzero((code[part] == SENT) | (code[part] >= DUPLICATE)) + part.start
        again = int(rules.again[place])
        if again and rule.kind != "score":
            found[_soon(meets.person[at], meets.due[at], day[at], again)] = True
        if rule.cooldown_days:
            found[_several(meets.person)] = True
    scored = np.array([rule.kind == "score" for rule in checks.belt.rules], np.bool_)
    found[_several(meets.person[scored[meets.rule]])] = True
    found[_tiered(checks)] = True
    found[_often(checks, code, channel, day)] = True
    return found


def _several(person: Codes) -> Index:
    """Persons that occur more than once."""
    return np.flatnonzero(np.bincount(person) > 1)


def _soon(person: Codes, due: Days, day: Days, again: int) -> Codes:
    """Persons with two contacts of one rule that may be too close."""
    if (person[1:] < person[:-1]).any():  # what comes up year by year is not by person
        order = np.lexsort((due, person))
        person, due, day = person[order], due[order], day[order]
    at = np.flatnonzero(person[1:] == person[:-1])
    gap = due[at + 1].astype(np.int64) - day[at]
    return person[at[gap < again]]


def _tiered(checks: Checks) -> Codes:
    """Persons with an order that meets several amount rules."""
    meets, kind = checks.meets, checks.rules.amount_of
    ends = np.cumsum(meets.per_rule)
    people = []
    for basis in (1, 2, 3):
        rules = np.flatnonzero(kind == basis)
        if rules.size < 2:
            continue
        rows = [np.arange(ends[r] - meets.per_rule[r], ends[r]) for r in rules]
        row = np.concatenate(rows)
        met = np.bincount(meets.order[row])
        people.append(meets.person[row[met[meets.order[row]] > 1]])
    return np.concatenate([np.empty(0, np.int32), *people])


def _often(checks: Checks, code: Codes, channel: Codes, day: Days) -> Codes:
    """Persons whose contacts, all on their day, would be more than the caps allow."""
    meets = checks.meets
    paper = (channel == INSERT) & (
        day == meets.due
    )  # by the next open day the parcel may have left
    counts = (code == SENT) & ~paper & checks.rules.counts[meets.rule]
    stamps = np.sort(stamp(meets.person[counts], day[counts]))
    found = [np.empty(0, np.int32)]
    for days, most in checks.belt.caps.windows():
        close = np.flatnonzero(stamps[most:] - stamps[:-most] < days)
        found.append((stamps[close] >> 32).astype(np.int32))
    return np.concatenate(found)
