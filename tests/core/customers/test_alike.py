"""Who may be one person: evidence that counts, evidence that does not, and what a merge changes."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.customers.alike import COLUMNS, candidates, second_rate, second_rates
from core.history import History
from tests.core.shops import complete, plain_shop


def people(*rows):
    """Records of customers 1, 2, ..., each a dict of what is known."""
    frame = pd.DataFrame(list(rows), columns=[*COLUMNS, "customer"])
    return frame.assign(customer=frame["customer"].fillna(pd.Series(range(1, len(rows) + 1))))


HANA = {"name": "高橋 花子", "phone": "090-1234-5678", "postal_code": "150-0001",
        "address": "渋谷区神宮前1丁目2番3号"}  # fmt: skip


def found(*rows):
    pairs = candidates(people(*rows))
    return [
        (r.customer, r.other, r.phone_name, r.address_name, r.masked_mail)
        for r in pairs.itertuples()
    ]


def test_the_same_phone_and_name_however_they_are_written():
    other = {"name": "髙橋　花子", "phone": "+81 90 1234 5678"}

    assert found(HANA, other) == [(1, 2, True, False, False)]


def test_the_same_address_and_name_however_they_are_written():
    other = {"name": "高橋花子", "postal_code": "〒1500001", "address": "渋谷区神宮前 1−2−3"}

    assert found(HANA, other) == [(1, 2, False, True, False)]


def test_the_kana_is_a_name_too():
    one = {"kana": "タカハシ ハナコ", "name": "高橋花子", "phone": "0312345678"}
    other = {"kana": "ﾀｶﾊｼ ﾊﾅｺ", "name": "タカハシハナコ", "phone": "03-1234-5678"}

    assert found(one, other) == [(1, 2, True, False, False)]


@pytest.mark.parametrize(
    "phone", ["000-0000-0000", "0000000000", "090-0000-0000", "1234567890", "03-1111-1111", "12"]
)
def test_a_dummy_phone_never_joins_anybody(phone):
    one = {"name": "高橋花子", "phone": phone}

    assert found(one, one) == []


def test_a_family_on_one_phone_is_not_one_person():
    assert found({**HANA, "name": "高橋 太郎"}, HANA) == []


def test_a_name_alone_says_nothing():
    assert found({"name": "高橋花子"}, {"name": "高橋花子"}) == []


def test_a_masked_and_a_real_address_are_a_hint_only_beside_other_evidence():
    masked = {"email": "abc123@fw.rakuten.ne.jp", "name": "高橋花子"}
    real = {"email": "hana@example.jp", "name": "高橋花子"}
    assert found(masked, real) == []

    phone = {"phone": "09012345678"}
    assert found({**masked, **phone}, {**real, **phone}) == [(1, 2, True, False, True)]
    assert found({**real, **phone}, {**real, **phone}) == [(1, 2, True, False, False)]


def test_a_dormitory_is_nobody():
    assert found(*[HANA] * 7) == []
    assert len(found(*[HANA] * 6)) == 15


def test_one_customer_with_many_records_is_no_pair_and_finds_her_other_self():
    moved = {**HANA, "address": "渋谷区恵比寿1-1", "customer": 1}
    other = {"name": "高橋花子", "postal_code": "1500001", "address": "渋谷区恵比寿1-1",
             "customer": 9}  # fmt: skip

    assert found({**HANA, "customer": 1}, moved) == []
    assert found({**HANA, "customer": 1}, moved, other) == [(1, 9, False, True, False)]


def test_the_strongest_evidence_stands_first():
    other = {**HANA, "address": "elsewhere", "customer": 5}
    rows = ({**HANA, "customer": 1}, {**HANA, "customer": 2}, other)

    assert [pair[:2] for pair in found(*rows)] == [(1, 2), (1, 5), (2, 5)]


def test_nobody_is_no_candidate():
    assert candidates(people()).empty


def test_two_who_bought_once_are_one_who_came_back():
    history = History.build(complete([1, 2, 3], [0, 10, 20]), 30)

    assert second_rate(history) == 0
    assert second_rate(history, [(1, 2)]) == 1 / 2
    assert second_rates(history, [(1, 2), (1, 99)]) == [1 / 2, 0]


def test_two_orders_of_one_day_are_one_purchase():
    history = History.build(complete([1, 2, 3], [10, 10, 20]), 30)

    assert second_rate(history, [(1, 2)]) == 0
    assert second_rates(history, [(1, 2)]) == [0]


@given(st.integers(0, 10_000))
def test_the_share_is_that_of_a_shop_whose_files_knew_it(seed):
    orders = plain_shop(seed, days=200)
    history = History.build(orders, 220)
    rng = np.random.default_rng(seed)
    pairs = [tuple(sorted(rng.choice(history.customer, 2, replace=False))) for _ in range(4)]
    customer = orders.customer.copy()
    for _ in pairs:
        for one, other in pairs:
            low = min(
                customer[orders.customer == one].min(), customer[orders.customer == other].min()
            )
            customer[np.isin(orders.customer, [one, other])] = low
    joined = History.build(replace(orders, customer=customer), 220)

    share = np.count_nonzero(joined.occasions > 1) / joined.n_customers
    assert second_rate(history, pairs) == pytest.approx(share)


@given(st.integers(0, 10_000))
def test_each_pair_alone_is_as_among_all(seed):
    history = History.build(plain_shop(seed, days=200), 220)
    rng = np.random.default_rng(seed)
    if history.n_customers < 4:
        return
    pairs = [tuple(rng.choice(history.customer, 2, replace=False).tolist()) for _ in range(3)]

    assert second_rates(history, pairs) == pytest.approx([second_rate(history, [p]) for p in pairs])
