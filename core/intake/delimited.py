"""Rows of a CSV or TSV text, by column, with true physical line numbers."""

import csv
import io
import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.csv as pa_csv

from core.intake import text
from core.intake.model import Refused
from core.intake.sheet import Cells, Ragged
from core.intake.text import Strings

Lines = npt.NDArray[np.int64]
Buffer = Any
"""A pyarrow buffer; the library has no types of its own."""

DELIMITERS = (",", "\t", ";", "|")
_HEAD_BYTES = 1 << 18
_HEAD_RECORDS = 230
_CHUNK = 1 << 24
_BLOCKS = (1 << 20, 1 << 26)
"""Bytes parsed at a time: what fits the processor's cache, else what fits the longest row."""
_NEWLINE = re.compile(rb"\r\n|\r|\n")


@dataclass(frozen=True)
class Record:
    """One logical row at the top of a file; it ends on physical line `last_line`."""

    cells: tuple[str, ...]
    line: int
    last_line: int


@dataclass(frozen=True)
class Dialect:
    """How cells are parted."""

    delimiter: str
    quoted: bool = True

    def records(self, content: str) -> Iterator[Record]:
        """The logical rows of a text, blank lines left out.

        A quote that never closes ends them early; what came before still helps.
        """
        quoting: Literal[0, 3] = csv.QUOTE_MINIMAL if self.quoted else csv.QUOTE_NONE
        reader = csv.reader(io.StringIO(content, newline=""), delimiter=self.delimiter,
                            quoting=quoting)  # fmt: skip
        line = 1
        with suppress(csv.Error):
            for cells in reader:
                if cells:
                    yield Record(tuple(cells), line, reader.line_num)
                line = reader.line_num + 1


def head_records(content: bytes, delimiter: str) -> list[Record]:
    """The first non-blank rows of a text, as far as they can be cut with `delimiter`."""
    sample = content[:_HEAD_BYTES]
    if len(content) > _HEAD_BYTES:
        sample = sample[: max(sample.rfind(b"\n"), sample.rfind(b"\r")) + 1] or sample
    records = Dialect(delimiter).records(sample.decode(errors="ignore"))
    filled = (record for record in records if any(cell.strip() for cell in record.cells))
    return list(islice(filled, _HEAD_RECORDS))


@dataclass(frozen=True, eq=False)
class DelimitedBody:
    """The text below the heading row.

    Attributes:
        content: the whole file as UTF-8.
        skipped: physical lines up to and including the headings.
    """

    content: bytes
    skipped: int
    delimiter: str

    def read(self, wanted: Sequence[int], width: int) -> Cells:
        """The wanted columns; rows with too few cells are padded, with too many left out.

        Raises:
            Refused: broken_quotes when a quote that never closes swallows the file.
        """
        start = _offset(self.content, self.skipped)
        if not self.content[start : start + 4096].strip() and not self.content[start:].strip():
            return Cells({i: text.strings([]) for i in wanted}, np.zeros(0, np.int64))
        try:
            return self._cells(start, wanted, width, Dialect(self.delimiter))
        except Refused:
            if self.delimiter != "\t":
                raise
            # tab-separated reports use no quoting at all: a title may begin with a quote
            return self._cells(start, wanted, width, Dialect(self.delimiter, quoted=False))

    def _cells(self, start: int, wanted: Sequence[int], width: int, dialect: Dialect) -> Cells:
        data = pa.py_buffer(self.content).slice(start)
        table, odd = _read_arrow(data, dialect, wanted, width, threads=True)
        if odd:  # only a single thread knows the numbers of odd rows
            table, odd = _read_arrow(data, dialect, wanted, width, threads=False)
        n_records = len(table) + len(odd)
        lines = record_lines(self.content, start, n_records, dialect) + self.skipped
        if dialect.quoted and len(lines):
            _refuse_open_quote(self.content, start, int(lines[-1]))
        columns = {i: _one_array(table.column(f"c{i}")) for i in wanted}
        return _with_odd_rows(columns, lines, odd, dialect, width)


def _one_array(column: Strings) -> Strings:
    whole = column.combine_chunks()
    return whole.combine_chunks() if isinstance(whole, pa.ChunkedArray) else whole


@dataclass
class _Odd:
    """Rows that do not have `width` cells: record number (1 = first) and text."""

    rows: list[tuple[int, str]] = field(default_factory=list)

    def __call__(self, row: pa_csv.InvalidRow) -> str:
        self.rows.append((row.number or 0, row.text))
        return "skip"


def _read_arrow(
    data: Buffer, dialect: Dialect, wanted: Sequence[int], width: int, *, threads: bool
) -> tuple[pa.Table, list[tuple[int, str]]]:
    """The wanted columns as text, and the rows that do not have `width` cells.

    Raises:
        Refused: broken_quotes where no row ends.
    """
    for block in _BLOCKS:
        odd = _Odd()
        try:
            table = _parse(data, dialect, wanted, width, odd, threads=threads, block=block)
        except pa.ArrowInvalid:
            continue
        return table, odd.rows
    raise Refused("broken_quotes")


def _parse(
    data: Buffer, dialect: Dialect, wanted: Sequence[int], width: int, odd: _Odd, *,
    threads: bool, block: int,
) -> pa.Table:  # fmt: skip
    keep = [f"c{i}" for i in wanted]
    return pa_csv.read_csv(
        pa.BufferReader(data),
        pa_csv.ReadOptions(
            column_names=[f"c{i}" for i in range(width)], use_threads=threads, block_size=block
        ),
        pa_csv.ParseOptions(
            delimiter=dialect.delimiter, quote_char='"' if dialect.quoted else False,
            newlines_in_values=dialect.quoted, invalid_row_handler=odd,
        ),
        pa_csv.ConvertOptions(
            column_types=dict.fromkeys(keep, pa.string()), include_columns=keep,
            strings_can_be_null=False, check_utf8=False,
        ),
    )  # fmt: skip


