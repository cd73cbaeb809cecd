"""Cards, letters and badges, one per person."""

from collections.abc import Sequence
from datetime import date

from pages.shared import formats
from pages.shared.i18n import Language, speaking
from pages.shared.outbox.labels import address
from pages.shared.outbox.letters import Letter
from pages.shared.outbox.paper import A4, A6, ACCENT, POSTCARD, QUIET, Box, Paper

MARGIN = 12.0
RADIUS = 42.0
"""Of a badge, mm."""

SIZES = (11.0, 10.5, 10.0)
"""Of the letters on a card, points; the first that reads best."""

COLUMNS, ROWS = 2, 3
"""Badges on a page."""


def thank_you_cards(letters: Sequence[Letter], title: str) -> bytes:
    """A card of A6 per letter."""
    paper = Paper(A6, title)
    for letter in letters:
        paper.page()
        _message(paper, letter.body, A6)
    return paper.bytes()


def postcards(
    letters: Sequence[Letter], shop: str, sender_address: str, language: Language, title: str
) -> bytes:
    """Two sides per letter, the address first, for printing on both sides.

    Args:
        letters: to print.
        shop: its name.
        sender_address: where the card comes back to; "" = not printed.
        language: of the customers.
        title: of the document.
    """
    paper = Paper(POSTCARD, title)
    for letter in letters:
        paper.page()
        address(paper, letter, Box(14, 40, 74, 56), 17, language)
        paper.rule(14, 122, 20, heavy=True)
        sender = "\n".join(line for line in (shop, sender_address) if line)
        paper.write(sender, Box(14, 124, 74, 18), size=8.5, colour=QUIET)
        paper.page()
        _message(paper, letter.body, POSTCARD)
    return paper.bytes()


def _message(paper: Paper, body: str, size: tuple[float, float]) -> None:
    """The text of a card under a short line, in letters that leave no scraps of lines."""
    width, height = size
    paper.rule(MARGIN, 13, 14, heavy=True)
    box = Box(MARGIN, 18, width - 2 * MARGIN, height - 18 - MARGIN)
    points = min(SIZES, key=lambda points: _scraps(paper, body, box.width, points))
    paper.write(body, box, size=points, least=6, face="serif")


def _scraps(paper: Paper, body: str, width: float, points: float) -> int:
    """How many lines hold one or two signs only."""
    lines = paper.lines(body, width, size=points, face="serif")
    return sum(0 < len(line) <= 2 for line in lines)


def letters_on_a4(letters: Sequence[Letter], language: Language, day: date, title: str) -> bytes:
    """A letter per person: the day, to whom, and the text."""
    paper = Paper(A4, title)
    with speaking(language):
        written_on = formats.day(day)
    for letter in letters:
        paper.page()
        paper.write(
            written_on, Box(25, 24, 160, 6), size=10, face="serif", align="right", colour=QUIET
        )
        address(paper, letter, Box(25, 30, 90, 34), 13, language)
        paper.rule(25, 76, 20, heavy=True)
        paper.write(letter.body, Box(25, 84, 160, 190), size=12, least=7, face="serif")
    return paper.bytes()


def badges(
    letters: Sequence[Letter], shop: str, language: Language, day: date, title: str
) -> bytes:
    """A round badge per person to cut out, six on a page."""
    paper = Paper(A4, title)
    with speaking(language):
        since = formats.month(day)
    for number, letter in enumerate(letters):
        if number % (COLUMNS * ROWS) == 0:
            paper.page()
        _badge(paper, letter.to, shop, since, number % (COLUMNS * ROWS))
    return paper.bytes()


def _badge(paper: Paper, name: str, shop: str, since: str, place: int) -> None:
    row, column = divmod(place, COLUMNS)
    x = A4[0] / COLUMNS * (column + 0.5)
    y = A4[1] / ROWS * (row + 0.5)
    paper.circle(x, y, RADIUS)
    paper.circle(x, y, RADIUS - 4, heavy=True)
    lines = (
        (shop, -24.0, 8.0, 10.0, QUIET),
        ("VIP", -15.0, 17.0, 34.0, ACCENT),
        (name, 6.0, 12.0, 14.0, None),
        (since, 20.0, 6.0, 8.5, QUIET),
    )
    for text, below, height, size, colour in lines:
        half = (max(RADIUS - 8, 1) ** 2 - max(abs(below), abs(below + height)) ** 2) ** 0.5
        box = Box(x - half, y + below, 2 * half, height)
        if colour is None:
            paper.write(text, box, size=size, face="serif", align="centre", lines=2)
        else:
            paper.write(text, box, size=size, face="serif", align="centre", colour=colour, lines=1)
