"""What people met by a rule did anyway: counted by hand, and with those still open."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.history import History
from core.journey.returning import step_curves
from core.triggers.anyway import baseline, bought_anyway, next_occasions, spent_next, waiting
from tests.core.shops import complete, plain_shop


def shop(seed: int, as_of: int = 380) -> History:
    return History.build(plain_shop(seed), as_of)


def asked(history: History, seed: int, n: int = 80) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    customer = rng.integers(0, history.n_customers, n).astype(np.int32)
    return customer, rng.integers(0, history.as_of + 20, n).astype(np.int32)


@given(seed=st.integers(0, 500), window=st.integers(1, 60))
@settings(max_examples=30)
def test_the_share_is_a_direct_count(seed, window):
    history = shop(seed)
    customer, day = asked(history, seed)
    bought = pd.DataFrame({"customer": history.occasion_customer, "on": history.occasion_day})
    rows = pd.DataFrame({"customer": customer, "day": day}).reset_index()
    over = rows[rows["day"] + window <= history.as_of]
    pairs = over.merge(bought, on="customer")
    wait = pairs["on"] - pairs["day"]
    hits = pairs.loc[(wait >= 1) & (wait <= window), "index"].nunique()

    found = bought_anyway(history, customer, day, window=window)

    assert (found.bought, found.finished) == (hits, len(over))
    assert found.open == len(rows) - len(over)


@given(seed=st.integers(0, 500))
@settings(max_examples=30)
def test_the_next_occasion_of_a_loop(seed):
    history = shop(seed)
    customer, day = asked(history, seed)
    found = next_occasions(history, customer, day)

    for place, since, row in zip(customer.tolist(), day.tolist(), found.tolist(), strict=True):
        mine = range(*history.occasion_offsets[place : place + 2].tolist())
        later = [i for i in mine if history.occasion_day[i] > since]
        assert row == (later[0] if later else -1)


@pytest.mark.parametrize("after", [0, 3, 14])
def test_a_wait_counted_from_the_day_of_the_contact_is_the_chance_of_those_silent_so_long(after):
    """1 - S(d + w) / S(d) is what those see who have not bought by day d."""
    history = shop(7)
    silent = (history.occasion_gap[history.occasion_offsets[:-1]] > after) | (
        history.occasions == 1
    )
    there = np.flatnonzero(silent & (history.first_day + after <= history.as_of)).astype(np.int32)

    moved = waiting(history, there, history.first_day[there] + after)
    curve = step_curves(history, steps=1)[0]

    one, other = moved.rate(30), curve.rate(30, after=after)
    if not after:
        assert one.value == pytest.approx(other.value)
    assert 1 - moved.survival[30] == pytest.approx(
        1 - curve.survival[after + 30] / curve.survival[after]
    )


def test_without_open_people_the_share_is_worth_as_many_as_there_are():
    history = History.build(complete([1, 1, 2, 3, 3] * 10, [0, 9, 0, 0, 5] * 10), 400)
    people = np.arange(history.n_customers, dtype=np.int32).repeat(20)
    curve = waiting(history, people, np.zeros(people.size, np.int32))

    found = baseline(curve, after=0, window=30)

    assert found.share == pytest.approx(2 / 3)
    assert found.seen == pytest.approx(found.n) == people.size


def test_open_people_are_worth_less():
    history = shop(3, as_of=380)
    customer = np.arange(history.n_customers, dtype=np.int32).repeat(4)
    day = np.tile(np.array([300, 340, 360, 370], np.int32), history.n_customers)

    found = baseline(waiting(history, customer, day), after=0, window=30)

    assert 0 < found.seen < found.n
    assert found.low < found.share < found.high


def test_what_nobody_was_followed_for_cannot_be_told():
    history = shop(3)
    found = baseline(waiting(history, np.array([0], np.int32), np.array([379])), after=0, window=30)

    assert np.isnan(found.share)


def test_nobody_met_has_no_share():
    nobody = np.empty(0, np.int32)
    found = bought_anyway(shop(1), nobody, nobody, window=30)

    assert (found.bought, found.finished, found.open) == (0, 0, 0)
    assert np.isnan(found.share)


def test_the_next_purchase_in_money():
    history = History.build(complete([1, 1, 1, 2], [0, 5, 9, 0], net=[100, 300, 700, 100]), 50)
    everybody = np.array([0, 0, 1], np.int32)

    mean, n = spent_next(history, everybody, np.array([0, 5, 0], np.int32))

    assert (mean, n) == (500.0, 2)


def test_who_has_no_purchase_any_more_never_bought():
    history = History.build(complete([1, 1], [0, 5]), 50)
    places, days = np.array([0, -1], np.int32), np.array([0, 0], np.int32)

    assert next_occasions(history, places, days).tolist() == [1, -1]
    found = bought_anyway(history, places, days, window=30)
    assert (found.bought, found.finished) == (1, 2)
    assert waiting(history, places, days).n == 2
