"""What may be said and when; a thousand experiments with and without an effect."""

import os
from dataclasses import replace

import numpy as np
import pytest
from scipy.stats import binom

from core.experiments.assignment import kept_aside
from core.experiments.experiment import Experiment
from core.experiments.tally import Assigned, tally
from core.experiments.verdict import finding, judge, pooled, tells_on
from core.history import History
from core.stats.proportions import Arm, compare
from tests.core.shops import complete

RUNS = 1_000 if os.environ.get("FANBELT_TEST_PROFILE") == "drill" else 100
PEOPLE = 300
PLAN = Experiment("x", salt="s", start_day=100, window_days=30, planned_n=PEOPLE, entry="new")


def simulated(base, effect, *, salt, seed, plan=PLAN):
    """A shop of which every customer was assigned, one after the other, from the start on."""
    plan = replace(plan, salt=salt)
    rng = np.random.default_rng(seed)
    customer = np.arange(PEOPLE)
    day = plan.start_day + np.arange(PEOPLE) // 10
    control = kept_aside(plan.salt, customer, control_bp=plan.control_bp)
    came = rng.random(PEOPLE) < np.where(control, base, base + effect)
    within = day + rng.integers(1, plan.window_days + 1, PEOPLE)
    anyway = day + plan.window_days + rng.integers(1, 60, PEOPLE)
    days = np.r_[day - rng.integers(0, 90, PEOPLE), within[came], anyway]
    orders = complete(np.r_[customer, customer[came], customer], days)
    return History.build(orders, 400), plan, Assigned.of(customer, day, control)


def thousand(base, effect, plan=PLAN):
    verdicts = [
        judge(*simulated(base, effect, salt=f"run {i}", seed=i, plan=plan)) for i in range(RUNS)
    ]
    assert all(v.comparison is not None for v in verdicts)
    return verdicts


@pytest.mark.drill
@pytest.mark.parametrize("base", [0.3, 0.12])
def test_without_an_effect_alarms_are_as_rare_as_stated(base, record_property):
    alarms = sum(v.finding in {"works", "backfires"} for v in thousand(base, 0.0))

    most = int(binom.ppf(0.9995, RUNS, 0.05))
    record_property("tried", RUNS)
    record_property("false alarms", alarms)
    record_property("lost", max(alarms - most, 0))
    assert alarms <= most
    assert alarms >= binom.ppf(0.0005, RUNS, 0.03)  # and not so rare that nothing is ever found


@pytest.mark.drill
@pytest.mark.parametrize(("base", "effect"), [(0.3, 0.1), (0.12, 0.08)])
def test_with_an_effect_the_interval_covers_it_as_stated(base, effect, record_property):
    verdicts = thousand(base, effect)
    covered = sum(v.comparison.low <= effect <= v.comparison.high for v in verdicts)
    believed = sum(v.belief.low <= effect <= v.belief.high for v in verdicts)
    found = sum(v.finding == "works" for v in verdicts)

    least, most = (int(binom.ppf(q, RUNS, 0.95)) for q in (0.0005, 0.9995))
    record_property("tried", RUNS)
    record_property("covered", covered)
    record_property("found", found)
    record_property("lost", max(least - covered, 0))
    assert least <= covered <= most
    assert least <= believed
    assert found > 0.2 * RUNS
    assert sum(v.finding == "backfires" for v in verdicts) <= 0.01 * RUNS


def test_a_planted_effect_is_found():
    history, plan, assigned = simulated(0.3, 0.25, salt="a", seed=1)

    verdict = judge(history, plan, assigned)

    assert verdict.finding == "works"
    assert verdict.counts.n == verdict.assigned == PEOPLE
    assert verdict.tells_on == int(assigned.day[-1]) + 30
    assert 0 < verdict.comparison.low < 0.25 < verdict.comparison.high
    assert verdict.belief.chance > 0.99


def test_a_planted_harm_is_found():
    assert judge(*simulated(0.5, -0.3, salt="a", seed=1)).finding == "backfires"


