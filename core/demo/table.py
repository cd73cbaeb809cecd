"""Writing CSV by whole columns: cells are made once per person, order or line, rows are joined."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

Bools = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]
Cells: TypeAlias = pa.Array
"""Large-binary cells in the bytes of the file, already quoted where they need it."""

_BYTES = pa.large_binary()
_CHUNK = 200_000


@dataclass(frozen=True)
class Style:
    """How a platform writes CSV.

    Attributes:
        encoding: codec of the file.
        newline: end of a row.
        quoting: "all" cells, only those that "need" it, or also those with a blank in them ("php",
            as PHP's fputcsv does).
    """

    encoding: str
    newline: str
    quoting: Literal["all", "need", "php"]

    @property
    def marks(self) -> tuple[str, str]:
        """What stands at both ends of a row and between two cells."""
        return ('"', '","') if self.quoting == "all" else ("", ",")

    def cell(self, text: str) -> bytes:
        """One cell, quoted unless the separators carry the quotes."""
        doubled = text.replace('"', '""')
        if self.quoting == "all":
            return doubled.encode(self.encoding)
        signs = ',"\r\n' if self.quoting == "need" else ',"\r\n\t\\ '
        quoted = f'"{doubled}"' if any(sign in text for sign in signs) else text
        return quoted.encode(self.encoding)

    def pool(self, texts: Iterable[str]) -> Cells:
        """Cells to pick from."""
        return pa.array([self.cell(text) for text in texts], _BYTES)

    def moments(self, at: npt.NDArray[np.datetime64], suffix: str = "") -> Cells:
        """Cells ``2026-03-12 09:14:02``, blank for NaT."""
        cells = _binary(pa.array(at))
        quote = '"' if self.quoting == "php" else ""
        return pc.fill_null(_join([quote, cells, suffix + quote]), b"")


def numbers(values: npt.NDArray[np.integer], blank: Bools | None = None, width: int = 0) -> Cells:
    """Cells of whole numbers, blank where ``blank``, with leading zeros up to ``width`` digits."""
    text = pc.cast(pa.array(values, mask=blank), pa.string())
    text = pc.utf8_lpad(text, width, "0") if width else text
    return pc.fill_null(pc.cast(text, _BYTES), b"")


def picked(pool: Cells, codes: npt.NDArray[np.integer], blank: Bools | None = None) -> Cells:
    """The cells of ``pool`` at ``codes``, blank where ``blank``."""
    return pc.fill_null(pool.take(pa.array(codes, mask=blank)), b"")


def chosen(when: Bools, cells: Cells | bytes, otherwise: Cells | bytes = b"") -> Cells:
    """``cells`` where ``when``, else ``otherwise``."""
    return pc.if_else(pa.array(when), _operand(cells), _operand(otherwise))


def glued(*parts: Cells | str) -> Cells:
    """Cells made of parts; a text part must be plain ASCII."""
    return _join(parts)


@dataclass(frozen=True, eq=False)
class Level:
    """Cells that belong to people, orders or rows, and where each row finds its own.

    Attributes:
        cells: by heading.
        index: (rows,), position in the cells, -1 for blank cells; None when they are rows already.
    """

    cells: Mapping[str, Cells]
    index: Ints | None = None


def table(
    header: str,
    style: Style,
    *,
    rows: int,
    levels: Sequence[Level],
    fixed: dict[str, str],
) -> bytes:
    """A whole CSV file.

    Args:
        header: headings in order, parted by commas; one that stands twice is addressed as
            ``name#2`` the second time.
        style: encoding and quoting.
        rows: number of rows under the header.
        levels: where cells come from.
        fixed: headings with one and the same cell in every row; what nobody names stays blank.

    Returns:
        The bytes of the file.

    Raises:
        KeyError: a level or ``fixed`` names a heading that the header has not got.
    """
    headings = header.split(",")
    keys = _keys(headings)
    named = [key for level in levels for key in level.cells] + list(fixed)
    unknown = set(named) - set(keys)
    if unknown:
        raise KeyError(*sorted(unknown))
    segments = list(_segments(keys, style, levels, fixed))
    edge, between = style.marks
    heading = between.encode().join(style.cell(name) for name in headings)
    parts = [edge.encode() + heading + (edge + style.newline).encode()]
    for start in range(0, rows, _CHUNK):
        chunk = [segment.between(start, min(start + _CHUNK, rows)) for segment in segments]
        parts.append(_body(_join(chunk)))
    return b"".join(parts)


@dataclass(frozen=True, eq=False)
class _Segment:
    """Neighbouring cells of one level, joined; with a blank one at the end if there is an index."""

    cells: Cells
    index: Ints | None

    def between(self, start: int, stop: int) -> Cells:
        if self.index is None:
            return self.cells.slice(start, stop - start)
        index = self.index[start:stop]
        return self.cells.take(pa.array(np.where(index < 0, len(self.cells) - 1, index)))


def _keys(header: Sequence[str]) -> list[str]:
    seen: dict[str, int] = {}
    keys = []
    for name in header:
        seen[name] = seen.get(name, 0) + 1
        keys.append(name if seen[name] == 1 else f"{name}#{seen[name]}")
    return keys


def _segments(
    keys: Sequence[str], style: Style, levels: Sequence[Level], fixed: Mapping[str, str]
) -> Iterator[_Segment]:
    """Cut the row into runs of cells of the same level; fixed cells stay with the run before."""
    home = {key: level for level in levels for key in level.cells}
    edge, between = style.marks
    pieces: list[Cells | bytes] = [edge.encode()]
    current = home[next(key for key in keys if key in home)]
    for position, key in enumerate(keys):
        if key in home and home[key] is not current:
            yield _segment(pieces, current)
            pieces, current = [], home[key]
        pieces.append(between.encode() if position else b"")
        pieces.append(home[key].cells[key] if key in home else style.cell(fixed.get(key, "")))
    pieces.append((edge + style.newline).encode())
    yield _segment(pieces, current)


def _segment(pieces: Sequence[Cells | bytes], level: Level) -> _Segment:
    if level.index is None:
        return _Segment(_join(pieces), None)
    blank = _join(
        [piece if isinstance(piece, bytes) else pa.array([b""], _BYTES) for piece in pieces]
    )
    return _Segment(pa.concat_arrays([_join(pieces), blank]), level.index)


def _join(pieces: Sequence[Cells | bytes | str]) -> Cells:
    """Element by element; neighbouring fixed pieces become one."""
    merged: list[Cells | bytes] = []
    for piece in pieces:
        part = piece.encode("ascii") if isinstance(piece, str) else piece
        if merged and isinstance(part, bytes) and isinstance(merged[-1], bytes):
            merged[-1] += part
        else:
            merged.append(part)
    return pc.binary_join_element_wise(*(_operand(part) for part in merged), _operand(b""))


def _operand(part: Cells | bytes) -> Cells | pa.Scalar:
    return pa.scalar(part, _BYTES) if isinstance(part, bytes) else part


def _binary(values: Cells) -> Cells:
    return pc.cast(pc.cast(values, pa.string()), _BYTES)


def _body(cells: Cells) -> bytes:
    """All cells after one another, without a copy per cell."""
    offsets = np.frombuffer(cells.buffers()[1], dtype=np.int64)
    begin, end = offsets[cells.offset], offsets[cells.offset + len(cells)]
    body: bytes = cells.buffers()[2].slice(int(begin), int(end - begin)).to_pybytes()
    return body
