"""The area under the curve against comparing pair by pair, and its interval by simulation."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.stats.auc import auc

cases = st.lists(
    st.tuples(st.one_of(st.integers(0, 5), st.just(np.nan)), st.booleans()), max_size=30
)


@given(cases)
def test_the_area_agrees_with_comparing_pair_by_pair(rows):
    known = [(value, hit) for value, hit in rows if not np.isnan(value)]
    pairs = [(a, b) for a, hit in known if hit for b, other in known if not other]

    result = auc([value for value, _ in rows], [hit for _, hit in rows])

    wins = [1.0 if a > b else 0.5 if a == b else 0.0 for a, b in pairs]
    assert result.value == pytest.approx(np.mean(wins) if wins else np.nan, nan_ok=True)
    assert result.n == len(known)
    assert result.hits == sum(hit for _, hit in known)
    if wins:
        assert 0 <= result.low <= result.value <= result.high <= 1


def test_the_interval_covers_as_stated():
    rng, covered, runs = np.random.default_rng(3), 0, 300
    for _ in range(runs):
        hit = rng.random(300) < 0.2
        result = auc(rng.normal(size=300) + 1.2 * hit, hit)
        covered += result.low <= 0.80193 <= result.high  # Phi(1.2 / sqrt 2)

    assert 0.91 <= covered / runs <= 0.99


def test_a_perfect_and_a_useless_number():
    assert auc([1, 2, 3, 4], [False, False, True, True]).value == 1
    assert auc([4, 3, 2, 1], [False, False, True, True]).value == 0
    assert auc([7, 7, 7], [False, True, True]).value == 0.5


@pytest.mark.parametrize("happened", [[], [True, True], [False]])
def test_nothing_to_compare_has_no_area(happened):
    assert np.isnan(auc(np.arange(len(happened)), happened).value)
