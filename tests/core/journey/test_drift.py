"""Drifting away: lines from completed gaps, own lines for the frequent, and who still returns."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.history import History
from core.journey.drift import STATES, customer_states, drift, personal_lines, pooled_lines
from tests.core.shops import LAST, cdnow, complete, cut, day_number, plain_shop, shops

days = st.integers(0, LAST + 30)


def often(gaps, customer=1):
    """One customer with the given gaps, first seen on day 0."""
    return [customer] * (len(gaps) + 1), [0, *np.cumsum(gaps).tolist()]


def slow_states(history: History, q: float, *, personal: bool) -> list[str]:
    """Customer by customer, with numpy's own quantiles."""
    gaps = {
        c: history.occasion_gap[(history.occasion_customer == c) & (history.occasion_gap >= 0)]
        for c in range(history.n_customers)
    }
    everyone = np.concatenate([*gaps.values(), np.empty(0, np.int64)])
    if not everyone.size:
        return ["unknown"] * history.n_customers
    states = []
    for c, own in gaps.items():
        lines = [np.quantile(everyone, x) for x in (0.5, 0.8, q)]
        if personal and own.size >= 5:
            mine = [np.quantile(own, x) for x in (0.5, 0.8, q)]
            lines = [min(max(m, p / 2), p * 2) for m, p in zip(mine, lines, strict=True)]
        silence = history.as_of - history.last_day[c]
        states.append(STATES[sum(silence > line for line in lines)])
    return states


def test_the_own_line_of_a_customer_with_five_gaps():
    """Gaps 20, 30, 25, 35, 60: the 90 % quantile is 35 + .6 * 25 = 50."""
    history = History.build(complete(*often([20, 30, 25, 35, 60])), 200)

    assert personal_lines(history, np.array([40.0]), (0.9,)).tolist() == [[50.0]]
    assert personal_lines(history, np.array([20.0]), (0.9,)).tolist() == [[40.0]]  # at most twice
    assert personal_lines(history, np.array([120.0]), (0.9,)).tolist() == [[60.0]]  # at least half


def test_four_gaps_are_measured_by_the_line_of_all():
    history = History.build(complete(*often([20, 30, 25, 35])), 200)

    assert personal_lines(history, np.array([40.0]), (0.9,)).shape == (1, 0)


def test_silence_on_the_line_is_still_within_it():
    """Gaps 10, 20, ..., 110: Q50 60, Q80 90, Q90 100."""
    gaps = np.arange(10, 111, 10)
    customer = np.repeat(np.arange(gaps.size), 2)
    day = np.column_stack([300 - gaps, np.full(gaps.size, 300)]).ravel()
    history = History.build(complete([*customer, 90], [*day, 300]), 600)
    lines = pooled_lines(history)

    assert (lines.active, lines.watch, lines.at_risk, lines.n) == (60, 90, 100, 11)
    for silence, state in ((60, 0), (61, 1), (90, 1), (91, 2), (100, 2), (101, 3)):
        assert set(customer_states(history.at(300 + silence)).tolist()) == {state}, silence


def test_the_owner_may_call_fewer_or_more_of_them_drifted():
    history = History.build(plain_shop(3), 400)

    counts = [
        drift(history, drifted_from=q).states.set_index("state")["customers"]["drifted"]
        for q in (0.8, 0.9, 0.95)
    ]
    assert counts == sorted(counts, reverse=True)
    assert len(set(counts)) > 1
    with pytest.raises(ValueError, match="drifted_from"):
        drift(history, drifted_from=0.7)


def test_without_a_single_return_nobody_is_called_drifted():
    result = drift(History.build(complete([1, 2], [0, 30]), 900))

    unknown = result.states.set_index("state").loc["unknown"]
    assert unknown["customers"] == 2
    assert np.isnan(result.lines.at_risk)
    assert result.by_month["state"].tolist() == ["unknown"]


@given(shops(60), days, st.sampled_from([0.8, 0.9, 0.95]), st.booleans())
def test_states_agree_with_measuring_customer_by_customer(orders, as_of, q, personal):
    history = History.build(orders, as_of)

    states = customer_states(history, drifted_from=q, personal=personal)

    assert [STATES[s] for s in states] == slow_states(history, q, personal=personal)


@given(shops(60), st.integers(60, LAST + 60))
def test_the_measured_chance_counts_those_who_did_return(orders, as_of):
    history = History.build(orders, as_of)
    before = History.build(cut(orders, as_of - 90), as_of - 90)
    then = dict(zip(before.customer.tolist(), slow_states(before, 0.9, personal=True), strict=True))
    last = dict(zip(history.customer.tolist(), history.last_day.tolist(), strict=True))

    result = drift(history).states.set_index("state")

    for state in STATES[:4]:
        members = [c for c in then if then[c] == state and c in last]
        returned = [c for c in members if last[c] > as_of - 90]
        assert result["then"][state] == len(members)
        assert result["returned"][state] == len(returned)
        if members:
            assert result["measured_chance"][state] == pytest.approx(len(returned) / len(members))
        else:
            assert np.isnan(result["measured_chance"][state])


@given(shops(), days, st.booleans())
def test_every_customer_has_one_state_and_one_last_month(orders, as_of, half):
    history = History.build(orders, as_of)
    mask = np.arange(history.n_customers) % 2 == 0 if half else None

    result = drift(history, who=mask)

    assert result.states["customers"].sum() == result.n
    by_state = result.by_month.groupby("state")["customers"].sum().to_dict()
    states = result.states.set_index("state")["customers"]
    assert by_state == states[states > 0].to_dict()
    assert result.n == (history.n_customers if mask is None else mask.sum())


def test_on_cdnow_some_of_the_drifted_still_return(shared_data):
    orders = cdnow(shared_data("cdnow", "CDNOW_master.txt"))
    history = History.build(orders, day_number("1998-06-30"))

    chances = drift(history).states["measured_chance"].tolist()

    assert chances == sorted(chances, reverse=True)
    assert 0.04 < chances[3] < 0.09  # never zero
