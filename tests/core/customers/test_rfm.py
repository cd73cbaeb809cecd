"""Recent, often, much: the worked example in both modes, and ties."""

from io import StringIO

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.customers.rfm import CutOffs, rfm_facts, rfm_scores, suggested_cut_offs
from core.history import History
from tests.core.shops import complete

TEN = """
customer recency_days frequency amount
A 3 8 96000
B 10 1 3000
C 10 3 15000
D 25 2 9000
E 40 1 4500
F 60 1 3000
G 60 5 42000
H 120 1 12000
I 200 2 9000
J 365 1 2000
"""


@pytest.fixture
def ten():
    return pd.read_csv(StringIO(TEN), sep=" ")


def test_O_C0_fifths_of_the_customers_with_average_ties(ten):
    scores = rfm_scores(ten, mode="quantile")

    assert scores["r"].tolist() == [5, 5, 5, 4, 3, 3, 3, 2, 1, 1]
    assert scores["f"].tolist() == [5, 2, 4, 4, 2, 2, 5, 2, 4, 2]
    assert scores["m"].tolist() == [5, 2, 4, 3, 2, 2, 5, 4, 3, 1]


def test_O_C0_the_usual_cut_offs(ten):
    scores = rfm_scores(ten)

    bands = scores[["r", "f", "m"]].astype(str).sum(axis=1)
    assert (scores["customer"] + bands).tolist() == [
        "A545", "B511", "C533", "D522", "E411", "F411", "G444", "H213", "I122", "J111",
    ]  # fmt: skip


@given(
    st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9), st.integers(0, 9)), max_size=30),
    st.randoms(use_true_random=False),
    st.sampled_from(["quantile", "cut_offs"]),
)
def test_the_order_of_rows_never_decides_a_band(rows, random, mode):
    names = ["recency_days", "frequency", "amount"]
    scores = rfm_scores(pd.DataFrame(rows, columns=names, dtype=np.int64), mode=mode)
    again = random.sample(rows, len(rows))
    shuffled = rfm_scores(pd.DataFrame(again, columns=names, dtype=np.int64), mode=mode)

    def bands_by_facts(frame):
        return set(frame.itertuples(index=False, name=None))

    assert bands_by_facts(scores) == bands_by_facts(shuffled)
    assert scores[["r", "f", "m"]].isin([1, 2, 3, 4, 5]).to_numpy().all()
    for fact, band in zip(names, "rfm", strict=True):
        assert len(scores[[fact, band]].drop_duplicates()) == scores[fact].nunique()


def test_limits_out_of_order_are_refused():
    with pytest.raises(ValueError, match="frequency == "):
        CutOffs(frequency=(2, 3, 5, 10))


def test_facts_of_the_last_year_and_of_all_time():
    orders = complete(customer=[1, 1, 1, 2], day=[100, 900, 990, 400], net=[1000, 2000, 3000, 500])
    history = History.build(orders, as_of=1000)

    year, ever = rfm_facts(history), rfm_facts(history, days=None)

    assert year[["recency_days", "frequency", "amount"]].to_numpy().tolist() == [
        [10, 2, 5000],
        [600, 0, 0],
    ]
    assert ever["frequency"].tolist() == [3, 1]
    assert ever["amount"].tolist() == [6000, 500]


def test_suggested_limits_part_the_shops_own_customers(ten):
    limits = suggested_cut_offs(ten)

    assert limits.recency_days == (10, 25, 60, 120)
    assert limits.frequency == (5, 4, 3, 2)
    assert limits.amount == (15000, 9000, 4500, 3000)


@given(
    st.lists(
        st.tuples(st.integers(0, 4000), st.integers(0, 40), st.integers(0, 10**9)), max_size=60
    )
)
def test_suggested_limits_are_limits_whatever_the_shop(rows):
    names = ["recency_days", "frequency", "amount"]
    facts = pd.DataFrame(rows, columns=names, dtype=np.int64)

    limits = suggested_cut_offs(facts)  # refuses limits out of order

    assert limits.frequency[3] == 2
    assert len(set(limits.frequency)) == 4
    assert set(rfm_scores(facts, cut_offs=limits)["r"]) <= set(range(1, 6))
