"""Square: dollars, zones by name, refunds as negative rows, most customers unknown."""

import pytest

ITEMS = (
    "Date,Time,Time Zone,Category,Item,Qty,Price Point Name,SKU,Gross Sales,Discounts,Net Sales,"
    "Tax,Transaction ID,Payment ID,Event Type,Location,Customer ID,Customer Name"
)
MUG = {
    "Date": "07/01/26",
    "Time": "10:02:09",
    "Time Zone": "Tokyo",
    "Category": "Ware",
    "Item": "Mug",
    "Qty": "1.0",
    "SKU": "mug",
    "Gross Sales": "$30.00",
    "Discounts": "-$3.00",
    "Net Sales": "$27.00",
    "Tax": "$2.70",
    "Transaction ID": "t1",
    "Event Type": "Payment",
    "Customer ID": "C1",
    "Customer Name": "Hanako Mihon",
}
BACK = {
    "Event Type": "Refund",
    "Date": "07/09/26",
    "Qty": "-1",
    "Gross Sales": "-$30.00",
    "Discounts": "$3.00",
    "Net Sales": "-$27.00",
    "Tax": "-$2.70",
}
PLATE = {
    "Item": "Plate",
    "SKU": "plate",
    "Qty": "2",
    "Gross Sales": "$1,040.00",
    "Discounts": "$0.00",
    "Net Sales": "$1,040.00",
    "Tax": "$104.00",
}
PAYMENTS = (
    "Date,Time,Time Zone,Gross Sales,Discounts,Net Sales,Tax,Tip,Total Collected,Fees,"
    "Transaction ID,Payment ID,Event Type,Customer ID,Customer Name"
)
PAYMENT = {
    "Date": "2026-07-01",
    "Time": "10:02:09",
    "Gross Sales": "$30.00",
    "Discounts": "-$3.00",
    "Net Sales": "$27.00",
    "Tax": "$2.70",
    "Tip": "$1.00",
    "Total Collected": "$30.70",
    "Fees": "-$1.10",
    "Transaction ID": "t1",
    "Payment ID": "p1",
    "Event Type": "Payment",
}


@pytest.fixture
def items(take, export):
    def items(*changes, **options):
        rows = ({**MUG, **c} for c in changes)
        return take(export(ITEMS, *rows, encoding="utf-8"), **{"currency": "USD", **options})

    return items


@pytest.fixture
def payments(take, export):
    def payments(*changes):
        rows = ({**PAYMENT, **c} for c in changes)
        return take(export(PAYMENTS, *rows, encoding="utf-8"), currency="USD")

    return payments


def test_items_add_up_to_an_order(items, aside):
    intake = items({}, PLATE)

    order = intake.orders.iloc[0]
    assert (intake.understood.orders, order["total"]) == (1, 106_700)
    assert (order["goods"], order["coupon_own"], order["net"]) == (117_670, 300, 117_370)
    assert intake.lines[["product", "quantity", "amount", "category"]].values.tolist() == [
        ["Mug", 1, 2700, "Ware"], ["Plate", 2, 104_000, "Ware"],
    ]  # fmt: skip
    assert aside(intake) == {}


def test_a_refunded_item_lowers_the_order(items, aside):
    intake = items({}, PLATE, BACK)

    order = intake.orders.iloc[0]
    assert (intake.understood.orders, intake.understood.total) == (1, 104_000)
    assert (order["refund"], order["net"]) == (2970, 117_370 - 2970)
    assert not order["void"]
    assert intake.lines["product"].tolist() == ["Mug", "Plate"]
    assert "no_status" not in intake.understood.notes
    assert aside(intake) == {}


def test_a_refund_of_everything_voids_the_order_on_its_own_day(items, aside):
    intake = items(BACK, {})

    assert intake.understood.orders == 0
    assert aside(intake) == {"refunded": (1, 0)}
    assert str(intake.orders["ordered_at"][0]) == "2026-07-01 10:02:09"


