"""The data rows of all files as logical fields, without rows that are not data."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from core.intake import text
from core.intake.format import Format
from core.intake.model import Refused
from core.intake.problems import Problems
from core.intake.sheet import Sheet
from core.intake.text import Strings

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

_TOTALS = r"^(合計|総合計|総計|小計|計|total|grand total|totals|sum)$"


@dataclass(frozen=True, eq=False)
class Rows:
    """(n,) data rows of one format.

    Attributes:
        fields: logical field -> trimmed text, "" where blank.
        headings: logical field -> heading as written, for messages.
        file: (n,) position of the upload; `names` are the uploads' names.
        line: (n,) physical line.
        order: (n,) code of the order a row belongs to, -1 before grouping.
        order_no: (n_orders,) the orders' numbers.
        lines_left_out: rows that had too many cells to be read.
    """

    fields: Mapping[str, Strings]
    headings: Mapping[str, str]
    file: Ints
    names: tuple[str, ...]
    line: Ints
    order: Ints
    order_no: Strings
    lines_left_out: int = 0

    def __len__(self) -> int:
        return len(self.line)

    @property
    def n_orders(self) -> int:
        """How many orders the rows belong to."""
        return len(self.order_no)

    def has(self, name: str) -> bool:
        """Whether the file has a column for the field."""
        return name in self.fields

    def text(self, name: str) -> Strings:
        """(n,) cells of a field, blank where the file lacks it."""
        return self.fields[name] if name in self.fields else text.blanks(len(self))

    def parts(self, name: str) -> list[str]:
        """The fields that an amount is spread over (fees, fees+1 ...) in this file."""
        return [f for f in self.fields if f == name or f.startswith(f"{name}+")]

    def file_names(self, at: npt.NDArray[Any] | slice = slice(None)) -> npt.NDArray[np.str_]:
        """Names of the files that the given rows stand in."""
        return np.array(self.names, object)[self.file[at]]

    def first(self, name: str) -> Strings:
        """(n_orders,) the first cell of each order that is not blank."""
        cells = self.text(name)
        at = self.first_rows(text.filled(cells))
        found = cells.take(pa.array(np.maximum(at, 0)))
        return text.blank_where(found, at < 0)

    def first_rows(self, wanted: Bools | None = None) -> Ints:
        """(n_orders,) position of each order's first (wanted) row, -1 where it has none."""
        at = np.arange(len(self)) if wanted is None else np.flatnonzero(wanted)
        first = np.full(self.n_orders, -1, np.int64)
        first[self.order[at[::-1]]] = at[::-1]
        return first

    def only(self, names: Sequence[str]) -> "Rows":
        """The same rows with some of the fields."""
        return replace(self, fields={n: c for n, c in self.fields.items() if n in names})

    def take(self, at: Ints) -> "Rows":
        """The rows at the given positions, in that order; orders keep their codes."""
        if len(at) == len(self) and (at[1:] > at[:-1]).all():
            return self
        index = pa.array(at)
        return replace(
            self,
            fields={name: cells.take(index) for name, cells in self.fields.items()},
            file=self.file[at], line=self.line[at], order=self.order[at],
        )  # fmt: skip

    def with_fields(self, **changed: Strings) -> "Rows":
        """The same rows with some fields replaced."""
        return replace(self, fields={**self.fields, **changed})


def stack(sheets: Sequence[Sheet], form: Format, problems: Problems) -> Rows:
    """Read the format's fields from every sheet and put the rows below each other."""
    parts = [_read(sheet, form, i, problems) for i, sheet in enumerate(sheets)]
    names = sorted({name for part in parts for name in part.fields})
    fields = {name: pa.concat_arrays([part.text(name) for part in parts]) for name in names}
    headings: dict[str, str] = {}
    for part in reversed(parts):
        headings |= part.headings
    return Rows(
        fields, headings,
        file=np.concatenate([p.file for p in parts]), names=tuple(s.name for s in sheets),
        line=np.concatenate([p.line for p in parts]),
        order=np.concatenate([p.order for p in parts]), order_no=text.strings([]),
        lines_left_out=sum(p.lines_left_out for p in parts),
    )  # fmt: skip


