"""Paper: pages in millimetres, Japanese and Western letters embedded, and text that always fits."""

import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Literal

import pylopdf_fonts_jp
from fontTools.ttLib import TTFont
from fpdf import FPDF

MIME = "application/pdf"
A4, A6, POSTCARD = (210.0, 297.0), (105.0, 148.0), (100.0, 148.0)
INK, QUIET, LINE, ACCENT = (37, 40, 45), (112, 112, 106), (214, 208, 196), (22, 94, 131)

Face = Literal["sans", "serif"]
Align = Literal["left", "centre", "right"]
FONTS = {"sans": pylopdf_fonts_jp.sans_path, "serif": pylopdf_fonts_jp.serif_path}

POINT = 25.4 / 72
"""Millimetres."""

LEADING = 1.5
"""From line to line, of the height of the letters."""

MISSING = "〓"
"""Stands for a sign that the letters do not have, as printers in Japan do."""

NOT_FIRST = frozenset(
    "、。，．・：；？！゛゜ヽヾゝゞ々ー」』】〕）］｝〉》’”ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヵヶ,.:;?!)]}%…‥"
)
NOT_LAST = frozenset("「『【〔（［｛〈《‘“([{￥¥$")


@dataclass(frozen=True)
class Box:
    """A place on a page, in millimetres from its upper left corner."""

    x: float
    y: float
    width: float
    height: float


class Paper:
    """A document to print.

    Args:
        size: width and height of its pages, mm.
        title: of the document.
    """

    def __init__(self, size: tuple[float, float], title: str) -> None:
        self.size = size
        self.pdf = FPDF(unit="mm", format=size)
        self.pdf.set_auto_page_break(auto=False)
        self.pdf.set_margin(0)
        self.pdf.c_margin = 0
        self.pdf.set_title(title)
        self.pdf.set_creator("Fanbelt")

    def page(self) -> None:
        """A new page."""
        self.pdf.add_page()

    def write(
        self,
        text: str,
        box: Box,
        *,
        size: float,
        least: float = 6,
        face: Face = "sans",
        align: Align = "left",
        colour: tuple[int, int, int] = INK,
        lines: int | None = None,
    ) -> float:
        """Write a text into a box: in smaller letters where it would not fit.

        Args:
            text: paragraphs apart by line breaks; signs without a letter become 〓.
            box: where.
            size: of the letters, points.
            least: the smallest size that is tried; what does not fit then is cut with an ellipsis.
            face: of the letters.
            align: of the lines.
            colour: of the letters.
            lines: at most so many; None = as many as fit.

        Returns:
            The lower end of what was written, mm.
        """
        points, fitted = self._fitted(printable(text), box, size, least, face, lines)
        self._choose(face, points)
        self.pdf.set_text_color(*colour)
        step = points * POINT * LEADING
        wide = measure(face, points)
        for number, line in enumerate(fitted):
            self._line(line, wide(line), box, box.y + number * step, step, align)
        return box.y + len(fitted) * step

    def lines(self, text: str, width: float, *, size: float, face: Face = "sans") -> list[str]:
        """The lines of a text in letters of one size."""
        return list(wrapped(printable(text), width, measure(face, size)))

    def rule(self, x: float, y: float, width: float, *, heavy: bool = False) -> None:
        """A line across."""
        self.pdf.set_draw_color(*(ACCENT if heavy else LINE))
        self.pdf.set_line_width(0.5 if heavy else 0.2)
        self.pdf.line(x, y, x + width, y)

    def frame(self, box: Box) -> None:
        """A thin frame."""
        self.pdf.set_draw_color(*LINE)
        self.pdf.set_line_width(0.2)
        self.pdf.rect(box.x, box.y, box.width, box.height)

    def tick(self, x: float, y: float, side: float = 3.2) -> None:
        """A box to tick."""
        self.pdf.set_draw_color(*QUIET)
        self.pdf.set_line_width(0.25)
        self.pdf.rect(x, y, side, side)

    def circle(self, x: float, y: float, radius: float, *, heavy: bool = False) -> None:
        """A circle around a point."""
        self.pdf.set_draw_color(*(ACCENT if heavy else LINE))
        self.pdf.set_line_width(0.8 if heavy else 0.25)
        self.pdf.circle(x, y, radius)

    def bytes(self) -> bytes:
        """The document."""
        if not self.pdf.pages:
            self.page()
        return bytes(self.pdf.output())

    def _choose(self, face: Face, points: float) -> None:
        if face not in self.pdf.fonts:
            self.pdf.add_font(face, fname=FONTS[face]())
        self.pdf.set_font(face, size=points)

    def _line(self, line: str, width: float, box: Box, y: float, step: float, align: Align) -> None:
        left = {"left": 0.0, "centre": (box.width - width) / 2, "right": box.width - width}[align]
        self.pdf.set_xy(box.x + left, y)
        self.pdf.cell(width, step, line)

    def _fitted(
        self, text: str, box: Box, size: float, least: float, face: Face, most: int | None
    ) -> tuple[float, list[str]]:
        """The largest size from `size` down to `least` that fits, and the lines."""
        points = size
        while True:
            wide = measure(face, points)
            lines = list(wrapped(text, box.width, wide))
            room = max(1, int((box.height + 0.01) / (points * POINT * LEADING)))
            room = min(room, most or room)
            if len(lines) <= room:
                return points, lines
            if points <= least:
                return points, [*lines[: room - 1], _cut(lines[room - 1], box.width, wide)]
            points = max(least, points - 0.5)


