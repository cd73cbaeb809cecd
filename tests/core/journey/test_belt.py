"""Belt days: a planted cycle is found, noise is not, and what is unknown stays blank."""

import numpy as np
import pytest

from core.history import History
from core.journey.belt import belt_days, peaks, return_curve
from core.journey.returning import step_curves
from core.stats.survival import survival
from tests.core.shops import complete


def cycle_of_54_days(seed: int, customers: int = 800) -> History:
    """40 % return about 54 days after their first order, 10 % at any time, the rest never."""
    rng = np.random.default_rng(seed)
    kind = rng.random(customers)
    gap = np.where(
        kind < 0.4, np.rint(rng.normal(54, 6, customers)), rng.integers(1, 400, customers)
    )
    first = rng.integers(0, 400, customers)
    again = (kind < 0.5) & (first + gap <= 400)
    customer = np.concatenate([np.arange(customers), np.flatnonzero(again)])
    return History.build(complete(customer, np.concatenate([first, (first + gap)[again]])), 400)


@pytest.mark.parametrize("seed", range(5))
def test_on_data_with_a_planted_54_day_cycle_it_proposes_days_near_54(seed):
    curve = step_curves(cycle_of_54_days(seed))[0]

    days = belt_days(curve)

    best = days[days["kind"] == "suggested"].iloc[0]
    assert 49 <= best["peak_day"] <= 58
    assert best["day"] == best["peak_day"] - 3
    assert days["day"].tolist()[:3] == [3, 7, 14]


def test_returns_without_a_rhythm_rarely_look_like_one():
    """A constant daily chance: only the very start may stand out, and noise hardly ever."""
    found = 0
    for seed in range(60):
        rng = np.random.default_rng(seed)
        gap, followed = rng.geometric(1 / 200, 1_000), rng.integers(0, 500, 1_000)
        curve = survival(np.minimum(gap, followed), gap <= followed)
        found += any(peak.day > 14 for peak in peaks(curve))

    assert found <= 5


def test_a_short_history_proposes_nothing():
    curve = survival([5, 9, 20] * 20, [1, 0, 0] * 20)

    assert peaks(curve) == []
    assert belt_days(curve)["kind"].tolist() == ["preset"] * 3


def test_the_chance_of_the_silent_is_blank_where_too_few_are_followed():
    curve = survival([10] * 20 + [40] * 20, [1] * 20 + [0] * 20)

    days = belt_days(curve, presets=[3, 14]).set_index("day").loc[[3, 14]]

    assert days["next_30_days"][3] == 0.5
    assert np.isnan(days["next_30_days"][14])
    assert days["returned_by_day"].tolist() == [0, 0.5]
    assert days["n"].tolist() == [40, 20]


def test_the_daily_chance_counts_those_still_away():
    """4 customers: one back on day 1, one on day 2; of 40 such groups."""
    curve = survival([1, 2, 3, 3] * 40, [1, 1, 0, 0] * 40)

    daily = return_curve(curve)

    assert daily["daily_chance"].tolist() == pytest.approx([0, 1 / 4, 1 / 3, 0])
    assert daily["returned"].tolist() == pytest.approx([0, 0.25, 0.5, 0.5])
    assert daily["smoothed_chance"].tolist() == pytest.approx([80 / 360] * 4)


def test_nobody_to_follow_gives_an_empty_curve():
    assert return_curve(survival([], [])).empty
    assert belt_days(survival([], []))["n"].tolist() == [0, 0, 0]
