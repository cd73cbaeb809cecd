"""Money and counts as people type them -> exact integers."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from core.intake import text
from core.intake.text import Strings

_PLAIN = r"^-?[0-9]+(\.[0-9]+)?$"
# NFKC makes －, ￥ and full-width digits plain, but leaves these as they are.
_MINUS = r"^[\-−‒–—―ー▲△▼]\s*"
_SIGNS = r"(?i)&yen;|&#165;|&#36;|&nbsp;|[¥\\$€£₩₹฿円元\s'_]|\b[a-z]{3}\b|us\$"
_BRACKETED = r"^\((.+)\)$"
_TRAILING = r"^([^\-]+)-$"
_THOUSANDS = r"^-?[0-9]{1,3}(,[0-9]{3})+(\.[0-9]*)?$"
_EUROPEAN = r"^-?[0-9]{1,3}(\.[0-9]{3})+,[0-9]{1,2}$|^-?[0-9]+,[0-9]{1,2}$"
_MAX_DIGITS = 14


@dataclass(frozen=True, eq=False)
class Amounts:
    """(n,) exact decimals: value = units / 10 ** decimals.

    Attributes:
        units: int64, 0 where not `known`.
        decimals: int8, digits behind the point without trailing zeros.
        known: the cell held a readable number.
        unreadable: the cell held something else.
    """

    units: npt.NDArray[np.int64]
    decimals: npt.NDArray[np.int8]
    known: npt.NDArray[np.bool_]
    unreadable: npt.NDArray[np.bool_]

    @property
    def scale(self) -> int:
        """The most decimals any amount really uses."""
        return int(self.decimals.max()) if len(self.decimals) else 0

    def __getitem__(self, at: npt.NDArray[Any]) -> "Amounts":
        """The amounts at the given positions."""
        return Amounts(self.units[at], self.decimals[at], self.known[at], self.unreadable[at])

    def finer_than(self, scale: int) -> npt.NDArray[np.bool_]:
        """(n,) amounts that the minor unit cannot hold."""
        return self.known & (self.decimals > scale)

    def minor(self, scale: int) -> pd.Series:
        """(n,) nullable Int64 in minor units; finer amounts are rounded half away from zero."""
        up = np.power(10, np.maximum(scale - self.decimals, 0), dtype=np.int64)
        down = np.power(10, np.maximum(self.decimals - scale, 0), dtype=np.int64)
        size = (np.abs(self.units) + down // 2) // down * up
        values = pd.Series(np.sign(self.units) * size, dtype="Int64")
        return values.mask(~self.known)


def read_amounts(cells: Strings, *, missing: tuple[str, ...] = ()) -> Amounts:
    """Read money or quantities exactly; blank stays missing and is never 0.

    Args:
        cells: (n,) text.
        missing: cells that stand for "not known" in this format (Rakuten's -9999).
    """
    amounts: Amounts = text.by_unique(cells, lambda unique: _read_unique(unique, missing))
    return amounts


def _read_unique(cells: Strings, missing: tuple[str, ...]) -> Amounts:
    blank = ~text.filled(cells)
    if missing:
        blank |= text.mask(pc.is_in(cells, value_set=text.strings(missing)))
    plain = text.mask(pc.match_substring_regex(cells, _PLAIN))
    if not (plain | blank).all():
        cells = pc.if_else(pa.array(plain), cells, spelled_out(cells))
        plain = text.mask(pc.match_substring_regex(cells, _PLAIN))
    units, decimals, fits = _split(pc.if_else(pa.array(plain), cells, "0"))
    known = plain & fits & ~blank
    return Amounts(np.where(known, units, 0), np.where(known, decimals, 0).astype(np.int8), known,
                   ~known & ~blank)  # fmt: skip


def spelled_out(cells: Strings) -> Strings:
    """Amounts with signs, brackets and separators -> plain digits where they can be read."""
    values = pc.utf8_trim_whitespace(pc.utf8_normalize(cells, "NFKC"))
    values = pc.replace_substring_regex(_minus_first(values), _SIGNS, "")
    values = pc.replace_substring_regex(values, _BRACKETED, r"-\1")
    values = _minus_first(pc.replace_substring_regex(values, _TRAILING, r"-\1"))
    values = pc.replace_substring_regex(values, r"^\+", "")
    european = pc.match_substring_regex(values, _EUROPEAN)
    swapped = pc.replace_substring(pc.replace_substring(values, ".", ""), ",", ".")
    thousands = pc.match_substring_regex(values, _THOUSANDS)
    values = pc.if_else(thousands, pc.replace_substring(values, ",", ""), values)
    values = pc.if_else(pc.and_not(european, thousands), swapped, values)
    values = pc.replace_substring_regex(values, r"\.$", "")
    return pc.replace_substring_regex(values, r"^(-?)\.", r"\10.")


def _minus_first(values: Strings) -> Strings:
    return pc.replace_substring_regex(values, _MINUS, "-")


def _split(cells: Strings) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64], Any]:
    """Digits without the point, how many stand behind it, and whether they fit."""
    parts = pc.extract_regex(cells, r"^(?P<whole>-?[0-9]+)(?:\.(?P<part>[0-9]+))?$")
    whole, part = pc.struct_field(parts, [0]), pc.fill_null(pc.struct_field(parts, [1]), "")
    part = pc.utf8_rtrim(part, "0")
    whole = pc.replace_substring_regex(whole, r"^(-?)0+([0-9])", r"\1\2")
    digits = pc.binary_join_element_wise(whole, part, "")
    fits = text.mask(pc.less_equal(pc.binary_length(digits), _MAX_DIGITS))
    units = pc.cast(pc.if_else(pa.array(fits), digits, "0"), pa.int64()).to_numpy()
    return units, pc.binary_length(part).to_numpy().astype(np.int64), fits
