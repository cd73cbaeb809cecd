"""minne and Creema: nicknames as keys, totals that repeat, coupons of makers and of the mall."""

import pytest

MINNE = (
    "注文ID,注文日,注文状況,発送日,作品名,販売価格,数量,小計,注文の販売価格,注文の送料,注文の合計,"
    "注文者のユーザーID,注文者のニックネーム,注文者の氏名,注文者の電話番号,配送先の住所1,作品管理番号"
)
SPOON = {
    "注文ID": "1",
    "注文日": "2026/07/01",
    "注文状況": "発送済み",
    "作品名": "木の匙",
    "販売価格": "1200",
    "数量": "2",
    "小計": "2400",
    "注文の販売価格": "3900",
    "注文の送料": "300",
    "注文の合計": "4200",
    "注文者のユーザーID": "77",
    "注文者のニックネーム": "hana",
    "配送先の住所1": "東京都見本区1-2",
}
CREEMA = (
    "注文ID,購入日,ステータス,発送日,作品タイトル,作品単価,オプション1,オプション1価格,作品価格,数量,取引相手,"
    "購入回数,配送料,作品合計,送料・ラッピング,(-)作家クーポン,合計金額,"
    "(-)お買い物券・ポイント・キャンペーン分,ご注文金額,氏名,TEL"
)
RING = {
    "注文ID": "1",
    "購入日": "2026-07-01 10:02",
    "ステータス": "取引完了",
    "作品タイトル": "指輪",
    "作品単価": "2000",
    "作品価格": "2300",
    "数量": "1",
    "取引相手": "hana",
    "購入回数": "3",
    "作品合計": "5300",
    "送料・ラッピング": "400",
    "(-)作家クーポン": "-300",
    "合計金額": "5400",
    "(-)お買い物券・ポイント・キャンペーン分": "-500",
    "ご注文金額": "4900",
    "氏名": "贈物 一郎",
}


@pytest.fixture
def minne(take, export):
    return lambda *changes: take(export(MINNE, *({**SPOON, **c} for c in changes)))


@pytest.fixture
def creema(take, export):
    def creema(*changes, headings=CREEMA):
        rows = ({k: v for k, v in {**RING, **c}.items() if k in headings} for c in changes)
        return take(export(headings, *rows))

    return creema


def test_minne_totals_count_once(minne, aside):
    intake = minne({}, {"作品名": "木の皿", "販売価格": "1500", "数量": "1", "小計": "1500"})

    assert (intake.understood.orders, intake.understood.total) == (1, 4200)
    assert intake.orders["net"].tolist() == [3900]
    assert intake.lines["amount"].tolist() == [2400, 1500]
    assert aside(intake) == {}


def test_minne_customers_are_user_ids_of_the_mall(minne):
    intake = minne({}, {"注文ID": "2", "注文者のニックネーム": "hana2"})

    assert (intake.source, intake.understood.customers) == ("minne", 1)
    assert intake.orders["own_list"].tolist() == [False, False]
    assert intake.contacts["name"].tolist() == ["hana2"]
    assert intake.contacts["address"].isna().all()


def test_minne_cancelled(minne, aside):
    intake = minne({}, {"注文ID": "2", "注文状況": "キャンセル"})

    assert aside(intake) == {"cancelled": (1, 4200)}


def test_creema_amounts(creema, aside):
    intake = creema({}, {"作品タイトル": "耳飾り", "作品価格": "1500", "数量": "2"})

    order = intake.orders.iloc[0]
    assert (order["total"], order["goods"], order["shipping"]) == (4900, 5300, 400)
    assert (order["coupon_own"], order["points_mall"]) == (300, 500)
    assert order["net"] == 5000
    assert intake.lines["amount"].tolist() == [2300, 3000]
    assert aside(intake) == {}


def test_creema_wrote_points_in_another_column_before(creema):
    before = "(-)ポイント・お買い物券利用分"
    headings = CREEMA.replace("(-)お買い物券・ポイント・キャンペーン分", before)

    assert creema({before: "-500"}, headings=headings).orders["points_mall"].tolist() == [500]


def test_creema_customers_are_nicknames_of_the_mall(creema):
    intake = creema({}, {"注文ID": "2"}, {"注文ID": "3", "取引相手": "taro"})

    assert (intake.source, intake.understood.customers) == ("creema", 2)
    assert not intake.orders["own_list"].any()
    assert intake.contacts["stated_orders"].tolist() == [3, 3]


def test_creema_cancelled(creema, aside):
    assert aside(creema({}, {"注文ID": "2", "ステータス": "キャンセル"})) == {
        "cancelled": (1, 4900)
    }