def _read(sheet: Sheet, form: Format, number: int, problems: Problems) -> Rows:
    found = form.find(sheet.headings)
    cells = sheet.read([p for places in found.values() for f in places for p in f.positions])
    # popped, so that only one of the two copies of a column is held at a time
    columns = {p: text.tidy(cells.columns.pop(p)) for p in list(cells.columns)}
    fields = {
        name: text.first_filled(
            [text.joined([columns[p] for p in f.positions], f.separator) for f in places]
        )
        for name, places in found.items()
    }
    for row in cells.ragged:
        problems.add(row.code, file=sheet.name, line=np.array([row.line]), cells=[row.cells],
                     dropped=row.dropped)  # fmt: skip
    written = {n: sheet.headings.written[f[0].positions[0]] for n, f in found.items()}
    n = len(cells.line)
    rows = Rows(fields, written, np.full(n, number), (sheet.name,) * (number + 1), cells.line,
                np.full(n, -1), text.strings([]),
                lines_left_out=sum(r.dropped for r in cells.ragged))  # fmt: skip
    return _only_data(rows, problems)


def _only_data(rows: Rows, problems: Problems) -> Rows:
    """Leave out blank rows, headings that repeat further down, totals and remarks."""
    blank, heading = np.ones(len(rows), bool), np.ones(len(rows), bool)
    remark = np.full(len(rows), rows.has("ordered_at"))
    for name, cells in rows.fields.items():
        blank &= ~text.filled(cells)
        remark &= ~text.filled(cells) | (name == "order_no")
        if heading.any() and "+" not in name:
            heading &= _repeats(cells, rows.headings[name])
    heading &= ~blank
    _drop(rows, heading, "repeated_headings", problems)
    total = _totals_row(rows) & ~blank
    _drop(rows, total, "totals_row", problems)
    remark &= ~blank & ~total
    _drop(rows, remark, "remark", problems)
    keep = ~(blank | heading | total | remark)
    return rows if keep.all() else rows.take(np.flatnonzero(keep))


def _repeats(cells: Strings, heading: str) -> Bools:
    """Cells that repeat the heading (joined columns begin with it)."""
    wanted = heading.strip()
    return text.mask(pc.starts_with(cells, wanted)) if wanted else np.zeros(len(cells), bool)


def _totals_row(rows: Rows) -> Bools:
    """The last rows, if they say 合計 or total somewhere, name no order and have no date."""
    where = np.zeros(len(rows), bool)
    if not rows.has("ordered_at"):
        return where
    last = np.arange(max(len(rows) - 3, 0), len(rows))
    some = rows.take(last)
    number = text.folded(some.text("order_no"))
    nameless = ~text.filled(number) | text.matches(number, _TOTALS)
    for cells in some.fields.values():
        where[last] |= text.matches(text.folded(cells), _TOTALS)
    where[last] &= nameless & ~text.filled(some.text("ordered_at"))
    return where


def _drop(rows: Rows, where: Bools, code: str, problems: Problems) -> None:
    at = np.flatnonzero(where)
    shown = rows.text("order_no").take(pa.array(at))
    problems.add(code, file=rows.file_names(at), line=rows.line[at], cells=shown, dropped=True)


def _numbers_from_content(rows: Rows) -> Strings:
    """(n,) numbers for a file without any, where each row is an order.

    Made from what the row says, so that the same row of a later export is the same order; rows
    that say the same are counted through.
    """
    cells = text.joined([rows.fields[name] for name in sorted(rows.fields)], "\x1f")
    said = pd.Series(pd.util.hash_array(cells.to_numpy(zero_copy_only=False)))
    nth = said.groupby([said, rows.file]).cumcount()
    return pa.array("row-" + said.astype(str) + "-" + nth.astype(str), pa.string())


def grouped(rows: Rows, problems: Problems) -> Rows:
    """Give every row the code of its order; rows without an order number are left out.

    Raises:
        Refused: excel_damaged_key where a spreadsheet turned order numbers into 5.8E+13, because
            different orders then have the same number.
    """
    if not rows.has("order_no"):
        rows = rows.with_fields(order_no=_numbers_from_content(rows))
    numbers = text.plain_ids(rows.text("order_no"))
    damaged = np.flatnonzero(text.matches(numbers, text.EXCEL_ID))
    if len(damaged):
        at = int(damaged[0])
        raise Refused("excel_damaged_key", column=rows.headings["order_no"],
                      file=str(rows.file_names()[at]), line=int(rows.line[at]),
                      cell=numbers[at].as_py())  # fmt: skip
    unnumbered = ~text.filled(numbers)
    _drop(rows, unnumbered, "no_order_number", problems)
    keep = np.flatnonzero(~unnumbered)
    kept = rows.take(keep) if len(keep) < len(rows) else rows
    order, order_no = text.codes(numbers.take(pa.array(keep)) if len(keep) < len(rows) else numbers)
    return replace(kept, order=order, order_no=order_no)
