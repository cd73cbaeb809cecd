"""Known exports whose file lacks the order's amount under the names we know of it.

The shop chooses the columns, or an older export calls them otherwise: what the platform's format
does not find is guessed as for an unknown file, and shown to the owner.
"""

import re
from dataclasses import replace

from core.intake import text
from core.intake.amounts import read_amounts
from core.intake.format import Format, Found
from core.intake.guess import columns_named, confirmed, format_of, guess_columns, settled
from core.intake.guess_words import NAMES, REQUIRED
from core.intake.headings import signature
from core.intake.model import Guess, Options
from core.intake.sheet import Sheet

_MONEY = re.compile("[額計価円]|支払|amount|total|price|paid|sales", re.IGNORECASE)
_MOSTLY = 0.8


def with_amount(form: Format, sheet: Sheet, options: Options) -> tuple[Format, Guess | None]:
    """The format with a guessed or confirmed column for the amount, and that guess.

    As it is, and without a guess, where it finds the amount itself or nothing in the file could
    be one.

    Raises:
        Refused: needs_mapping with the guess to correct.
    """
    found = form.find(sheet.headings)
    if form.kind != "orders" or _has_total(form, found):
        return form, None
    key = signature(sheet.headings.written)
    mapping = options.mapping or options.remembered.get(key)
    guess = confirmed(sheet, key, mapping) if mapping else guess_columns(sheet, key)
    guess = _known(guess, found, sheet)
    open_ = bool(mapping) or bool(guess.mapping.keys() & {"total", "total_per"})
    if not open_ and not _speaks_of_money(sheet, found, guess):
        return form, None
    guess, per_line = settled(sheet, guess)
    added = format_of(guess, per_line=per_line)
    columns = {**added.columns, **{f: form.columns[f] for f in form.columns if f in found}}
    return replace(form, columns=columns, money={**form.money, **added.money}), guess


def _has_total(form: Format, found: dict[str, tuple[Found, ...]]) -> bool:
    fields = {name.partition("+")[0] for name in found}
    terms = {term.lstrip("+-") for term in form.terms("total")}
    lines = bool(fields & {"amount", "unit_price"}) and any(t.startswith("lines") for t in terms)
    return lines or bool(terms & fields)


def _known(guess: Guess, found: dict[str, tuple[Found, ...]], sheet: Sheet) -> Guess:
    """The guess, put right by what the format knows; each column means one thing."""
    names = columns_named(sheet.headings)
    used = {names[p] for places in found.values() for place in places for p in place.positions}
    known = {f: names[places[0].positions[0]] for f, places in found.items() if f in NAMES}
    mapping = {f: h for f, h in guess.mapping.items() if h not in used} | known
    missing = tuple(
        f for f in REQUIRED
        if f not in mapping and not (f == "total" and mapping.get("total_per") == "line")
    )  # fmt: skip
    open_ = tuple(f for f in guess.ambiguous if f not in known and f in mapping)
    return replace(guess, mapping=mapping, missing=missing, ambiguous=open_)


def _speaks_of_money(sheet: Sheet, found: dict[str, tuple[Found, ...]], guess: Guess) -> bool:
    """Whether a column that nobody has read is headed as money and holds numbers."""
    names = columns_named(sheet.headings)
    read = {p for places in found.values() for place in places for p in place.positions}
    read |= {names.index(heading) for heading in guess.mapping.values() if heading in names}
    unread = [p for p in range(len(names)) if p not in read and _MONEY.search(names[p])]
    return any(_is_amount(sheet, p) for p in unread)


def _is_amount(sheet: Sheet, position: int) -> bool:
    cells = [row[position].strip() for row in sheet.sample if len(row) > position]
    amounts = read_amounts(text.strings([cell for cell in cells if cell]))
    return len(amounts.known) > 0 and bool(amounts.known.mean() >= _MOSTLY)
