"""Workbooks are opened in a process apart: the same columns, and a bomb ends in a sentence."""

import ast
import io
import sys
import time
import zipfile
from pathlib import Path

import pytest

from core import spreadsheet
from core.intake import Options, Refused, Upload, read
from core.spreadsheet import NotRead
from pages.shared import refusals, workbooks
from tests.core.intake.conftest import make_workbook

ROOT = Path(__file__).resolve().parents[2]
ROWS = [["注文番号", "注文日", "合計", ""], ["a1", 45413.5, 1200, "x"], ["", 2.5, "", "お皿"]]
MEMORY = 700 * 1024**2
STRANGERS = ("upload", "headless")
"""Who reads files that people bring."""

# A long text that is stored once and stands in every cell: 1 MB that wants 15 GB.
REPEATED = (
    b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    b"<si><t>" + b"0123456789" * 3_000 + b"</t></si></sst>"
)


def repeating(rows):
    sheet = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    cells = b"".join(b'<row><c t="s"><v>0</v></c></row>' for _ in range(rows))
    sheet += b"<sheetData>" + cells + b"</sheetData></worksheet>"
    book = make_workbook({"Sheet1": []}, [("xl/sharedStrings.xml", REPEATED)])
    return book, sheet


def bomb(rows=500_000):
    """Passes every look at the archive, and explodes in the reader."""
    book, sheet = repeating(rows)
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book)) as old, zipfile.ZipFile(out, "w", 8) as new:
        for member in old.infolist():
            content = old.read(member)
            if member.filename == "xl/worksheets/sheet1.xml":
                content = sheet
            if member.filename == "xl/_rels/workbook.xml.rels":
                kind = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships"
                link = b'<Relationship Id="s" Type="%s/sharedStrings" Target="sharedStrings.xml"/>'
                content = content.replace(b"</Relationships>", link % kind + b"</Relationships>")
            new.writestr(member.filename, content)
    return out.getvalue()


def test_the_same_columns_come_from_there_and_from_here():
    book = make_workbook({"メモ": [["a"]], "empty": [], "注文": ROWS})

    apart, here = workbooks.sheets(book), spreadsheet.sheets(book)

    assert [columns.to_pydict() for columns in apart] == [columns.to_pydict() for columns in here]
    assert len(apart) == 2
    assert apart[1].to_pydict()["1"] == ["注文日", "45413.5", "2.5"]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"), "encrypted_xlsx"),
        (b"PK\x03\x04junk", "not_a_table"),
        (b"\xd0\xcf\x11\xe0" + b"x" * 600, "not_a_table"),
    ],
)
def test_what_is_refused_here_is_refused_there(content, code):
    for sheets in (spreadsheet.sheets, workbooks.sheets):
        with pytest.raises(NotRead) as caught:
            sheets(content)
        assert caught.value.code == code


@pytest.mark.skipif(sys.platform != "linux", reason="memory is limited on Linux only")
def test_a_bomb_takes_no_more_memory_than_it_is_given_and_ends_in_a_sentence():
    book = bomb()
    assert len(book) < 2_000_000
    spreadsheet._guard(book)  # it looks like any other

    with pytest.raises(Refused) as caught:
        read(
            [Upload("orders.xlsx", book)],
            Options(),
            open_book=lambda content: workbooks.sheets(content, memory=MEMORY),
        )

    assert caught.value.code == "oversized_xlsx"
    assert refusals.sentence(caught.value).startswith("orders.xlsx")


def test_a_small_file_of_repeated_texts_is_no_bomb():
    (columns,) = workbooks.sheets(bomb(rows=10), memory=MEMORY)

    assert [len(cell) for cell in columns.to_pydict()["0"]] == [30_000] * 10


def test_who_takes_too_long_is_ended():
    start = time.perf_counter()

    with pytest.raises(NotRead, match="oversized_xlsx"):
        workbooks.sheets(make_workbook({"Sheet1": ROWS}), time_s=0)

    assert time.perf_counter() - start < 5


def test_whatever_the_process_says_becomes_a_verdict(monkeypatch):
    for program, code in (
        ("import sys; sys.exit(1)", "not_a_table"),
        ("import os; os.abort()", "oversized_xlsx"),
        ("import sys; sys.stderr.write('[\"evil\", {}]'); sys.exit(3)", "not_a_table"),
    ):
        monkeypatch.setattr(workbooks, "_OPENER", program)
        with pytest.raises(NotRead) as caught:
            workbooks.sheets(b"PK\x03\x04")
        assert caught.value.code == code


def test_it_knows_nothing_of_where_the_data_lies(monkeypatch):
    monkeypatch.setenv("FANBELT_DATA", "/secret")

    assert not [name for name in workbooks._surroundings() if name.startswith("FANBELT_")]


def test_files_that_people_bring_are_opened_apart():
    seen = []
    for folder in STRANGERS:
        for path in sorted((ROOT / "pages" / folder).glob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and ast.unparse(node.func) == "read":
                    given = {k.arg: ast.unparse(k.value) for k in node.keywords}
                    seen.append((path.name, given.get("open_book")))

    assert len(seen) >= 3
    assert {how for _, how in seen} == {"workbooks.sheets"}
