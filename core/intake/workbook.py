"""Workbooks (xlsx and old xls): guarded against bombs, then read like any other table."""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

import numpy as np
from python_calamine import CalamineError, CalamineWorkbook

from core.intake import text
from core.intake.delimited import Record
from core.intake.headings import Headings
from core.intake.model import Refused
from core.intake.recognise import (
    Match,
    evenness,
    find_heading,
    likely_heading,
    refuse_other_files,
)
from core.intake.sheet import Cells, Sheet

_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_HEAD_RECORDS = 230

MAX_MEMBERS = 2_000
MAX_UNPACKED = 600 * 1024 * 1024
MAX_RATIO = 250
"""Of unpacked to packed size; order lists stay far below, bombs reach a thousand."""
SMALL = 20 * 1024 * 1024
"""Below this unpacked size the ratio does not matter."""
MAX_CELLS = 60_000_000
"""Of the rectangle from the first to the last cell, which is what a reader allocates."""

_CHUNK = 1 << 22
_OVERLAP = 64
_COLUMN_OF = re.compile(rb"\sr=[\"']([A-Z]{1,3})")
_ROW_OF = re.compile(rb"\sr=[\"'][A-Z]{0,3}([0-9]{1,7})")

Cell = int | float | str | bool | time | date | datetime | timedelta


def is_workbook(content: bytes) -> bool:
    """Whether the bytes begin like a workbook or another office file."""
    return content.startswith((_ZIP, _OLE))


def match_workbook(content: bytes, name: str) -> Match:
    """Find the sheet with a known heading row, else the one that looks most like a table.

    Raises:
        Refused: encrypted_xlsx, oversized_xlsx, not_a_table, no_rows, not_orders.
    """
    if content.startswith(_OLE):
        if _ENCRYPTED in content:
            raise Refused("encrypted_xlsx", file=name)
    else:
        _guard(content)
    tables = [table for table in _tables(content) if table.records]
    for table in tables:
        if heading := find_heading(table.records):
            return Match(table.sheet(name, heading.at), heading.format, heading.partial)
    if not tables:
        raise Refused("empty_file", file=name)
    best = max(tables, key=lambda t: evenness(t.records))
    return Match(best.sheet(name, likely_heading(best.records)), None)


@dataclass(frozen=True, eq=False)
class _Table:
    """All cells of one sheet, and its first rows as records."""

    rows: Sequence[Sequence[Cell]]
    records: list[Record]

    def sheet(self, name: str, at: int) -> Sheet:
        """The table below the record `at`."""
        heading, below = self.records[at], self.records[at + 1 :]
        headings = Headings(_without_blank_end(heading.cells))
        refuse_other_files(headings, name)
        if not below:
            raise Refused("no_rows", file=name)
        body = _Body(self.rows, heading.line)
        sample = tuple(record.cells for record in below)
        return Sheet(name, headings, heading.line, sample, "xlsx", "", body)


@dataclass(frozen=True, eq=False)
class _Body:
    """Rows below the heading; `skipped` rows stand above them."""

    rows: Sequence[Sequence[Cell]]
    skipped: int

    def read(self, wanted: Sequence[int], width: int) -> Cells:  # noqa: ARG002 - part of Body
        """The wanted columns as text."""
        below = self.rows[self.skipped :]
        columns = {i: text.strings([as_cell(row[i]) for row in below]) for i in wanted}
        return Cells(columns, np.arange(len(below), dtype=np.int64) + self.skipped + 1)


def as_cell(value: Cell) -> str:
    """A cell as a CSV export would write it: whole numbers without a point, days as ISO."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    return str(value)


def _without_blank_end(cells: tuple[str, ...]) -> tuple[str, ...]:
    filled = [i for i, cell in enumerate(cells) if cell.strip()]
    return cells[: filled[-1] + 1]


def _tables(content: bytes) -> Iterator[_Table]:
    """Every sheet with cells.

    Raises:
        Refused: not_a_table when the workbook is damaged.
    """
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        for name in book.sheet_names:
            rows = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
            yield _Table(rows, list(_records(rows)))
    except (CalamineError, zipfile.BadZipFile, OSError, ValueError) as error:
        raise Refused("not_a_table", looks_like="workbook") from error


def _records(rows: Sequence[Sequence[Cell]]) -> Iterator[Record]:
    count = 0
    for line, row in enumerate(rows, 1):
        cells = tuple(as_cell(value) for value in row)
        if any(cell.strip() for cell in cells):
            yield Record(cells, line, line)
            count += 1
        if count >= _HEAD_RECORDS:
            return


def _guard(content: bytes) -> None:
    """Look into the archive before a reader unpacks it.

    Raises:
        Refused: oversized_xlsx, not_a_table (another kind of archive, or a damaged one).
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _check_directory(archive.infolist(), len(content))
            for member in archive.infolist():
                if member.filename.startswith("xl/worksheets/"):
                    _check_cells(archive, member)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, NotImplementedError,
            ValueError) as error:  # fmt: skip
        raise Refused("not_a_table", looks_like="archive") from error


def _check_directory(members: Sequence[zipfile.ZipInfo], packed: int) -> None:
    unpacked = sum(member.file_size for member in members)
    if len(members) > MAX_MEMBERS or unpacked > MAX_UNPACKED:
        raise Refused("oversized_xlsx", unpacked=unpacked, members=len(members))
    if unpacked > SMALL and unpacked > MAX_RATIO * packed:
        raise Refused("oversized_xlsx", unpacked=unpacked, members=len(members))
    if not any(member.filename.startswith("xl/workbook") for member in members):
        raise Refused("not_a_table", looks_like="archive")


def _check_cells(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> None:
    """See that the rectangle around all cells stays small; its declared size proves nothing."""
    rows, columns, tail = 0, 0, b""
    with archive.open(member) as stream:
        while chunk := stream.read(_CHUNK):
            data = tail + chunk
            rows = max(rows, *map(int, set(_ROW_OF.findall(data))), 0)
            columns = max(columns, *map(_column, set(_COLUMN_OF.findall(data))), 0)
            tail = data[-_OVERLAP:]
            if rows * columns > MAX_CELLS:
                raise Refused("oversized_xlsx", rows=rows, columns=columns)


def _column(letters: bytes) -> int:
    """1 for A, 27 for AA."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
