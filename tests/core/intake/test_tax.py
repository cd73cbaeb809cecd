"""Tax inside the goods' amount or on top of it."""

import pandas as pd
import pytest

from core.intake.tax import tax_on_top


def goods_of(**amounts):
    frame = pd.DataFrame({name: pd.array([value], "Int64") for name, value in amounts.items()})
    return tax_on_top("shipping", "-coupon")(frame)["goods"].tolist()


@pytest.mark.parametrize(
    ("total", "goods"),
    [(5800, 5500), (5300, 5000), (5801, 5000)],
    ids=["on top", "inside", "neither"],
)
def test_the_total_tells(total, goods):
    found = goods_of(goods=5000, tax=500, shipping=500, coupon=200, total=total)

    assert found == [goods]


def test_what_is_missing_counts_as_nothing():
    assert goods_of(goods=5000, tax=500, shipping=None, coupon=None, total=5500) == [5500]
    assert goods_of(goods=5000, tax=None, shipping=500, coupon=0, total=5500) == [5000]


def test_without_a_total_or_goods_nothing_is_known():
    assert goods_of(goods=5000, tax=500, shipping=500, coupon=0, total=None) == [5000]
    assert goods_of(goods=None, tax=500, shipping=500, coupon=0, total=1000) == [pd.NA]
