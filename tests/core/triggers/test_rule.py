"""Rules, belts and presets: what can be, what is refused, what does not fit together."""

import json
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given

from core.triggers.belt import Belt, Caps, problems
from core.triggers.presets import PRESETS, presets, usual_belt
from core.triggers.rule import Offer, Rule, RuleRefused
from tests.core.triggers.living import seeds
from tests.core.triggers.shop import random_belt


@given(seeds)
def test_a_belt_comes_back_from_storage_as_it_was(seed):
    belt = random_belt(np.random.default_rng(seed))

    assert Belt.of(json.loads(json.dumps(belt.plain()))) == belt


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("id", ""), ("kind", "weather"), ("days", 0), ("days", 1.5), ("days", 731), ("low", -1),
        ("high", 11), ("basis", "paid"), ("channels", ()), ("channels", ("email", "email")),
        ("channels", ("pigeon",)), ("priority", -1), ("cooldown_days", -1), ("again_days", -3),
        ("stops", ("rain",)), ("valid_days", 61), ("unit_cost", -1), ("window_days", 0),
        ("kept_aside_bp", 10_000), ("day_one", 1), ("stage", "joy"), ("promotional", None),
        ("amount_of", "year"),
    ],
)  # fmt: skip
def test_what_could_never_be_carried_out_is_refused_with_its_name(field, value):
    with pytest.raises(RuleRefused, match=f"^{field} == ") as refused:
        replace(PRESETS["T3"], **{field: value})

    assert refused.value.field == field
    assert refused.value.value == value


@pytest.mark.parametrize(
    ("preset", "field", "value"),
    [("C2", "count", 1), ("A1", "at_least", 0), ("N9", "low", 11), ("news", "days", 29)],
)
def test_limits_that_depend_on_the_kind(preset, field, value):
    with pytest.raises(RuleRefused, match=f"^{field} == "):
        replace(PRESETS[preset], **{field: value})


@pytest.mark.parametrize("parts", [{"cost": -1}, {"used_bp": 10_001}, {"kind": "car"}])
def test_an_offer_that_cannot_be(parts):
    with pytest.raises(RuleRefused):
        Offer(**{"kind": "coupon", **parts})


def test_what_an_offer_is_expected_to_cost_per_buyer():
    assert Offer("coupon", 500, 3_000).expected_cost == 150
    assert Offer("none", 500).expected_cost == 0


@pytest.mark.parametrize(
    "parts",
    [
        {"closed_weekdays": (7,)}, {"closed_weekdays": tuple(range(7))}, {"blackout": ((5, 4),)},
        {"blackout": ((0, 900),)}, {"send_hour": 24}, {"capacity": 0}, {"hold_days": -1},
        {"rules": (PRESETS["T3"], PRESETS["T3"])}, {"fold": "yes"},
    ],
)  # fmt: skip
def test_a_belt_that_cannot_be(parts):
    with pytest.raises(RuleRefused, match=f"^{next(iter(parts))} == "):
        Belt("", **parts)


@pytest.mark.parametrize("caps", [{"per_day": 0}, {"per_7": 32}, {"per_30": 1.0}])
def test_caps_that_cannot_be(caps):
    with pytest.raises(RuleRefused):
        Caps(**caps)


@pytest.mark.parametrize(
    "plain",
    [
        None, 3, [], {"rules": 3}, {"rules": [{"id": "x"}]}, {"rules": [{"kind": "count"}]},
        {"rules": [{"id": "x", "kind": "elapsed", "speed": 3}]}, {"blackout": [3]},
        {"name": "x", "caps": []}, {"rules": [{"id": "x", "kind": "elapsed", "offer": 3}]},
        {"closed_weekdays": ["x"]},
    ],
)  # fmt: skip
def test_a_stored_file_that_is_no_belt_is_refused(plain):
    with pytest.raises(RuleRefused):
        Belt.of(plain)


def test_the_order_of_a_day():
    ranked = sorted(PRESETS.values(), key=lambda rule: (rule.rank, rule.id))

    assert [rule.id for rule in ranked] == [
        "N6", "C2", "C3", "C5", "A1", "A2", "A3", "N7", "N9", "T14", "T3", "T7", "birthday",
        "anniversary", "silence", "news",
    ]  # fmt: skip
    assert replace(PRESETS["news"], priority=1).rank == 1


def test_day_one_counts_the_day_counted_from():
    third = replace(PRESETS["T3"], day_one=True)

    assert (PRESETS["T3"].days_after, third.days_after) == (3, 2)
    assert PRESETS["birthday"].days_after == -7


@pytest.mark.parametrize("currency", ["JPY", "USD", "KRW", "EUR"])
def test_the_usual_belt_fits_together_in_any_currency(currency):
    belt = usual_belt(currency)

    assert problems(belt) == ()
    steps = [rule.at_least for rule in belt.rules if rule.kind == "amount"]
    assert steps == sorted(set(steps))
    assert all(rule.text == rule.id for rule in presets(currency))


def codes(*rules):
    return [(p.code, p.rule, p.field, p.value) for p in problems(Belt("", rules))]


def test_problems_of_bands():
    low, mid, top = PRESETS["N6"], PRESETS["N7"], PRESETS["N9"]

    assert codes(top, mid, low) == []
    assert codes(top, replace(mid, high=9), low) == [("bands_overlap", "N7", "low", 9)]
    assert codes(top, low) == [("bands_gap", "", "low", 7), ("bands_gap", "", "low", 8)]
    assert codes(top, mid, low, replace(low, id="more", group="some")) == []


def test_problems_of_steps():
    three, seven = PRESETS["T3"], PRESETS["T7"]

    assert codes(three, seven) == []
    assert codes(seven, three) == [("out_of_order", "T3", "days", 3)]
    assert codes(three, replace(seven, days=3)) == [("same_threshold", "T7", "days", 3)]
    assert codes(PRESETS["A2"], PRESETS["A1"]) == [("out_of_order", "A1", "at_least", 10_000)]
    assert codes(PRESETS["C2"], replace(PRESETS["C3"], count=2)) == [
        ("same_threshold", "C3", "count", 2)
    ]


def test_a_wait_between_contacts_that_always_stops_the_next_step():
    assert codes(PRESETS["T3"], replace(PRESETS["T7"], cooldown_days=4)) == [
        ("cooldown_stops", "T7", "cooldown_days", 4)
    ]
    assert codes(PRESETS["T3"], replace(PRESETS["T7"], cooldown_days=3)) == []


def test_where_a_rule_stands():
    belt = usual_belt()

    assert belt.rules[belt.place("C3")].id == "C3"
    assert belt.days == 14
    with pytest.raises(KeyError):
        belt.place("none")
    assert Rule("x", "count", count=2).salt == "x"
