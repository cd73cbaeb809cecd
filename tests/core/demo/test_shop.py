"""The generator keeps to its truth, and is the same shop every time."""

from datetime import date

import numpy as np
import pandas as pd
import pytest

from core.demo import visits
from core.demo.goods import PRICE, PRODUCTS
from core.demo.shop import MALL, PHONE, SPAN_DAYS, customers_for, generate
from core.demo.truth import LONGEST_GAP, Peak, Truth

AS_OF = date(2026, 6, 30)


@pytest.fixture(scope="module")
def shop():
    return generate(AS_OF)


@pytest.fixture(scope="module")
def large():
    return generate(AS_OF, customers=20_000)


@pytest.fixture(scope="module")
def spells(large):
    return {mall: _spells(large, mall=mall) for mall in (False, True)}


def _spells(shop, *, mall):
    """(first day, days to the second purchase or nan), one per customer: a plain recount."""
    days = {}
    for order in shop.orders[shop.orders["occasion"]].itertuples():
        days.setdefault(order.person, []).append(order.at.normalize())
    at_mall = shop.people["mall"].to_numpy()
    spells = [sorted(days[person]) for person in sorted(days) if at_mall[person] == mall]
    return [
        (spell[0], (spell[1] - spell[0]).days if len(spell) > 1 else np.nan) for spell in spells
    ]


def test_the_same_day_gives_the_same_shop():
    one, two = generate(AS_OF, customers=200), generate(AS_OF, customers=200)

    pd.testing.assert_frame_equal(one.people, two.people)
    pd.testing.assert_frame_equal(one.orders, two.orders)
    pd.testing.assert_frame_equal(one.lines, two.lines)


def test_another_seed_gives_another_shop():
    one, two = generate(AS_OF, customers=200), generate(AS_OF, customers=200, seed=1)

    assert one.orders["goods"].sum() != two.orders["goods"].sum()


def test_customers_are_as_many_as_asked_and_the_rest_never_bought(shop):
    buyers = {
        order.person for order in shop.orders.itertuples() if order.state == 0 and not order.zero
    }

    assert buyers == set(range(3_000))
    assert shop.customers == 3_000
    assert len(shop.people) > 3_000


def test_three_years_end_on_the_evening_before_the_export(shop):
    days = shop.orders["at"].dt.normalize()

    assert days.max() == pd.Timestamp("2026-06-29")
    assert (days.max() - days.min()).days < SPAN_DAYS
    assert (days.max() - days.min()).days > SPAN_DAYS - 10
    assert shop.orders["at"].is_monotonic_increasing
    assert shop.orders["number"].tolist() == list(range(1, len(shop.orders) + 1))


def test_purchases_of_the_truth_are_the_days_with_a_valid_order_that_is_no_renewal(shop):
    seen = {
        (order.person, order.at.date())
        for order in shop.orders[shop.valid].itertuples()
        if order.delivery < 2
    }

    assert len(seen) == shop.orders["occasion"].sum()


def test_six_of_ten_buy_once(shop, large):
    assert 0.60 < 1 - shop.bought_again < 0.65
    assert 0.60 < 1 - large.bought_again < 0.65
    often = [pd.notna(gap) for mall in (False, True) for _, gap in _spells(shop, mall=mall)]
    assert shop.bought_again == sum(often) / 3_000


@pytest.mark.parametrize("mall", [False, True])
@pytest.mark.parametrize("days", [30, 44, 60, 180, 365])
def test_customers_come_back_as_the_truth_says(large, spells, mall, days):
    horizon = pd.Timestamp(AS_OF) - pd.Timedelta(days=1 + days)
    followed = [gap for first, gap in spells[mall] if first <= horizon]
    truth = large.truth.returned_by(days, mall=mall)

    error = np.sqrt(truth * (1 - truth) / len(followed))
    assert abs(np.mean([gap <= days for gap in followed]) - truth) < 4 * error


def test_later_purchases_keep_more_customers(large):
    truth = large.truth
    assert truth.returned_by(365, 3) > truth.returned_by(365, 2) > truth.returned_by(365)
    assert truth.returned_by(LONGEST_GAP) == pytest.approx(1 - 0.55)
    assert truth.returned_by(LONGEST_GAP, 2, mall=True) == pytest.approx(1 - 0.52)
    assert truth.returned_by(LONGEST_GAP, 99) == pytest.approx(1 - 0.22)


def test_most_come_back_around_the_planted_day(spells):
    gaps = [gap for _, gap in spells[False] if gap <= 120]
    by_day = np.bincount(np.array(gaps, dtype=int), minlength=121)

    assert abs(int(by_day.argmax()) - 45) <= 4
    assert by_day[43:48].mean() > 2 * by_day[65:75].mean()


def test_a_truth_without_bumps_has_none():
    calm = Truth(peaks=())

    assert np.all(np.diff(calm.comeback()) < 0)
    assert calm.comeback().sum() == pytest.approx(1)
    with pytest.raises(ValueError, match="peak shares"):
        Truth(peaks=(Peak(10, 1, 0.7), Peak(20, 1, 0.7)))


