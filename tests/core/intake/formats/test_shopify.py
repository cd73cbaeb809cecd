"""Shopify: totals on the first row, offsets, refunds, older and newer spellings."""

import pandas as pd
import pytest

from core.intake import SetAside

HEAD = (
    "Name,Email,Financial Status,Currency,Subtotal,Shipping,Taxes,Total,Discount Amount,Created at,"
    "Lineitem quantity,Lineitem name,Lineitem price,Cancelled at,Refunded Amount,Source\n"
)


def orders(*rows):
    return HEAD + "".join(f"{row}\n" for row in rows)


ONE = "#1,a@example.com,paid,JPY,3000,500,0,3500,0,2024-05-01 10:00:00 +0900,2,Mug,1500,,0,web"


def test_totals_stand_on_the_first_row_only(take):
    intake = take(orders(
        ONE, "#1,a@example.com,,,,,,,,2024-05-01 10:00:00 +0900,1,Plate,0,,,",
        "#2,b@example.com,paid,JPY,100,0,0,100,0,2024-05-02 10:00:00 +0900,1,Mug,100,,0,web",
    ))  # fmt: skip

    assert intake.orders["total"].tolist() == [3500, 100]
    assert intake.lines["order"].tolist() == [0, 0, 1]
    assert intake.lines["position"].tolist() == [0, 1, 0]
    assert (intake.understood.orders, intake.understood.rows) == (2, 3)


def test_the_month_is_cut_in_the_shops_zone(take):
    intake = take(orders(ONE.replace("2024-05-01 10:00:00 +0900", "2024-04-30 20:00:00 -0400")))

    assert intake.orders["ordered_at"].tolist() == [pd.Timestamp("2024-05-01 09:00:00")]


@pytest.mark.parametrize(("subtotal", "tax", "total", "net"), [
    (3000, 273, 3500, 3000),  # tax included
    (3000, 300, 3800, 3300),  # tax on top
])  # fmt: skip
def test_net_holds_the_tax_whether_it_is_included_or_on_top(take, subtotal, tax, total, net):
    row = ONE.replace("3000,500,0,3500,0", f"{subtotal},500,{tax},{total},0")

    assert take(orders(row)).orders["net"].tolist() == [net]


def test_subtotal_is_after_discount_codes(take):
    intake = take(orders(ONE.replace("3000,500,0,3500,0", "2700,500,0,3200,300")))

    first = intake.orders.iloc[0]
    assert (first["goods"], first["coupon_own"], first["net"]) == (3000, 300, 2700)


def test_a_partial_refund_lowers_net_and_not_the_count(take):
    refunded = ONE.replace(",,0,web", ",,1000,web").replace("paid", "partially_refunded")

    intake = take(orders(refunded))

    first = intake.orders.iloc[0]
    assert (first["void"], first["net"], first["refund"]) == (False, 2000, 1000)
    assert first["total"] == 3500
    assert (intake.understood.orders, intake.understood.total) == (1, 3500)


def test_a_refund_with_postage_never_makes_net_negative(take):
    first = take(orders(ONE.replace(",,0,web", ",,3200,web"))).orders.iloc[0]

    assert (first["void"], first["net"], first["refund"]) == (False, 0, 3000)


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        (",,0,web", ",,3500,web", "refunded"),
        ("paid", "refunded", "refunded"),
        ("paid", "voided", "cancelled"),
        (",,0,web", ",2024-05-03 10:00:00 +0900,0,web", "cancelled"),
    ],
)
def test_void_orders_are_set_aside_with_their_amount(take, old, new, reason):
    intake = take(orders(ONE.replace(old, new)))

    assert intake.orders["void"].tolist() == [True]
    assert intake.understood.set_aside == (SetAside(reason, 1, 3500),)
    assert (intake.understood.total, intake.understood.file_total) == (0, 3500)


def test_a_cancellation_has_its_day_and_a_refund_without_one_has_none(take):
    cancelled = ONE.replace(",,0,web", ",2024-05-03 10:00:00 +0900,0,web")
    intake = take(orders(cancelled, ONE.replace("#1", "#2").replace("paid", "refunded")))

    assert intake.orders["void_on"].tolist() == [pd.Timestamp("2024-05-03 10:00:00"), pd.NaT]


def test_other_spellings_and_orders_of_columns_are_the_same_file(take):
    lines = orders(ONE).splitlines()
    order = [15, 9, 3, 0, 1, 2, 4, 5, 6, 7, 8, 10, 11, 12, 13, 14]
    moved = "\n".join(",".join(line.split(",")[i] for i in order) for line in lines)
    spelled = moved.replace("Cancelled at", "Canceled at")
    spelled = spelled.replace("Lineitem price", "lineitem-PRICE")

    one, other = take(orders(ONE)), take(spelled)

    assert other.understood == one.understood
    pd.testing.assert_frame_equal(other.orders, one.orders)


def test_walk_in_customers_have_no_key_and_are_not_counted(take):
    intake = take(orders(ONE, ONE.replace("#1", "#2").replace("a@example.com", "")))

    understood = intake.understood
    assert (understood.orders, understood.customers, understood.orders_without_key) == (2, 1, 1)
    assert intake.orders["person"].tolist() == [0, -1]


def test_a_file_without_any_key_still_counts_orders(take):
    understood = take(orders(ONE.replace("a@example.com", ""))).understood

    assert (understood.order_key_kind, understood.orders, understood.customers) == ("none", 1, 0)


def test_a_partial_currency_column_is_enough_and_two_currencies_are_refused(refusal):
    refused = refusal(orders(ONE, ONE.replace("#1", "#2").replace("JPY", "USD")))

    assert refused.code == "mixed_currencies"
    assert refused.fields["currencies"] == {"JPY": 1, "USD": 1}


def test_decimals_in_a_currency_without_them_are_refused_with_the_cell(refusal):
    refused = refusal(orders(ONE.replace("3000,500,0,3500", "3000,500,0,3500.50")))

    assert refused.code == "decimals_not_allowed"
    assert (refused.fields["cell"], refused.fields["line"]) == ("3500.50", 2)
    assert (refused.fields["currency"], refused.fields["column"]) == ("JPY", "Total")


def test_dollars_have_cents(take):
    row = ONE.replace("JPY", "USD").replace("500,0,3500", "5.25,0,3005.25")

    understood = take(orders(row)).understood

    assert (understood.currency, understood.scale, understood.total) == ("USD", 2, 300525)
