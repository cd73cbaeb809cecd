"""Address labels on sheets of A4, as they are sold in Japan."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pages.shared.i18n import Language
from pages.shared.outbox.letters import Letter
from pages.shared.outbox.paper import A4, LEADING, POINT, QUIET, Box, Paper

PADDING = 5.0
"""Of a label, mm: printers and cutters are not exact."""

GAP = 1.0
"""Between address and name, mm."""


@dataclass(frozen=True)
class Sheet:
    """A sheet of labels without gaps between them.

    Attributes:
        columns, rows: of labels.
        width, height: of one, mm.
        letters: size of the name, points.
    """

    columns: int
    rows: int
    width: float
    height: float
    letters: float

    @property
    def count(self) -> int:
        """Labels on the sheet."""
        return self.columns * self.rows

    def place(self, number: int) -> Box:
        """Where a label lies; the margins of the sheet are equal on both sides."""
        row, column = divmod(number, self.columns)
        left = (A4[0] - self.columns * self.width) / 2
        top = (A4[1] - self.rows * self.height) / 2
        return Box(left + column * self.width, top + row * self.height, self.width, self.height)


SHEETS: Mapping[str, Sheet] = {
    "labels:12": Sheet(2, 6, 86.4, 42.3, 13),
    "labels:24": Sheet(3, 8, 66.0, 33.9, 11),
}
"""The two usual ones: 12 and 24 labels with margins all round."""


def labels(
    letters: Sequence[Letter], sheet: Sheet, language: Language, title: str, *, used: int = 0
) -> bytes:
    """One label per letter.

    Args:
        letters: to print.
        sheet: the paper.
        language: of the customers; it decides whether the name stands first.
        title: of the document.
        used: labels of the first sheet that are gone.
    """
    paper = Paper(A4, title)
    for number, letter in enumerate(letters, start=used):
        if number == used or number % sheet.count == 0:
            paper.page()
        address(paper, letter, _inner(sheet.place(number % sheet.count)), sheet.letters, language)
    return paper.bytes()


def _inner(label: Box) -> Box:
    return Box(
        label.x + PADDING, label.y + PADDING, label.width - 2 * PADDING, label.height - 2 * PADDING
    )


def address(paper: Paper, letter: Letter, box: Box, size: float, language: Language) -> None:
    """The address of a letter; whatever its length it stays within the box."""
    if language == "ja":
        _japanese(paper, letter, box, size)
    else:
        _western(paper, letter, box, size)


def _japanese(paper: Paper, letter: Letter, box: Box, size: float) -> None:
    """Postal code and address, and at the foot the name in larger letters."""
    small = size * 0.7
    most = box.height * 0.4
    wide = paper.lines(letter.to, box.width, size=size)
    name_height = most if len(wide) > 1 else min(most, size * POINT * LEADING)
    name = Box(box.x, box.y + box.height - name_height, box.width, name_height)
    y = box.y
    if code := _postal_code(letter.contact["postal_code"]):
        y = paper.write(code, Box(box.x, y, box.width, 8), size=small, colour=QUIET, lines=1)
    rest = Box(box.x, y, box.width, name.y - y - GAP)
    paper.write("\n".join(letter.address), rest, size=small, least=5)
    paper.write(letter.to, name, size=size, least=6, lines=2)


def _western(paper: Paper, letter: Letter, box: Box, size: float) -> None:
    """The name, then street, town and code."""
    small = size * 0.72
    y = paper.write(letter.to, Box(box.x, box.y, box.width, box.height * 0.4), size=size, lines=2)
    contact = letter.contact
    town = " ".join(word for word in (contact["city"], contact["prefecture"]) if word)
    lines = [contact["address"], f"{town} {contact['postal_code']}".strip()]
    rest = Box(box.x, y, box.width, box.y + box.height - y)
    paper.write("\n".join(line for line in lines if line), rest, size=small, least=5)


def _postal_code(code: str) -> str:
    """〒100-0001 from what a file says."""
    digits = "".join(sign for sign in code if sign.isdigit())
    if not digits:
        return ""
    return f"〒{digits[:3]}-{digits[3:]}" if len(digits) == 7 else f"〒{code}"
