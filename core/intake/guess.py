"""Unknown files: which column is what, guessed from headings and checked against values."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from core.intake import text
from core.intake.amounts import read_amounts
from core.intake.dates import DateRules, read_moments
from core.intake.format import Column, Format, Join, Void, one_of
from core.intake.guess_words import (
    ABOUT_CUSTOMER,
    CANCELLED,
    NAMES,
    PATTERNS,
    PER_ORDER,
    RECEIVER,
    REFUNDED,
    REQUIRED,
    RETURNED,
)
from core.intake.headings import Headings, before_bracket, normal, signature
from core.intake.model import Guess, Options, Refused
from core.intake.sheet import Sheet

_MOSTLY = 0.8
_HALF = 0.5
_SURE_ORDERS = 3
_SCALE = 4
_JOINED = {"name": ("family_name", "given_name"), "ordered_at": ("ordered_at", "ordered_time")}


def guessed_format(sheet: Sheet, options: Options) -> tuple[Format, Guess]:
    """A format made from a confirmed mapping, a remembered one, or a complete guess.

    Raises:
        Refused: needs_mapping with the guess to correct; no_date where no column holds dates.
    """
    key = signature(sheet.headings.written)
    mapping = options.mapping or options.remembered.get(key)
    guess = confirmed(sheet, key, mapping) if mapping else guess_columns(sheet, key)
    if "ordered_at" in guess.missing and not _date_columns(sheet):
        raise Refused("no_date", guess=guess, file=sheet.name)
    guess, per_line = settled(sheet, guess)
    return format_of(guess, per_line=per_line), guess


def settled(sheet: Sheet, guess: Guess) -> tuple[Guess, bool]:
    """The guess with nothing open, and whether the amount stands in parts on an order's rows.

    Raises:
        Refused: needs_mapping with the guess to correct.
    """
    if not guess.complete:
        raise Refused("needs_mapping", guess=guess, file=sheet.name)
    per_line = _per_line(sheet, guess)
    if per_line is None:
        raise Refused(
            "needs_mapping", guess=replace(guess, ambiguous=("total_per",)), file=sheet.name
        )
    said = "line" if per_line else "order"
    return replace(guess, mapping={**guess.mapping, "total_per": said}), per_line


def confirmed(sheet: Sheet, key: str, mapping: Mapping[str, str]) -> Guess:
    """The owner's mapping; a heading that is not in the file is missing again."""
    known = {
        field: heading for field, heading in mapping.items()
        if heading == "" or field == "total_per" or sheet.headings.find(heading) is not None
    }  # fmt: skip
    known = _with_lines_as_total(known)
    return Guess(columns_named(sheet.headings), sheet.sample[:5], known, _missing(known), (), key)


def _with_lines_as_total(mapping: dict[str, str]) -> dict[str, str]:
    """Where no column holds a total, it is the sum of an order's lines, if those have amounts."""
    priced = {"unit_price", "quantity"} <= mapping.keys() or "line_total" in mapping
    return mapping if "total" in mapping or not priced else {**mapping, "total_per": "line"}


def _missing(mapping: Mapping[str, str]) -> tuple[str, ...]:
    from_lines = "total" not in mapping and mapping.get("total_per") == "line"
    return tuple(f for f in REQUIRED if f not in mapping and not (f == "total" and from_lines))


@dataclass(frozen=True)
class _Fit:
    """How well a column fits a field; larger is better."""

    score: float
    field: str
    position: int


