"""Money as people type it, exactly."""

from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.intake import text
from core.intake.amounts import read_amounts


def minor(*cells, scale=0, **options):
    return read_amounts(text.strings(cells), **options).minor(scale).tolist()


@pytest.mark.parametrize(
    ("cell", "yen"),
    [
        ("1234", 1234), ("￥1,234", 1234), ("¥1,234", 1234), ("1,234円", 1234),
        ("１，２３４", 1234),
        ("24732.00", 24732), ("-5", -5), ("−5", -5), ("－5", -5), ("▲1,000", -1000),
        ("△1,000", -1000), ("(1,000)", -1000), ("（1,000）", -1000), ("ー300", -300),
        ("–300", -300),
        ("￥-300", -300), ("-￥300", -300), ("300-", -300), ("+300", 300), ("&yen;1,200", 1200),
        ("JPY 300", 300), ("00012", 12), ("-0", 0),
    ],
)  # fmt: skip
def test_signs_widths_and_separators(cell, yen):
    assert minor(cell) == [yen]


@pytest.mark.parametrize(
    ("cell", "cents"),
    [("$30.00", 3000), ("-$3.00", -300), ("($3.50)", -350), ("$ (3.50)", -350), (".5", 50),
     ("12,5", 1250), ("1.234,56", 123456), ("1,234.5", 123450), ("0.1", 10)],
)  # fmt: skip
def test_decimals(cell, cents):
    assert minor(cell, scale=2) == [cents]


def test_a_blank_cell_is_missing_and_not_zero():
    amounts = read_amounts(text.strings(["", "0"]))

    assert amounts.known.tolist() == [False, True]
    assert not amounts.unreadable.any()


def test_rakuten_writes_minus_9999_for_not_yet_known():
    amounts = read_amounts(text.strings(["-9999", "-9998"]), missing=("-9999",))

    assert amounts.known.tolist() == [False, True]
    assert not amounts.unreadable.any()


@pytest.mark.parametrize("cell", ["abc", "1,2,3", "1-2", "--5", "9" * 30, "1.2.3", "12:30", "％"])
def test_what_is_no_amount_is_said_and_not_guessed(cell):
    amounts = read_amounts(text.strings([cell]))

    assert amounts.unreadable.tolist() == [True]
    assert not amounts.known.any()


def test_finer_amounts_than_the_minor_unit_are_found():
    amounts = read_amounts(text.strings(["10.00", "10.50", "10.505"]))

    assert amounts.scale == 3
    assert amounts.finer_than(0).tolist() == [False, True, True]
    assert amounts.finer_than(2).tolist() == [False, False, True]


@given(
    st.lists(
        st.decimals(-(10**8), 10**8, allow_nan=False, places=3) | st.integers(-(10**9), 10**9),
        min_size=1,
    ),
    st.sampled_from([0, 2, 3]),
    st.booleans(),
)
def test_agrees_with_decimal(values, scale, grouped):
    cells = [f"{v:,}" if grouped else str(v) for v in map(Decimal, values)]

    expected = [
        int((Decimal(v) * 10**scale).quantize(Decimal(1), rounding=ROUND_HALF_UP)) for v in values
    ]
    assert minor(*cells, scale=scale) == expected
