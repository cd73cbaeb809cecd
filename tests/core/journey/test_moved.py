"""The number that moved is counted exactly, and chance is not sold as news."""

import numpy as np
import pytest

from core.history import History, OrderColumns
from core.journey.moved import moved

AS_OF = 20_000


def history(*purchases: tuple[int, int]) -> History:
    """A shop from (customer, days before as_of), whose file holds all orders."""
    customer, ago = np.array(purchases).T
    complete = frozenset({0})
    orders = OrderColumns.of(customer, AS_OF - ago, complete_sources=complete)
    return History.build(orders, AS_OF)


def test_windows_are_half_open_and_end_with_the_day_itself():
    shop = history((1, 59), (2, 30), (3, 29), (4, 0), (5, 1))

    found = moved(shop)

    assert (found.measure, found.now, found.before, found.days) == ("new", 3, 2, 30)


def test_a_shop_younger_than_two_periods_has_nothing_to_compare():
    assert moved(history((1, 58), (2, 3))) is None
    assert moved(history((1, 59), (2, 3))) is not None


def test_the_measure_that_moved_most_is_told():
    fresh = [(n, 45) for n in range(10)] + [(n, 15) for n in range(10, 20)]
    back = [(n, 10) for n in range(8)]

    found = moved(history(*fresh, *back, (99, 100)))

    assert (found.measure, found.now, found.before) == ("second", 8, 0)
    assert found.beyond_chance


def test_small_ups_and_downs_are_no_news():
    found = moved(history((1, 59), (2, 44), (3, 3), (4, 2), (5, 1)))

    assert found.now - found.before == 1
    assert not found.beyond_chance


@pytest.mark.parametrize("seed", range(20))
def test_a_slow_twin_counts_the_same(seed):
    rng = np.random.default_rng(seed)
    rows = list(zip(rng.integers(0, 30, 200), rng.integers(0, 200, 200), strict=True))
    shop = history(*rows, (99, 199))
    found = moved(shop, days=20)

    days: dict[int, list[int]] = {}
    for customer, ago in sorted({(int(c), int(a)) for c, a in rows} | {(99, 199)}):
        days.setdefault(customer, []).append(ago)
    wanted = {"new": lambda k: k == 1, "second": lambda k: k == 2, "again": lambda k: k >= 2}
    ages = [
        ago // 20
        for agos in days.values()
        for k, ago in enumerate(sorted(agos, reverse=True), 1)
        if wanted[found.measure](k)
    ]

    assert (found.now, found.before) == (ages.count(0), ages.count(1))


def test_a_period_has_a_length():
    with pytest.raises(ValueError, match="days == 0"):
        moved(history((1, 5)), days=0)
