"""The history: what an occasion is, what a day knew, and which first orders are trusted."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.history import NEVER, History, OrderColumns, who
from core.orders import DTYPES
from tests.core.shops import (
    LAST,
    PUBLIC,
    assert_same,
    cut,
    orders_from,
    plain_shop,
    rows_of_shop,
    shops,
    slow_occasions,
)

days = st.integers(-1, LAST + 30)


def test_two_orders_of_one_day_are_one_occasion_with_the_first_channel_and_the_summed_money():
    orders = OrderColumns.of(
        [1, 1, 1], [10, 10, 12], second=[900, 800, 0], net=[300, 200, 50], channel=[0, 1, 0],
        channels=("web", "store"),
    )  # fmt: skip

    history = History.build(orders, 20)

    assert history.occasion_day.tolist() == [10, 12]
    assert history.occasion_net.tolist() == [500, 50]
    assert history.occasion_channel.tolist() == [1, 0]
    assert history.occasion_of.tolist() == [0, 0, 1]
    assert history.occasion_gap.tolist() == [2, -1]


def test_without_the_merge_every_order_is_an_occasion():
    orders = OrderColumns.of([1, 1], [10, 10], second=[900, 800], net=[300, 200])

    history = History.build(orders, 20, merge_same_day=False)

    assert history.occasion_net.tolist() == [200, 300]
    assert history.occasion_gap.tolist() == [0, -1]
    assert history.occasion_number.tolist() == [1, 2]


def test_a_part_cancelled_later_only_lowers_the_sum():
    orders = OrderColumns.of(
        [1, 1], [10, 10], second=[1, 2], net=[300, 200], void_day=[15, NEVER], channel=[1, 0],
        channels=("web", "store"),
    )  # fmt: skip
    history = History.build(orders, 20)

    assert history.occasion_net.tolist() == [200]
    assert history.occasion_channel.tolist() == [1]
    assert history.occasion_of.tolist() == [-1, 0]
    assert history.at(14).occasion_net.tolist() == [500]


def test_an_order_void_on_its_own_day_never_lends_its_channel():
    orders = OrderColumns.of(
        [1, 1], [10, 10], second=[1, 2], void_day=[10, NEVER], channel=[1, 0],
        channels=("web", "store"),
    )  # fmt: skip

    assert History.build(orders, 20).occasion_channel.tolist() == [0]


def test_a_cancellation_counts_from_its_effective_day():
    orders = OrderColumns.of([1, 1, 2], [10, 20, 10], net=[100, 100, 70], void_day=[NEVER, 25, 12])
    history = History.build(orders, 30)

    assert history.customer.tolist() == [1]
    assert history.occasions.tolist() == [1]
    assert history.net.tolist() == [100, 0]
    assert history.void_day.tolist() == [NEVER, 25]
    assert history.at(24).occasions.tolist() == [2]
    assert history.at(24).void_day.tolist() == [NEVER, NEVER]
    assert history.at(11).customer.tolist() == [1, 2]


def test_a_partial_refund_lowers_the_amount_from_its_day_and_not_the_count():
    orders = OrderColumns.of([1], [10], net=[1000], points_own=[100], refund=[400], refund_day=[15])
    history = History.build(orders, 20)

    assert history.occasion_net.tolist() == [600]
    assert history.occasion_cash.tolist() == [500]
    assert history.occasions.tolist() == [1]
    assert history.at(14).occasion_net.tolist() == [1000]


def test_a_renewal_is_money_and_no_occasion():
    orders = OrderColumns.of(
        [1, 1, 2], [10, 40, 11], net=[100, 90, 80], renewal=[False, True, True]
    )
    history = History.build(orders, 60)

    assert history.customer.tolist() == [1]  # 2 has renewals only: when they began is unknown
    assert history.occasion_gap.tolist() == [-1]
    assert history.occasion_of.tolist() == [0, -1]
    assert history.cash.tolist() == [100, 90]
    assert history.last_day.tolist() == [10]


def test_an_empty_shop_is_empty_everywhere():
    history = History.build(OrderColumns.of([], []), 100)

    assert history.is_empty
    assert history.at(50).offsets.tolist() == [0]
    assert history.burn_in.tolist() == [0]
    assert who(history, own=True, channels=["shop"]).shape == (0,)


def test_a_later_day_cannot_be_asked_for():
    history = History.build(plain_shop(1), 200)

    with pytest.raises(ValueError, match="day == 201"):
        history.at(201)


def test_arrays_cannot_be_written_to():
    history = History.build(plain_shop(1), 200)

    for name in PUBLIC:
        assert not getattr(history, name).flags.writeable, name


@given(shops(), days, days)
def test_as_of_a_day_equals_the_history_built_from_data_cut_at_that_day(orders, one, other):
    early, late = sorted((one, other))

    replayed = History.build(orders, late).at(early)

    assert_same(replayed, History.build(cut(orders, early), early))


@given(rows_of_shop(), st.randoms(use_true_random=False), days)
def test_the_order_of_rows_changes_nothing(rows, random, as_of):
    rows = [row | {"sequence": i} for i, row in enumerate(rows)]
    shuffled = random.sample(rows, len(rows))

    assert_same(
        History.build(orders_from(rows), as_of), History.build(orders_from(shuffled), as_of)
    )


@given(shops(), days)
def test_the_input_is_not_touched(orders, as_of):
    before = {name: getattr(orders, name).copy() for name in DTYPES}

    assert History.build(orders, as_of).at(min(as_of, 50)).net is not None

    for name, values in before.items():
        np.testing.assert_array_equal(values, getattr(orders, name))
        assert getattr(orders, name).flags.writeable


@given(shops(), days, st.booleans())
def test_occasions_agree_with_counting_by_hand(orders, as_of, merge):
    history = History.build(orders, as_of, merge_same_day=merge)
    slow = slow_occasions(orders, as_of, merge=merge)

    assert history.customer[history.occasion_customer].tolist() == [o.customer for o in slow]
    assert history.occasion_day.tolist() == [o.day for o in slow]
    assert history.occasion_net.tolist() == [o.net for o in slow]
    assert history.occasion_cash.tolist() == [o.cash for o in slow]
    assert history.occasion_channel.tolist() == [o.channel for o in slow]
    assert history.occasion_number.tolist() == [o.number for o in slow]
    assert history.occasion_gap.tolist() == [o.gap for o in slow]
    assert history.customer.tolist() == sorted({o.customer for o in slow})


@given(shops(), days)
def test_order_columns_and_occasions_tell_the_same_story(orders, as_of):
    history = History.build(orders, as_of)
    parts = history.occasion_of >= 0

    sums = np.bincount(
        history.occasion_of[parts], history.net[parts], minlength=history.occasion_day.size
    )
    assert sums.astype(np.int64).tolist() == history.occasion_net.tolist()
    assert (
        np.diff(history.offsets).tolist()
        == np.bincount(history.order_customer, minlength=history.n_customers).tolist()
    )
    assert not history.net[history.is_void].any()
    assert (history.occasion_of[history.renewal | history.is_void] == -1).all()
    own = history.order_customer[history.own_list & ~history.is_void]
    assert np.flatnonzero(history.has_own).tolist() == sorted(set(own.tolist()))


# --- data that starts midway


def test_a_source_that_holds_everything_has_no_burn_in():
    orders = OrderColumns.of([1, 2], [0, 90], complete_sources=frozenset({0}))

    history = History.build(orders, 90)

    assert history.burn_in.tolist() == [0]
    assert history.n_apparent == 0


def test_the_burn_in_is_a_third_of_a_short_file():
    """91 days from 0 to 90: a third is 30 1/3, so days 0..30 are not trusted."""
    history = History.build(OrderColumns.of([1, 2, 3, 4], [0, 30, 31, 90]), 90)

    assert history.burn_in.tolist() == [31]
    assert history.true_first.tolist() == [False, False, True, True]
    assert history.n_apparent == 2


def test_the_burn_in_is_the_long_gap_of_a_long_file():
    """Gaps 10, 20, 30: the 95 % quantile is 20 + .9 * 10 = 29."""
    orders = OrderColumns.of([1, 1, 2, 2, 3, 3, 4], [0, 10, 0, 20, 0, 30, 900])

    assert History.build(orders, 900).burn_in.tolist() == [29]


def test_the_burn_in_never_exceeds_half_a_year():
    orders = OrderColumns.of([1, 1, 2], [0, 600, 900])

    assert History.build(orders, 900).burn_in.tolist() == [180]


def test_each_source_is_trusted_by_its_own_start():
    orders = OrderColumns.of(
        [1, 2, 3, 4], [0, 700, 700, 900], source=[0, 0, 1, 1], sources=("shop", "mall")
    )

    history = History.build(orders, 900)

    assert history.source_start.tolist() == [0, 700]
    assert history.true_first.tolist() == [False, True, False, True]


@pytest.mark.parametrize("start", [60, 120, 200])
@pytest.mark.parametrize("seed", range(5))
def test_where_no_gap_exceeds_B_cutting_the_history_at_X_changes_no_later_cohorts_F2(seed, start):
    rng = np.random.default_rng(seed)
    gaps = np.where(rng.random((300, 12)) < 0.8, 30, rng.integers(1, 31, (300, 12)))
    lives = np.cumsum(np.column_stack([rng.integers(0, 500, 300), gaps]), axis=1)
    stays = np.arange(13) <= rng.integers(0, 13, 300)[:, None]
    customer = np.repeat(np.arange(300), 13)[stays.ravel()]
    day = lives[stays]
    whole = History.build(OrderColumns.of(customer, day, complete_sources=frozenset({0})), 900)
    kept = day >= start
    part = History.build(OrderColumns.of(customer[kept], day[kept]), 900)
    burn_in = int(part.burn_in[0])
    assert whole.occasion_gap.max() <= burn_in  # the condition, kept by construction

    later = part.true_first & (part.first_day >= start + burn_in)

    same = whole.first_day >= part.source_start[0] + burn_in
    assert part.customer[later].tolist() == whole.customer[same].tolist()
    assert part.occasions[later].tolist() == whole.occasions[same].tolist()
    assert part.n_apparent > 0


# --- the choice of customers


def test_customers_are_chosen_by_their_first_occasion_only():
    orders = OrderColumns.of(
        [1, 1, 2, 3], [10, 20, 15, 30], channel=[0, 1, 1, 0], channels=("web", "store"),
        own_list=[True, True, False, True], product=[5, 6, 6, -1],
    )  # fmt: skip
    history = History.build(orders, 40)

    assert who(history).tolist() == [True, True, True]
    assert who(history, channels=["store"]).tolist() == [False, True, False]
    assert who(history, own=True).tolist() == [True, False, True]
    assert who(history, products=[6]).tolist() == [False, True, False]
    assert who(history, first_from=10, first_to=15).tolist() == [True, False, False]
    assert who(history, channels=["web"], first_from=11).tolist() == [False, False, True]


def test_columns_of_different_lengths_are_refused():
    orders = OrderColumns.of([1, 2], [3, 4])

    with pytest.raises(ValueError, match=r"net\.shape"):
        replace(orders, net=np.zeros(3, np.int64))
