"""Bytes of any Japanese or Western export -> UTF-8 bytes, and the name of what they were."""

import codecs
import re
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from charset_normalizer import from_bytes

from core.intake.model import Refused

_CHUNK = 1 << 20
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_FOREIGN = (
    (b"%PDF", "pdf"),
    (b"\x89PNG", "image"),
    (b"\xff\xd8\xff", "image"),
    (b"GIF8", "image"),
    (b"\x1f\x8b", "archive"),
    (b"Rar!", "archive"),
    (b"7z\xbc\xaf", "archive"),
    (b"SQLite format 3", "database"),
    (b"{\\rtf", "document"),
    (b"PAR1", "database"),
)
_HALF_KANA = re.compile("[\uff61-\uff9f]")
_WIDE = re.compile("[^\x00-\x7f]")
_CONTROLS = re.compile(b"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_DAMAGE_ALLOWED = 0.02


@dataclass(frozen=True)
class Decoded:
    """Text as UTF-8 without a byte order mark.

    Attributes:
        notes: encoding_guessed (neither UTF-8 nor cp932), broken_characters (some bytes had no
            meaning), cut_off (the file ends inside a character).
    """

    content: bytes
    encoding: str
    notes: tuple[str, ...] = ()


def decode(content: bytes) -> Decoded:
    """Decode by byte order mark, strict UTF-8, cp932, and only then by a guess.

    cp932 and never shift_jis: the latter lacks the signs shops really use.

    Raises:
        Refused: empty_file, not_a_table (`looks_like`), unreadable_encoding.
    """
    if is_blank(content):
        raise Refused("empty_file")
    _refuse_foreign(content)
    for mark, name in _BOMS:
        if content.startswith(mark):
            return _decode_marked(content, mark, name)
    if _CONTROLS.search(content[:_CHUNK]):
        raise Refused("not_a_table", looks_like="binary")
    return _decode_unmarked(content)


def is_blank(content: bytes) -> bool:
    """Whether there is nothing but white space; looks at the beginning first."""
    return not content[:4096].strip() and not content.strip()


def _refuse_foreign(content: bytes) -> None:
    for mark, looks_like in _FOREIGN:
        if content.startswith(mark):
            raise Refused("not_a_table", looks_like=looks_like)
    if content[:512].lstrip().lower().startswith((b"<!doctype html", b"<html", b"<?xml")):
        raise Refused("not_a_table", looks_like="web_page")


def _decode_marked(content: bytes, mark: bytes, name: str) -> Decoded:
    if name == "utf-8-sig":
        body = _decode_unmarked(content[len(mark) :])
        encoding = name if body.encoding == "utf-8" else body.encoding
        return Decoded(body.content, encoding, body.notes)
    text = content.decode(name, errors="replace")
    notes = ("broken_characters",) if "\ufffd" in text else ()
    return Decoded(text.encode("utf-8", errors="replace"), name, notes)


def _decode_unmarked(content: bytes) -> Decoded:
    if b"\x1b$" in content[:_CHUNK] and (found := _strict(content, "iso2022_jp")):
        return found
    if _is_utf8(content):
        return Decoded(content, "utf-8")
    if found := _strict(content, "utf-8"):
        return found
    if repaired := _mostly_utf8(content):
        return repaired
    cp932 = _strict(content, "cp932")
    if cp932 is None or _reads_as_kana(cp932.content):
        cp932 = _strict(content, "euc_jp") or cp932
    return cp932 or _last_resort(content)


def _is_utf8(content: bytes) -> bool:
    """Strict check of the whole text without making a copy of it."""
    ends = pa.py_buffer(np.array([0, len(content)], np.int64))
    text = pa.LargeStringArray.from_buffers(1, ends, pa.py_buffer(content))
    try:
        text.validate(full=True)
    except pa.ArrowInvalid:
        return False
    return True


def _strict(content: bytes, encoding: str) -> Decoded | None:
    """Decode without a single error, but let the last character be cut off."""
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    out = bytearray()
    try:
        for start in range(0, len(content), _CHUNK):
            out += decoder.decode(content[start : start + _CHUNK]).encode()
    except (UnicodeDecodeError, UnicodeEncodeError):
        return None
    cut_off = bool(decoder.getstate()[0])
    return Decoded(bytes(out), encoding, ("cut_off",) if cut_off else ())


def _mostly_utf8(content: bytes) -> Decoded | None:
    """UTF-8 with a few broken bytes; cp932 read as UTF-8 breaks every other character."""
    text = content.decode("utf-8", errors="replace")
    broken, wide = text.count("\ufffd"), len(_WIDE.findall(text))
    if broken > _DAMAGE_ALLOWED * wide:
        return None
    return Decoded(text.encode(), "utf-8", ("broken_characters",))


def _reads_as_kana(content: bytes) -> bool:
    """EUC-JP passes as cp932, but then nearly every character is a half-width kana."""
    text = content[:_CHUNK].decode(errors="ignore")
    wide = len(_WIDE.findall(text))
    return wide > 0 and len(_HALF_KANA.findall(text)) > 0.6 * wide


def _last_resort(content: bytes) -> Decoded:
    text = content.decode("cp932", errors="replace")
    if text.count("\ufffd") <= _DAMAGE_ALLOWED * len(_WIDE.findall(text)):
        return Decoded(text.encode(), "cp932", ("broken_characters",))
    best = from_bytes(content[:_CHUNK]).best()
    if best is None:
        raise Refused("unreadable_encoding")
    text = content.decode(best.encoding, errors="replace")
    return Decoded(text.encode(errors="replace"), best.encoding, ("encoding_guessed",))