Measure = Callable[[str], float]
"""The width of a text, mm."""


def measure(face: Face, points: float) -> Measure:
    """How wide texts are in letters of a face and size."""
    advances, scale = _advances(face), points * POINT
    return lambda text: sum(advances[ord(sign)] for sign in text) * scale


def _cut(line: str, width: float, wide: Measure) -> str:
    while line and wide(line + "…") > width:
        line = line[:-1]
    return line + "…"


def wrapped(text: str, width: float, wide: Measure) -> Iterator[str]:
    """The lines of a text no wider than `width`.

    Western words stay whole where they fit; no line begins with a full stop or ends with an
    opening bracket.
    """
    for paragraph in text.split("\n"):
        yield from _wrapped(paragraph, width, wide)


def _wrapped(paragraph: str, width: float, wide: Measure) -> Iterator[str]:
    line = ""
    for unit in _units(paragraph):
        if not line or wide((line + unit).rstrip()) <= width:
            line += unit
        else:
            yield line.rstrip()
            line = unit.lstrip()
        while wide(line.rstrip()) > width and len(line) > 1:
            fits = _most(line, width, wide)
            yield line[:fits]
            line = line[fits:]
    yield line.rstrip()


def _most(line: str, width: float, wide: Measure) -> int:
    """How many signs of a line fit, at least one."""
    fits = 1
    while fits < len(line) and wide(line[: fits + 1]) <= width:
        fits += 1
    return fits


def _units(paragraph: str) -> Iterator[str]:
    """What is not parted: words of Western letters, and signs that cling to their neighbours."""
    unit = ""
    for sign in paragraph:
        if unit and _may_part(unit[-1], sign):
            yield unit
            unit = ""
        unit += sign
    if unit:
        yield unit


def _may_part(before: str, after: str) -> bool:
    if after in NOT_FIRST or before in NOT_LAST:
        return False
    if before.isspace() or after.isspace():
        return before.isspace() and not after.isspace()
    return _is_wide(before) or _is_wide(after)


def _is_wide(sign: str) -> bool:
    return unicodedata.east_asian_width(sign) in "WF"


def printable(text: str) -> str:
    """A text in signs that the letters have: marks join their signs, variants lose their mark."""
    joined = "".join(_joined(text))
    kept = (sign for sign in joined if not 0xFE00 <= ord(sign) <= 0xFE0F)
    kept = (sign for sign in kept if not 0xE0100 <= ord(sign) <= 0xE01EF)
    return "".join(sign if sign == "\n" or ord(sign) in _letters() else MISSING for sign in kept)


def _joined(text: str) -> Iterator[str]:
    """Signs, each together with a mark of voice that follows it apart; no other sign changes."""
    before = ""
    for sign in text.replace("\r\n", "\n").replace("\t", " "):
        if sign in "\u3099\u309a" and before:
            before = unicodedata.normalize("NFC", before + sign)
            continue
        yield before
        before = sign
    yield before


@cache
def _letters() -> frozenset[int]:
    """Every sign that both faces have."""
    return frozenset.intersection(*(frozenset(_advances(face)) for face in FONTS))


@cache
def _advances(face: str) -> dict[int, float]:
    """The width of each sign of a face, in heights of its letters."""
    with TTFont(FONTS[face](), lazy=True) as font:
        widths, em = font["hmtx"].metrics, font["head"].unitsPerEm
        return {code: widths[glyph][0] / em for code, glyph in font.getBestCmap().items()}
