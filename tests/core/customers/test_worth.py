"""What may come: discounting against a plain loop, gates, ranges, and no look into the future."""

import numpy as np
import pandas as pd
import pytest

from core.customers.bgnbd import BuyingModel, Repeats, fit_buying
from core.customers.buying import buying_summary
from core.customers.spend import SpendModel, fit_spend, repeat_values
from core.customers.worth import (
    MONTH_WEEKS,
    _Outlook,
    fitted_buying,
    fitted_spend,
    too_little,
    worth,
)
from core.history import History
from core.refusal import Refusal
from tests.core.shops import cdnow, complete, cut, day_number


def simulated_shop(seed=4, customers=900, days=700):
    """Orders of customers who buy and leave as the models say."""
    rng = np.random.default_rng(seed)
    rows = []
    for customer in range(customers):
        at, rate = rng.integers(0, days - 100), rng.gamma(0.9, 1 / 40)
        leaving, worth_ = rng.beta(0.9, 2.2), 1_000 + 20_000 / rng.gamma(3, 1)
        while at < days:
            rows.append((customer, int(at), int(worth_ * rng.gamma(5, 1 / 5))))
            if rng.random() < leaving:
                break
            at += max(1, rng.exponential(1 / max(rate, 1e-3)))
    customer, day, net = np.transpose(rows)
    return complete(customer, day, net=net)


@pytest.fixture(scope="module")
def orders():
    return simulated_shop()


@pytest.fixture(scope="module")
def history(orders):
    return History.build(orders, 700)


@pytest.fixture(scope="module")
def outlook(history):
    return worth(history, margin_bp=4_000)


def test_months_and_rates_are_those_of_the_definition(history):
    outlook = _Outlook(history, 1, 0.10, None)

    assert pytest.approx(4.348214, abs=5e-7) == MONTH_WEEKS
    assert outlook.share == pytest.approx([1 / 1.00797414])


def slow_cash(buying, spend, row, months, yearly_rate):
    """One customer, month by month."""
    x, recency, age, n_values, mean_value = row
    before = cash = 0.0
    for month in range(1, months + 1):
        upto = float(buying.expected(month * 365.25 / 12 / 7, x, recency, age))
        cash += (upto - before) / (1 + yearly_rate) ** (month / 12)
        before = upto
    return cash * float(spend.expected(n_values, mean_value))


@pytest.mark.parametrize(("months", "rate"), [(1, 0.1), (12, 0.1), (18, 0.0), (12, 0.3)])
def test_discounting_agrees_with_a_plain_loop(history, months, rate):
    buying, spend = BuyingModel("mbg", 0.6, 6, 0.9, 1.7), SpendModel(6, 4, 20_000)
    outlook = _Outlook(history, months, rate, None)

    cash = outlook.occasions(buying) * outlook.value(spend)

    picked = range(0, history.n_customers, 37)
    for c in picked:
        days = history.occasion_day[history.occasion_customer == c]
        money = history.occasion_cash[history.occasion_customer == c][1:]
        weeks = (days[-1] - days[0]) / 7, (history.as_of - days[0]) / 7
        row = (days.size - 1, *weeks, money.size, money.mean() if money.size else 0)
        assert cash[c] == pytest.approx(slow_cash(buying, spend, row, months, rate), rel=1e-6)


def test_the_columns_follow_from_the_models(history, outlook):
    frame, model = outlook.customers, outlook.buying.model
    x = history.occasions - 1
    recency, age = (history.last_day - history.first_day) / 7, (700 - history.first_day) / 7

    weeks = 12 * MONTH_WEEKS
    assert frame["customer"].tolist() == history.customer.tolist()
    assert frame["expected_occasions"].to_numpy() == pytest.approx(
        model.expected(weeks, x, recency, age)
    )
    assert frame["chance"].to_numpy() == pytest.approx(model.chance(weeks, x, recency, age))
    assert frame["alive"].to_numpy() == pytest.approx(model.alive(x, recency, age))
    assert frame["spent"].to_numpy() == pytest.approx(
        np.bincount(history.order_customer, history.net)
    )
    assert frame["profit_expected"].to_numpy() == pytest.approx(frame["cash_expected"] * 0.4)
    total = outlook.total
    assert total.cash == pytest.approx(frame["cash_expected"].sum())
    assert total.occasions == pytest.approx(frame["expected_occasions"].sum())
    assert total.profit_high == pytest.approx(total.high * 0.4)
    assert (frame["cash_low"] < frame["cash_expected"]).all()
    assert (frame["cash_expected"] < frame["cash_high"]).all()
    assert total.low < total.cash < total.high


def test_the_sum_is_surer_than_its_parts(outlook):
    width = (outlook.customers["cash_high"] / outlook.customers["cash_low"]).median()

    assert outlook.total.high / outlook.total.low < width


def resampled_totals(history, draws, *, seed=1):
    """Cash expected of all, refitted on customers drawn anew: the slow twin of the range."""
    outlook = _Outlook(history, 12, 0.10, None)
    true = np.flatnonzero(history.true_first)
    summary, values = buying_summary(history).to_numpy(), repeat_values(history).to_numpy()
    rng = np.random.default_rng(seed)
    for _ in range(draws):
        drawn = rng.choice(true, true.size)
        _, x, last, age = summary[drawn].T
        buying = fit_buying(Repeats.of(x, last / 7, age / 7))
        spend = fit_spend(*values[drawn, 1:].T)
        if isinstance(buying, Refusal) or isinstance(spend, Refusal):
            yield float("nan")
        else:
            yield float(outlook.occasions(buying.model) @ outlook.value(spend.model))


