"""Groups by month of first purchase: exact money, blank where a month is not over."""

from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.history import History, OrderColumns
from core.journey.cohorts import cohorts
from tests.core.shops import LAST, cdnow, complete, cut, day_number, shops

EPOCH = date(1970, 1, 1)
days = st.integers(0, LAST + 30)


def month(day: int) -> int:
    when = EPOCH + timedelta(day)
    return when.year * 12 + when.month


def slow_cells(history: History):
    """(first month, month after it) -> customers, buyers, cash so far; person by person."""
    cells, sizes = {}, {}
    over = month(history.as_of + 1)
    for c in np.flatnonzero(history.true_first).tolist():
        bought = history.occasion_day[history.occasion_customer == c].tolist()
        mine = history.order_customer == c
        paid = list(zip(history.day[mine].tolist(), history.cash[mine].tolist(), strict=True))
        first = month(bought[0])
        sizes[first] = sizes.get(first, 0) + 1
        for m in range(over - first):
            buyers, cash = cells.get((first, m), (0, 0))
            came = any(month(day) == first + m for day in bought)
            spent = sum(amount for day, amount in paid if month(day) <= first + m)
            cells[first, m] = (buyers + came, cash + spent)
    return sizes, cells


@given(shops(), days)
def test_cells_agree_with_counting_person_by_person(orders, as_of):
    history = History.build(orders, as_of)
    sizes, expected = slow_cells(history)

    result = cohorts(history)

    told = {}
    for row in result.cells.itertuples():
        first = row.cohort.year * 12 + row.cohort.month
        assert row.size == sizes[first]
        if np.isnan(row.buyers):
            assert first + row.month >= month(as_of + 1)
            continue
        assert row.retention == pytest.approx(row.buyers / row.size)
        cash = expected[first, row.month][1] if np.isnan(row.cash) else row.cash
        told[first, row.month] = (row.buyers, cash)
    assert told == expected
    assert result.n == sum(sizes.values())


@given(shops(), days, days)
def test_cells_of_an_earlier_day_are_those_of_data_cut_there(orders, one, other):
    early, late = sorted((one, other))

    replayed = cohorts(History.build(orders, late).at(early))

    alone = cohorts(History.build(cut(orders, early), early))
    assert replayed.cells.equals(alone.cells)
    assert replayed.groups.equals(alone.groups)
    assert replayed.overall.equals(alone.overall)


@given(shops(), days)
def test_the_mean_is_the_last_finished_cell(orders, as_of):
    result = cohorts(History.build(orders, as_of))

    last = result.cells.dropna(subset="ltv").groupby("cohort")["ltv"].last()
    told = result.groups.set_index("cohort")["mean"].dropna()
    assert told.index.tolist() == last.index.tolist()
    assert told.tolist() == pytest.approx(last.tolist())


@given(shops(), days)
def test_two_halves_of_the_customers_add_up_to_the_whole(orders, as_of):
    history = History.build(orders, as_of)
    half = np.arange(history.n_customers) % 2 == 0

    whole, *parts = (cohorts(history, who=mask) for mask in (None, half, ~half))

    both = pd.concat([part.cells for part in parts]).groupby(["cohort", "month"])
    for number in ("size", "buyers"):
        expected = whole.cells.set_index(["cohort", "month"])[number].dropna()
        assert both[number].sum()[expected.index].tolist() == expected.tolist()
    assert sum(part.n for part in parts) == whole.n
    assert sum(part.n_left_out for part in parts) == whole.n_left_out


def test_an_unfinished_month_is_blank_and_not_low():
    """Bought in January 1970; on 28 February the second month is over, the day before not."""
    history = History.build(complete([1, 1], [0, 40], net=[100, 50]), 58)

    finished, before = cohorts(history).cells, cohorts(history.at(57)).cells

    assert finished["ltv"].tolist() == [100, 150]
    assert finished["retention"].tolist() == [1, 1]
    assert before["ltv"].iloc[0] == 100
    assert before[["buyers", "retention", "cash", "ltv"]].iloc[1].isna().all()


def test_a_month_without_purchases_carries_the_sum_on():
    history = History.build(complete([1, 1], [0, 70], net=[100, 50]), 89)

    cells = cohorts(history, margin_bp=2_500).cells

    assert cells["ltv"].tolist() == [100, 100, 150]
    assert cells["margin_ltv"].tolist() == [25, 25, 37.5]
    assert cells["buyers"].tolist() == [1, 0, 1]


def test_money_counts_renewals_and_own_points_and_not_the_void():
    history = History.build(
        complete(
            [1, 1, 1], [0, 10, 20], net=[100, 50, 70], points_own=[10, 0, 0],
            renewal=[False, True, False], void_day=[2**31 - 1, 2**31 - 1, 25],
        ),
        40,
    )  # fmt: skip

    assert cohorts(history).cells["cash"].iloc[0] == 140


def test_the_spread_shows_who_carries_the_mean():
    """200 customers: 198 spend 100, two spend 10,100; the 1 % are those two."""
    net = [100] * 198 + [10_100] * 2
    history = History.build(complete(range(200), [0] * 200, net=net), 40)

    group = cohorts(history).groups.iloc[0]

    assert (group["mean"], group["median"]) == (200, 100)
    assert group["top_share"] == pytest.approx(20_200 / 40_000)
    assert group["evidence"] == "full"


def test_unknown_amounts_are_counted_and_never_zero():
    history = History.build(complete([1, 2], [0, 40], known=[False, True], net=[0, 80]), 70)

    result = cohorts(history)

    january, february = result.groups.itertuples()
    assert (january.unknown_orders, february.unknown_orders) == (1, 0)
    assert np.isnan(january.mean)
    assert result.cells["ltv"].isna().tolist() == [True, True, True, False, True]


def test_apparent_firsts_stand_apart():
    history = History.build(OrderColumns.of([1, 2, 3], [0, 60, 90]), 90)

    result = cohorts(history)

    assert (result.n, result.n_left_out) == (2, 1)
    assert cohorts(history, firsts="apparent").groups["size"].tolist() == [1]


def test_an_empty_shop_has_no_groups():
    result = cohorts(History.build(complete([], []), 10))

    assert result.cells.empty
    assert result.groups.empty
    assert result.overall["size"].tolist() == [0]


def test_the_three_groups_of_cdnow(shared_data):
    orders = cdnow(shared_data("cdnow", "CDNOW_master.txt"))
    history = History.build(orders, day_number("1998-06-30"))

    result = cohorts(history)

    assert result.groups["size"].tolist() == [7_846, 8_476, 7_248]
    last = result.cells.groupby("cohort")["cash"].last()
    assert last.sum() == 250_031_563
