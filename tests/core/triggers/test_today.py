"""The list of a day, and that it equals the replay of the day."""

from dataclasses import replace

import numpy as np
from hypothesis import given

from core.history import History, OrderColumns
from core.triggers.belt import Belt, Caps
from core.triggers.facts import Answers, Facts
from core.triggers.outcomes import Outcomes
from core.triggers.presets import PRESETS
from core.triggers.replay import replay
from core.triggers.today import due, late
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


@given(seeds)
def test_nothing_recorded_is_late_unless_the_facts_changed(seed):
    rng = np.random.default_rng(seed)
    shop, belt = random_shop(rng, surveys=1), random_belt(rng)
    end = START + int(rng.integers(1, 12))
    notes, _ = lived(shop.facts, belt, end, marks(rng))
    said = outcomes_of(notes)

    assert late(replay(shop.facts, belt, START, end, outcomes=said), said).size == 0


def test_a_line_done_before_the_cancellation_was_known_is_late():
    thanks = Belt("", (replace(PRESETS["T3"], channels=("call",)),))
    orders = OrderColumns.of([1, 2], [START, START])
    then = Facts(History.build(orders, START + 9))
    cancelled = replace(orders, void_day=np.array([START + 1, 2**31 - 1], np.int32))
    now = Facts(History.build(cancelled, START + 9))
    done = Outcomes.of(
        [1, 2], ["T3", "T3"], [START + 3] * 2, ["done"] * 2, order=[0, 1], anchor_day=[START] * 2
    )

    def found(facts, end=START + 4, belt=thanks):
        return late(replay(facts, belt, START, end, outcomes=done), done).tolist()

    assert found(then) == []
    assert found(now) == [0]
    assert found(now, end=START + 3) == []  # it was done on a later day
    assert found(now, belt=Belt("", (PRESETS["T7"],))) == []  # of a rule that is gone


def test_rules_of_a_new_version_go_on_where_they_were():
    rules = tuple(replace(PRESETS[name], channels=("call",)) for name in ("T3", "T7"))
    belt = Belt("", rules, caps=Caps(None, None, None))
    facts = Facts(History.build(OrderColumns.of([1, 2], [START, START + 4]), START + 30))
    day = START + 8

    def listed(started):
        return due(facts, belt, day, Outcomes.of(), started).customer.tolist()

    assert listed(START) == [2, 1]  # the second's day 3 was yesterday, the first's day 7, too
    assert listed(day) == []
    assert listed({"T3": START, "T7": day}) == [2]
    assert listed({"T7": START}) == [1]


def test_an_answer_newer_than_the_orders_is_on_the_list():
    rescue = Belt("", (replace(PRESETS["N6"], channels=("call",)),))
    history = History.build(OrderColumns.of([1], [START]), START + 5)
    facts = Facts(history, answers=Answers.of([1], [START + 8], [2], second=[60]))

    assert due(facts, rescue, START + 8, Outcomes.of(), START).customer.tolist() == [1]
