"""MakeShop: a day and a time without signs, states, and no amount that anyone has seen."""

import pytest

HEADINGS = "日付,注文時間,注文番号,処理状況,会社名,注文者,注文者(振り仮名)"
ORDER = {
    "日付": "2026/7/1",
    "注文時間": "100209",
    "注文番号": "P260701000000000001",
    "処理状況": "配送",
    "注文者": "見本 花子",
    "注文者(振り仮名)": "ミホン ハナコ",
}


@pytest.fixture
def makeshop(take, export):
    def makeshop(*changes, extra=""):
        return take(export(HEADINGS + extra, *({**ORDER, **c} for c in changes)))

    return makeshop


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("100209", "10:02:09"),
        ("91538", "09:15:38"),
        ("1538", "00:15:38"),
        ("538", "00:05:38"),
        ("38", "00:00:38"),
        ("0", "00:00:00"),
    ],
)
def test_lost_zeros_of_the_time_are_put_back(makeshop, written, read):
    intake = makeshop({"注文時間": written})

    assert intake.orders["ordered_at"].dt.strftime("%F %T").tolist() == [f"2026-07-01 {read}"]
    assert intake.problems.empty


def test_a_template_without_the_time_has_days(take, export):
    headings = HEADINGS.replace("注文時間,", "")
    row = {k: v for k, v in ORDER.items() if k != "注文時間"}

    intake = take(export(headings, row))

    assert intake.understood.format == "makeshop_orders"
    assert intake.orders["ordered_at"].dt.strftime("%F").tolist() == ["2026-07-01"]
    assert not intake.understood.has_time


def test_states(makeshop, aside):
    states = ("未処理", "配送", "返送", "注文キャンセル")

    intake = makeshop(*({"注文番号": f"P{i}", "処理状況": s} for i, s in enumerate(states)))

    assert intake.understood.orders == 2
    assert aside(intake) == {"cancelled": (1, None), "returned": (1, None)}


def test_a_name_alone_is_no_key(makeshop):
    found = makeshop({}, {"注文番号": "P2"}).understood

    assert (found.customers, found.orders_without_key, found.order_key_kind) == (0, 2, "none")
    assert found.total is None


def test_a_mail_address_is_one_where_the_shop_picked_it(makeshop):
    mail = {"メールアドレス": "hanako@example.com"}

    found = makeshop(mail, {**mail, "注文番号": "P2"}, extra=",メールアドレス").understood

    assert (found.customers, found.order_key_kind) == (1, "email")
