"""Amazon reports: sums of items, zones, masks, and what each report does not say."""

import pytest

REPORT = (
    "order-id,order-item-id,purchase-date,payments-date,buyer-email,buyer-name,sku,product-name,"
    "quantity-purchased,currency,item-price,item-tax,shipping-price,item-promotion-discount,"
    "recipient-name"
)
ITEM = {
    "order-id": "250-1-1", "order-item-id": "1", "purchase-date": "2026-05-01T10:02:09+09:00",
    "buyer-email": "abc@marketplace.amazon.co.jp", "buyer-name": "見本 花子", "sku": "mug",
    "product-name": "マグ, 白", "quantity-purchased": "2", "currency": "JPY",
    "item-price": "5000.00", "item-tax": "454.00", "shipping-price": "300.00",
    "item-promotion-discount": "-100.00", "recipient-name": "贈物 一郎",
}  # fmt: skip
ALL = (
    "amazon-order-id,merchant-order-id,purchase-date,order-status,sales-channel,product-name,sku,"
    "asin,item-status,quantity,currency,item-price,shipping-price,item-promotion-discount"
)


@pytest.fixture
def report(take, export):
    return lambda *changes: take(export(REPORT, *({**ITEM, **c} for c in changes), delimiter="\t"))


def test_an_order_is_the_sum_of_its_items(report, aside):
    intake = report({}, {"order-item-id": "2", "item-price": "1500.00"})

    found, order = intake.understood, intake.orders.iloc[0]
    assert (found.rows, found.orders, found.total, found.delimiter) == (2, 1, 6500, "\t")
    assert (order["goods"], order["shipping"], order["coupon_own"]) == (6500, 600, 200)
    assert order["net"] == 6300
    assert aside(intake) == {}


def test_the_price_is_that_of_the_line(report):
    assert report({}).lines[["quantity", "amount"]].values.tolist() == [[2, 5000]]


@pytest.mark.parametrize("discount", ["100.00", "-100.00"])
def test_a_promotion_lowers_the_amount_whatever_its_sign(report, discount):
    assert report({"item-promotion-discount": discount}).orders["net"].tolist() == [4900]


@pytest.mark.parametrize(
    "written",
    ["2026-04-30T15:00:00Z", "2026-04-30T15:00:00+00:00", "2026-05-01T00:00:00+09:00"],
)
def test_the_month_is_that_of_the_shop(report, written):
    assert str(report({"purchase-date": written}).orders["ordered_at"][0]) == "2026-05-01 00:00:00"


def test_the_mask_is_the_key(report):
    other = {"order-id": "2", "buyer-email": "ABC@marketplace.amazon.co.jp"}
    intake = report({}, other, {"order-id": "3", "buyer-email": "x@m.marketplace.amazon.co.jp"})

    assert intake.understood.customers == 2
    assert intake.understood.order_key_kind == "relay"
    assert intake.orders["email"].isna().all()
    assert not intake.orders["own_list"].any()


def test_item_ids_that_a_spreadsheet_rounded_part_nothing(report):
    rounded = {"order-item-id": "5.80293E+13"}

    assert report(rounded, {**rounded, "item-price": "100"}).understood.total == 5100


def test_all_orders_name_nobody(take, export, aside):
    row = {"amazon-order-id": "1", "purchase-date": "2026-05-01T10:02:09+00:00", "asin": "B0",
           "order-status": "Shipped", "quantity": "1", "currency": "JPY", "item-price": "2500",
           "sku": "mug"}  # fmt: skip
    gone = {**row, "amazon-order-id": "2", "order-status": "Cancelled", "quantity": "0"}

    intake = take(export(ALL, row, {**gone, "item-price": "", "currency": ""}, delimiter="\t"))

    found = intake.understood
    assert (found.format, found.orders, found.customers, found.total) == (
        "amazon_all_orders", 1, 0, 2500,
    )  # fmt: skip
    assert (found.order_key_kind, found.orders_without_key) == ("none", 1)
    assert aside(intake) == {"cancelled": (1, None)}


def test_shipments_of_one_order_are_one_order(take, export):
    headings = (
        "amazon-order-id,shipment-id,shipment-item-id,amazon-order-item-id,purchase-date,"
        "shipment-date,buyer-email,sku,quantity-shipped,currency,item-price,points-granted"
    )
    row = {"amazon-order-id": "1", "shipment-id": "D1", "shipment-item-id": "S1",
           "amazon-order-item-id": "1", "purchase-date": "2026-05-01T10:02:09+09:00",
           "shipment-date": "2026-05-02T09:00:00+09:00", "quantity-shipped": "1",
           "currency": "JPY", "item-price": "2500"}  # fmt: skip
    later = {**row, "shipment-id": "D2", "shipment-item-id": "S2",
             "shipment-date": "2026-05-04T09:00:00+09:00"}  # fmt: skip

    intake = take(export(headings, row, later, delimiter="\t"))

    assert (intake.understood.orders, intake.understood.total) == (1, 5000)
    assert str(intake.orders["shipped_at"][0]) == "2026-05-02 09:00:00"


def test_all_reports_are_one_source(report, take, export):
    headings = "order-id,order-item-id,purchase-date,buyer-email,days-past-promise,quantity-to-ship"
    row = {name: ITEM[name] for name in headings.split(",")[:4]}

    unshipped = take(export(headings, {**row, "quantity-to-ship": "1"}, delimiter="\t"))

    assert unshipped.source == report({}).source == "amazon"
    assert unshipped.understood.total is None
    assert unshipped.orders["net"].isna().all()
