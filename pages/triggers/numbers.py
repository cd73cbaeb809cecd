"""The numbers of the page, each computed once per belt."""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
import streamlit as st

from core.arrays import Amounts, Codes, Counts, Days, readonly
from core.history import History
from core.journey.belt import return_curve
from core.journey.returning import all_spells, step_curves
from core.stats.intervals import REFERENCE_BELOW
from core.stats.survival import Survival
from core.triggers import anyway, compare, gates, suggest, whatif
from core.triggers.anyway import Anyway, Baseline
from core.triggers.compare import Comparison
from core.triggers.decision import GATES, Decisions
from core.triggers.replay import Replay
from core.triggers.rule import Rule
from core.triggers.suggest import Suggestion
from core.triggers.whatif import Assumption, Case, Outcome, PaysOff, Spread, Step
from pages.shared.store import histories
from pages.triggers.replays import member_ids, members, replayed
from pages.triggers.view import View, facts_of

_remembered = st.cache_data(max_entries=40, show_spinner=False)

WANTED = ("SENT", "DROP_HOLDOUT")
"""Decisions on people a message would do something for."""
WITHOUT_CONSENT = (*WANTED, "DROP_NO_CONSENT")

USUAL_SILENCE = 120
"""Days of silence that are unusual, for a shop too young to tell."""

ENOUGH_ORDERS = 10
"""Orders after which an average of their value can be used."""


@dataclass(frozen=True)
class Row:
    """What one rule does, over the whole past.

    Attributes:
        rule: the rule.
        met: contacts that came up, before any gate.
        sent: contacts that passed all gates; a gift that goes along is one too.
        gifts: how many of them went along with a higher one.
        people: customers contacted.
        cost: of the contacts, minor units.
        anyway: how many bought within the window of those who would have been written to.
        base: the same as a chance, with those still inside the window.
        of_all: the chance rests on everybody met, because too few have agreed.
        margin: left of the next order, minor units, nan without a margin rate.
    """

    rule: Rule
    met: int
    sent: int
    gifts: int
    people: int
    cost: int
    anyway: Anyway
    base: Baseline
    of_all: bool
    margin: float


@dataclass(frozen=True)
class Effect:
    """Rules of one family together: from where they pay off, and what the assumption gives.

    Attributes:
        even: from where on.
        then: with the middle of the assumption; a month.
        spread: of the profit a month.
        window: days that count, None where the rules differ.
        untold: rules that are not in it, because too little is known.
    """

    even: PaysOff
    then: Outcome
    spread: Spread
    window: int | None
    untold: tuple[Rule, ...] = ()


@dataclass(frozen=True, eq=False)
class Whole:
    """What the belt does all together, over the whole past.

    Attributes:
        months: `month`, `met`, `not_agreed`, `otherwise` (held back), `sent`.
        days: `day`, `contacts`, `gifts`, `cost`.
        gates: as `core.triggers.gates.by_gate` gives them.
        channels: contacts of each rule by channel.
        persons: customers with 0, 1, 2, ... contacts, of those some rule meets.
        overlap: customers two rules meet within a week, by pair.
        reached: customers contacted.
        held: ids of customers some rule meets and none contacts.
        unmet: ids of customers no rule meets.
    """

    months: pd.DataFrame
    days: pd.DataFrame
    gates: pd.DataFrame
    channels: pd.DataFrame
    persons: tuple[int, ...]
    overlap: pd.DataFrame
    reached: int
    held: tuple[int, ...]
    unmet: tuple[int, ...]


@_remembered
def rows(view: View, kinds: tuple[str, ...] | None = None) -> tuple[Row, ...]:
    """What each rule does, of some kinds only or of all."""
    found = replayed(view)
    met = np.bincount(found.meets.rule, minlength=len(view.belt.rules))
    spent = compare.cost(view.belt, found.decisions)
    return tuple(
        _row(view, found, rule, place, int(met[place]), int(spent[place]))
        for place, rule in enumerate(view.belt.rules)
        if kinds is None or rule.kind in kinds
    )


def _row(view: View, found: Replay, rule: Rule, place: int, met: int, cost: int) -> Row:
    history = found.meets.facts.history
    mine = found.decisions.take(found.decisions.rule == place)
    sent = mine.take(mine.contact | mine.gift)
    customer, day, of_all = _asked(history, mine)
    window = rule.window_days
    margin = _margin(view, history, customer, day)
    base = anyway.baseline(anyway.waiting(history, customer, day), after=0, window=window)
    return Row(
        rule=rule,
        met=met,
        sent=sent.size,
        gifts=int(sent.gift.sum()),
        people=int(np.unique(sent.customer).size),
        cost=cost,
        anyway=anyway.bought_anyway(history, customer, day, window=window),
        base=base,
        of_all=of_all,
        margin=margin,
    )


