"""futureshop: fees in several columns, points and discounts of the shop."""

import pytest

HEADINGS = (
    "受注コード,注文日時,請求合計金額,商品合計金額,消費税合計,包装手数料,送料,決済手数料,クール便手数料,"
    "その他手数料,氏名(姓),氏名(名),メールアドレス(メイン),メールアドレス(モバイル),電話番号(メイン),"
    "携帯電話番号,お届け先氏名(姓),商品番号,枝番号,商品名,販売単価,購入数量,ポイント利用額,"
    "割引合計金額(商品),割引合計金額(送料)"
)
ORDER = {
    "受注コード": "1",
    "注文日時": "2026/07/01 10:02:09",
    "請求合計金額": "6130",
    "商品合計金額": "5500",
    "包装手数料": "330",
    "送料": "500",
    "クール便手数料": "200",
    "氏名(姓)": "見本",
    "氏名(名)": "花子",
    "メールアドレス(モバイル)": "hanako@example.com",
    "携帯電話番号": "090-1234-5678",
    "お届け先氏名(姓)": "贈物",
    "商品番号": "mug",
    "枝番号": "1",
    "商品名": "マグ",
    "販売単価": "2500",
    "購入数量": "1",
    "ポイント利用額": "100",
    "割引合計金額(商品)": "200",
    "割引合計金額(送料)": "100",
}
PLATE = {"商品番号": "plate", "商品名": "豆皿", "販売単価": "1500", "購入数量": "2"}


@pytest.fixture
def futureshop(take, export):
    return lambda *changes: take(export(HEADINGS, *({**ORDER, **c} for c in changes)))


def test_amounts_of_an_order(futureshop, aside):
    intake = futureshop({}, PLATE)

    order = intake.orders.iloc[0]
    assert (order["total"], order["goods"], order["shipping"], order["fees"]) == (
        6130, 5500, 400, 530,
    )  # fmt: skip
    assert (order["points_own"], order["coupon_own"], order["net"]) == (100, 200, 5300)
    assert intake.lines["amount"].tolist() == [2500, 3000]
    assert aside(intake) == {}


def test_tax_is_added_where_the_total_says_that_it_is_on_top(futureshop):
    inside = futureshop({"消費税合計": "500"})
    on_top = futureshop({"消費税合計": "500", "請求合計金額": "6630"})

    assert inside.orders["goods"].tolist() == [5500]
    assert on_top.orders["goods"].tolist() == [6000]


def test_the_buyer_is_reached_by_what_they_left(futureshop):
    contact = futureshop({}).contacts.iloc[0]

    assert (contact["email"], contact["phone"], contact["name"]) == (
        "hanako@example.com", "09012345678", "見本 花子",
    )  # fmt: skip


def test_the_file_says_nothing_about_cancellations(futureshop):
    assert "no_status" in futureshop({}).understood.notes
