"""Yahoo! Shopping: items packed in one row, what the mall pays."""

import pytest

HEADINGS = (
    "OrderId,OrderTime,OrderStatus,BillLastName,BillFirstName,BillMailAddress,ShipCharge,PayCharge,"
    "GiftWrapCharge,ItemCouponDiscount,TotalMallCouponDiscount,UsePoint,TotalPrice,ItemId,SubCode,"
    "Title,UnitPrice,QuantityDetail"
)
ORDER = {
    "OrderId": "shop-1", "OrderTime": "2026/07/01 10:02:09", "OrderStatus": "5",
    "BillLastName": "見本", "BillFirstName": "花子", "BillMailAddress": "Hanako@Example.com",
    "ShipCharge": "500", "PayCharge": "0", "GiftWrapCharge": "0", "ItemCouponDiscount": "0",
    "TotalMallCouponDiscount": "0", "UsePoint": "0", "TotalPrice": "6000",
    "ItemId": "L1=mug&L2=plate", "SubCode": "L1=&L2=plate-s", "Title": "L1=A&B&L2=L3=&皿",
    "UnitPrice": "L1=2500&L2=1500", "QuantityDetail": "L1=1&L2=2",
}  # fmt: skip


@pytest.fixture
def yahoo(take, export):
    return lambda *changes: take(export(HEADINGS, *({**ORDER, **c} for c in changes)))


def test_packed_items_become_lines(yahoo):
    intake = yahoo({})

    assert intake.lines["product"].tolist() == ["A&B", "L3=&皿"]
    assert intake.lines["product_code"].tolist() == ["mug", "plate-s"]
    assert intake.lines["quantity"].tolist() == [1, 2]
    assert intake.lines["amount"].tolist() == [2500, 3000]
    assert intake.lines["position"].tolist() == [0, 1]


def test_orders_and_rows_are_counted_as_in_the_file(yahoo, aside):
    intake = yahoo({}, {"OrderId": "shop-2"})

    assert (intake.understood.rows, intake.understood.orders) == (2, 2)
    assert intake.understood.customers == 1
    assert intake.understood.total == 12_000
    assert intake.orders["line"].tolist() == [2, 3]
    assert aside(intake) == {}


def test_a_single_item_needs_no_packing(yahoo):
    one = {"ItemId": "mug", "SubCode": "", "Title": "マグ & 皿", "UnitPrice": "5500"}

    intake = yahoo({**one, "QuantityDetail": "1"})

    assert intake.lines["product"].tolist() == ["マグ & 皿"]
    assert intake.lines["amount"].tolist() == [5500]


def test_more_than_nine_items(yahoo):
    def packed(*cells):
        return "&".join(f"L{i}={cell}" for i, cell in enumerate(cells, 1))

    twelve = {name: packed(*["x"] * 12) for name in ("ItemId", "Title")}
    prices = {"UnitPrice": packed(*range(100, 112)), "QuantityDetail": packed(*[1] * 12)}

    intake = yahoo({**twelve, **prices, "SubCode": ""})

    assert intake.lines["amount"].tolist() == list(range(100, 112))


def test_a_shorter_list_leaves_the_rest_unknown(yahoo):
    intake = yahoo({"UnitPrice": "L1=2500", "QuantityDetail": "L1=1"})

    assert intake.lines["amount"].isna().tolist() == [False, True]


def test_what_the_mall_pays_is_the_shops_revenue(yahoo):
    paid = {"ItemCouponDiscount": "200", "TotalMallCouponDiscount": "100", "UsePoint": "300"}

    intake = yahoo({**paid, "TotalPrice": "5400"})

    assert intake.orders["net"].tolist() == [5500 - 200]
    assert intake.orders["points_mall"].tolist() == [300]
    assert intake.orders["own_list"].tolist() == [False]
    assert intake.problems.empty


def test_a_total_that_is_not_made_of_its_parts_is_noted(yahoo):
    intake = yahoo({"UsePoint": "300"}, {"OrderId": "shop-2"})

    noted = intake.problems[["code", "line", "cell"]].values.tolist()
    assert noted == [["total_differs", 2, "6000"]]
    assert intake.understood.orders == 2


def test_cancelled_orders_are_set_aside(yahoo, aside):
    intake = yahoo({}, {"OrderId": "shop-2", "OrderStatus": "4"})

    assert intake.understood.orders == 1
    assert aside(intake) == {"cancelled": (1, 6000)}


@pytest.mark.parametrize("status", ["1", "2", "3"])
def test_other_states_count(yahoo, status):
    assert yahoo({"OrderStatus": status}).understood.orders == 1


def test_the_mail_address_is_the_key(yahoo):
    intake = yahoo({})

    assert intake.orders["email"].tolist() == ["hanako@example.com"]
    assert intake.contacts["name"].tolist() == ["見本 花子"]