def test_before_the_planned_end_there_is_progress_and_nothing_else():
    history, plan, assigned = simulated(0.3, 0.3, salt="a", seed=1)
    last = int(assigned.day[-1])

    running = [judge(history.at(day), plan, assigned) for day in (100, 110, last, last + 29)]

    assert {v.finding for v in running} == {"running"}
    assert all(v.counts is v.comparison is v.belief is None for v in running)
    assert [v.assigned for v in running] == [10, 110, 300, 300]
    assert {v.tells_on for v in running} == {last + 30}  # ten a day, all the time
    assert judge(history.at(last + 30), plan, assigned).finding == "works"
    assert judge(history.at(99), plan, assigned).finding == "planned"


def test_the_day_it_can_tell_follows_the_pace():
    """30 of 100 after 15 days: 35 days more, and the window of 30."""
    plan = replace(PLAN, planned_n=100)
    assigned = Assigned.of(np.arange(30), 100 + np.arange(30) // 2, np.arange(30) % 2 == 0)
    history = History.build(complete(np.arange(30), np.full(30, 90)), 114)

    assert judge(history, plan, assigned).tells_on == 114 + 35 + 30
    assert judge(history, plan, Assigned.of([], [], [])).tells_on is None
    by_day = replace(plan, planned_n=None, end_day=160)
    assert judge(history, by_day, assigned).tells_on == 190


def test_who_is_there_at_the_start_says_nothing_about_the_pace():
    """100 at once and 1 a day since: 50 more take 50 days, not half a day."""
    plan = replace(PLAN, entry="both", planned_n=160)
    days = np.r_[np.full(100, 100), np.arange(101, 111)]
    assigned = Assigned.of(np.arange(110), days, np.arange(110) % 2 == 0)

    assert tells_on(plan, assigned, 110) == 110 + 50 + 30
    assert tells_on(plan, assigned.upto(100), 100) is None
    assert tells_on(replace(plan, entry="known"), assigned.upto(100), 400) is None
    assert tells_on(replace(plan, planned_n=100), assigned.upto(100), 100) == 130


def test_whoever_comes_after_the_planned_end_changes_nothing():
    history, plan, assigned = simulated(0.3, 0.1, salt="a", seed=3)
    early = replace(plan, planned_n=200)

    then = judge(history.at(int(assigned.day[199]) + 30), early, assigned)
    later = judge(history, early, assigned)

    assert then.comparison == later.comparison
    assert later.counts.n == 200
    assert later.assigned == 300


def test_fewer_than_thirty_on_a_side_are_counted_and_not_compared():
    plan = replace(PLAN, planned_n=300, control_bp=800)

    verdict = judge(*simulated(0.1, 0.5, salt="a", seed=3, plan=plan))

    assert verdict.counts.control.n < 30
    assert verdict.finding == "cannot_tell"
    assert verdict.comparison is verdict.belief is None


@pytest.mark.parametrize(
    ("control", "treated", "found"),
    [
        (Arm(1_000, 90), Arm(1_000, 120), "works"),
        (Arm(1_000, 120), Arm(1_000, 90), "backfires"),
        (Arm(40, 3), Arm(40, 6), "cannot_tell"),
        (Arm(4_000, 320), Arm(4_000, 321), "does_not"),
    ],
)
def test_O_D7_the_one_word(control, treated, found):
    plan = replace(PLAN, expected_share=0.08, worth_share=0.10)

    assert finding(compare(control, treated), plan) == found


def test_without_a_share_that_would_be_worth_it_nothing_is_ruled_out():
    level = compare(Arm(4_000, 320), Arm(4_000, 321))

    assert finding(level, PLAN) == "cannot_tell"


def test_runs_with_another_split_are_pooled_within_themselves():
    first = simulated(0.4, 0.0, salt="a", seed=1)
    second = simulated(0.1, 0.0, salt="a", seed=2, plan=replace(PLAN, control_bp=1_000))

    result = pooled([tally(*run) for run in (first, second)])

    assert result.method == "cmh"
    assert result.p_value > 0.05
    assert result.control.n + result.treated.n == 2 * PEOPLE


def test_an_empty_shop_is_still_running():
    empty = History.build(complete([], []), 130)

    assert judge(empty, PLAN, Assigned.of([1], [120], [True])).finding == "running"
    ended = replace(PLAN, planned_n=None, end_day=101)
    assert judge(History.build(complete([], []), 200), ended, Assigned.of([], [], [])).finding == (
        "cannot_tell"
    )
