"""A belt fitted to the shop: days before people come back, amounts its own orders reach."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.history import History
from core.triggers.presets import presets, usual_belt
from core.triggers.suggest import ROUND, fitted, remembered, suggest
from tests.core.shops import complete


def cycle_shop(cycle: int = 54, customers: int = 3_000, seed: int = 5) -> History:
    """Half the first-time buyers come back, a third of them around one day."""
    rng = np.random.default_rng(seed)
    first = rng.integers(0, 400, customers)
    back = rng.random(customers) < 0.5
    usual, planted = rng.exponential(70, customers) + 1, rng.normal(cycle, 3, customers)
    gap = np.where(rng.random(customers) < 0.35, planted, usual).astype(int).clip(1)
    customer = np.concatenate([np.arange(customers), np.flatnonzero(back)])
    day = np.concatenate([first, (first + gap)[back]])
    net = np.rint(rng.lognormal(8.3, 0.7, customer.size))
    return History.build(complete(customer, day, net=net), 600)


SHOP = cycle_shop()
BELT = usual_belt()


def of(suggestions, rule):
    return next(each for each in suggestions if each.rule == rule)


def test_the_planted_cycle_is_met_a_few_days_before():
    found = of(suggest(SHOP, BELT), "T14")

    assert found.reason == "before_rise"
    assert found.around == pytest.approx(54, abs=3)
    assert found.value == found.around - 3
    assert found.now == 14
    assert found.n > 1_000
    assert 0 < found.share < 1


def test_thanks_stay_where_they_are():
    assert "T3" not in {each.rule for each in suggest(SHOP, BELT)}


def test_the_day_of_purchase_may_be_day_one():
    rules = tuple(replace(r, day_one=r.kind == "elapsed") for r in BELT.rules)

    assert of(suggest(SHOP, replace(BELT, rules=rules)), "T14").value == (
        of(suggest(SHOP, BELT), "T14").value + 1
    )


def test_amounts_are_read_off_the_shops_own_orders():
    found = [of(suggest(SHOP, BELT), rule) for rule in ("A1", "A2", "A3")]
    net = SHOP.net[SHOP.net > 0]

    assert [f.value for f in found] == sorted({f.value for f in found})
    for each, share in zip(found, (0.2, 0.05, 0.01), strict=True):
        assert each.share == pytest.approx((net >= each.value).mean())
        assert each.share == pytest.approx(share, rel=0.5)
        assert each.n == (net >= each.value).sum()


def test_an_unusual_silence_is_one_nine_of_ten_do_not_wait():
    silence = next(rule for rule in presets() if rule.kind == "silence")
    (found,) = suggest(SHOP, replace(BELT, rules=(silence,)))
    gaps = SHOP.occasion_gap[SHOP.occasion_gap >= 0]

    assert found.value == pytest.approx(np.quantile(gaps, 0.9), abs=1)
    assert found.share == pytest.approx((gaps <= found.value).mean())


def test_taken_over_they_are_suggested_no_more():
    once = fitted(BELT, suggest(SHOP, BELT))

    assert suggest(SHOP, once) == ()
    assert [rule.id for rule in once.rules] == [rule.id for rule in BELT.rules]


def test_a_small_shop_gets_no_suggestions():
    small = History.build(complete([1, 2, 3, 3], [0, 5, 9, 20], net=[500, 900, 100, 80]), 60)

    assert suggest(small, BELT) == ()


def test_an_empty_shop_gets_no_suggestions():
    assert suggest(History.build(complete([], []), 60), BELT) == ()


def test_rules_for_a_group_are_left_as_they_are():
    rules = tuple(replace(rule, group="vips") for rule in BELT.rules)

    assert suggest(SHOP, replace(BELT, rules=rules)) == ()


@given(amount=st.floats(1, 1e9), above=st.integers(0, 10**8))
def test_an_amount_that_can_be_remembered(amount, above):
    value = remembered(amount, above=above)
    digits = 10 ** (len(str(value)) - 1)

    assert value > above
    assert value < 10 or value / digits in ROUND
    if above == 0 and amount >= 10:
        assert value == pytest.approx(amount, rel=0.15)
