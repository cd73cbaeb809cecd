"""Rakuten RMS: totals per order, what the mall pays, masks, and amounts not known yet."""

import csv

import pytest

HEADINGS = (
    "注文番号,ステータス,注文日時,注文日,注文時間,発送完了報告日時,商品合計金額,消費税合計,送料合計,"
    "代引料合計,請求金額,合計金額,ポイント利用額,クーポン利用総額,店舗発行クーポン利用額,"
    "楽天発行クーポン利用額,注文者姓,注文者名,注文者姓カナ,注文者名カナ,注文者電話番号1,"
    "注文者電話番号2,注文者電話番号3,注文者メールアドレス,申込番号,申込お届け回数,送付先ID,"
    "送付先姓,商品明細ID,商品名,商品番号,商品管理番号,単価,個数,項目・選択肢,ラッピング料金1,"
    "外税合計,商品税率"
)
ORDER = {
    "注文番号": "123456-20260701-0000000001", "ステータス": "500",
    "注文日時": "2026-07-01 10:02:09",
    "商品合計金額": "5500", "消費税合計": "0", "送料合計": "500", "合計金額": "6000",
    "請求金額": "5400", "ポイント利用額": "300", "クーポン利用総額": "300",
    "店舗発行クーポン利用額": "200", "楽天発行クーポン利用額": "100", "注文者姓": "見本",
    "注文者名": "花子", "注文者電話番号1": "090", "注文者電話番号2": "1234",
    "注文者電話番号3": "5678", "注文者メールアドレス": "0123@pc.fw.rakuten.ne.jp",
    "商品明細ID": "1", "商品名": "マグカップ①", "商品管理番号": "mug", "単価": "2500", "個数": "1",
    "項目・選択肢": "色:白\nサイズ:\"大\",特", "商品税率": "0.1",
}  # fmt: skip
PLATE = {"商品明細ID": "2", "商品名": "豆皿", "商品管理番号": "plate", "単価": "1500", "個数": "2"}


@pytest.fixture
def rakuten(take, export):
    def rakuten(*changes, headings=HEADINGS):
        names = headings.split(",")
        rows = [{k: v for k, v in {**ORDER, **c}.items() if k in names} for c in changes]
        return take(export(headings, *rows, quoting=csv.QUOTE_ALL))

    return rakuten


def second(**change):
    """Another order of the same person."""
    return {"注文番号": "123456-20260702-0000000002", "注文日時": "2026-07-02 09:00:00", **change}


def test_totals_that_repeat_count_once(rakuten, aside):
    intake = rakuten({}, PLATE)

    assert aside(intake) == {}
    assert (intake.understood.rows, intake.understood.orders) == (2, 1)
    assert intake.understood.total == 6000
    assert intake.lines["amount"].tolist() == [2500, 3000]
    assert intake.lines["tax_rate_bp"].tolist() == [1000, 1000]


def test_only_the_shops_own_coupon_lowers_its_revenue(rakuten):
    order = rakuten({}, PLATE).orders.iloc[0]

    assert order["net"] == 5500 - 200
    assert (order["coupon_own"], order["coupon_mall"], order["points_mall"]) == (200, 100, 300)
    assert order[["points_own"]].isna().all()


def test_its_customers_are_the_malls(rakuten):
    intake = rakuten({})

    assert intake.source == "rakuten"
    assert intake.orders["own_list"].tolist() == [False]
    assert intake.orders["channel"].tolist() == ["rakuten"]


def test_a_mask_is_the_key_and_name_with_phone_is_none(rakuten):
    intake = rakuten({}, second(注文者メールアドレス="9999@pc.fw.rakuten.ne.jp"))

    assert intake.understood.customers == 2
    assert intake.understood.order_key_kind == "relay"
    assert intake.orders["relay"].tolist() == [
        "0123@pc.fw.rakuten.ne.jp", "9999@pc.fw.rakuten.ne.jp",
    ]  # fmt: skip
    assert intake.orders[["email", "name_phone", "member"]].isna().all(axis=None)
    assert intake.contacts["phone"].tolist() == ["09012345678", "09012345678"]


@pytest.mark.parametrize("status", ["800", "900"])
def test_orders_being_cancelled_are_set_aside(rakuten, aside, status):
    intake = rakuten({}, second(ステータス=status))

    assert intake.understood.orders == 1
    assert aside(intake) == {"cancelled": (1, 6000)}


@pytest.mark.parametrize("status", ["100", "200", "300", "400", "500", "600", "700"])
def test_orders_on_their_way_count(rakuten, status):
    assert rakuten({"ステータス": status}).understood.orders == 1


def test_an_amount_not_settled_yet_is_missing(rakuten):
    intake = rakuten({}, second(合計金額="-9999", 請求金額="-9999", 送料合計="-9999"))

    assert intake.understood.orders == 2
    assert intake.understood.total == 6000
    assert intake.orders["total"].isna().tolist() == [False, True]
    assert intake.orders["shipping"].isna().tolist() == [False, True]
    assert intake.orders["net"].tolist() == [5300, 5300]


def test_the_same_item_for_two_receivers_is_two_lines(rakuten):
    intake = rakuten({"送付先ID": "1"}, {"送付先ID": "2", "送付先姓": "贈物"})

    assert intake.understood.orders == 1
    assert len(intake.lines) == 2
    assert intake.contacts["name"].tolist() == ["見本 花子"]


def test_a_number_that_tells_another_day_is_noted(rakuten):
    intake = rakuten({"注文日時": "2026-07-03 10:02:09"}, second())

    assert intake.understood.orders == 2
    assert intake.problems["code"].tolist() == ["order_day_differs"]
    assert intake.problems["cell"].tolist() == ["2026-07-03 10:02:09"]
    assert not intake.problems["dropped"].any()


@pytest.mark.parametrize(
    "written", ["2026/7/1 10:02", "2026-07-01 10:02:09", "2026/07/01 10:02:09"]
)
def test_days_are_read_however_they_are_written(rakuten, written):
    intake = rakuten({"注文日時": written})

    assert str(intake.orders["ordered_at"][0])[:16] == "2026-07-01 10:02"
    assert intake.problems.empty


def test_tax_on_top_of_the_goods_is_part_of_them(rakuten):
    on_top = {"商品合計金額": "5000", "外税合計": "500", "店舗発行クーポン利用額": "0"}

    assert rakuten(on_top).orders["goods"].tolist() == [5500]
    assert rakuten({**on_top, "合計金額": "5500"}).orders["goods"].tolist() == [5000]


def test_tax_on_top_is_told_from_wrapping(rakuten):
    wrapped = {"商品合計金額": "5000", "消費税合計": "450", "ラッピング料金1": "500"}

    assert rakuten(wrapped).orders["goods"].tolist() == [5000]


def test_second_deliveries_of_a_subscription_are_renewals(rakuten):
    intake = rakuten(
        {"申込番号": "s1", "申込お届け回数": "1"}, second(申込番号="s1", 申込お届け回数="2")
    )

    assert intake.orders["renewal"].tolist() == [False, True]
    assert intake.orders["subscription_no"].tolist() == ["s1", "s1"]
    assert intake.understood.subscriptions == 2


def test_a_template_without_goods_sums_the_lines(rakuten):
    names = HEADINGS.split(",")
    names = [n for n in names if n not in {"商品合計金額", "消費税合計", "外税合計"}]

    intake = rakuten({}, PLATE, headings=",".join(names))

    assert intake.understood.net_basis == "lines"
    assert intake.orders["net"].tolist() == [5500 - 200]
