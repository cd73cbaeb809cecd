"""A workbook as a table: which sheet, and from which row on."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

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
from core.spreadsheet import Columns, NotRead

_HEAD_RECORDS = 230

Opener = Callable[[bytes], Sequence[Columns]]
"""What makes columns of a workbook's bytes: `core.spreadsheet.sheets`, here or elsewhere."""


def match_workbook(content: bytes, name: str, sheets: Opener) -> Match:
    """Find the sheet with a known heading row, else the one that looks most like a table.

    Raises:
        Refused: encrypted_xlsx, oversized_xlsx, not_a_table, no_rows, not_orders, empty_file.
    """
    try:
        opened = sheets(content)
    except NotRead as refusal:
        fields: dict[str, object] = {"file": name, **refusal.fields}
        raise Refused(refusal.code, guess=None, **fields) from refusal
    tables = [_Table(columns, list(_records(columns))) for columns in opened]
    tables = [table for table in tables if table.records]
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

    columns: Columns
    records: list[Record]

    def sheet(self, name: str, at: int) -> Sheet:
        """The table below the record `at`."""
        heading, below = self.records[at], self.records[at + 1 :]
        headings = Headings(_without_blank_end(heading.cells))
        refuse_other_files(headings, name)
        if not below:
            raise Refused("no_rows", file=name)
        body = _Body(self.columns, heading.line)
        sample = tuple(record.cells for record in below)
        return Sheet(name, headings, heading.line, sample, "xlsx", "", body)


@dataclass(frozen=True, eq=False)
class _Body:
    """Rows below the heading; `skipped` rows stand above them."""

    columns: Columns
    skipped: int

    def read(self, wanted: Sequence[int], width: int) -> Cells:  # noqa: ARG002 - part of Body
        """The wanted columns as text."""
        below = self.columns.slice(self.skipped)
        columns = {i: below.column(i).combine_chunks() for i in wanted}
        return Cells(columns, np.arange(below.num_rows, dtype=np.int64) + self.skipped + 1)


def _without_blank_end(cells: tuple[str, ...]) -> tuple[str, ...]:
    filled = [i for i, cell in enumerate(cells) if cell.strip()]
    return cells[: filled[-1] + 1]


def _records(columns: Columns) -> Iterator[Record]:
    """The first rows that hold anything."""
    count = 0
    for start in range(0, columns.num_rows, _HEAD_RECORDS):
        part = columns.slice(start, _HEAD_RECORDS)
        rows = zip(*(column.to_pylist() for column in part.columns), strict=True)
        for line, cells in enumerate(rows, start + 1):
            if any(cell.strip() for cell in cells):
                yield Record(cells, line, line)
                count += 1
            if count >= _HEAD_RECORDS:
                return
