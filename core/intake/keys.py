"""Identity keys of a person as they can be compared: e-mail, relay address, name and phone."""

import re
from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from core.intake import text
from core.intake.text import Strings

RELAY = r"@([a-z0-9.-]+\.)?(fw\.rakuten\.ne\.jp|marketplace\.amazon\.[a-z.]+)$"
"""Addresses that a mall puts in front of the customer's own."""

_EMAIL = r"^[^@\s]+@[^@\s]+$"
_SAME_DIGIT = "|".join(f"{d}{{6,}}" for d in range(10))
_DUMMY_PHONE = rf"^(0?[1-9]?0?({_SAME_DIGIT})|0?1234567890?|0?[789]0({_SAME_DIGIT}))$"
_GUEST = text.strings(["0", "-", "guest", "ゲスト"])
_HIRAGANA = re.compile("[ぁ-ゖ]")


def emails(cells: Strings) -> Strings:
    """NFKC, trimmed, lower case; blank where it is no address."""
    values = text.folded(cells)
    return text.blank_where(values, ~text.matches(values, _EMAIL))


def is_relay(addresses: Strings) -> npt.NDArray[np.bool_]:
    """(n,) whether an address is a mall's mask."""
    return text.matches(addresses, RELAY)


def members(cells: Strings) -> Strings:
    """Member ids; blank for guests and for ids that a spreadsheet has rounded."""
    values = text.plain_ids(pc.utf8_normalize(cells, "NFKC"))
    useless = text.mask(pc.is_in(pc.utf8_lower(values), value_set=_GUEST))
    return text.blank_where(values, useless | text.matches(values, text.EXCEL_ID))


def phones(cells: Strings) -> Strings:
    """Digits only, +81 as 0, a leading zero lost in a spreadsheet put back; dummies blank."""
    values = pc.utf8_normalize(cells, "NFKC")
    values = pc.replace_substring_regex(values, r"^\s*\+\s*81[\s-]*\(?0?\)?", "0")
    values = pc.replace_substring_regex(pc.replace_substring_regex(values, r"\.0$", ""), r"\D", "")
    values = pc.replace_substring_regex(values, r"^([1-9][0-9]{8}|[789]0[0-9]{8})$", r"0\1")
    short = text.mask(pc.less(pc.binary_length(values), 9))
    return text.blank_where(values, short | text.matches(values, _DUMMY_PHONE))


def postal_codes(cells: Strings) -> Strings:
    """Japanese ones as seven digits, a lost leading zero put back; others as written."""
    values = pc.utf8_trim_whitespace(pc.utf8_normalize(cells, "NFKC"))
    digits = pc.replace_substring_regex(
        values, r"^〒?\s*([0-9]{3})[-−ー ]?([0-9]{4})(\.0)?$", r"\1\2"
    )
    return pc.replace_substring_regex(digits, r"^([0-9]{6})(\.0)?$", r"0\1")


def names_with_phones(names: Strings, phone_numbers: Strings) -> Strings:
    """Name (kana where there is one) and phone as one key; blank unless both are known."""
    plain = pc.replace_substring_regex(text.folded(names), r"\s+", "")
    plain = text.by_unique(plain, _in_katakana)
    both = pc.binary_join_element_wise(plain, phone_numbers, "/")
    return text.blank_where(both, ~(text.filled(plain) & text.filled(phone_numbers)))


def _in_katakana(names: Strings) -> Strings:
    shift: Mapping[int, int] = {code: code + 96 for code in range(ord("ぁ"), ord("ゖ") + 1)}
    return pa.array([n.translate(shift) for n in names.to_pylist()], pa.string())
