"""Counting both sides: windows, day by day, against a plain recount."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.experiments.experiment import Experiment
from core.experiments.tally import Assigned, outcomes, small_wins, tally
from core.history import History
from core.stats.proportions import Arm
from tests.core.shops import LAST, complete, shops, slow_occasions

PLAN = Experiment("x", salt="s", start_day=0, window_days=10, planned_n=10)


def test_the_window_begins_after_the_day_and_includes_its_last():
    """Assigned on day 50, window 10 days; bought on days 50, 51, 60 and 61."""
    history = History.build(complete([1, 2, 3, 4], [50, 51, 60, 61]), 90)
    assigned = Assigned.of([1, 2, 3, 4, 5], [50] * 5, [False, False, True, True, True])

    assert outcomes(history, PLAN, assigned).tolist() == [False, True, True, False, False]
    counts = tally(history, PLAN, assigned)
    assert (counts.control, counts.treated) == (Arm(3, 1), Arm(2, 1))
    assert counts.n == 5


def test_an_open_window_is_counted_beside_not_against():
    history = History.build(complete([1, 2, 3], [52, 55, 58]), 60)
    assigned = Assigned.of([1, 2, 3, 4], [50, 51, 52, 61], [True, False, True, False])

    counts = tally(history, PLAN, assigned)

    assert (counts.control, counts.treated) == (Arm(1, 1), Arm(0, 0))
    assert (counts.control_open, counts.treated_open) == (1, 1)
    assert counts.n == 3  # the fourth is assigned tomorrow


def test_spent_means_enough_of_it_within_the_window():
    history = History.build(complete([1, 1, 2, 3], [51, 59, 55, 70], net=[600, 500, 999, 5000]), 90)
    plan = replace(PLAN, outcome="spent", at_least=1_000)
    assigned = Assigned.of([1, 2, 3], [50] * 3, [False] * 3)

    assert outcomes(history, plan, assigned).tolist() == [True, False, False]


def test_small_wins_are_those_contacted_lately_who_came():
    history = History.build(complete([1, 2, 3, 4], [58, 51, 60, 60]), 60)
    assigned = Assigned.of(
        [1, 2, 3, 4, 5], [54, 50, 59, 55, 60], [False, False, True, False, False]
    )

    assert small_wins(history, assigned) == (3, 2)


def test_nobody_takes_part_twice():
    with pytest.raises(ValueError, match=r"customer\.size == 2"):
        Assigned.of([1, 1], [3, 4], [True, False])


def test_an_empty_shop_and_an_empty_experiment():
    empty = History.build(complete([], []), 60)
    assigned = Assigned.of([1, 2], [3, 4], [True, False])

    assert tally(empty, PLAN, assigned).treated == Arm(1, 0)
    assert tally(empty, PLAN, Assigned.of([], [], [])).n == 0
    assert small_wins(empty, assigned, days=99) == (1, 0)


@given(
    shops(),
    st.dictionaries(
        st.sampled_from([3, 7, 11, 900, -4, 5]), st.tuples(st.integers(0, LAST), st.booleans())
    ),
    st.integers(1, 40),
    st.integers(0, 3_000),
    st.integers(0, LAST + 10),
)
def test_the_tally_agrees_with_counting_by_hand(orders, people, window, at_least, as_of):
    outcome = "spent" if at_least else "bought"
    plan = replace(PLAN, window_days=window, outcome=outcome, at_least=at_least)
    days, sides = ([pair[i] for pair in people.values()] for i in (0, 1))
    occasions = slow_occasions(orders, as_of)

    counts = tally(History.build(orders, as_of), plan, Assigned.of(list(people), days, sides))

    for side, arm, waiting in (
        (True, counts.control, counts.control_open),
        (False, counts.treated, counts.treated_open),
    ):
        mine = [c for c, (day, control) in people.items() if control == side and day <= as_of]
        over = [c for c in mine if people[c][0] + window <= as_of]
        cash = [
            [o.cash for o in occasions if o.customer == c and 0 < o.day - people[c][0] <= window]
            for c in over
        ]
        hits = sum(bool(c) and (not at_least or sum(c) >= at_least) for c in cash)
        assert (arm, waiting) == (Arm(len(over), hits), len(mine) - len(over))


@given(shops(), st.integers(0, LAST))
def test_later_days_change_nothing(orders, as_of):
    history = History.build(orders, LAST + 30)
    assigned = Assigned.of([3, 7, 11], [10, 40, 80], np.array([True, False, True]))

    assert tally(history.at(as_of), PLAN, assigned) == tally(
        History.build(orders, as_of), PLAN, assigned
    )
