"""Lists to work through on paper: what goes into which parcel, and whom to call."""

from collections.abc import Sequence
from dataclasses import dataclass

from pages.shared.i18n import t
from pages.shared.outbox.letters import Letter
from pages.shared.outbox.paper import A4, QUIET, Box, Paper

LEFT, WIDTH, TOP, FOOT = 16.0, A4[0] - 32.0, 30.0, A4[1] - 16.0
OUTCOMES = 3
"""Boxes to tick after a call."""


@dataclass(frozen=True)
class Parcel:
    """What goes along with one order.

    Attributes:
        order_no: the order's number.
        ordered: its day, in words.
        customer: name.
        products: with quantities, a line each.
        papers: what to put in.
    """

    order_no: str
    ordered: str
    customer: str
    products: str
    papers: str


def pick_list(parcels: Sequence[Parcel], title: str) -> bytes:
    """Parcels in the order they are packed, with a box to tick each."""
    paper = Paper(A4, title)
    y = FOOT
    for parcel in parcels:
        rows = _rows(paper, parcel)
        height = 4.6 * rows + 6
        if y + height > FOOT:
            y = _headed(paper, title, (t("Order no."), t("Products"), t("Put in")))
        _parcel(paper, parcel, y, height)
        y += height
    return paper.bytes()


def _headed(paper: Paper, title: str, columns: tuple[str, str, str]) -> float:
    paper.page()
    paper.write(title, Box(LEFT, 14, WIDTH - 20, 8), size=14, lines=1)
    page = Box(LEFT + WIDTH - 20, 15, 20, 6)
    paper.write(str(paper.pdf.page_no()), page, size=9, align="right", colour=QUIET)
    for text, x in zip(columns, COLUMNS, strict=True):
        paper.write(text, Box(LEFT + x, 24, 50, 5), size=8, colour=QUIET, lines=1)
    paper.rule(LEFT, TOP - 1, WIDTH)
    return TOP


COLUMNS = (8.0, 62.0, 132.0)
"""Where the columns of the pick list begin, mm from the left."""

NAME_WIDTH = 50.0


def _rows(paper: Paper, parcel: Parcel) -> int:
    products = len(paper.lines(parcel.products, COLUMNS[2] - COLUMNS[1] - 4, size=9))
    papers = len(paper.lines(parcel.papers, WIDTH - COLUMNS[2], size=9))
    below = len(paper.lines(_below(parcel), NAME_WIDTH, size=8))
    return min(max(products, papers, below + 1, 3), 40)


def _below(parcel: Parcel) -> str:
    return "\n".join(line for line in (parcel.customer, parcel.ordered) if line)


def _parcel(paper: Paper, parcel: Parcel, y: float, height: float) -> None:
    inner = height - 5
    paper.tick(LEFT, y + 2.6)
    paper.write(parcel.order_no, Box(LEFT + COLUMNS[0], y + 2, 50, 5), size=11, lines=1)
    below = Box(LEFT + COLUMNS[0], y + 8, NAME_WIDTH, inner - 5)
    paper.write(_below(parcel), below, size=8, colour=QUIET)
    width = COLUMNS[2] - COLUMNS[1] - 4
    paper.write(parcel.products, Box(LEFT + COLUMNS[1], y + 2, width, inner), size=9)
    put_in = Box(LEFT + COLUMNS[2], y + 2, WIDTH - COLUMNS[2], inner)
    paper.write(parcel.papers, put_in, size=9)
    paper.rule(LEFT, y + height, WIDTH)


def call_sheet(letters: Sequence[Letter], title: str) -> bytes:
    """One call after the other: whom, the number, what to say, and what came of it."""
    paper = Paper(A4, title)
    y = FOOT
    for letter in letters:
        lines = len(paper.lines(letter.body, WIDTH - 4, size=9.5))
        height = min(5.03 * lines, 150.0) + 44
        if y + height > FOOT:
            y = _titled(paper, title)
        _call(paper, letter, y, height)
        y += height
    return paper.bytes()


def _titled(paper: Paper, title: str) -> float:
    paper.page()
    paper.write(title, Box(LEFT, 14, WIDTH - 20, 8), size=14, lines=1)
    page = Box(LEFT + WIDTH - 20, 15, 20, 6)
    paper.write(str(paper.pdf.page_no()), page, size=9, align="right", colour=QUIET)
    return 26.0


def _call(paper: Paper, letter: Letter, y: float, height: float) -> None:
    paper.rule(LEFT, y, WIDTH, heavy=True)
    paper.write(letter.to or t("Name unknown"), Box(LEFT, y + 3, 110, 8), size=13, lines=1)
    phone = Box(LEFT + 110, y + 3, WIDTH - 110, 8)
    paper.write(letter.contact["phone"], phone, size=13, align="right", lines=1)
    bottom = y + height - 30
    body = Box(LEFT + 2, y + 13, WIDTH - 4, bottom - y - 12)
    paper.write(letter.body, body, size=9.5)
    outcomes = (t("Spoke with them"), t("Not reached"), t("Asked not to be called"))
    for number, outcome in enumerate(outcomes):
        x = LEFT + 2 + number * WIDTH / OUTCOMES
        paper.tick(x, bottom + 4.4)
        paper.write(outcome, Box(x + 5, bottom + 3.4, 50, 6), size=9, lines=1)
    paper.rule(LEFT + 2, bottom + 17, WIDTH - 4)
    paper.rule(LEFT + 2, bottom + 25, WIDTH - 4)
