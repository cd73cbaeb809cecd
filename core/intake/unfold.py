"""One row per order with all its lines packed in a few cells -> one row per line."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from core.intake import text
from core.intake.rows import Rows
from core.intake.text import Strings

Lists = Any
"""A pyarrow column of lists of strings."""


def one_row_per_line(rows: Rows, packed: Mapping[str, Lists]) -> Rows:
    """Repeat every row as often as its longest list, with one entry of each list per row.

    What is not packed is repeated as it stands, as platforms do that write a row per line. The
    new field `entry` counts the rows made of one: "1", "2" ...

    Args:
        rows: as in the file, not grouped yet.
        packed: field -> (n,) lists; a shorter list leaves the later rows blank.
    """
    lengths = {name: _lengths(lists) for name, lists in packed.items()}
    counts = np.maximum.reduce([np.ones(len(rows), np.int64), *lengths.values()])
    at = np.repeat(np.arange(len(rows)), counts)
    nth = np.arange(len(at)) - np.repeat(np.cumsum(counts) - counts, counts)
    cells = {name: _entries(packed[name], lengths[name], at, nth) for name in packed}
    return rows.take(at).with_fields(**cells, entry=pc.cast(pa.array(nth + 1), pa.string()))


def _lengths(lists: Lists) -> npt.NDArray[np.int64]:
    counts: npt.NDArray[np.int64] = pc.list_value_length(lists).to_numpy().astype(np.int64)
    return counts


def _entries(
    lists: Lists, lengths: npt.NDArray[np.int64], at: npt.NDArray[np.int64],
    nth: npt.NDArray[np.int64],
) -> Strings:  # fmt: skip
    """(n_lines,) the nth entry of the list at each place, blank behind its end."""
    starts = np.cumsum(lengths) - lengths
    beyond = nth >= lengths[at]
    entries = pa.concat_arrays([lists.flatten(), text.strings([""])])
    places = np.where(beyond, len(entries) - 1, starts[at] + nth)
    return pc.utf8_trim_whitespace(entries.take(pa.array(places)))
