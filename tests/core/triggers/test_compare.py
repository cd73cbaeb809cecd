"""Two belts on the same past, from decisions written by hand."""

from dataclasses import replace

import numpy as np
import pytest

from core.history import History
from core.triggers.belt import Belt
from core.triggers.compare import compare
from core.triggers.decision import CODES, Decisions
from core.triggers.facts import Facts
from core.triggers.reach import Meets
from core.triggers.replay import Replay
from core.triggers.rule import Rule
from tests.core.shops import complete

BELT = Belt("one", (Rule("T3", "elapsed", days=3, unit_cost=5), Rule("C2", "count", count=2)))
ROWS = [
    # customer, rule, day, code, folded
    (1, "T3", 4, "SENT", False),
    (2, "T3", 4, "SENT", False),
    (2, "T3", 9, "DUPLICATE", False),
    (2, "C2", 9, "SENT", False),
    (3, "C2", 9, "DEFER_CAP", False),
    (3, "C2", 10, "DROP_HIGHER_TIER", True),
]


def replayed(belt=BELT, rows=ROWS, end=30):
    customer, rule, day, code, folded = zip(*rows, strict=True) if rows else ((),) * 5
    places = np.array([belt.place(name) for name in rule], np.int32)
    days = np.array(day, np.int32)
    nothing = np.full(days.size, -1, np.int32)
    found = Decisions(
        customer=np.array(customer, np.int64), rule=places, anchor_day=days, due=days, day=days,
        anchor_order=nothing.astype(np.int64), channel=nothing,
        code=np.array([CODES.index(name) for name in code], np.int32),
        folded=np.array(folded, np.bool_),
    )  # fmt: skip
    facts = Facts(History.build(complete([], []), end))
    return Replay(belt, 0, end, Meets(facts, ()), found)


def test_the_same_belts_differ_by_nothing():
    found = compare(replayed(), replayed())

    assert found.is_same
    assert (found.only_one.size, found.only_other.size, found.both) == (0, 0, 3)
    assert (found.by_rule["contacts_one"] == found.by_rule["contacts_other"]).all()
    assert (found.by_rule["cost_one"] == found.by_rule["cost_other"]).all()
    assert found.by_rule[["only_one", "only_other"]].to_numpy().sum() == 0


def test_whom_only_one_of_them_contacts():
    found = compare(replayed(), replayed(rows=[*ROWS[1:], (4, "C2", 9, "SENT", False)]))

    assert not found.is_same
    assert found.only_one.tolist() == [1]
    assert found.only_other.tolist() == [4]
    assert found.both == 2


def test_contacts_and_cost_of_each_rule():
    dearer = replace(BELT, rules=(replace(BELT.rules[0], unit_cost=7), BELT.rules[1]))
    rows = compare(replayed(), replayed(dearer, ROWS[:1])).by_rule.set_index("rule")

    assert rows.loc["T3", ["contacts_one", "contacts_other"]].tolist() == [2, 1]
    assert rows.loc["T3", ["cost_one", "cost_other"]].tolist() == [10, 7]
    assert rows.loc["T3", ["only_one", "only_other"]].tolist() == [1, 0]
    assert rows.loc["C2", ["only_one", "only_other"]].tolist() == [2, 0]


def test_a_gift_that_goes_along_costs_but_is_no_contact():
    belt = replace(BELT, rules=(BELT.rules[0], replace(BELT.rules[1], unit_cost=3)))
    rows = compare(replayed(belt), replayed(belt)).by_rule.set_index("rule")

    assert rows.loc["C2", "contacts_one"] == 1
    assert rows.loc["C2", "cost_one"] == 6


def test_a_rule_only_one_belt_has():
    short = Belt("short", BELT.rules[:1])
    rows = compare(replayed(), replayed(short, ROWS[:2])).by_rule.set_index("rule")

    assert list(rows.index) == ["T3", "C2"]
    assert rows.loc["C2", ["contacts_one", "contacts_other", "only_one"]].tolist() == [1, 0, 2]


def test_only_a_difference_in_cost_is_a_difference():
    dearer = replace(BELT, rules=(replace(BELT.rules[0], unit_cost=7), BELT.rules[1]))

    assert not compare(replayed(), replayed(dearer)).is_same


def test_belts_that_contact_nobody():
    found = compare(replayed(rows=[]), replayed(rows=[]))

    assert found.is_same
    assert found.both == 0


def test_different_days_cannot_be_compared():
    with pytest.raises(ValueError, match="days =="):
        compare(replayed(), replayed(end=31))
