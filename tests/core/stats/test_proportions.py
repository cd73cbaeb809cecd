"""Two shares compared: the worked example, pooling over parts, and the empty ends."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.stats.proportions import (
    Arm,
    combine,
    compare,
    fisher_p,
    log_hazard_ratio,
    newcombe,
    pool,
    smallest_expected,
    wald,
    z_test,
)

CONTROL, TREATED = Arm(1_000, 90), Arm(1_000, 120)
FEW, MORE = Arm(40, 3), Arm(40, 6)


@st.composite
def arms(draw, least=0):
    n = draw(st.integers(least, 60))
    return Arm(n, draw(st.integers(0, n)))


def test_O_D7_ninety_against_a_hundred_and_twenty():
    result = compare(CONTROL, TREATED)

    assert result.difference == pytest.approx(0.03)
    assert z_test(CONTROL, TREATED) == pytest.approx((2.188266, 0.028650), abs=5e-7)
    assert result.p_value == pytest.approx(0.028650, abs=5e-7)
    assert result.method == "z"
    assert (result.low, result.high) == pytest.approx((0.003096, 0.057010), abs=5e-7)
    assert wald(CONTROL, TREATED) == pytest.approx((0.003162, 0.056838), abs=5e-7)
    ratio = (result.ratio, result.ratio_low, result.ratio_high)
    assert ratio == pytest.approx((1.3333, 1.0292, 1.7273), abs=5e-5)
    assert fisher_p(CONTROL, TREATED) == pytest.approx(0.034203, abs=5e-7)


def test_O_D7_three_and_six_of_forty_are_tested_exactly():
    result = compare(FEW, MORE)

    assert smallest_expected(FEW, MORE) == 4.5
    assert (result.method, result.p_value) == ("fisher", pytest.approx(0.4814, abs=5e-5))
    assert result.low < 0 < result.high


@given(arms(), arms())
def test_the_sides_are_treated_alike(one, other):
    forth, back = compare(one, other), compare(other, one)

    mirrored = (-back.high, -back.low, -back.difference, back.p_value)
    there = (forth.low, forth.high, forth.difference, forth.p_value)
    assert there == pytest.approx(mirrored, abs=1e-12, nan_ok=True)
    if one.n and other.n:
        assert -1 <= forth.low <= forth.difference <= forth.high <= 1
        assert 0 <= forth.p_value <= 1 + 1e-12
        cells = [(one.hits + other.hits) * arm.n / (one.n + other.n) for arm in (one, other)]
        rest = [arm.n - cell for arm, cell in zip((one, other), cells, strict=True)]
        assert smallest_expected(one, other) == pytest.approx(min(cells + rest))


def test_an_empty_side_says_nothing():
    result = compare(Arm(0, 0), Arm(9, 3))

    assert np.isnan([result.difference, result.low, result.high, result.p_value]).all()
    assert np.isnan([result.ratio, *wald(Arm(0, 0), TREATED), fisher_p(Arm(0, 0), FEW)]).all()


def test_nobody_and_everybody_are_no_difference():
    assert z_test(Arm(50, 0), Arm(50, 0)) == (0.0, 1.0)
    assert z_test(Arm(50, 50), Arm(50, 50)) == (0.0, 1.0)
    nothing = compare(Arm(50, 0), Arm(50, 4))
    assert np.isnan(nothing.ratio)
    assert compare(Arm(50, 4), Arm(50, 0)).ratio == 0


@pytest.mark.parametrize("hits", [-1, 6])
def test_more_hits_than_cases_are_refused(hits):
    with pytest.raises(ValueError, match="hits == "):
        Arm(5, hits)


# --- parts


def test_a_change_of_the_split_does_not_pass_for_an_effect():
    """Half and half in a good month, a tenth aside in a bad one; nothing works in either."""
    good, bad = (Arm(500, 200), Arm(500, 200)), (Arm(100, 10), Arm(900, 90))

    added_up = compare(Arm(600, 210), Arm(1_400, 290))
    apart = pool([good, bad])

    assert added_up.p_value < 1e-6
    assert apart.difference == pytest.approx(0)
    assert apart.p_value == pytest.approx(1)
    assert apart.method == "cmh"
    assert (apart.control, apart.treated) == (Arm(600, 210), Arm(1_400, 290))


def test_one_part_is_a_plain_comparison():
    assert pool([(CONTROL, TREATED)]) == compare(CONTROL, TREATED)
    assert pool([(CONTROL, TREATED), (Arm(0, 0), Arm(30, 4))]) == compare(CONTROL, TREATED)
    assert np.isnan(pool([]).difference)


def test_equal_parts_are_as_sure_as_one_of_their_size():
    twice = pool([(CONTROL, TREATED)] * 2)
    once = wald(Arm(2_000, 180), Arm(2_000, 240))

    assert twice.difference == pytest.approx(0.03)
    assert (twice.low, twice.high) == pytest.approx(once, rel=1e-3)
    assert twice.p_value == pytest.approx(z_test(Arm(2_000, 180), Arm(2_000, 240))[1], rel=0.01)


@given(st.lists(st.tuples(arms(1), arms(1)), min_size=2, max_size=5))
def test_the_pooled_difference_is_a_weighted_mean_of_the_parts(parts):
    weights = [c.n * t.n / (c.n + t.n) for c, t in parts]
    mean = np.average([t.share - c.share for c, t in parts], weights=weights)

    result = pool(parts)

    assert result.difference == pytest.approx(mean, abs=1e-12)
    assert -1 <= result.low <= result.high <= 1


@pytest.mark.drill
def test_the_pooled_interval_covers_the_truth():
    rng, runs = np.random.default_rng(2), 400
    covered = 0
    for _ in range(runs):
        parts = []
        for base, n0, n1 in ((0.1, 60, 60), (0.3, 40, 160), (0.5, 30, 90)):
            hits = rng.binomial([n0, n1], [base, base + 0.08])
            parts.append((Arm(n0, int(hits[0])), Arm(n1, int(hits[1]))))
        result = pool(parts)
        covered += result.low <= 0.08 <= result.high

    assert 0.92 <= covered / runs <= 0.98


# --- what a result is worth for the next plan


def test_the_log_hazard_ratio_and_its_standard_error():
    """90 and 120 of 1,000: ln(-ln .88) - ln(-ln .91), each share's variance on that scale."""
    mean, spread = log_hazard_ratio(CONTROL, TREATED)

    assert mean == pytest.approx(np.log(np.log(0.88) / np.log(0.91)))
    parts = [0.12 / (880 * np.log(0.88) ** 2), 0.09 / (910 * np.log(0.91) ** 2)]
    assert spread == pytest.approx(np.sqrt(sum(parts)))
    for arm in (Arm(9, 0), Arm(9, 9), Arm(0, 0)):
        assert np.isnan(log_hazard_ratio(arm, TREATED)).all()


def test_the_standard_error_is_what_simulation_shows():
    rng = np.random.default_rng(4)
    hits = rng.binomial(400, 0.25, 2_000)

    logs = np.log(-np.log1p(-hits / 400))

    spread = log_hazard_ratio(Arm(10**9, 250_000_000), Arm(400, 100))[1]
    assert logs.std() == pytest.approx(spread, rel=0.05)


def test_an_assumption_meets_a_measurement():
    mean, spread = combine((0.0, 1.0), (3.0, 0.5))

    assert (mean, spread) == pytest.approx((2.4, np.sqrt(0.2)))


def test_newcombe_is_wider_for_the_more_confident():
    inner, outer = (newcombe(CONTROL, TREATED, confidence=c) for c in (0.8, 0.99))

    assert outer[0] < inner[0] < inner[1] < outer[1]
