"""The effect is assumed, and from where it pays off is computed."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.stats.survival import survival, survival_of_counts
from core.triggers.whatif import (
    ASSUMPTIONS,
    Assumption,
    Case,
    Step,
    Stretch,
    break_even,
    outcome,
    single,
    spread,
    stretches,
)

PLAIN = single(1_000, 0.08, seen=1_000, margin=2_400, unit_cost=5)
COUPON = single(1_000, 0.08, seen=1_000, margin=2_400, unit_cost=5, offer=500)


def test_O_D3_without_a_coupon():
    even = break_even([PLAIN])
    then = outcome([PLAIN], 1.25)

    assert even.p1 == pytest.approx(0.082083, abs=1e-6)
    assert even.hr == pytest.approx(1.0272, abs=5e-5)
    assert then.p1 == pytest.approx(0.098979, abs=1e-6)
    assert then.extra == pytest.approx(18.979, abs=1e-3)
    assert then.profit == pytest.approx(40_550.2, abs=0.1)
    assert then.roi == pytest.approx(8.11, abs=5e-3)
    assert outcome([PLAIN], 1.0).profit == pytest.approx(-5_000)


def test_O_D3_the_same_message_with_a_coupon_turns_gain_into_loss():
    even = break_even([COUPON])
    then = outcome([COUPON], 1.25)

    assert even.p1 == pytest.approx(0.103684, abs=1e-6)
    assert even.hr == pytest.approx(1.3128, abs=5e-5)
    assert then.profit == pytest.approx(-8_939.4, abs=0.1)
    assert then.roi == pytest.approx(-0.164, abs=5e-4)
    assert outcome([COUPON], 1.5).profit == pytest.approx(26_377.3, abs=0.1)
    assert outcome([COUPON], 1.0).profit == pytest.approx(-45_000)


def test_O_D3_the_coupon_is_paid_on_all_buyers():
    then = outcome([COUPON], 1.25)

    assert then.offers == pytest.approx(500 * then.p1 * 1_000)


def test_O_D4_the_small_table():
    curve = survival(
        [5, 12, 12, 20, 25, 30, 40, 45, 60, 90],
        [True, True, False, True, False, True, False, True, False, False],
    )
    (only,) = stretches(curve, [Step(14, 30)])
    case = Case(1_000, 1_000, 2_400, 5_000, (only,))

    assert only.chance == pytest.approx(0.314286, abs=1e-6)
    assert outcome([case], 1.25).p1 == pytest.approx(0.376008, abs=1e-6)


def test_O_D4_from_nine_tenths_to_eight():
    case = single(1_000, 1 - 0.81 / 0.90, seen=1_000, margin=2_400, unit_cost=5)

    then = outcome([case], 1.25)

    assert then.p0 == pytest.approx(0.1)
    assert then.p1 == pytest.approx(0.123397, abs=1e-6)
    assert then.extra == pytest.approx(23.397, abs=1e-3)


def test_O_D5_the_spread_of_the_profit():
    believed = Assumption(1.0, 1.5)
    plain, coupon = spread([PLAIN], believed), spread([COUPON], believed)

    found = (plain.mean, plain.low, plain.median, plain.high)
    assert found == pytest.approx((37_300, 1_100, 36_000, 78_500), abs=1_500)
    assert plain.chance == pytest.approx(0.955, abs=0.01)
    found = (coupon.mean, coupon.low, coupon.median, coupon.high)
    assert found == pytest.approx((-11_700, -40_700, -12_400, 19_700), abs=1_500)
    assert coupon.chance == pytest.approx(0.252, abs=0.01)


@pytest.mark.parametrize(
    ("name", "median", "sd"),
    [("careful", 1.0488, 0.024314), ("standard", 1.1402, 0.066931), ("hopeful", 1.3266, 0.095587)],
)
def test_D6_the_assumptions_to_begin_with(name, median, sd):
    assert ASSUMPTIONS[name].median == pytest.approx(median, abs=5e-5)
    assert ASSUMPTIONS[name].sd == pytest.approx(sd, abs=5e-7)


def test_the_same_worlds_each_time():
    assert spread([PLAIN], ASSUMPTIONS["standard"]) == spread([PLAIN], ASSUMPTIONS["standard"])


def test_an_offer_as_dear_as_the_margin_never_pays_off():
    case = single(1_000, 0.08, seen=1_000, margin=2_400, unit_cost=5, offer=2_400)

    assert not break_even([case]).is_possible


def test_nobody_met_never_pays_off():
    assert not break_even([single(0, 0.08, seen=0, margin=2_400, unit_cost=5)]).is_possible
    assert not break_even([]).is_possible
    assert np.isnan(outcome([], 1.2).p0)


def test_what_costs_nothing_pays_off_from_no_effect_on():
    free = single(1_000, 0.08, seen=1_000, margin=2_400, unit_cost=0)

    assert break_even([free]).hr == pytest.approx(1.0)


def test_orders_pulled_forward_are_no_gain():
    half = outcome([PLAIN], 1.25, pull_forward=0.5)

    assert half.extra == pytest.approx(18.979 / 2, abs=1e-3)
    assert half.profit == pytest.approx(40_550.2 - 0.5 * 18.979 * 2_400, abs=2)


def test_pulled_forward_orders_ask_for_more_buyers():
    assert break_even([PLAIN], pull_forward=0.5).p1 > break_even([PLAIN]).p1
    half = spread([PLAIN], ASSUMPTIONS["standard"], pull_forward=0.5)
    assert half.median < spread([PLAIN], ASSUMPTIONS["standard"]).median


def test_nobody_bought_so_far_is_not_that_nobody_ever_would():
    never = single(1_000, 0.0, seen=50, margin=2_400, unit_cost=5)

    assert outcome([never], 2.0).profit == pytest.approx(-5_000)
    assert spread([never], Assumption(1.5, 2.0)).high > 0


@pytest.mark.parametrize(("low", "high"), [(0.0, 1.0), (-1.0, 1.0), (1.2, 1.1)])
def test_an_assumption_is_an_interval(low, high):
    with pytest.raises(ValueError, match="low =="):
        Assumption(low, high)


SHARES = st.floats(0.001, 0.9)


@given(p0=SHARES, hr=st.floats(0.5, 4), offer=st.floats(0, 1_000), cost=st.floats(0, 100))
def test_the_formula_of_one_message(p0, hr, offer, cost):
    n, m = 500, 2_400
    case = single(n, p0, seen=n, margin=m, unit_cost=cost, offer=offer)
    p1 = 1 - (1 - p0) ** hr

    then = outcome([case], hr)

    assert then.profit == pytest.approx(n * (p1 * (m - offer) - p0 * m - cost), abs=1e-6)
    even = break_even([case])
    needed = (p0 * m + cost) / (m - offer)
    if needed < 0.99:
        assert even.p1 == pytest.approx(needed, abs=1e-9)


@given(
    hazard=st.lists(st.floats(0, 0.3), min_size=12, max_size=40),
    steps=st.lists(
        st.tuples(st.integers(0, 5), st.integers(1, 8), st.sampled_from([0.0, 300.0, 500.0])),
        min_size=1,
        max_size=4,
    ),
    hr=st.floats(0.8, 2.5),
)
def test_several_steps_day_by_day(hazard, steps, hr):
    """A loop over the days: the larger multiple where windows overlap, one offer per buyer."""
    curve = curve_of(hazard)
    steps = [Step(day, window, offer) for day, window, offer in steps]
    first, last = min(s.day for s in steps), min(max(s.day + s.window for s in steps), 11)
    waiting, anyway, given_ = 1.0, 1.0, 0.0
    for day in range(first + 1, last + 1):
        at_work = [s for s in steps if s.day < day <= s.day + s.window]
        chance = float(1 - curve.survival[day] / curve.survival[day - 1])
        left = waiting * (1 - chance) ** (hr if at_work else 1.0)
        given_ += (waiting - left) * max([s.offer for s in at_work], default=0.0)
        waiting, anyway = left, anyway * (1 - chance)

    found = Case(1, 100, 1_000, 0, stretches(cut(curve, 11), steps))
    then = outcome([found], hr)

    assert then.p0 == pytest.approx(1 - anyway, abs=1e-9)
    assert then.p1 == pytest.approx(1 - waiting, abs=1e-9)
    assert then.offers == pytest.approx(given_, abs=1e-6)


def curve_of(hazard):
    """A curve with these daily chances, from counts large enough to hold them."""
    left, rows = 10**9, []
    for chance in hazard:
        rows.append(round(left * chance))
        left -= rows[-1]
    censored = np.zeros(len(rows), np.int64)
    censored[-1] = left
    return survival_of_counts(np.array(rows), censored)


def cut(curve, day):
    """The curve, followed up to a day."""
    names = ("at_risk", "events", "survival", "variance_sum")
    return replace(curve, **{name: getattr(curve, name)[: day + 1] for name in names})


def test_windows_that_overlap_are_never_multiplied():
    curve = curve_of([0.02] * 60)
    one = Case(1_000, 1_000, 2_400, 0, stretches(curve, [Step(3, 30)]))
    twice = Case(1_000, 1_000, 2_400, 0, stretches(curve, [Step(3, 30), Step(3, 30)]))

    assert outcome([twice], 1.3).p1 == outcome([one], 1.3).p1


def test_cases_add_up():
    both = outcome([PLAIN, COUPON], 1.25)

    assert both.profit == pytest.approx(40_550.2 - 8_939.4, abs=0.2)
    assert both.p1 == pytest.approx(0.098979, abs=1e-6)


def test_a_stretch_without_a_message_stays_as_it_is():
    case = Case(100, 100, 1_000, 0, (Stretch(0.1), Stretch(0.2, lifted=False)))

    assert outcome([case], 2.0).p1 == pytest.approx(1 - 0.9**2 * 0.8)
