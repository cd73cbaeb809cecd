"""Cash per customer: by hand, with the year before taken out, and not before the end."""

from dataclasses import replace

import numpy as np
import pytest

from core.experiments.assignment import kept_aside
from core.experiments.experiment import Experiment
from core.experiments.money import cash_between, money_effect
from core.experiments.tally import Assigned
from core.history import History
from tests.core.shops import complete

PLAN = Experiment("x", salt="s", start_day=500, window_days=30, end_day=500)


def test_cash_counts_after_the_day_and_up_to_the_last_of_the_window():
    orders = complete([1, 1, 1, 1, 2], [500, 501, 530, 531, 510], net=[1, 20, 300, 4_000, 7])
    assigned = Assigned.of([1, 2, 3], [500] * 3, [True, False, False])
    history = History.build(orders, 600)

    assert cash_between(history, assigned, 0, 30).tolist() == [320, 7, 0]
    assert cash_between(history, assigned, -365, 0).tolist() == [1, 0, 0]


def a_shop(effect, seed=1, people=400):
    """Customers who buy as much as last year, the treated for `effect` more."""
    rng = np.random.default_rng(seed)
    customer = np.arange(people)
    taste = rng.gamma(2, 3_000, people)
    control = kept_aside("s", customer, control_bp=5_000)
    spent = taste + rng.normal(0, 500, people) + np.where(control, 0, effect)
    net = np.r_[taste, np.maximum(spent, 1)]
    day = np.r_[rng.integers(200, 490, people), rng.integers(501, 531, people)]
    history = History.build(complete(np.r_[customer, customer], day, net=np.rint(net)), 700)
    return history, Assigned.of(customer, np.full(people, 500), control)


def test_the_year_before_makes_a_small_effect_visible():
    history, assigned = a_shop(400)

    effect = money_effect(history, PLAN, assigned)

    assert effect.is_adjusted
    assert effect.variance_factor < 0.1
    assert effect.plain.low < 0 < effect.plain.high
    assert 0 < effect.comparison.low < 400 < effect.comparison.high
    assert effect.without_history == 0


def test_first_buyers_have_no_year_before():
    history, assigned = a_shop(400)
    moved = history.day + 365 * (history.day < 500)  # what was the year before comes after
    orders = complete(history.customer[history.order_customer], moved, net=history.net)
    late = History.build(orders, 1_100)
    plan = replace(PLAN, start_day=100, end_day=100)
    early = Assigned.of(assigned.customer, np.full(400, 100), assigned.control)

    effect = money_effect(late, plan, early)

    assert not effect.is_adjusted
    assert effect.without_history == 400
    assert effect.variance_factor == pytest.approx(1)


def test_nothing_is_said_before_the_end_or_of_a_few():
    history, assigned = a_shop(400)

    assert money_effect(history.at(529), PLAN, assigned) is None
    assert money_effect(history.at(530), PLAN, assigned) is not None
    waiting = replace(PLAN, end_day=None, planned_n=401)
    assert money_effect(history, waiting, assigned) is None
    few = Assigned.of(assigned.customer[:50], assigned.day[:50], assigned.control[:50])
    assert money_effect(history, PLAN, few) is None
