"""Kaplan-Meier on whole days: the worked example, ties, what is not told, and a slow twin."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.stats.survival import survival, survival_of_counts

DURATION = [5, 12, 12, 20, 25, 30, 40, 45, 60, 90]
HAPPENED = [1, 1, 0, 1, 0, 1, 0, 1, 0, 0]
cases = st.lists(st.tuples(st.integers(0, 60), st.booleans()), min_size=1, max_size=80)


def slow_curve(cases, day):
    """Share left and Greenwood sum at the end of `day`, one event day after another."""
    left, spread = 1.0, 0.0
    for t in sorted({d for d, happened in cases if happened and d <= day}):
        n = sum(d >= t for d, _ in cases)
        events = sum(d == t and happened for d, happened in cases)
        left *= 1 - events / n
        spread += events / (n * (n - events)) if n > events else math.inf
    return left, spread


def test_O_B3a_the_curve_of_ten_buyers():
    curve = survival(DURATION, HAPPENED)

    days = [5, 12, 20, 30, 45]
    assert curve.survival[days] == pytest.approx([0.9, 0.8, 0.685714, 0.548571, 0.365714], abs=1e-6)
    expected = [0.094868, 0.126491, 0.151494, 0.172438, 0.188432]
    assert curve.standard_error[days] == pytest.approx(expected, abs=1e-6)
    thirty, sixty = curve.rate(30), curve.rate(60)
    assert (1 - thirty.high, 1 - thirty.low) == pytest.approx((0.187256, 0.806377), abs=1e-6)
    assert thirty.value == pytest.approx(0.451429, abs=1e-6)
    assert sixty.value == pytest.approx(0.634286, abs=1e-6)
    assert sum(HAPPENED) / len(HAPPENED) == 0.5  # the naive ratio
    assert (thirty.n, thirty.at_risk, sixty.at_risk) == (10, 5, 2)


def test_events_come_before_censorings_of_the_same_day():
    """At day 12 both are still followed: 1 of 2, not 1 of 1."""
    assert survival([12, 12], [1, 0]).survival[12] == 0.5


def test_a_horizon_is_reported_while_ten_are_followed():
    curve = survival([5] * 3 + [30] * 9 + [31], [1] * 3 + [0] * 10)

    assert curve.follow_up == 30
    assert [r.horizon for r in curve.rates([7, 30, 31, 60])] == [7, 30]
    assert survival([4] * 9, [0] * 9).rates([1]) == []


def test_beyond_the_follow_up_nothing_is_said():
    curve = survival(DURATION, HAPPENED)

    assert math.isnan(curve.rate(91).value)
    assert math.isnan(curve.rate(30, after=61).value)
    assert curve.rate(90).value == pytest.approx(0.634286, abs=1e-6)
    assert math.isnan(survival([], []).rate(0).value)
    assert math.isnan(survival([], []).day_of_share(0.5))


def test_the_chance_of_the_silent_is_that_of_those_who_waited():
    curve = survival(DURATION, HAPPENED)
    waited = [(d, h) for d, h in zip(DURATION, HAPPENED, strict=True) if d > 12]

    chance = curve.rate(30, after=12)
    alone = survival(*zip(*waited, strict=True)).rate(42)

    assert chance.value == pytest.approx(1 - curve.survival[42] / curve.survival[12])
    assert (chance.value, chance.low, chance.high) == pytest.approx(
        (alone.value, alone.low, alone.high)
    )
    assert (chance.n, chance.at_risk) == (7, 3)


def test_the_day_by_which_a_share_returned_is_told_only_when_reached():
    curve = survival(DURATION, HAPPENED)

    assert curve.day_of_share(0.25) == 20
    assert curve.day_of_share(0.5) == 45
    assert curve.day_of_share(0.2) == 12  # exactly .8 are left on day 12
    assert math.isnan(curve.day_of_share(0.7))


@given(cases)
def test_the_curve_agrees_with_the_slow_twin(cases):
    curve = survival(*zip(*cases, strict=True))

    for day in range(max(d for d, _ in cases) + 1):
        left, spread = slow_curve(cases, day)
        assert curve.survival[day] == pytest.approx(left, abs=1e-12)
        assert curve.variance_sum[day] == pytest.approx(spread, rel=1e-9)
        assert curve.at_risk[day] == sum(d >= day for d, _ in cases)


@given(cases, st.integers(0, 60), st.integers(0, 30))
def test_the_interval_holds_the_rate(cases, horizon, after):
    rate = survival(*zip(*cases, strict=True)).rate(horizon, after=after)

    if not math.isnan(rate.low):
        assert 0 <= rate.low <= rate.value <= rate.high <= 1


@given(cases, cases)
def test_counts_of_two_parts_add_up_to_the_curve_of_the_whole(one, other):
    def counts(part, kind):
        return np.bincount([d for d, h in part if h is kind], minlength=61)

    whole = survival(*zip(*(one + other), strict=True))
    added = survival_of_counts(
        counts(one, True) + counts(other, True), counts(one, False) + counts(other, False)
    )

    np.testing.assert_allclose(added.survival[: whole.survival.size], whole.survival)
    assert added.n == whole.n
