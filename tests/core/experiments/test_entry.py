"""Who takes part since when, against a plain recount, and what the past foretells."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.experiments.entry import Outlook, dealt, eligible, outlook
from core.experiments.experiment import Experiment
from core.history import History
from core.stats.proportions import Arm
from tests.core.shops import LAST, complete, shops, slow_occasions

PLAN = Experiment("x", salt="s", start_day=50, window_days=30, planned_n=10)
SHOP = complete([1, 2, 2, 3, 4], [10, 49, 70, 50, 80])


def came(entry, *, as_of=100, today=100, **more):
    history = History.build(SHOP, as_of)
    ids, days = eligible(history, replace(PLAN, entry=entry), today=today, **more)
    return dict(zip(ids.tolist(), days.tolist(), strict=True))


def test_who_is_there_comes_in_on_the_start_day_and_the_new_with_their_first_purchase():
    assert came("known") == {1: 50, 2: 50}
    assert came("new") == {3: 50, 4: 80}
    assert came("both") == {1: 50, 2: 50, 3: 50, 4: 80}


def test_nobody_comes_in_before_the_start():
    assert came("both", today=49) == {}
    assert came("both", as_of=45, today=49) == {}


def test_orders_that_end_before_the_start_still_show_who_is_there():
    assert came("both", as_of=45, today=55) == {1: 50}
    assert came("new", as_of=45, today=55) == {}


def bought_twice(history):
    return history.occasions >= 2


def test_into_a_group_one_comes_on_the_day_the_data_shows_it():
    """Customer 2 is no member on day 49; by day 70 she has bought twice."""
    assert came("known", members=bought_twice) == {}
    assert came("new", members=bought_twice) == {2: 100}
    assert came("both", as_of=71, today=75, members=bought_twice) == {2: 71}


@given(shops(), st.integers(0, LAST), st.integers(0, LAST), st.integers(0, 40))
def test_who_comes_in_agrees_with_counting_by_hand(orders, start, as_of, late):
    plan = replace(PLAN, start_day=start)
    first = {}
    for occasion in sorted(slow_occasions(orders, as_of), key=lambda o: o.day):
        first.setdefault(occasion.customer, occasion.day)
    seen = slow_occasions(orders, min(start - 1, as_of))
    there = {o.customer for o in seen} & first.keys()
    expected = {c: start if c in there else max(day, start) for c, day in first.items()}
    today = as_of + late

    ids, days = eligible(History.build(orders, as_of), plan, today=today)

    found = dict(zip(ids.tolist(), days.tolist(), strict=True))
    assert found == (expected if today >= start else {})


@given(shops(), st.integers(0, LAST), st.integers(0, LAST))
def test_later_days_add_people_and_move_nobody_whose_orders_stand(orders, start, as_of):
    """Nobody who stays a customer changes the day she came in."""
    plan, later = replace(PLAN, start_day=start), History.build(orders, LAST)
    then = eligible(later.at(as_of), plan, today=LAST)
    now = eligible(later, plan, today=LAST)

    days = dict(zip(now[0].tolist(), now[1].tolist(), strict=True))
    first = dict(zip(later.customer.tolist(), later.first_day.tolist(), strict=True))
    for customer, day in zip(*(column.tolist() for column in then), strict=True):
        if customer in days and first[customer] <= min(start, day):
            assert days[customer] == day


def test_the_hash_deals_them_as_it_always_does():
    ids = np.arange(1, 2_001)
    sides = dealt(PLAN, ids, np.full(ids.size, 50))
    again = dealt(PLAN, ids[:100], np.full(100, 70))

    assert 0.45 < sides.control.mean() < 0.55
    mine = dict(zip(sides.customer.tolist(), sides.control.tolist(), strict=True))
    assert all(
        mine[c] == k for c, k in zip(again.customer.tolist(), again.control.tolist(), strict=True)
    )


def test_the_past_of_new_customers():
    """Ten first purchases a month for two years; every second one is back after 20 days."""
    first = np.arange(0, 720, 3)
    back = first[::2] + 20
    orders = complete(np.r_[np.arange(240), np.arange(0, 240, 2)], np.r_[first, back])
    history = History.build(orders, 760)

    found = outlook(history, replace(PLAN, entry="new"))

    assert found.there == 0
    assert found.per_month == pytest.approx(10, rel=0.15)
    assert found.past.share == pytest.approx(0.5, abs=0.02)
    assert 100 < found.past.n < 125
    assert found.months(240) == pytest.approx(24, rel=0.15)


def test_the_past_of_those_who_are_there():
    """Two customers on day 70; one of them bought in the 30 days to day 100."""
    history = History.build(complete([1, 2, 2, 3], [10, 60, 90, 85]), 100)

    found = outlook(history, replace(PLAN, entry="known"))

    assert found == Outlook(Arm(2, 1), there=3, per_month=0.0)
    assert found.months(3) == 0.0
    assert found.months(4) == float("inf")
    assert outlook(history, PLAN).per_month > 0


def test_a_shop_of_a_day_and_one_without_orders_foretell_nothing():
    assert outlook(History.build(complete([], []), 100), PLAN) == Outlook(Arm(0, 0), 0, 0.0)
    one = outlook(History.build(complete([1], [100]), 100), replace(PLAN, entry="new"))
    assert one.past == Arm(0, 0)
