"""What each gate leaves of those met, and what the shop and its customers get to see of it."""

import numpy as np
import pandas as pd

from core.arrays import Codes, Counts, Index, Mask
from core.consent import CHANNELS
from core.formula import Formula
from core.triggers.decision import CODES, GATES, NOT_YET, Decisions
from core.triggers.meets import Meets
from core.triggers.replay import Replay
from core.triggers.spans import stamp

OVERLAP_DAYS = 7

FORMULAS = (
    Formula(
        "triggers.left",
        "met less those stopped by this gate or one before it, by due day",
        "D2; those that still wait at the end are in none of the stops",
    ),
    Formula(
        "triggers.overlap",
        "customers two rules meet with due days at most 7 apart",
        "count of customers, not of contacts",
    ),
    Formula(
        "triggers.not_reached",
        "customers some rule meets and none contacts; customers no rule meets",
        "share of customers with an order by the last day",
    ),
)


def by_gate(replayed: Replay) -> pd.DataFrame:
    """How many are left of each rule before and after each gate.

    Returns:
        One row per rule and gate, in their order: `rule` (id), `gate` (out of GATES), `before`,
        `stopped` (for good), `after`, `put_off` (contacts it put off, each counted once).
        `before` of the first gate is all that were met; `after` of the last was sent or still
        waits. SHIFT_CLOSED and DEFER_CAP stop nobody, they put off.
    """
    stops = _stops(replayed, replayed.decisions, np.zeros(replayed.decisions.size, np.int32), 1)
    table = _table(replayed, replayed.meets.per_rule[:, None], stops)
    table = table.drop(columns="month")
    table["put_off"] = _put_off(replayed).ravel()
    return table


def by_month(replayed: Replay) -> pd.DataFrame:
    """The same per month in which contacts came up.

    Returns:
        One row per rule, month and gate: `rule`, `month` (its first day), `gate`, `before`,
        `stopped`, `after`.
    """
    start, end = replayed.start, replayed.end
    months = _months(start, end)
    month = months[replayed.decisions.due - start] - months[0]
    stops = _stops(replayed, replayed.decisions, month, int(months[-1] - months[0]) + 1)
    table = _table(replayed, met_by_month(replayed.meets, start, end), stops)
    table["month"] = (months[0] + table["month"].to_numpy()).astype("datetime64[M]")
    return table


def met_by_month(meets: Meets, start: int, end: int) -> Counts:
    """(rules, months) contacts that come up in each month of [start, end), before any gate."""
    months = _months(start, end)
    size = int(months[-1] - months[0]) + 1
    days = [np.bincount(part.due - start, minlength=months.size) for part in meets.parts]
    places = np.arange(len(days))[:, None] * size + (months - months[0])
    table = np.zeros(len(days) * size, np.int64)
    if days:
        np.add.at(table, places.ravel(), np.concatenate(days))
    return table.reshape(-1, size)


def _months(start: int, end: int) -> Codes:
    """(d,) month of each day of [start, end), months since 1970-01; at least one day."""
    days = np.arange(start, max(end, start + 1)).astype("datetime64[D]")
    months: Codes = days.astype("datetime64[M]").astype(np.int32)
    return months


def _stops(replayed: Replay, decisions: Decisions, month: Codes, months: int) -> Counts:
    """(rules, months, gates) contacts each gate stopped for good."""
    final = decisions.final & ~decisions.contact
    final &= np.isin(decisions.code, [CODES.index(gate) for gate in GATES])
    cell = (decisions.rule[final].astype(np.int64) * months + month[final]) * len(GATES)
    cell += decisions.code[final] - 1
    size = len(replayed.belt.rules) * months * len(GATES)
    return np.bincount(cell, minlength=size).reshape(-1, months, len(GATES))


def _table(replayed: Replay, met: Counts, stops: Counts) -> pd.DataFrame:
    """Counts before and after each gate, from those met and those stopped."""
    after = met[:, :, None] - np.cumsum(stops, axis=2)
    rules, months, gates = stops.shape
    names = np.array([rule.id for rule in replayed.belt.rules], object)
    return pd.DataFrame(
        {
            "rule": np.repeat(names, months * gates),
            "month": np.tile(np.repeat(np.arange(months), gates), rules),
            "gate": np.tile(np.array(GATES, object), rules * months),
            "before": (after + stops).ravel(),
            "stopped": stops.ravel(),
            "after": after.ravel(),
        }
    )


def _put_off(replayed: Replay) -> Counts:
    """(rules, gates) contacts each gate put off at least once."""
    found = replayed.decisions
    counts = np.zeros((len(replayed.belt.rules), len(GATES)), np.int64)
    for code in NOT_YET:
        if CODES[code] in GATES:
            rows = found.code == code
            contact = np.stack(
                [found.rule[rows], found.customer[rows], found.anchor_order[rows],
                 found.anchor_day[rows]]
            )  # fmt: skip
            rule = np.unique(contact, axis=1)[0]
            counts[:, code - 1] = np.bincount(rule, minlength=counts.shape[0])
    return counts


