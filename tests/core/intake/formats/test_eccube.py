"""EC-CUBE: 送料 twice, points as rows, guests without a member id, two kinds of status."""

import pytest

from core.intake import SetAside

HEAD_4 = (
    "注文ID,注文番号,会員ID,お名前(姓),メールアドレス,小計,値引き,送料,支払合計,対応状況(ID),受注日,"
    "注文詳細ID,商品名,価格,個数,税率,明細区分(ID),送料\n"
)


def row(order=1, *, member="11", status=5, detail=1, price=1000, kind=1, mail="a@example.com"):
    return (
        f"{order},{order},{member},見本,{mail},1000,0,500,1500,{status},2024-05-01,"
        f"{detail},皿,{price},1,10,{kind},777\n"
    )


def test_the_orders_postage_is_the_first_of_two_columns_of_that_name(take):
    assert take(HEAD_4 + row(), encoding="cp932").orders["shipping"].tolist() == [500]


def test_points_used_are_a_negative_row(take):
    rows = row(price=1300) + row(detail=2, price=-300, kind=6) + row(detail=3, price=500, kind=2)

    intake = take(HEAD_4 + rows, encoding="cp932")

    assert intake.lines["kind"].tolist() == ["product", "points", "shipping"]
    assert intake.orders["points_own"].tolist() == [300]


@pytest.mark.parametrize(
    ("status", "reason"), [(3, "cancelled"), (7, "unfinished"), (8, "unfinished"), (9, "returned")]
)
def test_states_that_are_no_sale(take, status, reason):
    intake = take(HEAD_4 + row() + row(2, status=status, detail=2), encoding="cp932")

    assert intake.understood.set_aside == (SetAside(reason, 1, 1500),)


def test_a_member_and_a_guest_with_the_same_address_are_one_customer(take):
    guest = row(2, member="", detail=2, mail="A@Example.com")

    intake = take(HEAD_4 + row() + guest, encoding="cp932")

    assert (intake.understood.orders, intake.understood.customers) == (2, 1)


def test_two_members_with_one_address_stay_two(take):
    intake = take(HEAD_4 + row() + row(2, member="12", detail=2), encoding="cp932")

    assert intake.understood.customers == 2


def test_version_2_writes_zero_for_a_guest(take):
    head = "注文番号,会員ID,メールアドレス,小計,送料,使用ポイント,お支払い合計,対応状況,注文日時\n"
    rows = "".join(f"{n},0,{n}@example.com,100,0,0,100,5,2014-05-01\n" for n in (1, 2))

    understood = take(head + rows, encoding="cp932").understood

    assert (understood.format, understood.customers) == ("eccube2_orders", 2)
    assert understood.order_key_kind == "email"


def test_version_3_has_split_postcodes(take):
    head = (
        "注文ID,会員ID,お名前(姓),メールアドレス,郵便番号1,郵便番号2,TEL1,TEL2,TEL3,小計,送料,支払合計,"
        "対応状況(ID),受注日,注文詳細ID,商品名,価格,個数\n"
    )
    rows = "1,5,見本,a@example.com,100,0001,03,1234,5678,100,0,100,5,2016-05-01,1,皿,100,1\n"

    intake = take(head + rows, encoding="cp932")

    assert intake.understood.format == "eccube3_orders"
    assert intake.contacts["postal_code"].tolist() == ["1000001"]
    assert intake.contacts["phone"].tolist() == ["0312345678"]


def test_a_template_without_the_member_column_is_still_recognised(take):
    head = HEAD_4.replace("明細区分(ID)", "明細")

    understood = take(head + row(), encoding="cp932").understood

    assert understood.format == "eccube4_orders"
    assert "partial_format" in understood.notes
