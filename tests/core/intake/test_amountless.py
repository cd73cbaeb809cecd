"""Known exports whose file calls the order's amount otherwise, or lacks it."""

import csv
import io

import pytest

from core.intake import Options, Refused, Upload, read

HEADINGS = ("日付", "注文時間", "注文番号", "処理状況", "注文者")
ORDERS = [
    dict(zip(HEADINGS, row.split(), strict=True))
    for row in (
        "2026/7/1 91538 P1 配送 見本花子",
        "2026/7/2 100209 P2 注文キャンセル 見本次郎",
        "2026/7/3 100209 P3 配送 見本花子",
    )
]
DETAILS = [
    {"売上ID": "1", "受注日": "2026-07-01 10:00:00", "顧客ID": "7", "名前": "見本", "型番": "a"},
    {"売上ID": "1", "受注日": "2026-07-01 10:00:00", "顧客ID": "7", "名前": "見本", "型番": "b"},
    {"売上ID": "2", "受注日": "2026-07-05 10:00:00", "顧客ID": "8", "名前": "見本", "型番": "a"},
]


@pytest.fixture
def makeshop():
    """Three orders with further columns: heading -> the cell of each row."""
    return lambda rows=ORDERS, options=None, **columns: _read(rows, columns, options)


def _read(rows, columns, options):
    filled = [r | {h: cells[n] for h, cells in columns.items()} for n, r in enumerate(rows)]
    out = io.StringIO()
    writer = csv.DictWriter(out, filled[0])
    writer.writeheader()
    writer.writerows(filled)
    return read([Upload("orders.csv", out.getvalue().encode())], options or Options(currency="JPY"))


def test_a_column_that_is_called_like_an_amount_is_taken_and_shown(makeshop):
    intake = makeshop(合計金額=["5,000", "900", "3000"])

    assert intake.source == "makeshop"
    assert (intake.understood.format, intake.understood.total) == ("makeshop_orders", 8000)
    assert intake.guess.mapping["total"] == "合計金額"
    assert intake.guess.mapping["order_no"] == "注文番号"
    assert intake.guess.complete
    times = intake.orders["ordered_at"].dt.strftime("%F %T").tolist()
    assert times[0] == "2026-07-01 09:15:38"
    assert intake.orders["void"].tolist() == [False, True, False]


def test_a_column_that_speaks_of_money_in_other_words_is_asked_about(makeshop):
    columns = {"お買い上げ計": ["5000", "900", "3000"]}
    with pytest.raises(Refused) as caught:
        makeshop(**columns)

    guess = caught.value.guess
    assert (caught.value.code, guess.missing) == ("needs_mapping", ("total",))
    said = {**guess.mapping, "total": "お買い上げ計"}
    assert (
        makeshop(options=Options(currency="JPY", mapping=said), **columns).understood.total == 8000
    )
    known = Options(currency="JPY", remembered={guess.signature: said})
    assert makeshop(options=known, **columns).understood.total == 8000


def test_the_owner_may_say_that_there_is_no_amount(makeshop):
    said = Options(currency="JPY", mapping={"total": ""})

    known = makeshop(options=said, お買い上げ計=["5000", "900", "3000"]).understood

    assert (known.total, known.orders) == (None, 2)


def test_what_is_read_otherwise_is_not_asked_about(makeshop):
    columns = {"電話番号": ["0312345678"] * 3, "ポイント": ["1", "2", "3"], "備考": ["", "x", ""]}

    known = makeshop(**columns)

    assert (known.understood.total, known.guess) == (None, None)


def test_what_the_platform_calls_the_amount_itself_is_asked_about_nowhere():
    intake = _read(DETAILS, {"総合計金額": ["3000", "3000", "500"]}, None)

    assert (intake.understood.total, intake.guess) == (3500, None)


def test_an_older_export_with_prices_is_summed_by_its_lines():
    columns = {"販売価格": ["1000", "500", "500"], "数量": ["2", "1", "1"]}

    intake = _read(DETAILS, columns, None)

    assert intake.source == "colorme"
    assert intake.guess.mapping["total_per"] == "line"
    assert intake.orders["total"].tolist() == [2500, 500]
    assert intake.contacts["member"].tolist() == ["7", "8"]


def test_no_column_means_two_things(makeshop):
    """The name of the buyer is no amount, though a shop may call it so."""
    guess = makeshop(合計金額=["1", "2", "3"], 小計=["1", "2", "3"]).guess

    headings = [h for f, h in guess.mapping.items() if f != "total_per"]
    assert len(headings) == len(set(headings))
