"""Buying with drop-out: the published CDNOW numbers, a literal twin, and simulated customers."""

from math import exp, lgamma, log

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import hyp2f1

from core.customers.bgnbd import BuyingModel, Repeats, _objective, fit_buying
from core.customers.buying import buying_summary
from core.history import History
from core.refusal import Refusal
from tests.core.shops import cdnow, day_number

PUBLISHED = BuyingModel("bg", r=0.243, alpha=4.414, a=0.793, b=2.426)
KINDS = ("bg", "mbg")

parameter = st.floats(0.05, 20)
models = st.builds(BuyingModel, st.sampled_from(KINDS), parameter, parameter, parameter, parameter)


@st.composite
def customers(draw):
    """Repeats, recency and age of one customer, in weeks."""
    x, age = draw(st.integers(0, 30)), draw(st.floats(0.2, 150))
    return x, draw(st.floats(0, 1)) * age if x else 0.0, age


def weeks_of(history):
    summary = buying_summary(history)
    days = summary[["last_repeat_days", "age_days"]].to_numpy() / 7
    return summary["repeats"].to_numpy(), days[:, 0], days[:, 1]


@pytest.fixture
def sample(shared_data):
    orders = cdnow(shared_data("cdnow", "CDNOW_sample.txt"))
    return weeks_of(History.build(orders, day_number("1997-09-30")))


# --- published numbers


def test_O_C2_the_parameters_of_the_CDNOW_sample(sample):
    x, recency, age = sample

    exact = fit_buying(Repeats.of(*sample), "bg")
    rounded = fit_buying(Repeats.of(x, recency.round(2), age.round(2)), "bg").model

    assert exact.log_likelihood == pytest.approx(-9582.4292, abs=5e-5)
    published = [0.243, 4.414, 0.793, 2.426]
    assert parameters(exact.model) == pytest.approx(published, abs=5e-4)
    assert parameters(rounded) == pytest.approx([0.242593, 4.413532, 0.792886, 2.425753], rel=1e-6)


def test_O_C4_the_parameters_with_drop_out_after_the_first_purchase(sample):
    model = fit_buying(Repeats.of(*sample)).model

    assert parameters(model) == pytest.approx([0.525, 6.183, 0.891, 1.614], abs=5e-4)


def test_O_C3_five_customers_of_the_published_model():
    x, recency, age = np.transpose(
        [(2, 30.43, 38.86), (0, 0, 38.86), (1, 1.71, 38.86), (6, 38, 38.86), (6, 10, 38.86)]
    )

    alive, bought = PUBLISHED.alive(x, recency, age), PUBLISHED.expected(39, x, recency, age)

    assert alive == pytest.approx([0.726579, 1, 0.212101, 0.892026, 0.009696], abs=1e-6)
    assert bought == pytest.approx([1.226028, 0.195098, 0.203187, 4.018333, 0.043676], abs=1e-6)
    logs = PUBLISHED.log_likelihood(x, recency, age)[:3]
    assert logs == pytest.approx([-9.458606, -0.554713, -4.469093], abs=1e-6)
    ones = BuyingModel("bg", 1, 1, 1, 1).log_likelihood([1, 3], [2, 2], [5, 6])
    assert ones == pytest.approx([-2.667228, -4.991189], abs=1e-6)


def test_new_customers_of_the_published_model(sample):
    model = fit_buying(Repeats.of(*sample), "bg").model

    bought = model.expected_of_new([0.1429, 1, 3, 31.8571, 32, 78])

    assert bought == pytest.approx(
        [0.0078, 0.0532, 0.1506, 1.0405, 1.0437, 1.8576], rel=1e-3, abs=5e-5
    )
    assert PUBLISHED.share_with(0, 39) == pytest.approx(0.5737864, abs=1e-7)
    assert PUBLISHED.share_with(10, 2) == pytest.approx(1.07869e-07, rel=1e-5)


def parameters(model):
    return [model.r, model.alpha, model.a, model.b]


# --- a literal twin


def beta(a, b):
    return exp(lgamma(a) + lgamma(b) - lgamma(a + b))


def slow_likelihood(m, x, recency, age):
    """The formula of the books, factor by factor, in logarithms."""
    s = 1 if m.kind == "mbg" else 0
    first = beta(m.a, m.b + x + s) / beta(m.a, m.b)
    second = lgamma(m.r + x) - lgamma(m.r) + m.r * log(m.alpha) - (m.r + x) * log(m.alpha + age)
    past = ((m.alpha + age) / (m.alpha + recency)) ** (m.r + x)
    gone = m.a / (m.b + x - 1 + s) * past if x + s > 0 else 0.0
    return log(first) + second + log(1 + gone), 1 / (1 + gone)


@given(models, customers())
def test_likelihood_and_chance_to_be_there_agree_with_the_books(model, customer):
    logs, alive = slow_likelihood(model, *customer)

    assert model.log_likelihood(*customer) == pytest.approx(logs, rel=1e-8, abs=1e-8)
    assert model.alive(*customer) == pytest.approx(alive, rel=1e-8, abs=1e-12)


@given(models, customers(), st.floats(0.1, 100))
def test_the_expectation_agrees_with_the_books(model, customer, weeks):
    x, recency, age = customer
    m, s = model, int(model.kind == "mbg")
    c = m.a + m.b + x - 1 + s
    if abs(m.a - 1) < 1e-3 or abs(c) < 1e-3:
        return
    z = weeks / (m.alpha + age + weeks)
    series = (1 - z) ** (m.r + x) * hyp2f1(m.r + x, m.b + x + s, c, z)
    books = c / (m.a - 1) * (1 - series) * slow_likelihood(m, *customer)[1]

    assert model.expected(weeks, x, recency, age) == pytest.approx(books, rel=1e-5, abs=1e-7)