def _asked(history: History, mine: Decisions) -> tuple[Codes, Days, bool]:
    """Whom the chance to buy anyway is asked of: places and days, and whether of all met."""
    rows = mine.is_code(*WANTED)
    of_all = int(rows.sum()) < REFERENCE_BELOW
    if of_all:
        rows = mine.is_code(*WITHOUT_CONSENT)
        of_all = bool(rows.sum() > mine.is_code(*WANTED).sum())
    chosen = mine.take(rows)
    return _places(history, chosen), chosen.day, of_all


def _places(history: History, decisions: Decisions) -> Codes:
    """Where the customers stand in the history, -1 for who is not in it any more."""
    place = np.searchsorted(history.customer, decisions.customer).astype(np.int32)
    place[place == history.n_customers] = -1
    known = history.customer[place] == decisions.customer if history.n_customers else place >= 0
    return np.where(known, place, np.int32(-1))


def _margin(view: View, history: History, customer: Codes, day: Days) -> float:
    """What is left of the next order of these people, of all repeat orders where they are few."""
    if view.margin_bp is None:
        return float("nan")
    mean, n = anyway.spent_next(history, customer, day)
    if n < ENOUGH_ORDERS:
        again = history.occasion_number > 1
        cash = history.occasion_cash[again] if again.any() else history.occasion_cash
        mean = float(cash.mean()) if cash.size else float("nan")
    return mean * view.margin_bp / 10_000


@_remembered
def effect(
    view: View, kinds: tuple[str, ...], assumption: Assumption, pull_forward: float = 0.0
) -> Effect | None:
    """What the rules of some kinds do together, a month; None where it cannot be told."""
    mine = [row for row in rows(view, kinds) if row.sent]
    cases, untold = _cases(view, mine)
    if not cases:
        return None
    windows = {_days(mine)} if set(kinds) == {"elapsed"} else {r.rule.window_days for r in mine}
    return Effect(
        even=whatif.break_even(cases, pull_forward=pull_forward),
        then=whatif.outcome(cases, assumption.median, pull_forward=pull_forward),
        spread=whatif.spread(cases, assumption, pull_forward=pull_forward),
        window=windows.pop() if len(windows) == 1 else None,
        untold=untold,
    )


def pays_off(view: View, row: Row) -> PaysOff | None:
    """From where on one rule pays off by itself, gifts included; None where it cannot be told."""
    case = _case(view, row, row.sent)
    return None if case is None else whatif.break_even([case])


def _cases(view: View, mine: list[Row]) -> tuple[tuple[Case, ...], tuple[Rule, ...]]:
    """The rules as people met: steps that follow one another are one wait.

    Returns:
        The cases; the rules of which too little is known.
    """
    steps = [row for row in mine if row.rule.kind == "elapsed"]
    kinds = dict.fromkeys((row.rule.group, row.rule.basis) for row in steps)
    chains = [[r for r in steps if (r.rule.group, r.rule.basis) == kind] for kind in kinds]
    parts = [(_chain(view, chain), chain) for chain in chains]
    parts += [(_case(view, row), [row]) for row in mine if row.rule.kind != "elapsed"]
    told = tuple(case for case, _ in parts if case is not None)
    return told, tuple(row.rule for case, part in parts if case is None for row in part)


def _days(steps: list[Row]) -> int:
    """From the first message to the end of the last window."""
    first = min(row.rule.days_after for row in steps)
    return max(row.rule.days_after + row.rule.window_days for row in steps) - first


def _case(view: View, row: Row, people: int | None = None) -> Case | None:
    """One rule, a month; `people` None = those it contacts, who are another's for its gifts."""
    met = row.sent - row.gifts if people is None else people
    if not _is_told(row.base) or np.isnan(row.margin) or not met:
        return None
    plain = whatif.single(
        met / view.months,
        row.base.share,
        seen=row.base.seen,
        margin=row.margin,
        unit_cost=0.0,
        offer=row.rule.offer.expected_cost,
    )
    return replace(plain, cost=row.cost / view.months)


def _is_told(base: Baseline) -> bool:
    """Enough people are known for a share."""
    return not np.isnan(base.share) and base.n >= REFERENCE_BELOW


def _chain(view: View, steps: list[Row]) -> Case | None:
    """Several messages after the same first purchase, a month."""
    steps = sorted(steps, key=lambda row: row.rule.days_after)
    if len(steps) == 1:
        return _case(view, steps[0])
    first = steps[0].rule.days_after
    curve = _wait(view, steps[0].rule.id)
    told = [
        Step(row.rule.days_after - first, row.rule.window_days, row.rule.offer.expected_cost)
        for row in steps
    ]
    last = max(step.day + step.window for step in told)
    whole = anyway.baseline(curve, after=0, window=last)
    if not _is_told(whole) or any(np.isnan(row.margin) for row in steps):
        return None
    return Case(
        people=_people(view, [row.rule.id for row in steps]) / view.months,
        seen=whole.seen,
        margin=steps[0].margin,
        cost=sum(row.cost for row in steps) / view.months,
        stretches=whatif.stretches(curve, told),
    )


