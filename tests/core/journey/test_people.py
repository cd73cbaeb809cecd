"""The customers behind a number."""

import numpy as np
import pandas as pd
from hypothesis import given

from core.history import History
from core.journey.people import customer_list, reaching
from tests.core.shops import LAST, complete, shops


def test_the_list_says_first_last_how_often_and_how_much():
    orders = complete([5, 5, 9, 7], [3, 10, 10, 2], net=[100, 250, 40, 0], known=[1, 1, 1, 0])

    listed = customer_list(History.build(orders, 20), np.array([True, True, True]))

    assert listed["customer"].tolist() == [5, 9, 7]
    assert listed["first_day"].astype(str).tolist() == ["1970-01-04", "1970-01-11", "1970-01-03"]
    assert listed["last_day"].astype(str).tolist() == ["1970-01-11", "1970-01-11", "1970-01-03"]
    assert listed["occasions"].tolist() == [2, 1, 1]
    assert listed["cash"].fillna(-1).tolist() == [350, 40, -1]


def test_only_those_chosen_are_listed():
    history = History.build(complete([5, 9], [3, 10]), 20)

    assert customer_list(history, np.array([False, True]))["customer"].tolist() == [9]


def test_those_who_reach_the_day_within_the_week_after_as_of():
    days = [100 - silence for silence in (34, 35, 41, 42)]
    history = History.build(complete([1, 2, 3, 4], days), 100)

    assert history.customer[reaching(history, 1, 42)].tolist() == [2, 3]


def test_who_has_bought_again_does_not_reach_it():
    history = History.build(complete([1, 1], [60, 62]), 100)

    assert not reaching(history, 1, 42).any()
    assert reaching(history, 2, 42).tolist() == [True]


@given(shops())
def test_everybody_reaches_a_day_in_exactly_one_week(orders):
    history = History.build(orders, LAST)

    weeks = [reaching(history, 1, day, firsts=kind)
             for day in range(7, LAST + 8, 7) for kind in ("true", "apparent")]  # fmt: skip

    assert np.array_equal(np.sum(weeks, axis=0), history.occasions == 1)


@given(shops())
def test_the_money_of_the_list_is_the_money_of_the_orders(orders):
    history = History.build(orders, LAST)

    listed = customer_list(history, np.ones(history.n_customers, np.bool_))

    slow = pd.DataFrame({"customer": history.customer[history.order_customer],
                         "cash": history.cash}).groupby("customer")["cash"].sum()  # fmt: skip
    told = listed.dropna(subset="cash").set_index("customer")["cash"]
    assert told.to_dict() == slow.loc[told.index].to_dict()
