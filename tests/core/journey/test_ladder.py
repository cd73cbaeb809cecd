"""The ladder: three states that add up, days that pass, and the customers behind each box."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from core.history import History, OrderColumns, who
from core.journey.ladder import (
    STATES,
    compare,
    customers_at,
    ladder,
    occasion_states,
    suggested_left_after,
)
from tests.core.shops import (
    LAST,
    cdnow,
    complete,
    cut,
    day_number,
    plain_shop,
    shops,
    slow_occasions,
)

days = st.integers(0, LAST + 30)
waits = st.integers(1, 60)


def slow_ladder(orders, as_of, left_after, *, within, steps=5):
    """Every occasion of every customer, one by one."""
    counts = {(k, s): 0 for k in range(1, steps + 1) for s in STATES}
    for occasion in slow_occasions(orders, as_of):
        if occasion.number > steps:
            continue
        came_back = occasion.gap >= 0
        if came_back and not (within and occasion.gap > left_after):
            state = "went_on"
        elif came_back or as_of - occasion.day > left_after:
            state = "left"
        else:
            state = "open"
        counts[occasion.number, state] += 1
    return counts


def counts_of(steps):
    return {(row.step, s): getattr(row, s) for row in steps.itertuples() for s in STATES}


def everything(orders: OrderColumns, as_of: int) -> History:
    """The history of orders whose sources hold everything, so no first is in doubt."""
    return History.build(complete_of(orders), as_of)


def complete_of(orders: OrderColumns) -> OrderColumns:
    return replace(orders, complete_sources=frozenset({0, 1}))


def test_three_customers_in_three_states():
    """a came back on day 10; b was last seen on day 0, c on day 25; it is day 40, N is 20."""
    history = History.build(complete([1, 1, 2, 3], [0, 10, 0, 25]), 40)

    result = ladder(history, left_after=20)

    first = result.steps.iloc[0]
    assert (first.reached, first.went_on, first.left, first.open) == (3, 1, 1, 1)
    assert result.steps["left"].tolist() == [1, 1]
    assert customers_at(history, 1, "open", left_after=20).tolist() == [False, False, True]


def test_silence_of_exactly_N_days_is_still_open():
    history = History.build(complete([1], [0]), 20)

    assert ladder(history, left_after=20).steps["open"].tolist() == [1]
    assert ladder(history, left_after=19).steps["left"].tolist() == [1]


def test_within_N_days_counts_a_later_return_as_left():
    history = History.build(complete([1, 1, 2, 2], [0, 20, 0, 21]), 30)

    switched = ladder(history, left_after=20, within=True).steps.iloc[0]

    assert (switched.went_on, switched.left) == (1, 1)
    assert ladder(history, left_after=20).steps["went_on"].tolist() == [2, 0]


def test_the_suggestion_is_the_ninety_percent_quantile_of_completed_gaps():
    """Gaps 10, 20, ..., 100: place 8.1 between 90 and 100 is 91, rounded up."""
    customer = np.repeat(np.arange(10), 2)
    day = np.column_stack([np.zeros(10), np.arange(10, 101, 10)]).ravel()
    history = History.build(complete(customer, day), 200)

    suggestion = suggested_left_after(history)

    assert (suggestion.days, suggestion.n) == (91, 10)
    assert ladder(history).left_after == 91


def test_without_a_single_return_half_a_year_is_assumed():
    suggestion = suggested_left_after(History.build(complete([1, 2], [0, 5]), 10))

    assert (suggestion.days, suggestion.n) == (180, 0)


def test_apparent_firsts_stand_apart():
    history = History.build(OrderColumns.of([1, 1, 2, 3], [0, 20, 60, 90]), 90)
    assert history.true_first.tolist() == [False, True, True]

    result = ladder(history, left_after=20)
    apart = ladder(history, left_after=20, firsts="apparent")

    assert (result.n, result.n_left_out) == (2, 1)
    assert (apart.n, apart.n_left_out) == (1, 2)
    assert apart.steps["reached"].tolist() == [1, 1]
    assert not customers_at(history, 1, "went_on", left_after=20).any()


def test_an_empty_shop_has_an_empty_ladder():
    result = ladder(History.build(complete([], []), 10))

    assert result.n == 0
    assert result.steps.empty


@pytest.mark.parametrize("days_of_silence", [0, -3])
def test_N_below_one_day_is_refused(days_of_silence):
    with pytest.raises(ValueError, match="left_after"):
        ladder(History.build(complete([1], [0]), 10), left_after=days_of_silence)


@given(shops(), days, waits, st.booleans())
def test_the_ladder_agrees_with_counting_by_hand(orders, as_of, left_after, within):
    result = ladder(everything(orders, as_of), left_after=left_after, within=within)

    slow = slow_ladder(orders, as_of, left_after, within=within)
    assert counts_of(result.steps) == {
        box: n for box, n in slow.items() if sum(slow[box[0], s] for s in STATES)
    }


@given(shops(), days, waits, st.booleans())
def test_the_three_states_add_up_and_the_boxes_hold_their_customers(
    orders, as_of, left_after, within
):
    history = History.build(orders, as_of)
    own = who(history, own=True)
    chosen = {"left_after": left_after, "within": within, "who": own}

    result = ladder(history, **chosen)

    steps = result.steps
    assert (steps[list(STATES)].sum(axis=1) == steps["reached"]).all()
    assert result.n + result.n_left_out == own.sum()
    for (step, state), n in counts_of(steps).items():
        box = customers_at(history, step, state, **chosen)
        assert box.sum() == n
        assert not (box & ~(own & history.true_first)).any()


@given(shops(), st.integers(0, LAST + 20), waits)
def test_one_more_day_moves_only_those_who_bought_or_whose_silence_crosses_N(
    orders, day, left_after
):
    assume(not (orders.void_day == day + 1).any())  # a cancellation moves its own customer
    orders = complete_of(orders)
    today, tomorrow = History.build(orders, day), History.build(orders, day + 1)
    bought = set(tomorrow.customer[tomorrow.last_day == day + 1].tolist())
    crossed = set(today.customer[day - today.last_day == left_after].tolist())

    moved = boxes_of(today, left_after) ^ boxes_of(tomorrow, left_after)

    assert {customer for customer, *_ in moved} == bought | (crossed - bought)


def boxes_of(history, left_after):
    states = occasion_states(history, left_after)
    customer = history.customer[history.occasion_customer]
    return set(
        zip(customer.tolist(), history.occasion_number.tolist(), states.tolist(), strict=True)
    )


@given(shops(), days, days, waits)
def test_the_ladder_of_an_earlier_day_is_that_of_data_cut_there(orders, one, other, left_after):
    early, late = sorted((one, other))

    replayed = ladder(History.build(orders, late).at(early), left_after=left_after)

    alone = ladder(History.build(cut(orders, early), early), left_after=left_after)
    assert replayed.steps.equals(alone.steps)
    assert replayed.n == alone.n


def test_comparing_two_days_shows_the_change_of_every_box():
    history = History.build(complete([1, 1, 2], [0, 30, 5]), 40)
    before = ladder(history.at(20), left_after=25)

    change = compare(ladder(history, left_after=25), before)

    boxes = change.set_index(["step", "state"])["change"].to_dict()
    assert boxes[1, "went_on"] == 1
    assert boxes[1, "left"] == 1
    assert boxes[1, "open"] == -2
    assert boxes[2, "open"] == 1
    assert change["state"].tolist() == list(STATES) * 2
    with pytest.raises(ValueError, match="left_after == 25"):
        compare(ladder(history, left_after=30), before)


def test_who_leaves_whom_out_of_the_counts_only():
    history = History.build(plain_shop(4), 400)
    half = np.arange(history.n_customers) % 2 == 0

    chosen, others = (ladder(history, left_after=60, who=mask) for mask in (half, ~half))

    whole = ladder(history, left_after=60).steps.set_index("step")["reached"]
    parts = [side.steps.set_index("step")["reached"] for side in (chosen, others)]
    assert parts[0].add(parts[1], fill_value=0).tolist() == whole.tolist()


def test_the_cdnow_ladder_at_the_end_of_its_window(shared_data):
    orders = cdnow(shared_data("cdnow", "CDNOW_master.txt"))
    history = History.build(orders, day_number("1998-06-30"))

    first = ladder(history).steps.iloc[0]

    assert history.n_customers == 23_570
    assert history.net.sum() == 250_031_563
    # straight from the file: customers with more than one day of purchases
    pairs = set(zip(orders.customer.tolist(), orders.day.tolist(), strict=True))
    per_customer = np.bincount([customer for customer, _ in pairs])
    assert first.went_on == (per_customer > 1).sum()
    assert first.reached == 23_570
