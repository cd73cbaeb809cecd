"""Cells as text: trimmed, blanks made equal, and the guards of other exporters taken off."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

Strings = Any
"""A pyarrow string array; the library has no types of its own."""

Truths = Any
"""A pyarrow truth column."""

_GUARD = r"(?s)^'([0-9][0-9 ().+\-]*)$|(?s)^'([=+\-@\t＝＋－＠].*)$"
"""An apostrophe before a number or before what a spreadsheet would take for a formula."""
EXCEL_ID = r"^[0-9](\.[0-9]+)?[Ee]\+[0-9]+$"
_FLOAT_ID = r"^([0-9]+)\.0$"


def strings(values: Sequence[str]) -> Strings:
    """A plain string array."""
    return pa.array(values, type=pa.string())


def blanks(n: int) -> Strings:
    """`n` empty cells."""
    return pa.repeat(pa.scalar("", pa.string()), n)


def tidy(values: Strings) -> Strings:
    """Trim blanks of any width and strip the apostrophe that guards numbers and formulas."""
    trimmed = pc.utf8_trim_whitespace(values)
    if not has(pc.starts_with(trimmed, "'")):
        return trimmed
    return pc.replace_substring_regex(trimmed, _GUARD, r"\1\2")


def folded(values: Strings) -> Strings:
    """NFKC, trimmed, lower case: for comparing, never for showing."""
    return pc.utf8_lower(pc.utf8_trim_whitespace(pc.utf8_normalize(values, "NFKC")))


def filled(values: Strings) -> npt.NDArray[np.bool_]:
    """(n,) whether a cell holds anything."""
    return mask(pc.greater(pc.binary_length(values), 0))


def matches(values: Strings, pattern: str) -> npt.NDArray[np.bool_]:
    """(n,) whether `pattern` is found in a cell."""
    return mask(pc.match_substring_regex(values, pattern))


def mask(values: Truths) -> npt.NDArray[np.bool_]:
    """An Arrow truth column as a numpy one; missing is False."""
    found = pc.fill_null(values, fill_value=False)
    result: npt.NDArray[np.bool_] = np.asarray(found.to_numpy(zero_copy_only=False), dtype=bool)
    return result


def has(values: Truths) -> bool:
    """Whether anything in an Arrow truth column is true."""
    return bool(pc.any(values).as_py())


def blank_where(values: Strings, where: npt.NDArray[np.bool_]) -> Strings:
    """The cells, emptied where told."""
    return pc.if_else(pa.array(where), "", values) if where.any() else values


def joined(parts: Sequence[Strings], separator: str) -> Strings:
    """The filled cells of several columns, row by row, with `separator` between them.

    Pairwise, because Arrow's own join in skip mode loses rows in which every part is missing.
    """
    whole = parts[0]
    for part in parts[1:]:
        both = pc.binary_join_element_wise(whole, part, separator)
        whole = pc.if_else(pc.equal(part, ""), whole, pc.if_else(pc.equal(whole, ""), part, both))
    return whole


def first_filled(choices: Sequence[Strings]) -> Strings:
    """Row by row the first of several columns that holds anything."""
    found = choices[0]
    for choice in choices[1:]:
        found = pc.if_else(pc.equal(found, ""), choice, found)
    return found


def by_unique(values: Strings, work: Callable[[Strings], Any]) -> Any:  # noqa: ANN401 - as work
    """Run `work` on the distinct cells only and spread the answer over all of them."""
    coded = pc.dictionary_encode(values)
    answer = work(coded.dictionary)
    at = coded.indices.to_numpy(zero_copy_only=False)
    return answer.take(coded.indices) if isinstance(answer, pa.Array) else answer[at]


def codes(values: Strings) -> tuple[npt.NDArray[np.int64], Strings]:
    """(n,) code of every cell in order of first appearance, and the distinct cells."""
    coded = pc.dictionary_encode(values)
    return coded.indices.to_numpy(zero_copy_only=False).astype(np.int64), coded.dictionary


def plain_ids(values: Strings) -> Strings:
    """Ids without the ".0" that a spreadsheet or a statistics program put behind them."""
    known = pc.greater(pc.binary_length(values), 0)
    floats = pc.match_substring_regex(values, _FLOAT_ID)
    if not has(floats) or has(pc.and_not(known, floats)):
        return values
    return pc.replace_substring_regex(values, _FLOAT_ID, r"\1")