def test_a_refund_of_an_older_sale_is_no_purchase(items, aside):
    intake = items({}, {**BACK, "Transaction ID": "t0"})

    assert (intake.understood.orders, intake.understood.total) == (1, 2700)
    assert aside(intake) == {"refunded": (1, -2700)}


@pytest.mark.parametrize(
    ("zone", "local"),
    [
        ("Tokyo", "2026-07-01 10:02:09"),
        ("Eastern Time (US & Canada)", "2026-07-01 23:02:09"),
        ("Pacific Time (US & Canada)", "2026-07-02 02:02:09"),
        ("Australia/Perth", "2026-07-01 11:02:09"),
        ("", "2026-07-01 10:02:09"),
    ],
)
def test_times_move_to_the_shops_zone(items, zone, local):
    intake = items({"Time Zone": zone})

    assert str(intake.orders["ordered_at"][0]) == local
    assert intake.problems.empty


def test_a_zone_nobody_knows_is_noted(items):
    intake = items({"Time Zone": "Atlantis"})

    assert str(intake.orders["ordered_at"][0]) == "2026-07-01 10:02:09"
    noted = intake.problems[["code", "line", "cell"]].values.tolist()
    assert noted == [["unknown_time_zone", 2, "Atlantis"]]


def test_most_sales_name_nobody(items):
    guest = {"Customer ID": "", "Customer Name": "", "Transaction ID": "t2"}

    found = items({}, guest).understood

    assert (found.orders, found.customers, found.orders_without_key) == (2, 1, 1)


def test_without_a_currency_decimals_are_taken_as_they_stand(items):
    found = items({}, currency=None).understood

    assert (found.currency, found.scale, found.total) == (None, 2, 2700)


def test_payments_of_one_sale_are_one_order(payments, aside):
    intake = payments({}, {"Payment ID": "p2"}, {"Transaction ID": "t2", "Customer ID": "C2"})

    assert intake.understood.format == "square_transactions"
    assert (intake.understood.orders, intake.understood.total) == (2, 3 * 3070)
    assert intake.orders["net"].tolist() == [2 * 2970, 2970]
    assert aside(intake) == {}


def test_a_part_paid_back(payments, aside):
    back = {
        "Event Type": "Refund", "Gross Sales": "-$10.00", "Discounts": "$0.00", "Tax": "-$1.00",
        "Tip": "$0.00", "Net Sales": "-$10.00", "Total Collected": "-$11.00",
    }  # fmt: skip

    intake = payments({}, back)

    assert (intake.understood.orders, intake.understood.total) == (1, 1970)
    assert intake.orders[["refund", "net"]].values.tolist() == [[1100, 1870]]
    assert aside(intake) == {}


def test_both_files_are_one_source(items, payments):
    assert items({}).source == payments({}).source == "square"


def test_a_refund_in_a_later_file_finds_its_sale(take, export, aside):
    july = export(PAYMENTS, PAYMENT, {**PAYMENT, "Transaction ID": "t2"}, encoding="utf-8")
    back = {**PAYMENT, "Event Type": "Refund", "Date": "2026-08-01", "Gross Sales": "-$30.00",
            "Discounts": "$3.00", "Tax": "-$2.70", "Total Collected": "-$30.70"}  # fmt: skip
    august = export(PAYMENTS, {**PAYMENT, "Transaction ID": "t3"}, back, encoding="utf-8")

    intake = take(july, august, august, currency="USD")

    assert (intake.understood.orders, intake.understood.total) == (2, 2 * 3070)
    assert aside(intake) == {"refunded": (1, 0), "in_several_files": (2, 0)}


def test_overlapping_files_count_once(take, export, aside):
    row = {**MUG, "Transaction ID": "t0"}
    early = export(ITEMS, row, MUG, {**MUG, **PLATE}, encoding="utf-8")
    late = export(ITEMS, MUG, {**MUG, **PLATE}, {**MUG, "Transaction ID": "t2"}, encoding="utf-8")

    intake = take(early, late, currency="USD")

    assert (intake.understood.orders, intake.understood.total) == (3, 2700 + 106_700 + 2700)
    assert aside(intake) == {"in_several_files": (1, 0)}
