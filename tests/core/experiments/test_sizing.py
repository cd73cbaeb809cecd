"""How many it takes: the worked table, what is visible at all, and months in words."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.experiments.sizing import Size, detectable, needed
from core.stats.proportions import Arm, z_test


@pytest.mark.parametrize(
    ("p0", "p1", "n"),
    [
        (0.08, 0.10, 3_213), (0.08, 0.12, 882), (0.10, 0.12, 3_841), (0.10, 0.15, 686),
        (0.20, 0.25, 1_094), (0.30, 0.36, 963), (0.30, 0.35, 1_377),
    ],
)  # fmt: skip
def test_O_D6_customers_per_side(p0, p1, n):
    assert needed(p0, p1) == Size(n, n)
    assert needed(p1, p0) == Size(n, n)


def test_O_D6_a_tenth_kept_aside():
    assert needed(0.08, 0.10, control_share=0.1) == Size(1_839, 16_548)


@pytest.mark.parametrize(
    ("control", "treated", "p1"),
    [
        (60, 540, 0.189),
        (150, 450, 0.159),
        (300, 300, 0.153),
        (500, 500, 0.135),
        (1_000, 1_000, 0.117),
    ],
)
def test_the_smallest_share_that_can_be_told_from_eight_percent(control, treated, p1):
    assert detectable(0.08, control, treated) == pytest.approx(p1, abs=5e-4)


def test_fifty_new_customers_a_month_take_fifty_six_months():
    size = needed(0.30, 0.35)

    assert size.total == 2_754
    assert size.months(50) == 56


@given(st.floats(0.02, 0.6), st.floats(0.005, 0.35))
def test_what_is_needed_for_a_difference_can_show_it(p0, step):
    size = needed(p0, p0 + step)
    if size.total < 200:  # the two usual formulas differ where a handful is enough
        return

    visible = detectable(p0, size.control, size.treated)

    assert visible == pytest.approx(p0 + step, abs=0.25 * step)


@pytest.mark.parametrize(("p0", "p1", "share"), [(0.3, 0.45, 0.5), (0.08, 0.16, 0.2)])
def test_a_test_of_that_size_sees_the_difference_four_times_in_five(p0, p1, share):
    size, rng, runs = needed(p0, p1, control_share=share), np.random.default_rng(7), 2_000
    control, treated = (
        rng.binomial(n, p, runs) for n, p in ((size.control, p0), (size.treated, p1))
    )

    seen = [
        z_test(Arm(size.control, c), Arm(size.treated, t))[1] < 0.05
        for c, t in zip(control.tolist(), treated.tolist(), strict=True)
    ]

    assert np.mean(seen) == pytest.approx(0.8, abs=0.035)


def test_too_few_can_show_nothing():
    assert np.isnan(detectable(0.5, 3, 3))
    assert np.isnan(detectable(0.08, 0, 500))


@pytest.mark.parametrize(
    ("name", "act"),
    [
        ("p0", lambda: needed(0.0, 0.1)),
        ("p1", lambda: needed(0.1, 1.0)),
        ("p1", lambda: needed(0.1, 0.1)),
        ("control_share", lambda: needed(0.1, 0.2, control_share=1)),
        ("p0", lambda: detectable(1.0, 9, 9)),
        ("per_month", lambda: Size(1, 1).months(0)),
    ],
)
def test_nothing_to_compare_is_refused(name, act):
    with pytest.raises(ValueError, match=f"{name} == "):
        act()