@given(models, customers())
def test_more_time_never_means_fewer_purchases(model, customer):
    weeks = np.array([0, 1, 4, 13, 52, 104])

    bought, chance = model.expected(weeks, *customer), model.chance(weeks, *customer)

    assert bought[0] == pytest.approx(0, abs=1e-9)
    assert (np.diff(bought) >= -1e-7).all()
    assert (np.diff(chance) >= 0).all()
    assert (chance <= np.minimum(bought, 1) * (1 + 1e-6) + 1e-7).all()


@pytest.mark.parametrize("kind", KINDS)
def test_no_seam_where_the_formula_divides_by_nothing(kind):
    def bought(a, b=0.6):
        return BuyingModel(kind, 0.5, 4, a, b).expected(39, [0, 3], [0, 20], [30, 30])

    assert bought(1.0) == pytest.approx((bought(0.999) + bought(1.001)) / 2, rel=1e-5)
    assert bought(0.4) == pytest.approx((bought(0.399) + bought(0.401)) / 2, rel=1e-4)


# --- simulated customers


def simulate(model, ages, until, seed):
    """Days of purchase the way the model tells it, customer by customer."""
    rng = np.random.default_rng(seed)
    seen = []
    for age in ages:
        rate, chance = rng.gamma(model.r, 1 / model.alpha), rng.beta(model.a, model.b)
        at, days = 0.0, []
        gone = model.kind == "mbg" and rng.random() < chance
        while not gone:
            at += rng.exponential(1 / rate)
            if at > age + until:
                break
            days.append(at)
            gone = rng.random() < chance
        before = [day for day in days if day <= age]
        last = before[-1] if before else 0.0
        left = gone and (not days or days[-1] <= age)
        seen.append((len(before), last, age, len(days) - len(before), not left))
    return np.array(seen, float).T


@pytest.mark.parametrize("kind", KINDS)
def test_simulated_customers_do_what_the_model_says(kind):
    model = BuyingModel(kind, r=0.8, alpha=5, a=0.9, b=1.7)
    ages = np.full(12_000, 30.0)
    x, recency, age, later, alive = simulate(model, ages, 25, seed=3)

    for repeats in (0, 1, 2, 3):
        mine = x == repeats
        of_these = x[mine], recency[mine], age[mine]
        near = {"abs": 4 * later[mine].std() / np.sqrt(mine.sum())}
        assert later[mine].mean() == pytest.approx(model.expected(25, *of_these).mean(), **near)
        spread = {"abs": 4 * 0.5 / np.sqrt(mine.sum())}
        assert alive[mine].mean() == pytest.approx(model.alive(*of_these).mean(), **spread)
        came = (later[mine] > 0).mean()
        assert came == pytest.approx(model.chance(25, *of_these).mean(), **spread)
        share = model.share_with(repeats, 30.0)
        assert mine.mean() == pytest.approx(share, abs=4 * 0.5 / np.sqrt(mine.size))
    fit = fit_buying(Repeats.of(x, recency, age), kind)
    errors = np.log(parameters(fit.model)) - np.log(parameters(model))
    assert np.abs(errors / np.sqrt(np.diag(fit.covariance))).max() < 4


# --- the fit


@given(models, st.lists(customers(), min_size=1, max_size=8))
def test_the_gradient_is_the_slope(model, rows):
    x, recency, age = np.transpose(rows)
    objective = _objective(Repeats.of(x, recency, age), model.kind, 3.0)
    logs = np.log(parameters(model))

    value, gradient = objective(logs)

    scaled = BuyingModel(model.kind, *parameters(model))
    terms = scaled.log_likelihood(x, recency / 3, age / 3)
    assert value == pytest.approx(-terms.mean(), rel=1e-9, abs=1e-9)
    for i, step in enumerate(1e-5 * np.eye(4)):
        slope = (objective(logs + step)[0] - objective(logs - step)[0]) / 2e-5
        assert gradient[i] == pytest.approx(slope, rel=1e-4, abs=1e-6)


def test_another_unit_of_time_changes_alpha_only(sample):
    x, recency, age = sample
    weeks, days = (fit_buying(Repeats.of(x, recency * u, age * u)).model for u in (1, 7))

    expected = [weeks.r, 7 * weeks.alpha, weeks.a, weeks.b]
    assert parameters(days) == pytest.approx(expected, rel=1e-5)


@given(st.lists(customers(), max_size=12), st.randoms(use_true_random=False))
def test_equal_customers_are_counted_together(rows, random):
    rows = [(x, round(recency), round(age) + 1) for x, recency, age in rows * 2]
    random.shuffle(rows)
    columns = np.transpose(rows) if rows else np.empty((3, 0))

    repeats = Repeats.of(*columns)

    assert repeats.n == len(rows)
    kept = list(zip(repeats.x, repeats.recency, repeats.age, strict=True))
    assert len(set(kept)) == len(kept)
    assert [kept[row] for row in repeats.row_of] == rows
    assert repeats.weight.tolist() == [rows.count(row) for row in kept]


@pytest.mark.parametrize("row", [(1, 5, 4), (1, -1, 4), (0, 2, 4), (1, float("nan"), 4)])
def test_impossible_customers_are_refused(row):
    with pytest.raises(ValueError, match="recency must be"):
        Repeats.of(*np.transpose([row]))


def test_a_shop_of_one_day_and_one_without_returns_have_no_model():
    today = fit_buying(Repeats.of([0, 0], [0, 0], [0, 0]))
    nobody_back = fit_buying(Repeats.of(np.zeros(600), np.zeros(600), np.arange(600) % 50 + 1))

    assert today == Refusal("short_span", 0.0)
    assert isinstance(nobody_back, Refusal)