@pytest.mark.slow
def test_the_range_is_as_wide_as_that_of_customers_drawn_anew(history, outlook):
    totals = np.array([*resampled_totals(history, 30)])

    assert np.isfinite(totals).all()
    half = np.log(outlook.total.high / outlook.total.low) / 2 / 1.96
    assert np.log(totals).std() == pytest.approx(half, rel=0.6)
    assert np.abs(np.median(totals) / outlook.total.cash - 1) < 0.1


def test_drawing_anew_is_seeded(history):
    one, same, other = (next(resampled_totals(history, 1, seed=seed)) for seed in (1, 1, 2))

    assert one == same != other


def test_a_wider_confidence_is_a_wider_range(history, outlook):
    sure = worth(history, confidence=0.5).total

    assert outlook.total.low < sure.low < sure.high < outlook.total.high


def test_without_a_margin_profit_stays_blank(history):
    result = worth(history)

    assert np.isnan(result.total.profit)
    assert result.customers["profit_low"].isna().all()
    assert result.total.cash > 0


def test_chosen_customers_are_foretold_by_the_model_of_all(history, outlook):
    chosen = history.occasions == 2

    part = worth(history, margin_bp=4_000, who=chosen)

    pd.testing.assert_frame_equal(
        part.customers.reset_index(drop=True), outlook.customers[chosen].reset_index(drop=True)
    )
    assert part.n == outlook.n == history.n_customers
    nobody = worth(history, who=np.zeros(history.n_customers, bool))
    assert len(nobody.customers) == 0
    assert nobody.total.cash == 0


def test_later_facts_change_nothing(orders, history):
    earlier = worth(History.build(cut(orders, 600), 600))
    again = worth(history.at(600))

    pd.testing.assert_frame_equal(earlier.customers, again.customers)


def test_unknown_amounts_leave_purchases_but_no_money(orders):
    blind = complete(orders.customer, orders.day, net=0 * orders.net, known=orders.net < 0)

    result = worth(History.build(blind, 700))

    assert result.spend == Refusal("few_repeaters", 0, 150)
    assert np.isnan(result.total.cash)
    assert result.total.occasions > 0
    assert result.customers[["spent", "value_per_occasion", "cash_low"]].isna().all(axis=None)


# --- gates


def test_twelve_customers_have_no_outlook():
    few = complete(np.arange(12).repeat(3), np.arange(36) * 10)

    assert worth(History.build(few, 400)) == Refusal("few_customers", 12, 500)
    assert worth(History.build(complete([], []), 400)) == Refusal("few_customers", 0, 500)


def test_customers_who_rarely_come_back_have_none():
    customer = np.r_[np.arange(600), np.arange(149)]

    history = History.build(complete(customer, np.r_[np.zeros(600), np.full(149, 30)]), 400)

    assert too_little(history) == Refusal("few_repeaters", 149, 150)


@pytest.mark.parametrize(("as_of", "refused"), [(89, True), (90, False)])
def test_the_longest_age_must_be_three_median_gaps(as_of, refused):
    customer = np.r_[np.arange(600), np.arange(200)]
    history = History.build(complete(customer, np.r_[np.zeros(600), np.full(200, 30)]), as_of)

    assert too_little(history) == (Refusal("short_span", 89, 90) if refused else None)


def test_apparent_firsts_do_not_count_and_are_marked(orders):
    from dataclasses import replace

    history = History.build(replace(orders, complete_sources=frozenset()), 700)
    result = worth(history)

    assert 0 < history.n_apparent == result.n_apparent
    assert result.n == history.n_customers - history.n_apparent
    assert result.customers["reference"].to_numpy().tolist() == (~history.true_first).tolist()
    assert fitted_buying(history).n == result.n
    assert fitted_spend(history).n == (history.true_first & (history.occasions > 1)).sum()


def test_a_runaway_model_is_refused_with_its_reason():
    """Everybody buys every 30 days like a clock: no spread of rates is wide enough."""
    customer = np.repeat(np.arange(600), 10)
    history = History.build(complete(customer, np.tile(np.arange(10) * 30, 600)), 280)

    assert worth(history).code in {"degenerate", "flat"}


@pytest.mark.parametrize(("name", "value"), [("months", 0), ("months", 37), ("yearly_rate", -0.1)])
def test_impossible_choices_are_refused(history, name, value):
    with pytest.raises(ValueError, match=f"{name} == "):
        worth(history, **{name: value})


def test_the_model_of_the_CDNOW_customers(shared_data):
    """All 23,570 on 1997-09-30."""
    history = History.build(
        cdnow(shared_data("cdnow", "CDNOW_master.txt")), day_number("1997-09-30")
    )

    result = worth(history)

    assert result.n == 23_570
    assert result.buying.log_likelihood == pytest.approx(-95336.958, abs=0.01)
    assert not result.spend.related
