"""The demo shop some weeks later: the past stays, and who comes back does so by her chance."""

from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest

from core.demo.files import write
from core.demo.onward import onward
from core.demo.shop import generate
from core.demo.visits import VALID
from core.intake import Options, Upload, read

AS_OF = date(2026, 11, 20)
LATER = AS_OF + timedelta(days=60)


@pytest.fixture(scope="module")
def shop():
    return generate(AS_OF, customers=800)


@pytest.fixture(scope="module")
def after(shop):
    """Every second person surely comes back, the others never."""
    return onward(shop, LATER, chance=(np.arange(len(shop.people)) % 2).astype(float))


def test_the_past_stays_as_it_was(shop, after):
    n = len(shop.orders)

    pd.testing.assert_frame_equal(after.orders[:n], shop.orders)
    pd.testing.assert_frame_equal(after.lines[: len(shop.lines)], shop.lines)
    assert after.as_of == LATER


def test_those_who_surely_come_back_do_so_once_within_the_days(shop, after):
    fresh = after.orders[len(shop.orders) :]
    bought = shop.orders["occasion"] & shop.valid & (shop.orders["delivery"] == 0)
    buyers = set(shop.orders["person"][bought])

    assert sorted(fresh["person"]) == sorted(person for person in buyers if person % 2)
    assert fresh["at"].min() >= pd.Timestamp(AS_OF)
    assert fresh["at"].max() < pd.Timestamp(LATER)
    assert fresh["at"].is_monotonic_increasing
    assert (fresh["state"] == VALID).all()
    assert fresh["number"].tolist() == list(range(len(shop.orders) + 1, len(after.orders) + 1))


def test_they_buy_what_they_bought_last(shop, after):
    lines = after.lines.groupby("order")["product"].apply(list)
    person = after.orders["person"]
    fresh = after.orders.index[len(shop.orders) :]
    bought = after.orders["occasion"] & (after.orders["delivery"] == 0) & after.valid
    for row in fresh[:20]:
        before = after.orders.index[(person == person[row]) & bought & (after.orders.index < row)]
        assert lines[row] == lines[before[-1]]


def test_about_so_many_come_back_as_was_planted(shop):
    often = onward(shop, LATER, chance=np.full(len(shop.people), 0.3))
    came = len(often.orders) - len(shop.orders)

    assert 0.25 < came / shop.customers < 0.35
    again = onward(shop, LATER, chance=np.full(len(shop.people), 0.3))
    pd.testing.assert_frame_equal(often.orders, again.orders)


def test_a_later_export_holds_all_of_the_earlier_one(shop, after):
    asked = Options(currency="JPY", timezone="Asia/Tokyo", as_of=LATER)
    then, now = (
        read([Upload("orders.csv", write(each, "shopify"))], asked).orders.set_index("order_no")
        for each in (shop, after)
    )

    assert set(then.index) < set(now.index)
    shared = now.loc[then.index]
    assert shared["total"].equals(then["total"])
    assert shared["ordered_at"].equals(then["ordered_at"])
    assert len(now) - len(then) == len(after.orders) - len(shop.orders)


@pytest.mark.parametrize(
    ("until", "chance"),
    [(AS_OF, 0.1), (LATER, 1.5), (LATER, -0.1), (LATER, float("nan"))],
)
def test_what_cannot_be_is_refused(shop, until, chance):
    with pytest.raises(ValueError, match="must be"):
        onward(shop, until, chance=np.full(len(shop.people), chance))


def test_a_chance_for_everybody_is_asked_for(shop):
    with pytest.raises(ValueError, match="shape"):
        onward(shop, LATER, chance=np.array([0.5]))
