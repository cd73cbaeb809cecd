"""Which platform wrote a file: by the set of its headings, never by their order."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from core.intake.decode import Decoded
from core.intake.delimited import DELIMITERS, DelimitedBody, Record, head_records
from core.intake.format import Format
from core.intake.formats import FORMATS, OTHER_FILES
from core.intake.formats.answers import match_answers
from core.intake.guess_words import NAMES
from core.intake.headings import Headings, normal
from core.intake.model import Refused
from core.intake.sheet import Sheet

_SEARCHED = 30
_PARTIAL_SHARE = 0.6
_LARGE_SHARE = 0.75


@dataclass(frozen=True)
class Match:
    """A table and the format that fits it; None where it has to be guessed.

    Attributes:
        partial: part of the format's signature is missing (the shop chose the columns).
    """

    sheet: Sheet
    format: Format | None
    partial: bool = False


def match_format(headings: Headings) -> Format | None:
    """The format with the largest signature that fits, or None."""
    fitting = [f for f in FORMATS if f.fits(headings)]
    return max(fitting, key=lambda f: len(f.signature) + len(f.absent), default=None)


def match_partly(headings: Headings) -> Format | None:
    """The only format most of whose signature is there, where the shop picks its columns.

    Needs the order number, the date and two headings that only this platform uses, or one where
    nearly all of the signature is there: what any shop may call a column (合計金額) proves nothing.
    """
    near = [f for f in FORMATS if _share(f, headings) >= _PARTIAL_SHARE and _enough(f, headings)]
    best = max((_share(f, headings) for f in near), default=0.0)
    found = [f for f in near if _share(f, headings) == best]
    return found[0] if len({f.source for f in found}) == 1 else None


def _share(form: Format, headings: Headings) -> float:
    there = sum(bool(headings.positions(n, legend=form.legend)) for n in form.signature)
    return there / len(form.signature)


def _enough(form: Format, headings: Headings) -> bool:
    if not form.template or any(headings.positions(n) for n in form.absent):
        return False
    if not {"order_no", "ordered_at"} <= form.find(headings).keys():
        return False
    own = sum(bool(headings.positions(n, legend=form.legend)) for n in _own_headings(form.name))
    return own >= (1 if _share(form, headings) >= _LARGE_SHARE else 2)


@cache
def _own_headings(name: str) -> frozenset[str]:
    """Headings of a format that neither another platform nor a shop of its own would use."""
    form = next(f for f in FORMATS if f.name == name)
    others = [f for f in FORMATS if f.source != form.source]
    read = form.known - {n for f in others for n in f.known}
    signed = {normal(n) for n in form.signature} - {normal(n) for f in others for n in f.signature}
    return (read | signed) - {n for names in NAMES.values() for n in names}


def refuse_other_files(headings: Headings, name: str) -> None:
    """Say what a known file is that holds no orders.

    Raises:
        Refused: not_orders with `looks_like`.
    """
    for looks_like, signature in OTHER_FILES.items():
        if headings.has_all(signature):
            raise Refused("not_orders", looks_like=looks_like, file=name)


@dataclass(frozen=True)
class Heading:
    """The heading row found: its place among the records and what it says."""

    at: int
    format: Format
    partial: bool


def find_heading(records: Sequence[Record]) -> Heading | None:
    """The first of the top rows that is the heading row of a known format."""
    for rule in (match_format, match_partly, match_answers):
        for at, record in enumerate(records[:_SEARCHED]):
            if form := rule(Headings(record.cells)):
                return Heading(at, form, partial=rule is match_partly)
    return None


def match_text(decoded: Decoded, name: str) -> Match:
    """Find the heading row and the delimiter of a text file.

    Raises:
        Refused: not_a_table, no_rows, not_orders.
    """
    cuts = {d: head_records(decoded.content, d) for d in _delimiters(decoded.content)}
    found = {d: heading for d, records in cuts.items() if (heading := find_heading(records))}
    # a whole signature in any cut beats a part of one
    for delimiter, heading in sorted(found.items(), key=lambda item: item[1].partial):
        sheet = _sheet(decoded, name, delimiter, cuts[delimiter], heading.at)
        return Match(sheet, heading.format, heading.partial)
    delimiter = max(cuts, key=lambda d: evenness(cuts[d]))
    at = likely_heading(cuts[delimiter])
    return Match(_sheet(decoded, name, delimiter, cuts[delimiter], at), None)


def _delimiters(content: bytes) -> list[str]:
    """Those that occur near the top; tab first where there is one, as reports by Amazon do."""
    head = content[: 1 << 16].decode(errors="ignore")
    first = [d for d in DELIMITERS if d in head]
    if not first:
        raise Refused("not_a_table", looks_like="text")
    return sorted(first, key=lambda d: d != "\t")


def evenness(records: Sequence[Record]) -> int:
    """How many cells lie in rows of the most usual width."""
    widths = [len(r.cells) for r in records]
    return max((widths.count(w) * (w - 1) for w in set(widths)), default=0)


def likely_heading(records: Sequence[Record]) -> int:
    """Position of the first row that names as many columns as the rows below it have.

    Raises:
        Refused: not_a_table where no row has two cells.
    """
    widths = [len(r.cells) for r in records]
    usual = max(set(widths), key=lambda w: (widths.count(w) * (w > 1), w), default=0)
    for at, record in enumerate(records[:_SEARCHED]):
        named = sum(bool(c.strip()) for c in record.cells)
        if named >= 2 and len(record.cells) >= 0.7 * usual and named >= 0.5 * len(record.cells):
            return at
    raise Refused("not_a_table", looks_like="text")


def _sheet(
    decoded: Decoded, name: str, delimiter: str, records: Sequence[Record], at: int
) -> Sheet:
    heading, below = records[at], records[at + 1 :]
    headings = Headings(_widened(heading.cells, below))
    refuse_other_files(headings, name)
    if not below:
        raise Refused("no_rows", file=name)
    body = DelimitedBody(decoded.content, heading.last_line, delimiter)
    sample = tuple(r.cells for r in below)
    return Sheet(name, headings, heading.line, sample, decoded.encoding, delimiter, body,
                 decoded.notes)  # fmt: skip


def _widened(cells: tuple[str, ...], below: Sequence[Record]) -> tuple[str, ...]:
    """Headings plus nameless ones where the rows end in a delimiter the heading row lacks."""
    widths = [len(r.cells) for r in below]
    usual = max(set(widths), key=widths.count, default=0)
    extra = [c for r in below for c in r.cells[len(cells) : usual]]
    if usual <= len(cells) or any(c.strip() for c in extra):
        return cells
    return cells + ("",) * (usual - len(cells))
