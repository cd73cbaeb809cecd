"""Two averages: Welch by the book, and what was known beforehand taken out."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import ttest_ind

from core.stats.means import adjusted, compare_means

samples = st.lists(st.integers(0, 50), min_size=2, max_size=15)


def side_by_side(zero, one):
    return np.array([*zero, *one], float), np.repeat([True, False], [len(zero), len(one)])


@given(samples, samples)
def test_the_comparison_agrees_with_the_textbook(zero, one):
    result = compare_means(*side_by_side(zero, one))

    assert result.difference == pytest.approx(np.mean(one) - np.mean(zero), abs=1e-9)
    if np.ptp(zero) + np.ptp(one) == 0:
        assert result.p_value == float(result.difference == 0)
        return
    theirs = ttest_ind(one, zero, equal_var=False)
    assert result.p_value == pytest.approx(theirs.pvalue)
    interval = theirs.confidence_interval()
    assert (result.low, result.high) == pytest.approx((interval.low, interval.high))


@pytest.mark.parametrize(("zero", "one"), [([], []), ([3.0], [4.0, 5.0]), ([], [1.0])])
def test_one_case_is_no_comparison(zero, one):
    result = compare_means(*side_by_side(zero, one))

    assert np.isnan([result.low, result.high, result.p_value]).all()
    assert (result.control_n, result.treated_n) == (len(zero), len(one))


def test_what_was_known_shrinks_the_variance_by_what_it_explains():
    """One covariate: theta = cov / var, and 1 - rho^2 of the variance is left."""
    rng = np.random.default_rng(1)
    x = rng.normal(size=500)
    y = 3 + 2 * x + rng.normal(size=500)

    rest, factor = adjusted(y, x[None])

    theta = np.cov(y, x)[0, 1] / x.var(ddof=1)
    assert rest == pytest.approx(y - theta * (x - x.mean()))
    assert factor == pytest.approx(1 - np.corrcoef(x, y)[0, 1] ** 2)
    assert rest.mean() == pytest.approx(y.mean())


def test_what_explains_nothing_changes_nothing():
    y = np.array([1.0, 2.0, 3.0, 4.0])

    assert adjusted(y, np.zeros((2, 4)))[0].tolist() == y.tolist()
    assert adjusted(np.ones(4), y[None]) == (pytest.approx(np.ones(4)), 1.0)
    assert adjusted(y[:1], y[None, :1])[1] == 1.0


@pytest.mark.drill
def test_the_adjusted_interval_covers_the_truth_and_is_shorter():
    rng, runs = np.random.default_rng(2), 300
    covered = shorter = 0
    for _ in range(runs):
        x = rng.gamma(1, 4_000, 200)
        control = rng.random(200) < 0.5
        y = 0.5 * x + rng.gamma(1, 2_000, 200) + np.where(control, 0, 700)
        plain, better = compare_means(y, control), compare_means(adjusted(y, x[None])[0], control)
        covered += better.low <= 700 <= better.high
        shorter += better.high - better.low < plain.high - plain.low

    assert 0.92 <= covered / runs <= 0.98
    assert shorter == runs
