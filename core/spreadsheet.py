"""Workbooks (xlsx and old xls) as columns of text, guarded against bombs.

It needs neither the tables nor the formats of the intake, so that a process of its own, which a
hostile file may bring down, starts in a tenth of a second.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

import pyarrow as pa
from python_calamine import CalamineError, CalamineWorkbook

_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")

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
Columns = Any
"""A pyarrow table of text: one row per row of the sheet, from its first; one nameless column per
column. The library has no types of its own."""


class NotRead(Exception):  # noqa: N818 - it is a verdict about a file, not a fault
    """A workbook that is left closed.

    Attributes:
        code: encrypted_xlsx, oversized_xlsx or not_a_table.
        fields: what the sentence on screen needs.
    """

    def __init__(self, code: str, **fields: str | int) -> None:
        super().__init__(code, fields)
        self.code = code
        self.fields = fields


def is_workbook(content: bytes) -> bool:
    """Whether the bytes begin like a workbook or another office file."""
    return content.startswith((_ZIP, _OLE))


def sheets(content: bytes) -> list[Columns]:
    """The sheets of a workbook that hold cells, in their order.

    Raises:
        NotRead: encrypted_xlsx, oversized_xlsx, not_a_table (another kind of archive, or a
            damaged one).
    """
    if content.startswith(_OLE):
        if _ENCRYPTED in content:
            raise NotRead("encrypted_xlsx")
    else:
        _guard(content)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        read = (book.get_sheet_by_name(name) for name in book.sheet_names)
        found = [_columns(sheet.to_python(skip_empty_area=False)) for sheet in read]
    except (CalamineError, zipfile.BadZipFile, OSError, ValueError) as error:
        raise NotRead("not_a_table", looks_like="workbook") from error
    return [columns for columns in found if columns.num_rows]


def _columns(rows: Sequence[Sequence[Cell]]) -> Columns:
    """The rows of one sheet, turned."""
    arrays = [_text(column) for column in zip(*rows, strict=True)]
    return pa.Table.from_arrays(arrays, names=[str(i) for i in range(len(arrays))])


def _text(column: Sequence[Cell]) -> Columns:
    if {*map(type, column)} != {str}:
        column = [_cell(value) for value in column]
    return pa.array(column, pa.string())


def _cell(value: Cell) -> str:
    """A cell as a CSV export would write it: whole numbers without a point, days as ISO."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    return str(value)


def _guard(content: bytes) -> None:
    """Look into the archive before a reader unpacks it."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _check_directory(archive.infolist(), len(content))
            for member in archive.infolist():
                if member.filename.startswith("xl/worksheets/"):
                    _check_cells(archive, member)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, NotImplementedError,
            ValueError) as error:  # fmt: skip
        raise NotRead("not_a_table", looks_like="archive") from error


def _check_directory(members: Sequence[zipfile.ZipInfo], packed: int) -> None:
    unpacked = sum(member.file_size for member in members)
    if len(members) > MAX_MEMBERS or unpacked > MAX_UNPACKED:
        raise NotRead("oversized_xlsx", unpacked=unpacked, members=len(members))
    if unpacked > SMALL and unpacked > MAX_RATIO * packed:
        raise NotRead("oversized_xlsx", unpacked=unpacked, members=len(members))
    if not any(member.filename.startswith("xl/workbook") for member in members):
        raise NotRead("not_a_table", looks_like="archive")


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
                raise NotRead("oversized_xlsx", rows=rows, columns=columns)


def _column(letters: bytes) -> int:
    """1 for A, 27 for AA."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
