"""Rows of a CSV: newlines in cells, true line numbers, rows of another length."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.intake import Refused
from core.intake.delimited import DelimitedBody


def cells(content, width, delimiter=",", skipped=1):
    body = DelimitedBody(content.encode(), skipped, delimiter)
    read = body.read(range(width), width)
    rows = list(zip(*(read.columns[i].to_pylist() for i in range(width)), strict=True))
    return rows, read.line.tolist(), [(r.code, r.line, r.dropped) for r in read.ragged]


def test_newlines_in_cells_do_not_shift_line_numbers():
    content = 'a,b\n1,"x\ny\nz"\n2,w\n\n3,"v\r\nu"\n4,t\n'

    rows, lines, ragged = cells(content, 2)

    assert rows == [("1", "x\ny\nz"), ("2", "w"), ("3", "v\r\nu"), ("4", "t")]
    assert lines == [2, 5, 7, 9]
    assert ragged == []


def test_stray_quotes_inside_a_cell_do_not_shift_line_numbers():
    rows, lines, _ = cells('a,b\n1,5" nail\n2,x\n3,7" nail\n4,"y\nz"\n5,w\n', 2)

    assert rows[1:3] == [("2", "x"), ("3", '7" nail')]
    assert lines == [2, 3, 4, 5, 7]


def test_a_row_with_too_few_cells_is_padded_and_said():
    assert cells("a,b,c\n1,2,3\n4,5\n6,7,8\n", 3) == (
        [("1", "2", "3"), ("4", "5", ""), ("6", "7", "8")],
        [2, 3, 4],
        [("too_few_cells", 3, False)],
    )


def test_a_row_with_too_many_cells_is_left_out_and_said():
    assert cells("a,b\n1,2\n3,4,5\n6,7\n", 2) == (
        [("1", "2"), ("6", "7")], [2, 4], [("too_many_cells", 3, True)],
    )  # fmt: skip


def test_blank_cells_beyond_the_headings_lose_nothing():
    assert cells("a,b\n1,2,,\n3,4\n", 2) == ([("1", "2"), ("3", "4")], [2, 3], [])


def test_rows_of_delimiters_only_are_no_rows():
    rows, _, ragged = cells("a,b,c\n1,2,3\n,\n", 3)

    assert (rows, ragged) == ([("1", "2", "3")], [])


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_every_line_ending(newline):
    rows, lines, _ = cells(newline.join(["a,b", "1,2", "3,4", ""]), 2)

    assert (rows, lines) == ([("1", "2"), ("3", "4")], [2, 3])


def test_a_quote_that_never_closes_is_refused():
    with pytest.raises(Refused) as caught:
        cells('a,b\n1,"2\n3,4\n5,6\n', 2)

    assert caught.value.code == "broken_quotes"


def test_tab_separated_reports_know_no_quotes():
    rows, _, _ = cells('a\tb\n1\t"Best" mug\n2\t"half\n3\tx\n', 2, delimiter="\t")

    assert [row[0] for row in rows] == ["1", "2", "3"]
    assert rows[1][1] == '"half'


def test_one_very_long_cell_is_read():
    long = "x" * (3 << 20)

    rows, _, _ = cells(f"a,b\n1,{long}\n2,y\n", 2)

    assert [len(row[1]) for row in rows] == [len(long), 1]


cell = st.text(alphabet='ab"\n, 髙', max_size=4)


@given(st.lists(st.lists(cell, min_size=2, max_size=2), min_size=1, max_size=8), st.booleans())
def test_agrees_with_the_csv_module(rows, crlf):
    rows = [["k", *row] for row in rows]
    buffer = io.StringIO(newline="")
    csv.writer(buffer, lineterminator="\r\n" if crlf else "\n").writerows([["h", "i", "j"], *rows])
    content = buffer.getvalue()

    found, lines, ragged = cells(content, 3)

    reader = csv.reader(io.StringIO(content, newline=""))
    expected, line = [], 1
    for row in reader:
        expected.append((line, tuple(row)))
        line = reader.line_num + 1
    assert list(zip(lines, found, strict=True)) == expected[1:]
    assert ragged == []
