"""What is easily overlooked, against a slow look at every order and contact."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.history import History
from core.triggers.alerts import Contacts, early, overlooked, promoters, response
from core.triggers.facts import Answers
from tests.core.shops import complete, shops

AS_OF = 100
contacts_of = st.lists(
    st.tuples(st.sampled_from([3, 7, 11, 900, -4, 5]), st.integers(0, 130), st.integers(0, 86_399)),
    max_size=20,
)


def made(rows):
    return Contacts.of(
        [r[0] for r in rows], [r[1] for r in rows], ["count"] * len(rows),
        second=[r[2] for r in rows],
    )  # fmt: skip


@given(contacts_of, st.lists(st.tuples(st.sampled_from([3, 7, 6, -9, 900]), st.integers(-5, 140),
                                       st.integers(0, 40)), max_size=8))  # fmt: skip
def test_contacts_between_two_days(rows, asked):
    customer, first, span = (np.array([a[k] for a in asked], np.int64) for k in range(3))
    last = first + span
    slow = [
        sum(c == who and a <= day <= b for c, day, _ in rows)
        for who, a, b in zip(customer, first, last, strict=True)
    ]

    found = made(rows).between(customer, first.astype(np.int32), last.astype(np.int32))

    assert found.tolist() == slow


@given(shops(), contacts_of, st.integers(0, 110))
def test_S2_10_who_bought_again_and_heard_nothing(orders, rows, since):
    history = History.build(orders, AS_OF)
    slow = set()
    for place, customer in enumerate(history.customer.tolist()):
        start, end = history.occasion_offsets[place], history.occasion_offsets[place + 1]
        for number, day in enumerate(history.occasion_day[start:end].tolist(), 1):
            heard = any(c == customer and day <= on <= day + 7 for c, on, _ in rows)
            recent = day >= since and 7 < AS_OF - day <= 30
            if number in (2, 3) and recent and not heard and history.has_own[place]:
                slow.add((customer, number, day))

    found = overlooked(history, made(rows), since=since)

    assert set(found.itertuples(index=False, name=None)) == slow
    assert found["day"].is_monotonic_decreasing


@given(shops(), contacts_of, st.integers(0, 4_000), st.integers(0, 110))
def test_S2_18_hours_to_the_first_contact(orders, rows, at_least, since):
    history = History.build(orders, AS_OF)
    hours, waiting = [], []
    for row in range(history.n_orders):
        place = history.order_customer[row]
        who, day, second = history.customer[place], history.day[row], history.second[row]
        net = history.net[row]
        wanted = net >= at_least and day >= since and not history.is_void[row]
        if not wanted or not history.has_own[place]:
            continue
        later = sorted((on, at) for c, on, at in rows if c == who and on >= day)
        if later:
            on, at = later[0]
            hours.append(max((on - day) * 24 + (at - second) / 3600, 0))
        else:
            waiting.append((who, net, day))

    found = response(history, made(rows), at_least=at_least, since=since)

    assert np.sort(found.hours[~np.isnan(found.hours)]) == pytest.approx(np.sort(hours))
    assert sorted(found.waiting.itertuples(index=False, name=None)) == sorted(waiting)
    assert found.answered == len(hours)
    if hours:
        assert found.median_hours == pytest.approx(float(np.median(hours)))
    else:
        assert np.isnan(found.median_hours)


@given(shops(), contacts_of, st.sampled_from([14, 30]), st.integers(0, 110))
def test_S2_2_newcomers_who_heard_at_most_once(orders, rows, window, since):
    history = History.build(orders, AS_OF)
    n = alone = 0
    for place, who in enumerate(history.customer.tolist()):
        first = int(history.first_day[place])
        if first < since or first + window >= AS_OF or not history.has_own[place]:
            continue
        if history.true_first[place]:
            n += 1
            alone += sum(c == who and first <= on <= first + window for c, on, _ in rows) <= 1

    found = early(history, made(rows), since=since, window=window)

    assert (found.n, found.left_alone) == (n, alone)


def test_only_some_kinds_of_contacts():
    contacts = Contacts.of([1, 2, 1], [5, 6, 7], ["count", "amount", "count"])

    assert contacts.only("count").customer.tolist() == [1, 1]
    assert contacts.only("amount").day.tolist() == [6]
    assert contacts.only("score").customer.size == 0


def test_an_order_of_today_waits_and_one_answered_in_three_hours():
    orders = complete([1, 2], [10, 10], net=[20_000, 20_000], second=[9 * 3600, 9 * 3600])
    history = History.build(orders, 12)
    contacts = Contacts.of([1], [10], ["amount"], second=[12 * 3600])
    found = response(history, contacts, at_least=20_000, since=0)

    assert found.median_hours == 3
    assert found.waiting["customer"].tolist() == [2]
    assert response(history, contacts, at_least=20_001, since=0).waiting.empty


def test_S2_24_promoters_with_and_without_a_friend():
    answers = Answers.of([1, 1, 2, 3, 4, 5], [10, 20, 20, 20, -400, 200], [9, 3, 9, 10, 10, 10])
    found = promoters(answers, codes=[2, 1, 77], friends=[2], as_of=100)

    assert found.customer.tolist() == [2, 3]
    assert found.has_code.tolist() == [True, False]
    assert found.has_friend.tolist() == [True, False]


def test_without_answers_there_are_no_promoters():
    assert promoters(Answers.of(), codes=[], friends=[], as_of=1).customer.size == 0
