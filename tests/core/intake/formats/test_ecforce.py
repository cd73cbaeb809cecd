"""ecforce: subscriptions, several products in one cell, totals of nothing."""

import pytest

HEADINGS = (
    "受注ID,受注番号,顧客番号,購入オファー,定期受注番号,メールアドレス,小計,支払い合計,受注日,"
    "購入商品（商品コード）,広告URLグループ名,広告主名,顧客購入回数,定期ステータス,定期回数"
)
ORDER = {
    "受注ID": "1",
    "受注番号": "a1",
    "顧客番号": "c1",
    "定期受注番号": "s1",
    "メールアドレス": "hanako@example.com",
    "小計": "1980",
    "支払い合計": "2480",
    "受注日": "2026/07/01 23:15",
    "購入商品（商品コード）": "tea-01,tea-02, cup",
    "広告主名": "SNS",
    "顧客購入回数": "1",
    "定期ステータス": "有効",
    "定期回数": "1",
}


@pytest.fixture
def ecforce(take, export):
    def ecforce(*changes, headings=HEADINGS, **options):
        rows = ({k: v for k, v in {**ORDER, **c}.items() if k in headings} for c in changes)
        return take(export(headings, *rows), **options)

    return ecforce


def test_the_second_delivery_is_a_renewal(ecforce):
    deliveries = ({"受注番号": f"a{n}", "定期回数": n} for n in ("1", "2", "12"))
    once = {"受注番号": "b1", "定期受注番号": "", "定期回数": ""}

    intake = ecforce(*deliveries, once)

    assert intake.orders["renewal"].tolist() == [False, True, True, False]
    assert intake.orders["subscription_no"].isna().tolist() == [False, False, False, True]
    assert intake.understood.subscriptions == 3


def test_codes_in_one_cell_are_lines(ecforce, aside):
    intake = ecforce({})

    assert intake.lines["product_code"].tolist() == ["tea-01", "tea-02", "cup"]
    assert intake.lines[["amount", "quantity"]].isna().all(axis=None)
    assert (intake.understood.rows, intake.understood.orders, intake.understood.total) == (
        1, 1, 2480,
    )  # fmt: skip
    assert aside(intake) == {}


def test_the_goods_are_the_net_amount(ecforce):
    assert ecforce({}).orders["net"].tolist() == [1980]


def test_trials_for_nothing_are_asked_about(ecforce):
    free = {"受注番号": "a2", "支払い合計": "0", "小計": "0"}

    dropped, kept = ecforce({}, free), ecforce({}, free, zero_orders="keep")

    assert (dropped.understood.orders, dropped.understood.zero_orders) == (1, 1)
    assert (kept.understood.orders, kept.understood.zero_orders) == (2, 1)


def test_orders_paid_with_points_are_no_gifts(ecforce):
    assert ecforce({"支払い合計": "0"}).understood.orders == 1


def test_who_bought_and_where_they_came_from(ecforce):
    intake = ecforce({})

    assert intake.orders["member"].tolist() == ["c1"]
    assert intake.orders["acquisition_source"].tolist() == ["SNS"]
    assert intake.contacts["stated_orders"].tolist() == [1]


def test_a_state_is_used_where_the_shop_picked_it(ecforce, aside):
    intake = ecforce(
        {"対応状況": "発送済"}, {"受注番号": "a2", "対応状況": "キャンセル"},
        headings=HEADINGS + ",対応状況",
    )  # fmt: skip

    assert intake.understood.orders == 1
    assert aside(intake) == {"cancelled": (1, 2480)}