def guess_columns(sheet: Sheet, key: str) -> Guess:
    """Give every field the column whose heading fits best and whose values do not contradict."""
    labels = columns_named(sheet.headings)
    fits = [fit for fit in _fits(sheet.headings) if _plausible(fit, sheet)]
    chosen: dict[str, int] = {}
    tied: set[str] = set()
    for fit in sorted(fits, key=lambda f: -f.score):
        if fit.position in chosen.values():
            continue
        if fit.field in chosen:
            best = next(f for f in fits if (f.field, f.position) == (fit.field, chosen[fit.field]))
            tied |= {fit.field} if best.score == fit.score else set()
            continue
        chosen[fit.field] = fit.position
    if "email" not in chosen and (found := _email_columns(sheet)):
        chosen["email"] = found[0]
    if "ordered_at" not in chosen and len(found := _date_columns(sheet)) >= 1:
        chosen["ordered_at"] = found[0]
        tied |= {"ordered_at"}
    if _has_time(sheet, chosen.get("ordered_at")):
        chosen.pop("ordered_time", None)
    mapping = _with_lines_as_total({f: labels[position] for f, position in chosen.items()})
    missing = _missing(mapping)
    ambiguous = tuple(field for field in (*REQUIRED, "email", "member") if field in tied)
    return Guess(labels, sheet.sample[:5], mapping, missing, ambiguous, key)


def columns_named(headings: Headings) -> tuple[str, ...]:
    """Headings with "#2" behind the second of the same name, so that each names one column."""
    seen: dict[str, int] = {}
    labels = []
    for heading in headings.written:
        name = normal(heading)
        seen[name] = seen.get(name, 0) + 1
        labels.append(heading if seen[name] == 1 else f"{heading}#{seen[name]}")
    return tuple(labels)


def _fits(headings: Headings) -> list[_Fit]:
    return [
        _Fit(score, field, position)
        for position, heading in enumerate(headings.written)
        for field in NAMES
        if (score := _score(field, heading)) > 0
    ]


def _score(field: str, heading: str) -> float:
    """100 for the surest name, less for others, less again when only part of it fits."""
    name, bare = normal(heading), before_bracket(heading)
    if field in ABOUT_CUSTOMER and RECEIVER.search(name):
        return 0
    names = NAMES[field]
    if name in names:
        return 100 - names.index(name)
    if bare in names:
        return 60 - names.index(bare) / 2
    pattern = PATTERNS.get(field)
    return 20 if pattern and pattern.search(name) else 0


def _cells(sheet: Sheet, position: int) -> text.Strings:
    """The filled sample cells of a column, headings that repeat left out."""
    heading = sheet.headings.written[position].strip()
    found = [row[position].strip() for row in sheet.sample if len(row) > position]
    return text.strings([cell for cell in found if cell not in {"", heading}])


def _plausible(fit: _Fit, sheet: Sheet) -> bool:
    """Whether the sample does not contradict what the heading says."""
    cells = _cells(sheet, fit.position)
    if len(cells) == 0:
        return fit.field not in REQUIRED
    if fit.field == "ordered_at":
        return _share_of_dates(cells) >= _HALF
    if fit.field in {"total", "unit_price", "line_total", "quantity", "shipping"}:
        return bool(read_amounts(cells).known.mean() >= _HALF)
    if fit.field == "email":
        return bool(text.matches(cells, "@").mean() >= _HALF)
    return True


def _has_time(sheet: Sheet, position: int | None) -> bool:
    if position is None:
        return False
    return bool(read_moments(_cells(sheet, position), DateRules()).has_time.any())


def _share_of_dates(cells: text.Strings) -> float:
    return float(read_moments(cells, DateRules()).known.mean()) if len(cells) else 0.0


def _date_columns(sheet: Sheet) -> list[int]:
    """Columns that hold dates, plain numbers not counted."""
    found = []
    for position in range(len(sheet.headings.written)):
        cells = _cells(sheet, position)
        if len(cells) and not text.matches(cells, r"^[0-9.]+$").any():
            found += [position] if _share_of_dates(cells) >= _MOSTLY else []
    return found


def _email_columns(sheet: Sheet) -> list[int]:
    columns = range(len(sheet.headings.written))
    cells = {i: _cells(sheet, i) for i in columns if not RECEIVER.search(normal(_name(sheet, i)))}
    return [i for i, c in cells.items() if len(c) and text.matches(c, r"^\S+@\S+$").mean() > 0.9]


