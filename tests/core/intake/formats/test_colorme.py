"""Color Me Shop: two kinds of points, states of payment, the older file."""

import pytest

HEADINGS = (
    "売上ID,受注日,購入者 顧客ID,購入者 名前,購入者 メールアドレス,商品の合計金額(税込),送料合計,"
    "決済手数料,割引金額,ショップポイントによる割引金額,外部ポイントによる割引金額,"
    "メッセージカード手数料合計,総合計金額,入金状態,発送状態,発送日時,配送先 名前,売上詳細ID,"
    "購入商品 型番,購入商品 商品名,"
    "購入商品 販売価格(消費税込),購入商品 販売個数,購入商品 小計"
)
ORDER = {
    "売上ID": "1",
    "受注日": "2026/07/01 10:02",
    "購入者 顧客ID": "77",
    "購入者 名前": "見本 花子",
    "購入者 メールアドレス": "hanako@example.com",
    "商品の合計金額(税込)": "5500",
    "送料合計": "500",
    "決済手数料": "300",
    "割引金額": "200",
    "ショップポイントによる割引金額": "100",
    "外部ポイントによる割引金額": "50",
    "メッセージカード手数料合計": "30",
    "総合計金額": "5980",
    "入金状態": "入金済",
    "発送状態": "発送済",
    "発送日時": "2026/07/03 09:00:00",
    "配送先 名前": "贈物 一郎",
    "売上詳細ID": "11",
    "購入商品 型番": "mug",
    "購入商品 商品名": "マグ",
    "購入商品 販売価格(消費税込)": "2500",
    "購入商品 販売個数": "1",
    "購入商品 小計": "2500",
}
PLATE = {
    "売上詳細ID": "12",
    "購入商品 型番": "",
    "購入商品 商品名": "豆皿",
    "購入商品 小計": "3000",
}


@pytest.fixture
def colorme(take, export):
    return lambda *changes: take(export(HEADINGS, *({**ORDER, **c} for c in changes)))


def test_amounts_of_an_order(colorme, aside):
    intake = colorme({}, PLATE)

    order = intake.orders.iloc[0]
    assert (order["total"], order["goods"], order["shipping"], order["fees"]) == (
        5980, 5500, 500, 330,
    )  # fmt: skip
    assert (order["points_own"], order["points_mall"], order["coupon_own"]) == (100, 50, 200)
    assert order["net"] == 5300
    assert aside(intake) == {}
    assert intake.lines["amount"].tolist() == [2500, 3000]


def test_the_buyer_is_the_customer(colorme):
    intake = colorme({})

    assert intake.contacts[["member", "email", "name"]].values.tolist() == [
        ["77", "hanako@example.com", "見本 花子"]
    ]
    assert intake.orders["own_list"].tolist() == [True]
    assert str(intake.orders["shipped_at"][0]) == "2026-07-03 09:00:00"


def test_states_of_payment(colorme, aside):
    states = ("キャンセル", "全額返金済", "未入金", "入金済")

    intake = colorme(*({"売上ID": str(i), "入金状態": s} for i, s in enumerate(states)))

    assert intake.understood.orders == 2
    assert aside(intake) == {"cancelled": (1, 5980), "refunded": (1, 5980)}


def test_a_detail_that_stands_twice_counts_once(colorme):
    assert len(colorme({}, {}, PLATE).lines) == 2


def test_the_older_file_has_no_amounts(take, export):
    headings = "売上ID,受注日,顧客ID,名前,メールアドレス,電話番号,携帯番号,決済方法,型番,商品名"
    row = {"売上ID": "1", "受注日": "2020-07-01", "顧客ID": "77", "名前": "見本 花子"}

    intake = take(export(headings, {**row, "商品名": "皿"}, {**row, "商品名": "椀"}))

    found = intake.understood
    assert (found.format, intake.source) == ("colorme_details", "colorme")
    assert (found.orders, found.customers, found.total) == (1, 1, None)
    assert intake.lines["product"].tolist() == ["皿", "椀"]
