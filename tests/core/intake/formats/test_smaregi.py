"""Smaregi: legends in headings, voids in pairs, returns, and movements that sell nothing."""

import pytest

LINE_KIND = "取引明細区分 （1：通常、2：返品、3：部門売り）"
VOID = "打消区分(0：通常、1：打消元レコード、2：打消レコード)"
HEADINGS = (
    f"取引ID,取引日時,打消取引ID,{VOID},小計,小計値引き,ポイント値引き,合計,内消費税,使用ポイント,"
    f"会員ID,会員コード,取引明細ID,{LINE_KIND},商品ID,商品コード,商品名,販売単価,数量,値引き後計,部門名"
)
SALE = {
    "取引ID": "1",
    "取引日時": "2026-07-01 10:02:09",
    VOID: "0",
    "小計": "5500",
    "小計値引き": "200",
    "ポイント値引き": "100",
    "合計": "5200",
    "内消費税": "472",
    "会員ID": "77",
    "会員コード": "A77",
    "取引明細ID": "1",
    LINE_KIND: "1",
    "商品コード": "mug",
    "商品名": "マグ①",
    "販売単価": "2500",
    "数量": "1",
    "値引き後計": "2500",
    "部門名": "食器",
}
PLATE = {"取引明細ID": "2", "商品コード": "plate", "商品名": "豆皿", "値引き後計": "3000"}


@pytest.fixture
def smaregi(take, export):
    def smaregi(*changes, extra="", encoding="utf-8-sig"):
        return take(export(HEADINGS + extra, *({**SALE, **c} for c in changes), encoding=encoding))

    return smaregi


def test_a_sale_of_two_details(smaregi, aside):
    intake = smaregi({}, PLATE)

    order = intake.orders.iloc[0]
    assert (intake.understood.orders, order["total"]) == (1, 5200)
    assert (order["goods"], order["coupon_own"], order["points_own"]) == (5500, 200, 100)
    assert order["net"] == 5300
    assert intake.lines[["product_code", "category", "amount"]].values.tolist() == [
        ["mug", "食器", 2500], ["plate", "食器", 3000],
    ]  # fmt: skip
    assert aside(intake) == {}


def test_both_records_of_a_void_are_dropped(smaregi, aside):
    original = {"取引ID": "2", VOID: "1"}
    void = {"取引ID": "3", VOID: "2", "打消取引ID": "2", "合計": "-5200"}

    intake = smaregi({}, original, void)

    assert (intake.understood.orders, intake.understood.total) == (1, 5200)
    assert aside(intake) == {"voided_pair": (2, 0)}


@pytest.mark.parametrize("total", ["-5200", "5200"])
def test_a_return_is_no_purchase_whatever_its_sign(smaregi, aside, total):
    intake = smaregi({}, {"取引ID": "2", LINE_KIND: "2", "合計": total})

    assert (intake.understood.orders, intake.understood.customers) == (1, 1)
    assert aside(intake) == {"returned": (1, int(total))}


def test_an_exchange_is_a_purchase_of_what_was_kept(smaregi, aside):
    back = {**PLATE, LINE_KIND: "2", "値引き後計": "-3000"}
    money = {"合計": "2500", "小計値引き": "0", "ポイント値引き": "0"}

    intake = smaregi({**back, **money}, money)

    assert (intake.understood.orders, intake.understood.total) == (1, 2500)
    assert intake.lines["product_code"].tolist() == ["mug"]
    assert aside(intake) == {}


def test_what_sells_nothing_is_no_sale(smaregi, aside):
    deposit = {"取引ID": "2", "取引明細ID": "", "商品名": "", "商品コード": "", "合計": "50000"}

    intake = smaregi({}, deposit)

    assert intake.understood.orders == 1
    assert aside(intake) == {"not_a_sale": (1, 50_000)}


def test_a_division_tells_sales_where_the_file_has_it(smaregi, aside):
    intake = smaregi({"取引区分": "1"}, {"取引ID": "2", "取引区分": "6"}, extra=",取引区分")

    assert intake.understood.orders == 1
    assert aside(intake) == {"not_a_sale": (1, 5200)}


def test_walk_ins_have_no_key(smaregi):
    guest = {"取引ID": "2", "会員ID": "", "会員コード": ""}

    found = smaregi({}, guest).understood

    assert (found.orders, found.customers, found.orders_without_key) == (2, 1, 1)
    assert found.order_key_kind == "member"


def test_both_encodings(smaregi):
    assert smaregi({}, encoding="cp932").lines["product"].tolist() == ["マグ①"]
    assert smaregi({}).lines["product"].tolist() == ["マグ①"]
