"""Workbooks: the sheet with a heading row, and bombs that never go off."""

import time

import pytest

from core.intake import Options, Refused, Upload, read
from core.spreadsheet import MAX_MEMBERS, SMALL

HEAD = ["order id", "order date", "total", "customer id", "email"]
ROWS = [
    HEAD,
    [1001, 45413.5, 1200, 17850.0, "a@example.com"],
    [1002, 45414, 12.5, 17850, "a@example.com"],
]


def refused(content):
    with pytest.raises(Refused) as caught:
        read([Upload("orders.xlsx", content)], Options())
    return caught.value


def test_numbers_and_days_of_a_sheet(take, workbook):
    intake = take(workbook({"Sheet1": ROWS}))

    understood = intake.understood
    assert (understood.format, understood.encoding, understood.delimiter) == ("guess", "xlsx", "")
    assert (understood.orders, understood.customers) == (2, 1)
    assert (understood.total, understood.scale) == (121250, 2)
    assert intake.orders["order_no"].tolist() == ["1001", "1002"]
    assert intake.contacts["member"].tolist() == ["17850"]
    assert intake.problems["code"].tolist() == ["serial_date", "serial_date"]


def test_the_sheet_with_a_known_heading_row_is_read_with_its_line_numbers(take, workbook):
    head = ["注文ID", "注文日時", "氏(請求先)", "メールアドレス(請求先)", "商品名", "合計金額"]
    head += ["送料", "発送状況"]
    row = ["A1", "2024-05-01 10:00:00", "見本", "a@example.com", "皿", 1000, 500, "発送済み"]

    intake = take(workbook({"メモ": [["a", "b"], ["c", "d"]], "注文": [["控え"], [], head, row]}))

    assert (intake.understood.format, intake.understood.total) == ("base_orders", 1500)
    assert intake.orders["line"].tolist() == [4]


def test_a_protected_workbook_is_refused():
    content = b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le")

    assert refused(content).code == "encrypted_xlsx"


@pytest.mark.parametrize(
    "extra",
    [
        [("xl/worksheets/sheet9.xml", b"0" * (SMALL + 1))],
        [("xl/worksheets/sheet9.xml", b'<c r="A1"/><c r="XFD1048576"/>')],
        [("xl/worksheets/sheet9.xml", b"<row\nr='1048576'><c\tr='ZZ1048576'/></row>")],
        [(f"xl/media/{i}", b"") for i in range(MAX_MEMBERS)],
    ],
    ids=["ratio", "corner", "corner in other quotes", "members"],
)
def test_exploding_workbooks_are_refused_at_once(workbook, extra):
    content = workbook({"Sheet1": ROWS}, extra)
    start = time.perf_counter()

    assert refused(content).code == "oversized_xlsx"
    assert time.perf_counter() - start < 2


@pytest.mark.parametrize("content", [b"PK\x03\x04junk", b"\xd0\xcf\x11\xe0" + b"x" * 600])
def test_damaged_workbooks_are_refused(content):
    assert refused(content).code == "not_a_table"


def test_another_archive_is_refused(workbook):
    content = workbook({"Sheet1": ROWS}).replace(b"xl/workbook.xml", b"no/workbook.xml")

    assert refused(content).code == "not_a_table"


def test_a_workbook_without_cells_is_refused(workbook):
    assert refused(workbook({"Sheet1": []})).code == "empty_file"
    assert refused(workbook({"Sheet1": [HEAD]})).code == "no_rows"