def _name(sheet: Sheet, position: int) -> str:
    return sheet.headings.written[position]


def _per_line(sheet: Sheet, guess: Guess) -> bool | None:
    """Whether the total column differs per row of an order; None when that cannot be told.

    Decided on the whole file: orders on several rows repeat one amount, name it once, or name one
    amount per row, which then is price x pieces where the file has both.
    """
    said = guess.mapping.get("total_per")
    if said or not guess.mapping.get("total") or not guess.mapping.get("order_no"):
        return said == "line"
    table = _amount_table(sheet, guess.mapping)
    several = table[table["rows"] > 1]
    totals = several.groupby("order")["total"]
    if several.empty or (totals.size() == 1).all():
        return False
    priced = several["line"].notna()
    if priced.any() and (several["total"] == several["line"])[priced].mean() > _MOSTLY:
        return True
    same = totals.max() == totals.min()
    if (~same).mean() > 0.5:
        return True
    speaks_of_order = bool(PER_ORDER.search(normal(guess.mapping["total"])))
    sure = len(same) >= _SURE_ORDERS or bool(priced.any()) or speaks_of_order
    return False if same.all() and sure else None


def _amount_table(sheet: Sheet, mapping: Mapping[str, str]) -> pd.DataFrame:
    """(n,) rows with a total: `order`, `rows` of that order, `total`, and price x pieces."""
    wanted = [f for f in ("order_no", "total", "unit_price", "quantity") if mapping.get(f)]
    places = {f: place for f in wanted if (place := sheet.headings.find(mapping[f])) is not None}
    read = sheet.read(list(places.values())).columns
    cells = {field: text.tidy(read[place]) for field, place in places.items()}
    order = text.codes(cells["order_no"])[0]
    total = read_amounts(cells["total"])
    table = pd.DataFrame({"order": order, "rows": np.bincount(order)[order],
                          "total": total.minor(_SCALE), "line": pd.NA})  # fmt: skip
    if "unit_price" in cells:
        pieces = read_amounts(cells.get("quantity", text.blanks(len(order)))).minor(0).fillna(1)
        table["line"] = read_amounts(cells["unit_price"]).minor(_SCALE) * pieces
    return table[total.known & text.filled(cells["order_no"])]


def format_of(guess: Guess, *, per_line: bool) -> Format:
    """The mapping as a format like any other."""
    columns: dict[str, Column] = {}
    mapping = {field: heading for field, heading in guess.mapping.items() if heading}
    mapping.pop("total_per", None)
    _join(columns, mapping)
    line_total = mapping.pop("line_total", None)
    columns |= mapping
    if per_line and "total" in columns:
        columns["amount"] = columns.pop("total")
    elif line_total and (per_line or ("unit_price" not in columns and "product" in columns)):
        columns["amount"] = line_total
    return Format(
        name="guess", source=f"file-{guess.signature}", signature=(), columns=columns,
        channel="file",
        money={"total": ("lines",), "goods": ("lines",)} if per_line else {},
        magnitude=("coupon_own", "points_own", "refund"),
        void=(
            Void("void_on", "cancelled"),
            Void("status", "cancelled", one_of(*CANCELLED)),
            Void("status", "returned", one_of(*RETURNED)),
            Void("status", "refunded", one_of(*REFUNDED)),
        ),
    )  # fmt: skip


def _join(columns: dict[str, Column], mapping: dict[str, str]) -> None:
    """Turn family and given name, day and time into one field each."""
    for field, parts in _JOINED.items():
        there: Sequence[str] = [mapping[part] for part in parts if part in mapping]
        if len(there) == len(parts):
            columns[field] = Join(tuple(there))
            for part in (*parts, field):
                mapping.pop(part, None)
    for part in ("family_name", "given_name", "ordered_time"):
        mapping.pop(part, None)