def waiting(replayed: Replay) -> Counts:
    """(rules,) contacts that are neither sent nor stopped by the last day."""
    final = replayed.decisions.rule[replayed.decisions.final]
    return replayed.meets.per_rule - np.bincount(final, minlength=len(replayed.belt.rules))


def per_day(replayed: Replay) -> pd.DataFrame:
    """Contacts of each day of the replay, days without any included.

    Returns:
        `day`, `contacts`, `gifts` (that go along), `cost` (minor units), and a column of
        contacts per channel out of CHANNELS.
    """
    found, start = replayed.decisions, replayed.start
    size = replayed.end - start
    day = (found.day - start).astype(np.int64)
    each = np.array([rule.unit_cost for rule in replayed.belt.rules] or [0], np.int64)
    spent = np.zeros(size, np.int64)
    out = found.contact | found.gift
    np.add.at(spent, day[out], each[found.rule[out]])
    rows = found.contact
    channel = np.bincount(
        day[rows] * len(CHANNELS) + found.channel[rows], minlength=size * len(CHANNELS)
    ).reshape(size, len(CHANNELS))
    return pd.DataFrame(
        {
            "day": np.arange(start, replayed.end).astype("datetime64[D]"),
            "contacts": np.bincount(day[rows], minlength=size),
            "gifts": np.bincount(day[found.gift], minlength=size),
            "cost": spent,
            **dict(zip(CHANNELS, channel.T, strict=True)),
        }
    )


def per_channel(replayed: Replay) -> pd.DataFrame:
    """Contacts per rule and channel.

    Returns:
        (rules, 1 + channels) `rule` and a column of contacts per channel out of CHANNELS.
    """
    found = replayed.decisions.take(replayed.decisions.contact)
    rules, wide = len(replayed.belt.rules), len(CHANNELS)
    counts = np.bincount(found.rule.astype(np.int64) * wide + found.channel, minlength=rules * wide)
    table = pd.DataFrame(counts.reshape(rules, wide), columns=list(CHANNELS))
    table.insert(0, "rule", [rule.id for rule in replayed.belt.rules])
    return table


def per_person(replayed: Replay) -> Counts:
    """(k,) customers with 0, 1, 2, ... contacts, of those some rule meets."""
    meets, found = replayed.meets, replayed.decisions
    met = np.unique(meets.customer)
    who, counts = np.unique(found.customer[found.contact], return_counts=True)
    table = np.bincount(counts)
    table[:1] = np.setdiff1d(met, who, assume_unique=True).size
    return table if table.size else np.array([met.size], np.int64)


def not_reached(replayed: Replay) -> tuple[Index, Index]:
    """Customers nobody contacts.

    Returns:
        Ids of customers some rule meets and none contacts; ids of those with an order by the
        last day whom no rule meets. Both ascending.
    """
    meets, found = replayed.meets, replayed.decisions
    met = np.unique(meets.customer)
    sent = np.unique(found.customer[found.contact])
    base = meets.facts.history.base
    ordered = base.ids[np.unique(base.person[base.orders.day < replayed.end])]
    return np.setdiff1d(met, sent), np.setdiff1d(ordered, met)


def overlap(replayed: Replay, *, days: int = OVERLAP_DAYS) -> pd.DataFrame:
    """Customers two rules meet within a few days, before any gate.

    Returns:
        One row per pair that occurs, the most frequent first: `rule`, `other` (ids, in the
        order of the belt), `customers`.
    """
    meets, rules = replayed.meets, len(replayed.belt.rules)
    stamps = stamp(meets.person, meets.due)
    order = np.argsort(stamps)
    stamps, rule = stamps[order], meets.rule[order].astype(np.int64)
    pairs, step = [np.empty(0, np.int64)], 1
    while step < stamps.size:
        near = np.flatnonzero(stamps[step:] - stamps[:-step] <= days)
        if not near.size:
            break
        low = np.minimum(rule[near], rule[near + step])
        high = np.maximum(rule[near], rule[near + step])
        two = low < high
        pairs.append((((low * rules + high) << 32) + (stamps[near] >> 32))[two])
        step += 1
    pair, customers = np.unique(np.unique(np.concatenate(pairs)) >> 32, return_counts=True)
    names = np.array([r.id for r in replayed.belt.rules], object)
    table = pd.DataFrame(
        {"rule": names[pair // rules], "other": names[pair % rules], "customers": customers}
        if pair.size
        else {"rule": names[:0], "other": names[:0], "customers": customers}
    )
    return table.sort_values("customers", ascending=False, kind="stable", ignore_index=True)


def why(replayed: Replay, customer: int, *, rule: str | None = None) -> Decisions:
    """All decisions on one customer, by day: sent or stopped, and by what."""
    found = replayed.decisions
    chosen: Mask = found.customer == customer
    if rule is not None:
        chosen = chosen & (found.rule == replayed.belt.place(rule))
    rows = np.flatnonzero(chosen)
    return found.take(rows[np.lexsort((found.due[rows], found.day[rows]))])
