"""Packed rows become one row per line."""

import numpy as np
import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from core.intake import text
from core.intake.rows import Rows
from core.intake.unfold import one_row_per_line

cells = st.text("ab ", max_size=3)
packs = st.lists(st.tuples(st.lists(cells, max_size=4), st.lists(cells, max_size=3)), max_size=6)


def rows_of(numbers):
    n = len(numbers)
    return Rows(
        {"order_no": text.strings(numbers)}, {}, np.zeros(n, np.int64), ("a.csv",),
        np.arange(2, n + 2), np.full(n, -1), text.strings([]),
    )  # fmt: skip


def slowly(numbers, pairs):
    """The same, row by row."""
    found = []
    for number, (left, right) in zip(numbers, pairs, strict=True):
        for nth in range(max(1, len(left), len(right))):
            one, other = ((part[nth : nth + 1] or [""])[0].strip() for part in (left, right))
            found.append((number, one, other, str(nth + 1)))
    return found


@given(packs)
def test_agrees_with_a_loop(pairs):
    numbers = [f"n{i}" for i in range(len(pairs))]
    lists = {
        name: pa.array([pair[side] for pair in pairs], pa.list_(pa.string()))
        for side, name in enumerate(("left", "right"))
    }

    wide = one_row_per_line(rows_of(numbers), lists)

    columns = (wide.text(n).to_pylist() for n in ("order_no", "left", "right", "entry"))
    assert list(zip(*columns, strict=True)) == slowly(numbers, pairs)


def test_rows_keep_the_line_they_stand_on():
    lists = pa.array([["a", "b"], ["c"]], pa.list_(pa.string()))

    wide = one_row_per_line(rows_of(["1", "2"]), {"product": lists})

    assert wide.line.tolist() == [2, 2, 3]
