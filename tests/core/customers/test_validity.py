"""Does the score tell who buys: the CDNOW customers, a backtest by hand, no look ahead."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.customers.acts import Acts
from core.customers.engagement import COMPONENTS, Weights, components, scores
from core.customers.past_check import occasions_since
from core.customers.validity import learned_weights, suggest_weights, validity
from core.customers.worth import fitted_buying, repeats_of
from core.history import History
from core.refusal import Refusal
from core.stats.auc import auc
from tests.core.shops import LAST, cdnow, complete, cut, day_number, plain_shop, shops

ONLY_RECENT = Weights(1, 0, 0, 0, 0, 0, 0)


@pytest.fixture(scope="module")
def shop():
    return plain_shop(5, customers=80, days=500)


@pytest.fixture
def everybody(shared_data):
    return History.build(cdnow(shared_data("cdnow", "CDNOW_master.txt")), day_number("1998-06-30"))


def test_O_G3_the_error_of_the_area_is_known(everybody):
    result = validity(everybody)
    few = np.arange(everybody.n_customers) % 78 == 0

    small = validity(everybody, who=few)

    assert result.n == 23_570
    assert result.auc.error == pytest.approx(0.0044, abs=1e-4)
    assert result.auc.value == pytest.approx(0.83, abs=0.01)
    assert 295 <= small.n <= 305
    assert small.auc.error == pytest.approx(0.039, abs=0.006)
    assert small.noise == pytest.approx(0.08, abs=0.012)
    assert result.may_learn
    assert not small.may_learn
    assert result.brier < result.brier_of_one
    told = result.bands
    assert told["share"].is_monotonic_increasing
    assert (told["foretold"] - told["share"]).abs().max() < 0.05


def test_ranking_by_what_is_expected_and_never_by_being_alive(everybody):
    """Published areas on the 23,570, fitted on 39 weeks and judged on the next 39."""
    earlier = everybody.at(day_number("1997-09-30"))
    came, rows = occasions_since(everybody, earlier) > 0, repeats_of(earlier)
    known = rows.x, rows.recency, rows.age

    areas = {}
    for kind in ("bg", "mbg"):
        model = fitted_buying(earlier, kind=kind).model
        areas[kind, "alive"] = auc(model.alive(*known)[rows.row_of], came).value
        areas[kind, "expected"] = auc(model.expected(39, *known)[rows.row_of], came).value

    assert list(areas.values()) == pytest.approx([0.32, 0.763, 0.70, 0.765], abs=0.0025)
    assert auc(earlier.last_day, came).value == pytest.approx(0.759, abs=5e-4)
    assert auc(earlier.occasions, came).value == pytest.approx(0.753, abs=5e-4)


# --- a backtest by hand


def test_the_backtest_agrees_with_scoring_an_older_file(shop):
    history = History.build(shop, 500)

    result = validity(history, days=60)

    def scored(day):
        then = History.build(cut(shop, day), day)
        later = {c for c, d in zip(shop.customer, shop.day, strict=True) if day < d <= day + 60}
        bought = np.array([c in later for c in then.customer])
        return scores(components(then)).score, bought

    score, bought = scored(440)
    before, bought_before = scored(380)
    assert (result.day, result.n, result.buyers) == (440, bought.size, bought.sum())
    assert result.auc == auc(score, bought)
    foretold = []
    for low, row in zip(range(0, 100, 20), result.bands.itertuples(), strict=True):
        mine = (score >= low) & ((score < low + 20) | (low == 80))
        then = (before >= low) & ((before < low + 20) | (low == 80))
        assert (row.customers, row.bought) == (mine.sum(), bought[mine].sum())
        share = bought_before[then].mean() if then.any() else bought_before.mean()
        assert row.foretold == pytest.approx(share)
        foretold.append(share)
    guess = np.array(foretold)[np.minimum(score // 20, 4).astype(int)]
    assert result.brier == pytest.approx(np.mean((guess - bought) ** 2))
    assert result.brier_of_one == pytest.approx(np.mean((bought_before.mean() - bought) ** 2))
    assert result.parts["component"].tolist() == ["recency", "frequency", "money"]


@given(shops(), st.integers(0, LAST))
def test_orders_to_come_change_no_score(orders, day):
    acts = Acts.of([3, 7], [day + 1, day + 5], ["recommendation", "review"], [10, np.nan])

    then = scores(components(History.build(cut(orders, day), day), acts=acts))
    later = scores(components(History.build(orders, LAST + 30).at(day), acts=acts))

    np.testing.assert_array_equal(then.score, later.score)


def test_only_those_chosen_are_judged(shop):
    history = History.build(shop, 500)
    chosen = np.arange(history.n_customers) % 2 == 0

    result = validity(history, days=60, who=chosen)

    earlier = history.at(440)
    assert result.n == np.isin(earlier.customer, history.customer[chosen]).sum()


def test_without_a_period_before_there_is_nothing_to_foretell_by(shop):
    first = int(shop.day.min())
    history = History.build(shop, first + 150)

    result = validity(history, days=80)

    assert np.isnan([result.brier, result.brier_of_one]).all()
    assert result.bands["foretold"].isna().all()
    assert np.isfinite(result.auc.value)


def test_why_nothing_can_be_compared(shop):
    few = complete(np.arange(12).repeat(2), np.arange(24) * 9)
    silent = complete(np.arange(40), np.zeros(40))

    assert validity(History.build(shop, 50)) == Refusal("short_span", 0)
    assert validity(History.build(few, 300)) == Refusal("few_customers", 12, 30)
    assert validity(History.build(silent, 300)) == Refusal("one_outcome", 0)
    assert validity(History.build(complete([], []), 300)) == Refusal("short_span", 0)
    with pytest.raises(ValueError, match="days == 0"):
        validity(History.build(shop, 500), days=0)


# --- suggestions


def test_the_past_suggests_what_told_best():
    """Only the first component has anything to do with it; the fourth is mostly unknown."""
    rng = np.random.default_rng(1)
    values = 100 * rng.random((7, 4_000))
    values[3, rng.random(4_000) < 0.7] = np.nan
    values[4:] = np.nan
    bought = rng.random(4_000) < values[0] / 100

    weights = learned_weights(values, bought)

    assert weights.recency > 85
    told = [getattr(weights, name) for name in COMPONENTS]
    assert sum(told) == pytest.approx(100)
    assert told[4:] == [0, 0, 0]


def test_where_nothing_tells_all_weights_are_alike():
    values = np.full((7, 50), np.nan)
    values[:2] = np.arange(50)
    bought = np.arange(50) < 10  # the more, the less likely: no weight above 0 helps

    weights = learned_weights(values, bought)

    assert (weights.recency, weights.frequency, weights.money) == (50, 50, 0)


def test_a_suggestion_is_tried_on_a_period_it_has_not_seen(everybody):
    result = suggest_weights(everybody, weights=ONLY_RECENT)

    earlier, then = everybody.at(everybody.as_of - 90), everybody.at(everybody.as_of - 180)
    values = components(then).values
    learned = learned_weights(values, occasions_since(earlier, then) > 0)
    assert result.weights == learned
    came = occasions_since(everybody, earlier) > 0
    assert result.auc == auc(scores(components(earlier), learned).score, came)
    assert result.auc_now == auc(components(earlier).values[0], came)
    assert result.auc.value > result.auc_now.value


def test_a_small_shop_gets_no_suggestion(shop):
    refused = suggest_weights(History.build(shop, 500))

    assert (refused.code, refused.needed) == ("few_customers", 1_000)


def test_few_buyers_teach_nothing():
    rng = np.random.default_rng(2)
    customer = np.r_[np.arange(1_200), np.arange(100)]
    day = np.r_[rng.integers(0, 200, 1_200), rng.integers(330, 500, 100)]
    orders = complete(customer, day)

    assert suggest_weights(History.build(orders, 500)).code == "few_buyers"
