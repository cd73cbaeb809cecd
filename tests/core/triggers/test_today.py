"""The list of a day, and that it equals the replay of the day."""

import numpy as np
from hypothesis import given

from core.triggers.outcomes import Outcomes
from core.triggers.replay import replay
from core.triggers.today import due
from tests.core.triggers.living import (
    fast_rows,
    lived,
    marks,
    of_day,
    outcomes_of,
    seeds,
    slow_rows,
)
from tests.core.triggers.shop import DAYS, START, random_belt, random_shop
from tests.core.triggers.slow import Slow


@given(seeds)
def test_the_replay_of_a_day_equals_its_list_whatever_people_recorded(seed):
    rng = np.random.default_rng(seed)
    shop, belt = random_shop(rng, surveys=1), random_belt(rng)
    end = START + int(rng.integers(1, 25))
    notes, lists = lived(shop.facts, belt, end, marks(rng))

    found = replay(shop.facts, belt, START, end, outcomes=outcomes_of(notes))

    assert {day: of_day(found, day) for day in lists} == lists


@given(seeds)
def test_the_pencil_agrees_whatever_people_recorded(seed):
    rng = np.random.default_rng(seed)
    shop, belt = random_shop(rng, surveys=1), random_belt(rng)
    end = START + int(rng.integers(1, 25))
    notes, _ = lived(shop.facts, belt, end, marks(rng))

    found = replay(shop.facts, belt, START, end, outcomes=outcomes_of(notes))

    slow = Slow(shop.known, belt).run(START, end, notes)
    assert fast_rows(found, belt) == slow_rows(slow)


@given(seeds)
def test_with_every_line_done_on_its_day_the_lists_are_the_replay(seed):
    rng = np.random.default_rng(seed)
    shop, belt = random_shop(rng, surveys=1), random_belt(rng)
    end = START + int(rng.integers(1, 25))

    _, lists = lived(shop.facts, belt, end, lambda: "done")

    found = replay(shop.facts, belt, START, end)
    assert {day: of_day(found, day) for day in lists} == lists


@given(seeds)
def test_no_customer_stands_on_a_list_twice(seed):
    rng = np.random.default_rng(seed)
    shop, belt = random_shop(rng), random_belt(rng)
    day = START + int(rng.integers(0, DAYS))

    listed = due(shop.facts, belt, day, Outcomes.of(), START)

    assert np.unique(listed.customer).size == listed.size
    assert (listed.role[listed.winner] == "now").all()
    assert listed.decisions.customer[listed.winner].tolist() == listed.customer.tolist()
    assert (listed.limit >= day).all()