def test_order_values_are_those_of_a_small_shop(large):
    goods = large.orders["goods"][large.valid]

    assert 4_300 <= goods.median() <= 5_300
    assert 0.15 < (goods >= 10_000).mean() < 0.30
    assert 0.04 < (goods >= 20_000).mean() < 0.12
    assert 0.01 < (goods >= 30_000).mean() < 0.06


def test_shares_are_those_of_the_truth(large):
    orders, people = large.orders, large.people
    own = ~people["mall"]
    state = orders["state"].to_numpy()

    assert np.mean(state == visits.CANCELLED) == pytest.approx(0.03, abs=1e-4)
    assert np.mean(state == visits.RETURNED) == pytest.approx(0.005, abs=1e-4)
    assert np.mean(state == visits.UNFINISHED) == pytest.approx(0.004, abs=1e-4)
    assert orders["zero"].mean() == pytest.approx(0.003, abs=1e-4)
    assert people["mall"].mean() == pytest.approx(0.15, abs=0.01)
    assert (orders["points"] > 0).mean() == pytest.approx(0.08, abs=0.01)
    assert (orders["refund"] > 0).mean() == pytest.approx(0.01, abs=0.003)
    assert (orders["channel"] == PHONE).mean() == pytest.approx(0.08 * 0.87, abs=0.01)
    assert (people["member_from"] > 0)[own].mean() == pytest.approx(0.6, abs=0.02)
    assert (people["consent"] == 1)[own].mean() == pytest.approx(0.5, abs=0.02)
    assert (people["consent"] == -1)[~own].all()
    assert 0.01 < (orders["delivery"] > 1).mean() < 0.12
    assert orders.loc[orders["channel"] == MALL, "member"].sum() == 0


def test_new_customers_grow_and_follow_the_seasons(large):
    first = large.orders[large.orders["occasion"]].groupby("person")["at"].min()
    by_year = first.dt.year.value_counts()
    by_month = first[first.dt.year.isin((2024, 2025))].dt.month.value_counts()

    assert by_year[2025] > 1.1 * by_year[2024]
    assert by_month.idxmax() == 5
    assert by_month.idxmin() in (1, 8)


def test_some_order_twice_on_one_day(large):
    valid = large.orders[large.valid & (large.orders["delivery"] < 2)]
    per_day = valid.groupby(["person", valid["at"].dt.date]).size()

    assert (per_day > 1).mean() == pytest.approx(0.015, abs=0.003)


def test_goods_are_the_sum_of_the_lines(shop):
    sums = [0] * len(shop.orders)
    for line in shop.lines.itertuples():
        sums[line.order] += PRODUCTS[line.product].price * line.quantity

    assert sums == shop.orders["goods"].tolist()
    assert not shop.lines.duplicated(["order", "product"]).any()
    assert set(
        PRICE[shop.lines["product"]][shop.orders["zero"].to_numpy()[shop.lines["order"]]]
    ) == {0}


def test_events_follow_the_order_and_lie_before_the_export(shop):
    export = pd.Timestamp(AS_OF) + pd.Timedelta(hours=9)
    for name in ("shipped_on", "void_on", "refund_on"):
        known = shop.orders[shop.orders[name].notna()]
        assert (known[name] >= known["at"]).all()
        assert (known[name] <= export).all()
    void = shop.orders["state"].isin((visits.CANCELLED, visits.RETURNED))
    assert (shop.orders["void_on"].notna() == void).all()
    assert ((shop.orders["refund"] > 0) == shop.orders["refund_on"].notna()).all()
    assert (shop.orders["refund"] <= shop.orders["goods"]).all()


def test_subscriptions_are_delivered_month_by_month(shop):
    subscribed = shop.orders[shop.orders["delivery"] > 0]
    for _, orders in subscribed.groupby("person"):
        days = orders["at"].dt.normalize()
        assert orders["delivery"].tolist() == list(range(1, len(orders) + 1))
        assert set(days.diff().dropna().dt.days) <= {30}


def test_a_part_keeps_its_lines_and_numbers(shop):
    keep = (shop.orders["channel"] == MALL).to_numpy()
    part = shop.part(keep)

    assert part.orders["number"].tolist() == shop.orders["number"][keep].tolist()
    whole = shop.lines.assign(number=shop.orders["number"].to_numpy()[shop.lines["order"]])
    cut = part.lines.assign(number=part.orders["number"].to_numpy()[part.lines["order"]])
    merged = whole[keep[whole["order"]]].reset_index(drop=True)
    pd.testing.assert_frame_equal(
        merged[["number", "product", "quantity"]], cut[["number", "product", "quantity"]]
    )
    assert part.customers == shop.people["mall"][:3_000].sum()


@pytest.mark.parametrize("customers", [1, 2, 7])
def test_a_tiny_shop_is_a_shop(customers):
    shop = generate(AS_OF, customers=customers)

    assert shop.customers == customers
    assert len(shop.lines) >= len(shop.orders) >= customers


def test_a_size_in_orders_is_met(large):
    wanted = customers_for(20_000, AS_OF)

    assert len(generate(AS_OF, customers=wanted).orders) == pytest.approx(20_000, rel=0.05)