def _offset(content: bytes, lines: int) -> int:
    """Byte position behind the first `lines` physical lines."""
    if lines == 0:
        return 0
    for i, end in enumerate(_NEWLINE.finditer(content), 1):
        if i == lines:
            return end.end()
    return len(content)


def _refuse_open_quote(content: bytes, start: int, last_line: int) -> None:
    """See that the last record is not the rest of the file behind a quote that never closes.

    Raises:
        Refused: broken_quotes with the line on which the record begins.
    """
    if content.count(b'"', start) % 2 == 0:
        return
    record = content[_offset(content, last_line - 1) :].strip()
    if record.count(b'"') % 2 and b"\n" in record:
        raise Refused("broken_quotes", line=last_line)


def record_lines(content: bytes, start: int, n_records: int, dialect: Dialect) -> Lines:
    """(n_records,) physical line on which each non-blank record begins, 1 = that of `start`.

    A newline ends a record when the quotes before it pair up. Texts with stray quotes break
    that rule; they are walked with the slower csv module instead.
    """
    if _one_line_each(content, start, n_records):
        return np.arange(1, n_records + 1)
    found = _lines_by_parity(np.frombuffer(content, np.uint8)[start:])
    if len(found) == n_records:
        return found
    found = _lines_by_reader(content[start:], dialect)
    return found if len(found) == n_records else np.arange(1, n_records + 1)


def _one_line_each(content: bytes, start: int, n_records: int) -> bool:
    """Whether there are as many lines as records and none of them is blank."""
    lines = content.count(b"\n", start) + (not content.endswith(b"\n"))
    blank = content.find(b"\n\n", start) >= 0 or content.find(b"\n\r\n", start) >= 0
    return lines == n_records and not blank and content[start : start + 1] not in b"\r\n"


def _lines_by_parity(data: npt.NDArray[np.uint8]) -> Lines:
    newline = 10 if (data == 10).any() else 13
    ends, inside, quotes = [], [], 0
    for start in range(0, len(data), _CHUNK):
        chunk = data[start : start + _CHUNK]
        at = np.flatnonzero(chunk == newline)
        parity = np.cumsum(chunk == 34, dtype=np.uint8) + np.uint8(quotes)
        ends.append(at + start)
        inside.append(parity[at] % 2 == 1)
        quotes = int(parity[-1]) % 2
    stop, within = np.concatenate(ends), np.concatenate(inside)
    if len(data) and data[-1] != newline:
        stop, within = np.append(stop, len(data)), np.append(within, False)
    last = np.flatnonzero(~within)
    first_line = np.concatenate([[0], last[:-1] + 1]) if len(last) else last
    begins = np.concatenate([[0], stop[last[:-1]] + 1]) if len(last) else last
    size = stop[last] - begins
    blank = (size == 0) | ((size == 1) & (data[np.minimum(begins, len(data) - 1)] == 13))
    return np.asarray(first_line[~blank] + 1, np.int64)


def _lines_by_reader(data: bytes, dialect: Dialect) -> Lines:
    records = dialect.records(data.decode(errors="replace"))
    return np.array([record.line for record in records], np.int64)


def _with_odd_rows(
    columns: dict[int, Strings],
    lines: Lines,
    odd: list[tuple[int, str]],
    dialect: Dialect,
    width: int,
) -> Cells:
    if not odd:
        return Cells(columns, lines)
    numbers = np.array([number for number, _ in odd]) - 1
    good = np.setdiff1d(np.arange(len(lines)), numbers)
    kept, cells, ragged = [], [], []
    for number, (_, row) in zip(numbers, odd, strict=True):
        parts = _cut(row, dialect)
        note = _judge(parts, int(lines[number]), width)
        if note and note.code:
            ragged.append(note)
        if note and not note.dropped:
            kept.append(number)
            cells.append((parts + [""] * width)[:width])
    order = np.argsort(np.concatenate([good, np.array(kept, np.int64)]), kind="stable")
    extra = {i: text.strings([row[i] for row in cells]) for i in columns}
    both = {i: pa.concat_arrays([c, extra[i]]).take(pa.array(order)) for i, c in columns.items()}
    return Cells(both, np.concatenate([lines[good], lines[kept]])[order], tuple(ragged))


def _cut(row: str, dialect: Dialect) -> list[str]:
    """The cells of one odd row.

    Raises:
        Refused: broken_quotes when the row runs on because a quote was never closed.
    """
    if dialect.quoted and row.count('"') % 2 and "\n" in row:
        raise Refused("broken_quotes", cell=row[:60])
    record = next(dialect.records(row), None)
    return list(record.cells) if record else row.split(dialect.delimiter)


def _judge(parts: list[str], line: int, width: int) -> Ragged | None:
    """What becomes of an odd row; None for a blank one, code "" where nothing was lost."""
    shown = " | ".join(parts[:6])
    if not any(part.strip() for part in parts):
        return None
    if len(parts) < width:
        return Ragged(line, "too_few_cells", shown, dropped=False)
    lost = any(part.strip() for part in parts[width:])
    return Ragged(line, "too_many_cells" if lost else "", shown, dropped=lost)
