"""Quantiles read from counts equal those of the numbers themselves."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.stats.quantiles import quantile_of_counts


@given(st.lists(st.integers(0, 400), min_size=1), st.floats(0, 1))
def test_counts_and_numbers_give_the_same_quantile(numbers, q):
    expected = np.quantile(numbers, q)

    assert quantile_of_counts(np.bincount(numbers), q) == pytest.approx(expected, abs=1e-9)


def test_the_quantile_of_nothing_is_missing():
    assert np.isnan(quantile_of_counts(np.zeros(0, np.int64), 0.9))
    assert np.isnan(quantile_of_counts(np.zeros(5, np.int64), 0.9))
