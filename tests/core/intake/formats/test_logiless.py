"""LOGILESS: several shops and malls in one file."""

import pytest

HEADINGS = (
    "受注コード,伝票ステータス,購入者名1,購入者名2,購入者名かな1,購入者 電話番号,"
    "購入者 メールアドレス,合計金額,商品合計,ポイント利用,クーポン利用,値引き,送料,その他手数料,"
    "税合計,受注日時,受注明細コード,商品コード,商品名,販売単価,税率,数量,小計,店舗名,プラットフォーム"
)
ORDER = {
    "受注コード": "1",
    "伝票ステータス": "出荷済み",
    "購入者名1": "見本",
    "購入者名2": "花子",
    "購入者 メールアドレス": "hanako@example.com",
    "合計金額": "5300",
    "商品合計": "5500",
    "ポイント利用": "300",
    "クーポン利用": "200",
    "値引き": "100",
    "送料": "400",
    "その他手数料": "0",
    "税合計": "500",
    "受注日時": "2026-07-01 10:02:09",
    "受注明細コード": "1-1",
    "商品コード": "mug",
    "商品名": "マグ",
    "販売単価": "5500",
    "数量": "1",
    "小計": "5500",
    "店舗名": "見本本店",
    "プラットフォーム": "Shopify",
}
MALL = {
    "受注コード": "2",
    "受注明細コード": "2-1",
    "店舗名": "見本商店",
    "プラットフォーム": "楽天市場",
    "購入者 メールアドレス": "0123@pc.fw.rakuten.ne.jp",
}


@pytest.fixture
def logiless(take, export):
    return lambda *changes: take(export(HEADINGS, *({**ORDER, **c} for c in changes)))


def test_the_channel_tells_own_shop_from_mall(logiless):
    orders = logiless({}, MALL).orders

    assert orders["channel"].tolist() == ["見本本店 / Shopify", "見本商店 / 楽天市場"]
    assert orders["own_list"].tolist() == [True, False]
    assert orders["email"].tolist()[0] == "hanako@example.com"
    assert orders["relay"].tolist()[1] == "0123@pc.fw.rakuten.ne.jp"


@pytest.mark.parametrize(
    "platform", ["Rakuten", "Yahoo!ショッピング", "Amazon", "au PAY マーケット", "Qoo10", "minne"]
)
def test_malls_go_by_many_names(logiless, platform):
    assert not logiless({"プラットフォーム": platform}).orders["own_list"].any()


def test_coupons_and_points_at_a_mall_are_the_malls(logiless, aside):
    intake = logiless({}, MALL)

    money = intake.orders[["coupon_own", "coupon_mall", "points_own", "points_mall", "net"]]
    assert money.fillna(-1).values.tolist() == [
        [300, -1, 300, -1, 5200],
        [100, 200, -1, 300, 5400],
    ]
    assert intake.understood.total == 10_600
    assert aside(intake) == {}


def test_tax_is_added_where_the_total_says_that_it_is_on_top(logiless):
    assert logiless({}).orders["goods"].tolist() == [5500]
    assert logiless({"合計金額": "5800"}).orders["goods"].tolist() == [6000]


def test_cancelled_and_returned(logiless, aside):
    cancelled = {"受注コード": "2", "伝票ステータス": "キャンセル"}
    returned = {"受注コード": "3", "伝票ステータス": "返品"}

    found = aside(logiless({}, cancelled, returned))

    assert found == {"cancelled": (1, 5300), "returned": (1, 5300)}
