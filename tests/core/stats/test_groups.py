"""Sums and quantiles within groups agree with doing it group by group."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.stats.groups import quantile_within, sort_within, sum_by

GROUPS = 5
big = 2**61
pairs = st.lists(st.tuples(st.integers(0, GROUPS - 1), st.integers(-900, 900)), max_size=40)
huge = st.lists(st.tuples(st.integers(0, GROUPS - 1), st.integers(-big, big)), max_size=4)


def columns(pairs):
    group, value = np.array(pairs, np.int64).reshape(-1, 2).T
    return group, value


@given(st.one_of(pairs, huge))
def test_sums_are_exact_whatever_their_size(pairs):
    group, value = columns(pairs)

    expected = [sum(v for g, v in pairs if g == i) for i in range(GROUPS)]
    if all(abs(v) < 2**63 for v in expected):
        assert sum_by(group, value, GROUPS).tolist() == expected


@given(st.one_of(pairs, huge))
def test_numbers_are_sorted_within_their_group(pairs):
    group, value = columns(pairs)

    ordered, offsets = sort_within(value, group, GROUPS)

    for i in range(GROUPS):
        part = ordered[offsets[i] : offsets[i + 1]].tolist()
        assert part == sorted(v for g, v in pairs if g == i)


@given(pairs, st.sampled_from([0, 0.5, 0.8, 0.9, 1]))
def test_quantiles_within_groups_are_those_of_each_group(pairs, q):
    group, value = columns(pairs)

    quantiles = quantile_within(*sort_within(value, group, GROUPS), q)

    for i in range(GROUPS):
        members = [v for g, v in pairs if g == i]
        expected = np.quantile(members, q) if members else np.nan
        assert quantiles[i] == pytest.approx(expected, nan_ok=True)
