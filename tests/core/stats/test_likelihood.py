"""The climb: a known maximum is found with its curvature, and untrustworthy ones are refused."""

import numpy as np
import pytest

from core.refusal import Refusal
from core.stats.likelihood import LARGEST, maximum

DATA = np.array([2.0, 3.0, 7.0, 8.0])


def exponential(logs):
    """Waiting times DATA at one rate: the maximum is 1 / mean, its log has the spread 1/sqrt(n)."""
    rate = np.exp(logs[0])
    return -(logs[0] - rate * DATA.mean()), np.array([-(1 - rate * DATA.mean())])


def test_the_known_maximum_of_waiting_times():
    found = maximum(exponential, [(1.0,), (0.01,)], n=DATA.size)

    assert np.exp(found.logs[0]) == pytest.approx(1 / 5, rel=1e-7)
    assert found.covariance[0, 0] == pytest.approx(1 / 4, rel=1e-5)
    assert found.log_likelihood == pytest.approx(4 * (np.log(0.2) - 1))


def test_a_parameter_that_runs_away_is_degenerate():
    def rising(logs):
        return float(np.exp(-logs[0])), np.array([-np.exp(-logs[0])])

    assert maximum(rising, [(1.0,), (2.0,)], n=100).code == "degenerate"


def test_two_hills_are_two_answers():
    def hills(logs):
        t = logs[0]
        return (t**2 - 1) ** 2 + 0.05 * t, np.array([4 * t * (t**2 - 1) + 0.05])

    refused = maximum(hills, [(3.0,), (0.3,)], n=100)

    assert refused.code == "two_answers"
    assert refused.value == pytest.approx(10, rel=0.01)
    assert maximum(hills, [(0.3,), (0.4,)], n=100).logs[0] == pytest.approx(-1, abs=0.01)


def test_a_plain_is_flat():
    def plain(logs):
        return 0.0, np.zeros(2)

    assert maximum(plain, [(1.0, 1.0)], n=100).code == "flat"


def test_a_slope_without_end_did_not_converge():
    def slope(logs):
        return float(logs[0]), np.array([1.0])

    assert maximum(slope, [(1.0,)], n=100) == Refusal("not_converged", 1.0, 1e-6)
    assert LARGEST == 1_000
