"""Beliefs in two shares: the worked example, and the same by drawing at random."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import betaln

from core.stats.beta import Beta, believe
from core.stats.proportions import Arm

CONTROL, TREATED = Arm(1_000, 90), Arm(1_000, 120)


@pytest.mark.parametrize(
    ("prior", "chance"),
    [(Beta(), 0.985599), (Beta(0.5, 0.5), 0.985771), (Beta(8, 92), 0.982706)],
)
def test_O_D7_the_chance_that_the_treated_share_is_larger(prior, chance):
    assert believe(CONTROL, TREATED, prior=prior).chance == pytest.approx(chance, abs=5e-7)


def test_O_D7_three_and_six_of_forty():
    assert believe(Arm(40, 3), Arm(40, 6)).chance == pytest.approx(0.844, abs=5e-4)


def slow_chance(one: Beta, other: Beta) -> float:
    """P(B > A) as a finite sum, for a whole number of hits."""
    terms = [
        betaln(one.a + i, one.b + other.b) - np.log(other.b + i) - betaln(1 + i, other.b)
        - betaln(one.a, one.b)
        for i in range(int(other.a))
    ]  # fmt: skip
    return float(np.exp(terms).sum())


counts = st.tuples(st.integers(0, 400), st.integers(0, 400))


@given(counts, counts)
def test_the_integral_agrees_with_the_finite_sum(control, treated):
    arms = [Arm(sum(pair), pair[0]) for pair in (control, treated)]

    belief = believe(*arms)

    after = [Beta().after(arm) for arm in arms]
    assert belief.chance == pytest.approx(1 - slow_chance(after[1], after[0]), abs=1e-7)
    assert belief.low < belief.high
    assert min(belief.loss_treated, belief.loss_control) >= 0


@pytest.mark.parametrize(
    "arms", [(Arm(0, 0), Arm(3, 1)), (Arm(25, 3), Arm(19, 9)), (CONTROL, TREATED)]
)
def test_drawing_at_random_gives_the_same(arms):
    rng = np.random.default_rng(6)
    a, b = (rng.beta(1 + arm.hits, 1 + arm.n - arm.hits, 400_000) for arm in arms)

    belief = believe(*arms)

    assert belief.chance == pytest.approx((b > a).mean(), abs=0.004)
    bounds = np.quantile(b - a, [0.025, 0.975])
    assert (belief.low, belief.high) == pytest.approx(bounds, abs=0.02 * np.ptp(bounds))
    assert belief.loss_treated == pytest.approx(np.maximum(a - b, 0).mean(), rel=0.05)
    assert belief.loss_control == pytest.approx(np.maximum(b - a, 0).mean(), rel=0.05)


def test_the_same_on_both_sides_is_a_toss():
    belief = believe(Arm(50, 5), Arm(50, 5))

    assert belief.chance == pytest.approx(0.5)
    assert belief.low == pytest.approx(-belief.high)
    assert belief.loss_treated == pytest.approx(belief.loss_control)


def test_a_belief_of_nothing_is_refused():
    with pytest.raises(ValueError, match="b == 0"):
        Beta(1, 0)
