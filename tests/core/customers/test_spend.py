"""Amounts per purchase: the published CDNOW numbers, a literal twin, and simulated customers."""

from math import lgamma, log

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.customers.spend import SpendModel, _objective, fit_spend, repeat_values
from core.history import History
from core.refusal import Refusal
from tests.core.shops import cdnow, complete, day_number, shops, slow_occasions

PUBLISHED = SpendModel(p=6.25, q=3.74, v=15.44)

parameter = st.floats(0.1, 20)
models = st.builds(SpendModel, parameter, parameter, parameter)
customers = st.lists(st.tuples(st.integers(1, 30), st.floats(0.01, 50)), min_size=1, max_size=8)


@pytest.fixture
def sample(shared_data):
    history = History.build(
        cdnow(shared_data("cdnow", "CDNOW_sample.txt")), day_number("1997-09-30")
    )
    return repeat_values(history)


def test_O_C5_the_parameters_of_the_CDNOW_sample(sample):
    fit = fit_spend(sample["values"], sample["mean_value"] / 100)

    assert fit.n == 946
    assert parameters(fit.model) == pytest.approx([6.24881, 3.74459, 15.44773], rel=1e-3)
    assert fit.log_likelihood == pytest.approx(-4055.9232, abs=0.01)
    assert fit.model.mean == pytest.approx(35.171, abs=1e-3)
    assert fit.correlation == pytest.approx(0.114, abs=5e-4)
    assert not fit.related
    next_ones = fit.model.expected([2, 0, 1, 7], [22.35, np.nan, 11.77, 73.74])
    assert next_ones == pytest.approx([24.65, 35.17, 18.91, 71.46], abs=0.01)


def test_O_C5_two_customers_of_the_published_model():
    expected = PUBLISHED.expected([2, 0], [22.35, np.nan])

    assert expected == pytest.approx([24.6637, 35.2190], abs=5e-5)


def test_another_currency_unit_changes_the_scale_only(sample):
    dollars = fit_spend(sample["values"], sample["mean_value"] / 100).model
    cents = fit_spend(sample["values"], sample["mean_value"]).model

    assert parameters(cents) == pytest.approx([dollars.p, dollars.q, 100 * dollars.v], rel=1e-5)


def parameters(model):
    return [model.p, model.q, model.v]


def slow_likelihood(m, n, z):
    """The formula of the books, term by term."""
    px = m.p * n
    return (
        lgamma(px + m.q) - lgamma(px) - lgamma(m.q) + m.q * log(m.v)
        + (px - 1) * log(z) + px * log(n) - (px + m.q) * log(n * z + m.v)
    )  # fmt: skip


@given(models, customers)
def test_the_likelihood_agrees_with_the_books(model, rows):
    n, z = np.transpose(rows)

    expected = [slow_likelihood(model, *row) for row in rows]
    assert model.log_likelihood(n, z) == pytest.approx(expected, rel=1e-9, abs=1e-9)


@given(models, customers)
def test_the_gradient_is_the_slope(model, rows):
    n, z = np.transpose(rows)
    objective, logs = _objective(n, z), np.log(parameters(model))

    value, gradient = objective(logs)

    assert value == pytest.approx(-model.log_likelihood(n, z).mean(), rel=1e-9, abs=1e-9)

    for i, step in enumerate(1e-5 * np.eye(3)):
        slope = (objective(logs + step)[0] - objective(logs - step)[0]) / 2e-5
        assert gradient[i] == pytest.approx(slope, rel=1e-4, abs=1e-6)


def test_simulated_customers_spend_what_the_model_says():
    model, rng = SpendModel(4.0, 3.0, 1_500.0), np.random.default_rng(5)
    n = rng.integers(1, 6, 8_000)
    scale = rng.gamma(model.q, 1 / model.v, n.size)
    mean = rng.gamma(model.p * n, 1 / scale) / n
    truth = model.p / scale

    fit = fit_spend(n, mean)

    errors = np.log(parameters(fit.model)) - np.log(parameters(model))
    assert np.abs(errors / np.sqrt(np.diag(fit.covariance))).max() < 4
    for bought in (1, 3, 5):
        mine = n == bought
        guess = model.expected(n[mine], mean[mine]).mean()
        spread = 4 * (truth[mine] - mean[mine]).std() / np.sqrt(mine.sum())
        assert truth[mine].mean() == pytest.approx(guess, abs=spread)


@given(shops())
def test_repeat_values_agree_with_counting_by_hand(orders):
    found: dict[int, list[int]] = {}
    for occasion in slow_occasions(orders, 130):
        found.setdefault(occasion.customer, [])
        if occasion.number > 1 and occasion.cash > 0:
            found[occasion.customer].append(occasion.cash)

    frame = repeat_values(History.build(orders, 130))

    assert frame["customer"].tolist() == list(found)
    assert frame["values"].tolist() == [len(cash) for cash in found.values()]
    means = [np.mean(cash) if cash else np.nan for cash in found.values()]
    assert frame["mean_value"].tolist() == pytest.approx(means, nan_ok=True)


def test_occasions_without_a_value_say_nothing_of_amounts():
    orders = complete([1, 1, 1, 1, 2], [0, 5, 9, 20, 3], net=[900, 0, 300, 500, 800])

    frame = repeat_values(History.build(orders, 30))

    assert frame["values"].tolist() == [2, 0]
    assert frame["mean_value"].tolist() == pytest.approx([400, np.nan], nan_ok=True)


def test_shops_without_an_answer_are_refused():
    rng = np.random.default_rng(8)
    wild = 10 ** rng.uniform(0, 12, 400)

    assert fit_spend([0, 0], [np.nan, np.nan]) == Refusal("few_repeaters", 0.0)
    assert fit_spend(np.ones(400), wild).code == "no_mean"


def test_customers_who_do_not_differ_are_all_expected_to_spend_the_average():
    rng = np.random.default_rng(12)
    n = rng.integers(1, 6, 900)
    mean = rng.gamma(3.0 * n, 1_000.0) / n

    fit = fit_spend(n, mean)

    average = n @ mean / n.sum()
    assert fit.alike
    assert fit.model.p == pytest.approx(3, rel=0.1)
    assert fit.model.mean == pytest.approx(average)
    expected = fit.model.expected([0, 1, 5], [np.nan, 500, 9_000])
    assert expected == pytest.approx([average] * 3, rel=0.01)
    spread = 3_000 / np.sqrt(3 * n.sum())  # of the average, known from how they were made
    assert np.sqrt(fit.covariance[2, 2]) * average == pytest.approx(spread, rel=0.1)


def test_one_price_for_everything_is_what_everybody_spends():
    fit = fit_spend([3, 1, 2], [1_000.0] * 3)

    assert fit.alike
    assert fit.model.expected([0, 4], [np.nan, 1_000]) == pytest.approx([1_000, 1_000])
    assert fit.covariance.sum() == 0


def test_customers_each_with_a_price_of_their_own_are_not_alike():
    """No scatter within a customer: there is no such model, and none is made up."""
    rng = np.random.default_rng(13)

    result = fit_spend(np.full(500, 4), np.exp(rng.normal(7, 2, 500)))

    assert isinstance(result, Refusal) or not result.alike


def test_how_often_and_how_much_may_be_too_related():
    rng = np.random.default_rng(9)
    n = rng.integers(1, 9, 2_000)
    mean = rng.gamma(3 * n, 1 / rng.gamma(3.0, 1 / 900.0, n.size)) / n * n

    assert fit_spend(n, mean).related
