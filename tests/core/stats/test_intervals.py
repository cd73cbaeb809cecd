"""Wilson intervals against published values, and what n cases can carry."""

import numpy as np
import pytest

from core.stats.intervals import evidence, wilson


def test_O_F5_the_wilson_set():
    hits, n = [7, 5, 0, 10, 140, 1, 81], [10, 20, 10, 10, 200, 30, 263]

    low, high = wilson(hits, n)

    expected = [0.396778, 0.111862, 0, 0.722467, 0.633209, 0.005909, 0.255289]
    assert low == pytest.approx(expected, abs=1e-6)
    expected = [0.892209, 0.468701, 0.277533, 1, 0.759253, 0.166704, 0.366210]
    assert high == pytest.approx(expected, abs=1e-6)


def test_nobody_asked_has_no_interval():
    assert np.isnan(wilson(0, 0)).all()


def test_small_numbers_are_references():
    assert [evidence(n) for n in (0, 29, 30, 99, 100)] == [
        "reference", "reference", "interval", "interval", "full",
    ]  # fmt: skip
