"""What to show next: pairs against plain counting, refills, and nothing out of pure chance."""

from collections import defaultdict

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.customers.recommend import Baskets, pairs, recommend, refills
from core.stats.intervals import wilson

COFFEE, FILTER, MUG, TEA, RARE = 10, 11, 12, 13, 14


def a_shop():
    """200 customers: 60 bought coffee, 45 of them filters; 60 a mug; 90 tea, 40 of them again."""
    rows = [(c, COFFEE, 10) for c in range(60)]
    rows += [(c, FILTER, 20) for c in range(45)]
    rows += [(c, MUG, 30) for c in range(40, 100)]
    rows += [(c, TEA, 40) for c in range(100, 190)]
    rows += [(c, TEA, 70) for c in range(100, 140)]
    rows += [(c, RARE, 50) for c in range(190, 200)]
    return rows


def baskets(rows, as_of=100):
    return Baskets.of(*(list(zip(*rows, strict=True)) or [[], [], []]), as_of=as_of)


def test_products_that_go_together():
    table = pairs(baskets(a_shop())).set_index(["product", "partner"])

    pair = table.loc[(COFFEE, FILTER)]
    assert (pair["both"], pair["buyers"], pair["partner_buyers"]) == (45, 60, 45)
    assert pair["share"] == 0.75
    assert pair["lift"] == pytest.approx(0.75 / (45 / 200))
    assert pair["low"] == pytest.approx(wilson(45, 60)[0] / (45 / 200))
    assert set(table.index) == {(COFFEE, FILTER), (FILTER, COFFEE)}


def test_a_few_common_buyers_say_nothing():
    """Four customers bought both of two rare things and nobody else either of them."""
    rows = a_shop() + [(c, product, 5) for c in range(4) for product in (90, 91)]

    assert not pairs(baskets(rows))["product"].isin([90, 91]).any()


def test_pure_chance_brings_hardly_any_pair_about():
    rng, found = np.random.default_rng(3), 0
    for _ in range(20):
        rows = np.column_stack(
            [rng.integers(0, 800, 4_000), (40 * rng.random(4_000) ** 2), rng.integers(0, 90, 4_000)]
        )
        found += len(pairs(baskets(rows.astype(int).tolist()))) > 0

    assert found <= 5


def test_what_is_used_up_is_a_refill():
    table = refills(baskets(a_shop()))

    assert table["product"].tolist() == [TEA]
    assert table.loc[0, ["buyers", "again", "gap_days"]].tolist() == [90, 40, 30]


def reasons(table, customer):
    mine = table[table["customer"] == customer]
    return list(zip(mine["product"], mine["reason"], mine["because"], strict=True))


def test_each_reason_where_it_holds():
    table = recommend(baskets(a_shop()))

    # bought tea on day 70, the gap is 30: due on day 100
    assert reasons(table, 100) == [(TEA, "refill", TEA), (COFFEE, "popular", -1)]
    assert reasons(table, 50) == [(FILTER, "together", COFFEE), (TEA, "popular", -1)]
    # has both: nothing goes with them, so what most others bought
    assert reasons(table, 3) == [(TEA, "popular", -1), (MUG, "popular", -1)]
    assert table.groupby("customer").size().max() == 2
    assert len(recommend(baskets(a_shop()), most=1)) == 200


def test_a_refill_comes_neither_right_away_nor_after_years():
    rows = a_shop()
    for as_of, due in ((93, False), (94, True), (160, True), (161, False)):
        table = recommend(baskets(rows, as_of), who=[100])
        assert (table["reason"] == "refill").any() == due


def test_only_the_customers_asked_for_by_the_pairs_of_all():
    everybody, some = recommend(baskets(a_shop())), recommend(baskets(a_shop()), who=[50, 3, 999])

    expected = everybody[everybody["customer"].isin([3, 50])].reset_index(drop=True)
    pd.testing.assert_frame_equal(some, expected)


def test_later_and_unknown_lines_are_not_seen():
    rows = a_shop()
    more = [*rows, (3, 77, 101), (4, -1, 10)]

    pd.testing.assert_frame_equal(recommend(baskets(more)), recommend(baskets(rows)))


def test_an_empty_shop_recommends_nothing():
    empty = baskets([])

    assert pairs(empty).empty
    assert refills(empty).empty
    assert recommend(empty).empty
    assert recommend(baskets(a_shop()[:3])).empty


# --- slow twins


lines = st.lists(
    st.tuples(st.integers(0, 30), st.sampled_from([-1, 3, 5, 6, 8]), st.integers(0, 60)),
    max_size=150,
)


@given(lines, st.integers(20, 70))
def test_baskets_agree_with_reading_line_by_line(rows, as_of):
    found = defaultdict(set)
    for customer, product, day in rows:
        if product >= 0 and day <= as_of:
            found[customer, product].add(day)

    result = baskets(rows, as_of)

    keys = zip(
        result.customers[result.customer].tolist(), result.products[result.product].tolist(),
        strict=True,
    )  # fmt: skip
    told = dict(zip(keys, zip(result.last_day, result.days, strict=True), strict=True))
    assert told == {key: (max(days), len(days)) for key, days in found.items()}
    gaps = sorted(
        (product, later - earlier)
        for (_, product), days in found.items()
        for earlier, later in zip(sorted(days), sorted(days)[1:], strict=False)
    )
    mine = zip(result.products[result.gap_product].tolist(), result.gap.tolist(), strict=True)
    assert sorted(mine) == gaps


def tasteful_shop(seed):
    """Customers who mostly buy within one of three kinds of goods, and the first of all again."""
    rng = np.random.default_rng(seed)
    rows = []
    for customer in range(120):
        taste = rng.integers(0, 3)
        for _ in range(rng.integers(1, 6)):
            product = rng.choice(3) + 3 * taste if rng.random() < 0.8 else rng.choice(9)
            rows.append((customer, int(product), int(rng.integers(0, 100))))
            if product == 0:  # is used up
                rows.append((customer, 0, int(rng.integers(0, 100))))
    return rows


def slow_choice(goods, again, partners, buyers):
    """Two products for one customer, from what she last bought when."""
    wishes = []
    for product, gap in again:
        silence = 100 - goods.get(product, 1_000)
        if 0.8 * gap <= silence <= 3 * gap:
            wishes.append((0, abs(silence / gap - 1), product))
    wishes += [(1, -low, b) for a, b, low in partners if a in goods and b not in goods]
    wishes += [(2, -n, b) for b, n in buyers.items() if n >= 30 and b not in goods]
    return list(dict.fromkeys(product for _, _, product in sorted(wishes)))[:2]


@pytest.mark.parametrize("seed", range(6))
def test_recommendations_agree_with_choosing_by_hand(seed):
    rows = tasteful_shop(seed)
    shop = baskets(rows)
    table = recommend(shop)
    bought, buyers = defaultdict(lambda: defaultdict(int)), defaultdict(int)
    for customer, product, day in rows:
        buyers[product] += product not in bought[customer]
        bought[customer][product] = max(bought[customer][product], day)
    again = refills(shop)[["product", "gap_days"]].to_numpy().tolist()
    partners = pairs(shop)[["product", "partner", "low"]].to_numpy().tolist()

    assert set(table["reason"]) == {"refill", "together", "popular"}
    for customer, goods in bought.items():
        mine = table.loc[table["customer"] == customer, "product"].tolist()
        assert mine == slow_choice(goods, again, partners, buyers)