def _wait(view: View, rule_id: str) -> Survival:
    """The days from the day of a rule to the next purchase."""
    found = replayed(view)
    history = found.meets.facts.history
    mine = found.decisions.take(found.decisions.rule == view.belt.place(rule_id))
    customer, day, _ = _asked(history, mine)
    return anyway.waiting(history, customer, day)


def people_met(view: View, ids: tuple[str, ...]) -> int:
    """Customers that at least one of these rules meets, before any gate."""
    meets = replayed(view).meets
    chosen = np.isin(meets.rule, [view.belt.place(name) for name in ids])
    return int(np.unique(meets.person[chosen]).size)


def _people(view: View, ids: list[str]) -> int:
    """Customers that at least one of these rules contacts."""
    decisions = replayed(view).decisions
    chosen = np.isin(decisions.rule, [view.belt.place(name) for name in ids])
    return int(np.unique(decisions.customer[chosen & decisions.is_code("SENT")]).size)


@st.cache_resource(max_entries=4, show_spinner=False)
def whole(view: View) -> Whole:
    """What the belt does all together."""
    found = replayed(view)
    held, unmet = gates.not_reached(found)
    if view.group:
        unmet = np.intersect1d(unmet, member_ids(view), assume_unique=True)
    persons = gates.per_person(found)
    days = gates.per_day(found)
    return Whole(
        months=_months(gates.by_month(found)),
        days=days.assign(day=days["day"].astype("datetime64[s]")),
        gates=gates.by_gate(found),
        channels=gates.per_channel(found),
        persons=tuple(persons.tolist()),
        overlap=gates.overlap(found),
        reached=int(persons[1:].sum()),
        held=tuple(held.tolist()),
        unmet=tuple(unmet.tolist()),
    )


def _months(by_month: pd.DataFrame) -> pd.DataFrame:
    """The months of all rules: who fits, who is held back by what, who is written to."""
    first = by_month[by_month["gate"] == GATES[0]].groupby("month")["before"].sum()
    stopped = by_month.pivot_table(
        index="month", columns="gate", values="stopped", aggfunc="sum", observed=True
    )
    agreed = stopped["DROP_NO_CONSENT"]
    other = stopped.sum(axis=1) - agreed
    frame = pd.DataFrame({"met": first, "not_agreed": agreed, "otherwise": other}).reset_index()
    frame["sent"] = frame["met"] - frame["not_agreed"] - frame["otherwise"]
    return frame.assign(month=frame["month"].astype("datetime64[s]"))


def curve(view: View, after: int) -> pd.DataFrame:
    """Day by day how many come back: after purchase `after`, after any with 0."""
    return _curve(view.past, after)


@_remembered
def _curve(view: View, after: int) -> pd.DataFrame:
    history, who = facts_of(view).history, members(view)
    curves = (
        step_curves(history, steps=after, who=who) if after else (all_spells(history, who=who),)
    )
    return return_curve(curves[-1])


def reached_counts(view: View, most: int) -> Counts:
    """(most,) customers who have bought at least 1, 2, ... times."""
    occasions, mine = facts_of(view).history.occasions, members(view)
    occasions = np.minimum(occasions if mine is None else occasions[mine], most)
    counts = np.bincount(occasions, minlength=most + 1)[1:]
    return np.cumsum(counts[::-1])[::-1]


def order_values(view: View) -> Amounts:
    """Net amounts of valid orders, ascending."""
    return _values(view.past)


@st.cache_resource(max_entries=2, show_spinner=False)
def _values(view: View) -> Amounts:
    return readonly(np.sort(suggest.order_values(facts_of(view).history, who=members(view))))


def scores(view: View) -> Counts:
    """(11,) answers of 0..10."""
    answers = facts_of(view).answers
    mine = np.isin(answers.customer, member_ids(view)) if view.group else slice(None)
    return np.bincount(answers.score[mine], minlength=11)


@_remembered
def compared(view: View, other: View) -> Comparison:
    """What the second belt does differently."""
    return compare.compare(replayed(view), replayed(other))


@_remembered
def suggestions(view: View) -> tuple[Suggestion, ...]:
    """What would suit the shop better; a belt is for everybody, so a group has none of its own."""
    if view.group:
        return ()
    return suggest.suggest(facts_of(view).history, view.belt)


@_remembered
def silence_days(shop_id: int, version: int) -> int:  # noqa: ARG001 - the version is the key
    """Days of silence that are unusual for the customers of the shop."""
    return suggest.unusual_silence(histories.history(shop_id)) or USUAL_SILENCE
