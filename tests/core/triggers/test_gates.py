"""What each gate leaves, counted again by hand."""

from collections import Counter, defaultdict

import numpy as np
import pandas as pd
import pytest
from hypothesis import given

from core.consent import CHANNELS
from core.triggers import gates
from core.triggers.decision import GATES
from core.triggers.replay import replay
from tests.core.triggers.living import seeds
from tests.core.triggers.shop import DAYS, START, random_belt, random_shop
from tests.core.triggers.slow import Slow

LATER = ("SHIFT_CLOSED", "DEFER_CAP")


def both(seed):
    """A replay, and the same as rows (contact, day, code, channel)."""
    rng = np.random.default_rng(seed)
    shop, belt = random_shop(rng), random_belt(rng)
    end = START + int(rng.integers(1, DAYS))
    found = replay(shop.facts, belt, START, end)
    slow = Slow(shop.known, belt)
    return found, slow.run(START, end), slow.met(START, end)


def month(day):
    return np.datetime64(day, "D").astype("datetime64[M]")


@given(seeds)
def test_before_and_after_each_gate(seed):
    found, log, met = both(seed)
    stopped = Counter((c.rule.id, code) for c, _, code, _ in log if code in GATES)
    put_off = {code: defaultdict(set) for code in LATER}
    for c, _, code, _ in log:
        if code in LATER:
            put_off[code][c.rule.id].add(c)

    table = gates.by_gate(found)

    for rule, rows in table.groupby("rule", sort=False):
        left = sum(c.rule.id == rule for c in met)
        for row in rows.itertuples():
            gone = 0 if row.gate in LATER else stopped[rule, row.gate]
            waits = len(put_off[row.gate][rule]) if row.gate in LATER else 0
            assert (row.before, row.stopped, row.after) == (left, gone, left - gone)
            assert row.put_off == waits
            left -= gone
        sent = sum(c.rule.id == rule and code == "SENT" for c, _, code, _ in log)
        assert left == sent + gates.waiting(found)[found.belt.place(rule)]


@given(seeds)
def test_the_months_add_up_to_the_whole(seed):
    found, log, met = both(seed)
    table = gates.by_month(found)
    whole = gates.by_gate(found)

    summed = table.groupby(["rule", "gate"], sort=False)[["before", "stopped", "after"]].sum()
    assert (summed.to_numpy() == whole[["before", "stopped", "after"]].to_numpy()).all()
    first = table[table["gate"] == GATES[0]].set_index(["rule", "month"])["before"]
    expected = Counter((c.rule.id, pd.Timestamp(month(c.due))) for c in met)
    assert {key: n for key, n in first.items() if n} == dict(expected)
    gone = table[table["stopped"] > 0].set_index(["rule", "month", "gate"])["stopped"].to_dict()
    assert gone == Counter(
        (c.rule.id, pd.Timestamp(month(c.due)), code)
        for c, _, code, _ in log if code in GATES and code not in LATER
    )  # fmt: skip


@given(seeds)
def test_contacts_per_day_channel_and_person(seed):
    found, log, met = both(seed)
    sent = [(c, day, channel) for c, day, code, channel in log if code == "SENT"]

    days = gates.per_day(found).set_index("day")
    assert days["contacts"].sum() == len(sent)
    assert (days[list(CHANNELS)].sum(axis=1) == days["contacts"]).all()
    for day, n in Counter(day for _, day, _ in sent).items():
        assert days.loc[np.datetime64(day, "D"), "contacts"] == n
    channels = gates.per_channel(found).set_index("rule")
    assert Counter({(r, c): n for r, row in channels.iterrows() for c, n in row.items() if n}) == (
        Counter((c.rule.id, channel) for c, _, channel in sent)
    )
    each = Counter(c.customer for c, _, _ in sent)
    people = Counter(each.get(customer, 0) for customer in {c.customer for c in met})
    assert {n: k for n, k in enumerate(gates.per_person(found).tolist()) if k} == dict(people)


@given(seeds)
def test_whom_nobody_reaches_and_whom_two_rules_meet(seed):
    found, log, met = both(seed)
    sent = {c.customer for c, _, code, _ in log if code == "SENT"}
    ids = {c.customer for c in met}

    none, never = gates.not_reached(found)
    assert none.tolist() == sorted(ids - sent)
    assert not set(never.tolist()) & ids
    pairs = {
        (found.belt.rules[a].id, found.belt.rules[b].id): {
            one.customer for one in met for other in met
            if one.customer == other.customer and abs(one.due - other.due) <= 7
            and (one.rule.id, other.rule.id) == (found.belt.rules[a].id, found.belt.rules[b].id)
        }
        for a in range(len(found.belt.rules)) for b in range(a + 1, len(found.belt.rules))
    }  # fmt: skip
    table = gates.overlap(found)
    assert {(r.rule, r.other): r.customers for r in table.itertuples()} == {
        pair: len(people) for pair, people in pairs.items() if people
    }


@pytest.mark.parametrize("seed", range(3))
def test_why_one_customer_was_written_to_or_not(seed):
    found, log, _ = both(seed)
    for customer in {c.customer for c, *_ in log}:
        frame = gates.why(found, customer).frame(found.belt)
        rows = sorted((c.rule.id, code) for c, _, code, _ in log if c.customer == customer)
        assert sorted(zip(frame["rule"], frame["code"], strict=True)) == rows
        assert frame["day"].is_monotonic_increasing
        rule = frame["rule"].iloc[0]
        assert set(gates.why(found, customer, rule=rule).frame(found.belt)["rule"]) == {rule}
