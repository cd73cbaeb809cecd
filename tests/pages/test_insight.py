"""The first insight is honest: few customers, open ones and data that starts midway are said."""

import numpy as np
import pytest

from core.history import History, OrderColumns
from core.shop import Settings
from pages.shared import insight
from pages.shared.i18n import speaking

AS_OF = 20_000


@pytest.fixture(autouse=True)
def _english():
    with speaking("en"):
        yield


def history(gaps, n, *, complete=True, first=AS_OF - 400) -> History:
    """`n` customers who first bought one after the other; those in `gaps` came back."""
    customer = [*range(n), *gaps]
    day = [
        *(first + k % 100 for k in range(n)),
        *(first + k % 100 + gap for k, gap in gaps.items()),
    ]
    done = frozenset({0}) if complete else frozenset()
    orders = OrderColumns.of(np.array(customer), np.array(day), complete_sources=done)
    return History.build(orders, AS_OF)


def test_a_shop_without_customers_has_no_insight():
    assert insight.of(history({}, 0), Settings()) is None


def test_few_customers_are_counts_without_a_share():
    found = insight.of(history({1: 10, 2: 20}, 29), Settings())

    assert insight.headline(found) == "2 of 29 customers have bought a second time so far"
    assert "%" not in insight.headline(found) + insight.rests_on(found)


def test_from_thirty_customers_on_a_share_comes_with_its_range():
    found = insight.of(history(dict.fromkeys(range(12), 30), 30), Settings())

    assert insight.headline(found) == "40% of your customers have bought a second time"
    assert insight.rests_on(found).startswith("Roughly between 25% and 58%.")


def test_the_shops_own_number_of_silent_days_holds():
    shop = history(dict.fromkeys(range(12), 30), 40, first=AS_OF - 120)

    assert "still open" not in insight.rests_on(insight.of(shop, Settings(left_after_days=10)))
    assert "28 are still open: their last purchase is at most 200 days ago." in insight.rests_on(
        insight.of(shop, Settings(left_after_days=200))
    )


def test_data_that_starts_midway_is_said():
    some = insight.of(history({1: 10}, 200, complete=False), Settings())
    assert "the data starts midway" in insight.rests_on(some)

    every = insight.of(history({}, 1, complete=False, first=AS_OF), Settings())
    assert every.apparent
    assert "every first purchase may be missing" in insight.rests_on(every)
