"""Keeping aside by hash: the worked example, and no pattern in whom it takes."""

from hashlib import sha256

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.experiments.assignment import fractions, kept_aside

EIGHT = [f"C00{i}" for i in range(1, 9)]


def test_O_D1_eight_customers_and_a_tenth_kept_aside():
    expected = [0.590507, 0.263856, 0.021118, 0.926323, 0.669109, 0.913943, 0.888595, 0.958968]

    assert fractions("salt-2026", EIGHT) == pytest.approx(expected, abs=1e-6)
    assert kept_aside("salt-2026", EIGHT, control_bp=1_000).tolist() == [
        name == "C003" for name in EIGHT
    ]


def slow_fraction(salt, key):
    """The definition, to the letter."""
    return int(sha256(f"{salt}:{key}".encode()).hexdigest()[:8], 16) / 16**8


@given(st.text(max_size=9), st.lists(st.one_of(st.integers(), st.text(max_size=9)), max_size=20))
def test_it_is_the_definition(salt, keys):
    assert fractions(salt, keys).tolist() == [slow_fraction(salt, key) for key in keys]


def test_the_company_one_is_in_decides_nothing():
    alone = [kept_aside("x", [key], control_bp=5_000)[0] for key in range(50)]

    assert kept_aside("x", range(50), control_bp=5_000).tolist() == alone


def test_whoever_is_kept_aside_stays_so_at_a_larger_share():
    small, large = (kept_aside("x", range(5_000), control_bp=bp) for bp in (1_000, 5_000))

    assert (large | ~small).all()
    assert kept_aside("x", range(99), control_bp=10_000).all()
    assert not kept_aside("x", range(99), control_bp=0).any()


def test_shares_are_met_and_another_salt_deals_anew():
    one, other = (kept_aside(salt, range(20_000), control_bp=2_500) for salt in ("a", "b"))

    for side in (one, other, one[::2], one[10_000:]):
        assert side.mean() == pytest.approx(0.25, abs=4 * np.sqrt(0.1875 / side.size))
    both = (one & other).mean()
    assert both == pytest.approx(1 / 16, abs=4 * np.sqrt(0.0586 / one.size))
