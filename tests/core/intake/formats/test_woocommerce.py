"""WooCommerce analytics: nobody named, refunds as rows, several products in one cell."""

import pytest

HEADINGS = (
    "Date,Order #,N. Revenue (formatted),Status,Customer,Customer type,Product(s),Items sold,"
    "Coupon(s),Net Sales,Attribution"
)
ORDER = {
    "Date": "2026-07-01 10:02:09",
    "Order #": "101",
    "N. Revenue (formatted)": "&yen;5,500",
    "Status": "completed",
    "Customer": "Hanako Mihon",
    "Customer type": "new",
    "Product(s)": "1× Mug, white, 12× Plate",
    "Items sold": "13",
    "Net Sales": "5500",
    "Attribution": "Organic: Google",
}


@pytest.fixture
def woo(take, export):
    return lambda *changes: take(
        export(HEADINGS, *({**ORDER, **c} for c in changes), encoding="utf-8")
    )


def test_products_in_one_cell_are_lines(woo, aside):
    intake = woo({})

    assert intake.lines["product"].tolist() == ["Mug, white", "Plate"]
    assert intake.lines["quantity"].tolist() == [1, 12]
    assert (intake.understood.rows, intake.understood.orders, intake.understood.total) == (
        1, 1, 5500,
    )  # fmt: skip
    assert aside(intake) == {}


def test_a_sign_written_as_an_entity(woo):
    intake = woo({"Product(s)": "2&times; Mug, 1&times; Plate"})

    assert intake.lines["quantity"].tolist() == [2, 1]


def test_a_refund_row_lowers_its_order(woo, aside):
    back = {"Net Sales": "-1500", "Date": "2026-07-09 09:00:00", "Product(s)": "1× Mug, 1× Plate"}

    intake = woo({}, back)

    assert (intake.understood.orders, intake.understood.total) == (1, 4000)
    assert intake.orders[["refund", "net"]].values.tolist() == [[1500, 4000]]
    assert str(intake.orders["ordered_at"][0]) == "2026-07-01 10:02:09"
    assert intake.lines["product"].tolist() == ["Mug, white", "Plate"]
    assert aside(intake) == {}


def test_a_refund_of_everything_voids_the_order(woo, aside):
    intake = woo({"Status": "refunded"}, {"Status": "refunded", "Net Sales": "-5500"})

    assert intake.understood.orders == 0
    assert aside(intake) == {"refunded": (1, 0)}


def test_states(woo, aside):
    states = ("completed", "processing", "on-hold", "pending", "cancelled", "refunded", "failed")

    intake = woo(*({"Order #": str(i), "Status": s} for i, s in enumerate(states)))

    assert intake.understood.orders == 3
    assert aside(intake) == {
        "cancelled": (1, 5500), "refunded": (1, 5500), "unfinished": (2, 11_000),
    }  # fmt: skip


def test_nobody_is_named(woo):
    found = woo({}, {"Order #": "102"}).understood

    assert (found.customers, found.orders_without_key, found.order_key_kind) == (0, 2, "none")


def test_where_an_order_came_from(woo):
    assert woo({}).orders["acquisition_source"].tolist() == ["Organic: Google"]


def test_customers(take, export):
    headings = (
        "Name,Username,Last Active,Sign Up,Email,Orders,Total Spend,AOV,Country / Region,City,"
        "Region,Postal Code,Billing Phone,Role"
    )
    row = {"Name": "Hanako", "Email": "Hanako@example.com", "Sign Up": "2024-04-01 00:00:00",
           "Orders": "2", "Total Spend": "49.90", "Postal Code": "100-0001"}  # fmt: skip

    intake = take(export(headings, row, {**row, "Email": "taro@example.com"}), currency="USD")

    assert (intake.understood.kind, intake.understood.customers) == ("customers", 2)
    assert intake.understood.total == 9980
    assert intake.contacts["email"].tolist() == ["hanako@example.com", "taro@example.com"]
    assert intake.contacts["postal_code"].tolist() == ["1000001", "1000001"]
