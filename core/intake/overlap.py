"""The same order in several files, or the same row twice in one."""

import numpy as np
import numpy.typing as npt
import pandas as pd

from core.intake import text
from core.intake.format import Format
from core.intake.rows import Rows

Ints = npt.NDArray[np.int64]

_LINE_FIELDS = ("product_code", "product", "quantity", "unit_price", "amount", "line_kind")
_ROW_FIELDS = ("ordered_at", "total")
"""Tell refunds apart from sales, where the rows are not lines."""


def without_repeats(rows: Rows, form: Format) -> tuple[Rows, int]:
    """Keep each order once; in several files the later upload holds its newer state.

    An order cut in two by the border of two parts (last of one, first of the other) keeps the
    rows of both, and so does every order of a format with refund rows, because a refund can
    stand in a later file than its sale.

    Returns:
        The rows, and how many orders stood in more than one file.
    """
    rows = _each_line_once(rows)
    if len(rows.names) == 1:
        return rows, 0
    newest = np.zeros(rows.n_orders, np.int64)
    np.maximum.at(newest, rows.order, rows.file)
    oldest = np.full(rows.n_orders, len(rows.names), np.int64)
    np.minimum.at(oldest, rows.order, rows.file)
    several = oldest < newest
    cut = several if form.refund_rows else _cut_orders(rows, several)
    keep = (rows.file == newest[rows.order]) | cut[rows.order]
    fields = _LINE_FIELDS + (_ROW_FIELDS if form.refund_rows else ())
    keep[_repeated_in_cut(rows, cut, fields)] = False
    return rows.take(np.flatnonzero(keep)), int(several.sum())


def _each_line_once(rows: Rows) -> Rows:
    """Leave out a line id that a file holds twice for an order."""
    ids = rows.text("line_id")
    if not rows.has("line_id") or text.matches(ids, text.EXCEL_ID).any():
        return rows
    keys = pd.DataFrame({"file": rows.file, "order": rows.order, "id": text.codes(ids)[0]})
    repeated = keys.duplicated().to_numpy() & text.filled(ids)
    return rows.take(np.flatnonzero(~repeated)) if repeated.any() else rows


def _cut_orders(rows: Rows, several: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    """(n_orders,) orders that only stand at the ends of the files they are in."""
    ends = np.zeros((len(rows.names), rows.n_orders), bool)
    for file in range(len(rows.names)):
        at = np.flatnonzero(rows.file == file)
        if len(at):
            ends[file, rows.order[at[[0, -1]]]] = True
    inner = np.zeros(rows.n_orders, bool)
    inner[rows.order[~ends[rows.file, rows.order]]] = True
    return several & ~inner


def _repeated_in_cut(
    rows: Rows, cut: npt.NDArray[np.bool_], fields: tuple[str, ...]
) -> Ints:  # fmt: skip
    """Positions of rows that a later file repeats for an order cut in two."""
    at = np.flatnonzero(cut[rows.order])
    some = rows.take(at)
    names = [n for n in (("line_id",) if some.has("line_id") else fields) if some.has(n)]
    keys = pd.DataFrame({n: text.codes(some.text(n))[0] for n in names})
    keys["order"] = some.order
    keys["nth"] = keys.assign(file=some.file).groupby(["file", *keys.columns]).cumcount()
    repeated: Ints = at[keys.duplicated(keep="last").to_numpy()]
    return repeated
