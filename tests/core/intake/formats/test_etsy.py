"""Etsy: items in dollars, postage per order, buyers by nickname."""

import pytest

HEADINGS = (
    "Sale Date,Item Name,Buyer,Quantity,Price,Coupon Code,Discount Amount,Order Shipping,"
    "Order Sales Tax,Item Total,Currency,Transaction ID,Listing ID,Date Paid,Date Shipped,"
    "Ship Name,Order ID,SKU"
)
ITEM = {
    "Sale Date": "07/04/26",
    "Item Name": "Mug, white",
    "Buyer": "Hanako (hana)",
    "Quantity": "2",
    "Price": "12.50",
    "Discount Amount": "2.50",
    "Order Shipping": "5.00",
    "Order Sales Tax": "1.80",
    "Item Total": "25.00",
    "Currency": "USD",
    "Transaction ID": "11",
    "Listing ID": "9",
    "Date Shipped": "07/06/2026",
    "Ship Name": "A Gift",
    "Order ID": "1",
}


@pytest.fixture
def etsy(take, export):
    def etsy(*changes, headings=HEADINGS):
        rows = ({k: v for k, v in {**ITEM, **c}.items() if k in headings} for c in changes)
        return take(export(headings, *rows, encoding="utf-8"))

    return etsy


def test_postage_counts_once(etsy, aside):
    second = {"Transaction ID": "12", "Item Total": "10.00", "Discount Amount": "0"}

    intake = etsy({}, second)

    order = intake.orders.iloc[0]
    assert (intake.understood.orders, intake.understood.currency) == (1, "USD")
    assert (order["total"], order["goods"], order["shipping"]) == (4000, 3500, 500)
    assert (order["coupon_own"], order["net"]) == (250, 3250)
    assert aside(intake) == {}


def test_days_are_month_first(etsy):
    intake = etsy({})

    assert str(intake.orders["ordered_at"][0].date()) == "2026-07-04"
    assert str(intake.orders["shipped_at"][0].date()) == "2026-07-06"
    assert "day_month_assumed" not in intake.understood.notes


def test_the_nickname_is_the_key(etsy):
    intake = etsy({}, {"Order ID": "2"}, {"Order ID": "3", "Buyer": "Taro (taro)"})

    assert (intake.understood.customers, intake.understood.order_key_kind) == (2, "member")
    assert not intake.orders["own_list"].any()


def test_british_headings(etsy):
    headings = HEADINGS.replace("Order Shipping", "Order Delivery").replace("Shipped", "Posted")
    posted = {"Order Delivery": "5.00", "Date Posted": "07/06/2026"}

    intake = etsy(posted, headings=headings)

    assert intake.orders["shipping"].tolist() == [500]
    assert str(intake.orders["shipped_at"][0].date()) == "2026-07-06"
