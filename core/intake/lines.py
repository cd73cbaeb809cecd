"""Rows -> order lines: what was bought, and postage, fees or points that are rows of their own."""

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow.compute as pc

from core.intake import text
from core.intake.amounts import read_amounts
from core.intake.format import Format
from core.intake.orders import as_text
from core.intake.rows import Rows

_SHOWN = ("product_code", "product", "category", "tax_rate")


def kinds(rows: Rows, form: Format) -> npt.NDArray[np.str_]:
    """(n,) product, option, shipping, fee, discount, tax or points."""
    if form.kind_of is not None:
        return form.kind_of(rows)
    if not rows.has("line_kind"):
        return np.full(len(rows), "product", object)
    found: npt.NDArray[np.str_] = text.by_unique(
        text.folded(rows.text("line_kind")),
        lambda unique: np.array(
            [form.line_kinds.get(cell, "product") for cell in unique.to_pylist()], object
        ),
    )
    return found


def quantities(rows: Rows) -> pd.Series:
    """(n,) Int64 pieces, NA where the row does not say."""
    return read_amounts(rows.text("quantity")).minor(0)


def tax_rates(rows: Rows) -> pd.Series:
    """(n,) Int64 basis points; 10, "10%" and 0.1 all mean ten per cent."""
    cells = pc.replace_substring_regex(rows.text("tax_rate"), "[%％]$", "")
    points = read_amounts(cells).minor(4)
    return (points // 100).where(points > 10_000, points)


def build_lines(
    rows: Rows, kind: npt.NDArray[np.str_], quantity: pd.Series, amount: pd.Series,
    keep: npt.NDArray[np.bool_],
) -> pd.DataFrame:  # fmt: skip
    """(n_lines,) columns in LINE_COLUMNS, by order and position; `keep` leaves refund rows out."""
    named = keep & (text.filled(rows.text("product")) | text.filled(rows.text("product_code"))
                    | amount.notna().to_numpy())  # fmt: skip
    at = np.flatnonzero(named)
    at = at[np.argsort(rows.order[at], kind="stable")]
    some = rows.only(_SHOWN).take(at)
    return pd.DataFrame({
        "order": some.order,
        "position": _positions(some.order),
        "kind": pd.Series(kind[at], dtype="str"),
        "product_code": as_text(text.plain_ids(some.text("product_code"))),
        "product": as_text(some.text("product")),
        "category": as_text(some.text("category")),
        "quantity": quantity.iloc[at].reset_index(drop=True),
        "amount": amount.iloc[at].reset_index(drop=True),
        "tax_rate_bp": tax_rates(some),
    })  # fmt: skip


def _positions(order: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """(n,) 0, 1, 2 ... within each run of equal orders."""
    if len(order) == 0:
        return order
    starts = np.flatnonzero(np.r_[True, order[1:] != order[:-1]])
    return np.arange(len(order)) - np.repeat(starts, np.diff(np.r_[starts, len(order)]))
