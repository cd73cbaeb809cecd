"""Coming back: the open ones are counted as open, and what cannot be told is not told."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.history import History, OrderColumns, who
from core.journey.returning import all_spells, gap_histogram, returning, step_curves
from core.stats.survival import survival
from tests.core.shops import LAST, cdnow, complete, cut, day_number, shops, slow_occasions

days = st.integers(0, LAST + 30)


def one_shop_of(durations, happened):
    """Customers whose first spell has the given length on day 100."""
    first = [100 - d if not h else 0 for d, h in zip(durations, happened, strict=True)]
    again = [(c, d) for c, (d, h) in enumerate(zip(durations, happened, strict=True)) if h]
    customer = [*range(len(durations)), *(c for c, _ in again)]
    return History.build(complete(customer, [*first, *(d for _, d in again)]), 100)


def test_O_B3a_from_orders_to_the_curve_of_ten_buyers():
    history = one_shop_of([5, 12, 12, 20, 25, 30, 40, 45, 60, 90], [1, 1, 0, 1, 0, 1, 0, 1, 0, 0])

    result = returning(history, steps=1)

    curve = result.curves[0]
    assert curve.rate(30).value == pytest.approx(0.451429, abs=1e-6)
    assert curve.rate(60).value == pytest.approx(0.634286, abs=1e-6)
    assert result.rates.empty  # ten are followed up to day 5 only
    assert result.times.iloc[0]["naive_ever"] == 0.5
    assert result.times.iloc[0]["half_of_returned_days"] == 20


def test_open_customers_raise_the_rate_above_the_naive_one():
    rng = np.random.default_rng(0)
    durations = rng.integers(20, 120, 400)
    happened = rng.random(400) < 0.4
    history = one_shop_of(np.minimum(durations, 100), happened)

    rates = returning(history, steps=1).rates

    assert (rates["rate"] >= rates["naive"]).all()
    assert rates["rate"].iloc[-1] > rates["naive"].iloc[-1] + 0.05
    assert rates["evidence"].tolist() == ["full"] * len(rates)


def test_half_of_the_returned_is_not_half_of_all():
    """40 of 100 came back on day 30, 60 are still silent on day 100."""
    result = returning(one_shop_of([30] * 40 + [99] * 60, [1] * 40 + [0] * 60), steps=1)

    times = result.times.iloc[0]
    assert times["half_of_returned_days"] == 30
    assert np.isnan(times["half_back_days"])
    assert times["quarter_back_days"] == 30


def test_an_empty_shop_has_no_rates():
    result = returning(History.build(complete([], []), 10))

    assert result.rates.empty
    assert result.times.empty
    assert gap_histogram(History.build(complete([], []), 10)).empty


def test_apparent_firsts_are_left_out_of_steps_and_kept_in_spells():
    history = History.build(OrderColumns.of([1, 1, 2, 3], [0, 20, 60, 90]), 90)

    assert step_curves(history)[0].n == 2
    assert step_curves(history, firsts="apparent")[0].n == 1
    assert all_spells(history).n == 4


@given(shops(), days)
def test_the_curves_agree_with_spells_listed_by_hand(orders, as_of):
    history = History.build(orders, as_of)
    true = set(history.customer[history.true_first].tolist())
    slow = slow_occasions(orders, as_of)

    def spells(occasions):
        durations = [o.gap if o.gap >= 0 else as_of - o.day for o in occasions]
        return survival(durations, [o.gap >= 0 for o in occasions])

    pairs = [(all_spells(history), spells(slow))]
    for step, curve in enumerate(step_curves(history, steps=3), start=1):
        mine = [o for o in slow if o.number == step and o.customer in true]
        pairs.append((curve, spells(mine)))
    for fast, expected in pairs:
        size = expected.survival.size
        assert fast.n == expected.n
        np.testing.assert_array_equal(fast.events[:size], expected.events)
        np.testing.assert_array_equal(fast.at_risk[:size], expected.at_risk)
        assert not fast.at_risk[size:].any()


@given(shops(), days)
def test_two_halves_of_the_customers_add_up_to_the_whole(orders, as_of):
    history = History.build(orders, as_of)
    half = np.arange(history.n_customers) % 2 == 0

    curves = [
        [*step_curves(history, who=m), all_spells(history, who=m)] for m in (None, half, ~half)
    ]

    for whole, *parts in zip(*curves, strict=True):
        assert sum(part.n for part in parts) == whole.n
        assert sum(part.events.sum() for part in parts) == whole.events.sum()
    bars = [gap_histogram(history, who=m)["returns"].sum() for m in (None, half, ~half)]
    assert bars[0] == bars[1] + bars[2]


@given(shops(), days, days)
def test_the_rates_of_an_earlier_day_are_those_of_data_cut_there(orders, one, other):
    early, late = sorted((one, other))

    replayed = returning(History.build(orders, late).at(early))

    alone = returning(History.build(cut(orders, early), early))
    assert replayed.rates.equals(alone.rates)
    assert replayed.times.equals(alone.times)


@given(shops(), days, st.sampled_from([None, 1, 2]), st.integers(1, 10))
def test_the_histogram_holds_every_completed_gap_once(orders, as_of, step, bin_days):
    history = History.build(orders, as_of)
    true = set(history.customer[history.true_first].tolist())
    slow = [o for o in slow_occasions(orders, as_of) if o.gap >= 0]
    if step is not None:
        slow = [o for o in slow if o.number == step and o.customer in true]

    bars = gap_histogram(history, step=step, bin_days=bin_days)

    expected = [sum(b.from_day <= o.gap < b.to_day for o in slow) for b in bars.itertuples()]
    assert bars["returns"].tolist() == expected
    assert bars["returns"].sum() == len(slow)


def test_on_cdnow_naive_month_ratios_fall_while_the_30_day_rate_stays_flat(shared_data):
    orders = cdnow(shared_data("cdnow", "CDNOW_master.txt"))
    history = History.build(orders, day_number("1998-06-30")).at(day_number("1997-04-30"))
    starts = [day_number(f"1997-0{month}-01") for month in (1, 2, 3, 4)]
    months = [
        returning(history, steps=1, who=who(history, first_from=a, first_to=b))
        for a, b in pairwise(starts)
    ]

    naive = [month.times["naive_ever"].iloc[0] for month in months]
    within_30 = [month.rates.set_index("horizon")["rate"][30] for month in months]

    assert naive[0] > naive[1] + 0.03 > naive[2] + 0.06
    assert max(within_30) - min(within_30) < 0.005
    lows, highs = ([m.rates[side].iloc[0] for m in months] for side in ("low", "high"))
    assert max(lows) < min(highs)  # the three intervals overlap


def test_on_cdnow_half_of_those_who_returned_did_so_within_57_days(shared_data):
    orders = cdnow(shared_data("cdnow", "CDNOW_master.txt"))
    history = History.build(orders, day_number("1998-06-30"))

    times = returning(history).times.iloc[0]

    assert times["half_of_returned_days"] == 57
    assert np.isnan(times["half_back_days"])  # fewer than half ever came back
    assert all_spells(history).day_of_share(0.5) == 94
