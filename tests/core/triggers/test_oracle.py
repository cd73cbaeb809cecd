"""The worked examples of the gates, line by line."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from core.consent import Consents
from core.experiments.assignment import fractions, kept_aside
from core.history import NEVER, History, OrderColumns
from core.triggers.belt import Belt, Caps
from core.triggers.facts import Answers, Facts
from core.triggers.presets import PRESETS
from core.triggers.replay import replay

APRIL = int(np.datetime64("2026-04-01").astype(int))


def april(day):
    return APRIL + day - 1


def mail(*rules):
    return tuple(replace(PRESETS[name], channels=("email",)) for name in rules)


BELT = Belt(
    "April",
    mail("T3", "T7", "T14", "C2", "C3", "C5", "A1", "A2", "A3", "N9", "N7", "N6"),
    caps=Caps(per_day=1, per_7=2, per_30=None),
)

ORDERS = [  # customer, day of April, amount, own list, void day
    (1, 1, 4_800, True, NEVER),
    (2, 1, 12_000, True, NEVER),
    (2, 6, 3_000, True, NEVER),
    (3, 1, 25_000, True, NEVER),
    (4, 1, 30_000, True, NEVER),
    (5, 1, 12_000, False, NEVER),
    (6, 1, 9_999, True, april(3)),
    (7, 1, 6_000, True, NEVER),
    (7, 1, 5_000, True, NEVER),
    (8, 1, 5_000, True, NEVER),
]


@pytest.fixture(scope="module")
def facts():
    customer, day, net, own, void = zip(*ORDERS, strict=True)
    orders = OrderColumns.of(
        customer, [april(d) for d in day], net=net, own_list=own, void_day=void
    )
    said = [c for c in range(1, 9) if c != 4]
    words = pd.DataFrame(
        {"customer": said, "key": said, "channel": "email", "agreed": True, "day": APRIL - 30}
    )
    refusals = pd.DataFrame({"customer": [], "channel": [], "day": []})
    answers = Answers.of([3, 8], [april(5), april(4)], [5, 9], second=[15 * 3_600, 9 * 3_600])
    return Facts(History.build(orders, april(30)), Consents.build(words, refusals, ()), answers)


def lines(facts, belt=BELT):
    """customer -> {(rule, day of April, code)}"""
    frame = replay(facts, belt, APRIL, april(31)).decisions.frame(belt)
    frame["april"] = frame["day"].dt.day
    return {
        customer: set(zip(rows["rule"], rows["april"], rows["code"], strict=True))
        for customer, rows in frame.groupby("customer")
    }


EXPECTED = {
    1: {("T3", 4, "SENT"), ("T7", 8, "SENT"), ("T14", 15, "SENT")},
    2: {
        ("A1", 2, "SENT"), ("T3", 4, "SENT"), ("C2", 7, "DEFER_CAP"), ("C2", 8, "DEFER_CAP"),
        ("C2", 9, "SENT"), ("T7", 8, "DROP_REPURCHASED"), ("T14", 15, "DROP_REPURCHASED"),
    },
    3: {
        ("A1", 2, "DROP_HIGHER_TIER"), ("A2", 2, "SENT"), ("T3", 4, "SENT"), ("N6", 6, "SENT"),
        ("T7", 8, "DROP_DETRACTOR_HOLD"), ("T14", 15, "DROP_DETRACTOR_HOLD"),
    },
    4: {
        ("A1", 2, "DROP_HIGHER_TIER"), ("A2", 2, "DROP_HIGHER_TIER"), ("A3", 2, "DROP_NO_CONSENT"),
        ("T3", 4, "DROP_NO_CONSENT"), ("T7", 8, "DROP_NO_CONSENT"), ("T14", 15, "DROP_NO_CONSENT"),
    },
    5: {
        ("A1", 2, "DROP_MALL_CHANNEL"), ("T3", 4, "DROP_MALL_CHANNEL"),
        ("T7", 8, "DROP_MALL_CHANNEL"), ("T14", 15, "DROP_MALL_CHANNEL"),
    },
    6: {
        ("T3", 4, "DROP_CANCELLED"), ("T7", 8, "DROP_CANCELLED"), ("T14", 15, "DROP_CANCELLED"),
    },
    7: {("T3", 4, "SENT"), ("T7", 8, "SENT"), ("T14", 15, "SENT")},
    8: {
        ("N9", 4, "SENT"), ("T3", 4, "DEFER_CAP"), ("T3", 5, "SENT"), ("T7", 8, "DEFER_CAP"),
        ("T7", 9, "DEFER_CAP"), ("T7", 10, "DEFER_CAP"), ("T7", 11, "SENT"), ("T14", 15, "SENT"),
    },
}  # fmt: skip


@pytest.mark.parametrize("customer", sorted(EXPECTED))
def test_O_D2_each_decision(facts, customer):
    assert lines(facts)[customer] == EXPECTED[customer]


def test_O_D2_totals(facts):
    decisions = replay(facts, BELT, APRIL, april(31)).decisions

    assert decisions.counts() == {
        "SENT": 16, "DEFER_CAP": 6, "DROP_MALL_CHANNEL": 4, "DROP_NO_CONSENT": 4,
        "DROP_HIGHER_TIER": 3, "DROP_CANCELLED": 3, "DROP_REPURCHASED": 2,
        "DROP_DETRACTOR_HOLD": 2,
    }  # fmt: skip


def test_O_D2_the_lower_gift_goes_along_with_the_higher(facts):
    frame = replay(facts, BELT, APRIL, april(31)).decisions.frame(BELT)
    lower = frame[frame["code"] == "DROP_HIGHER_TIER"].set_index(["customer", "rule"])["folded"]

    assert lower.to_dict() == {(3, "A1"): True, (4, "A1"): False, (4, "A2"): False}


def test_O_D2_does_not_depend_on_how_often_anybody_may_be_contacted_in_30_days(facts):
    assert lines(facts, replace(BELT, caps=Caps())) == EXPECTED


def test_O_D1_who_is_kept_aside():
    keys = [f"C{n:03}" for n in range(1, 9)]
    expected = [.590507, .263856, .021118, .926323, .669109, .913943, .888595, .958968]  # fmt: skip

    assert fractions("salt-2026", keys) == pytest.approx(expected, abs=5e-7)
    assert kept_aside("salt-2026", keys, control_bp=1_000).tolist() == [k == "C003" for k in keys]


def test_O_D1_decides_in_the_replay(facts):
    aside = replace(PRESETS["T3"], channels=("email",), kept_aside_bp=5_000, experiment="thanks")
    belt = replace(BELT, rules=(aside, *BELT.rules[1:]))
    expected = kept_aside("thanks", range(1, 9), control_bp=5_000)

    found = lines(facts, belt)

    sent = {c for c in (1, 2, 3, 7, 8) if any(r == "T3" and k == "SENT" for r, _, k in found[c])}
    held = {c for c in (1, 2, 3, 7, 8) if ("T3", 4, "DROP_HOLDOUT") in found[c]}
    eligible = np.array([1, 2, 3, 7, 8])
    assert held == set(eligible[expected[eligible - 1]].tolist())
    assert sent == {1, 2, 3, 7, 8} - held
    assert held
    assert sent
