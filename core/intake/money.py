"""The amounts of an order: once per order or summed over its rows, then the format's rules."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow.compute as pc

from core.intake import text
from core.intake.amounts import Amounts, read_amounts
from core.intake.format import Format
from core.intake.model import MONEY_COLUMNS, NetBasis, Refused
from core.intake.problems import Problems
from core.intake.rows import Rows
from core.intake.text import Strings

LINE_AMOUNTS = ("unit_price", "amount", "line_discount")
_ZERO_DIGITS = (
    "BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "UYI", "VND",
    "VUV", "XAF", "XOF", "XPF",
)  # fmt: skip
_THREE_DIGITS = ("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND")
_FINEST = 4
_CURRENCY = re.compile("[A-Z]{3}")
_CURRENCY_SIGNS = {"円": "JPY", "¥": "JPY", "YEN": "JPY", "日本円": "JPY", "$": "USD", "€": "EUR"}


def minor_digits(currency: str) -> int:
    """Decimal digits of a currency's minor unit (ISO 4217)."""
    return 0 if currency in _ZERO_DIGITS else 3 if currency in _THREE_DIGITS else 2


def currency_of(rows: Rows) -> str | None:
    """The one currency the file names, None if it names none.

    Raises:
        Refused: mixed_currencies with the number of orders in each.
    """
    cells = pc.utf8_upper(text.folded(rows.first("currency")))
    counts: dict[str, int] = {}
    for cell, count in ((pair["values"], pair["counts"]) for pair in _counted(cells)):
        name = _CURRENCY_SIGNS.get(cell, cell)
        if _CURRENCY.fullmatch(name):
            counts[name] = counts.get(name, 0) + count
    if len(counts) > 1:
        raise Refused("mixed_currencies", currencies=counts)
    return next(iter(counts), None)


def _counted(cells: Strings) -> list[dict[str, Any]]:
    pairs: list[dict[str, Any]] = pc.value_counts(cells).to_pylist()
    return pairs


@dataclass(frozen=True, eq=False)
class Money:
    """Amounts as read, before any rule.

    Attributes:
        once: field -> (n_orders,) amounts that count once per order.
        rows: field -> (n,) amounts that stand on every row.
        where: field -> (n_orders,) row on which a `once` amount stands.
    """

    once: Mapping[str, Amounts]
    rows: Mapping[str, Amounts]

    def scale(self, fields: Collection[str]) -> int:
        """The decimals in use where no currency says how many there may be."""
        used = [a.scale for f, a in {**self.once, **self.rows}.items() if f in fields]
        digits = min(max(used, default=0), _FINEST)
        return 2 if digits == 1 else digits


def money_fields(form: Format) -> set[str]:
    """The amount fields of an order that the format's rules name."""
    terms = {t for c in MONEY_COLUMNS for t in form.terms(c)} | set(form.total_less_shipping)
    names = {t.lstrip("+-") for t in terms} | {"tax", "subtotal"} | set(form.summed)
    return {n for n in names if not n.startswith("lines")}


def read_money(rows: Rows, form: Format, problems: Problems) -> Money:
    """Read every amount the rules need; a cell that is no number is noted and missing."""
    names = [part for name in money_fields(form) for part in rows.parts(name)]
    once = {n: _once(rows, n, form, problems) for n in names if _base(n) not in form.summed}
    per_row = {n: _each(rows, n, form, problems) for n in names if _base(n) in form.summed}
    per_row |= {n: _each(rows, n, form, problems) for n in LINE_AMOUNTS if rows.has(n)}
    return Money(once, per_row)


def _base(name: str) -> str:
    return name.split("+", maxsplit=1)[0]


def _once(rows: Rows, name: str, form: Format, problems: Problems) -> Amounts:
    at = np.maximum(rows.first_rows(text.filled(rows.text(name))), 0)
    amounts = read_amounts(rows.first(name), missing=form.missing)
    _note(rows, name, at, amounts.unreadable, problems)
    return amounts


def note_varying_totals(rows: Rows, money: Money, form: Format, problems: Problems) -> None:
    """Note rows whose order total is not the one that stands on the order's first row."""
    for name in {t.lstrip("+-") for t in form.terms("total")} & set(money.once):
        here = read_amounts(rows.text(name), missing=form.missing)
        first = money.once[name][rows.order]
        other = (here.units != first.units) | (here.decimals != first.decimals)
        _note(rows, name, np.arange(len(rows)), here.known & other, problems, "total_varies")


def _each(rows: Rows, name: str, form: Format, problems: Problems) -> Amounts:
    amounts = read_amounts(rows.text(name), missing=form.missing)
    _note(rows, name, np.arange(len(rows)), amounts.unreadable, problems)
    return amounts


def _note(
    rows: Rows, name: str, at: npt.NDArray[np.int64], wrong: npt.NDArray[np.bool_],
    problems: Problems, code: str = "unreadable_amount",
) -> None:  # fmt: skip
    where = at[wrong]
    problems.add(code, file=rows.file_names(where), line=rows.line[where],
                 column=rows.headings[name], cells=rows.text(name).take(where))  # fmt: skip


def check_decimals(rows: Rows, money: Money, form: Format, scale: int, problems: Problems,
                   currency: str | None) -> None:  # fmt: skip
    """See that the minor unit can hold what the total is made of.

    Amounts that the total does not depend on are rounded and noted.

    Raises:
        Refused: decimals_not_allowed with the first such cell.
    """
    decisive = {t.lstrip("+-") for c in ("total", "goods") for t in form.terms(c)}
    if "lines" in decisive:
        decisive |= {"amount"} if rows.has("amount") else set(LINE_AMOUNTS)
    for name, amounts in {**money.once, **money.rows}.items():
        fine = amounts.finer_than(scale)
        if not fine.any():
            continue
        at = np.arange(len(rows))
        if name in money.once:
            at = np.maximum(rows.first_rows(text.filled(rows.text(name))), 0)
        if _base(name) in decisive:
            first = at[fine][0]
            raise Refused("decimals_not_allowed", currency=currency, column=rows.headings[name],
                          file=str(rows.file_names()[first]), line=int(rows.line[first]),
                          cell=rows.text(name)[int(first)].as_py())  # fmt: skip
        _note(rows, name, at, fine, problems, "rounded")


def line_amounts(rows: Rows, money: Money, quantity: pd.Series, scale: int) -> pd.Series:
    """(n,) amount of each row, minor units: as written, else unit price x quantity - discount."""
    minor = {name: amounts.minor(scale) for name, amounts in money.rows.items()}
    missing = pd.Series(pd.NA, index=range(len(rows)), dtype="Int64")
    off = minor.get("line_discount", missing).fillna(0).abs()
    computed = minor.get("unit_price", missing) * quantity.fillna(1) - off
    return minor["amount"].fillna(computed) if "amount" in minor else computed


@dataclass(frozen=True, eq=False)
class Books:
    """(n_orders, fields) amounts in minor units that the rules take their terms from.

    Attributes:
        fields: one nullable column per amount field and per sum of lines.
        rows_given_back: the same sums over the rows that give money back.
    """

    fields: pd.DataFrame
    rows_given_back: pd.DataFrame

    def value(self, terms: Sequence[str], *, given_back: bool = False) -> pd.Series:
        """(n_orders,) signed sum of terms; missing where all of them are."""
        frame = self.rows_given_back if given_back else self.fields
        known = [t for t in terms if t.lstrip("+-") in frame]
        parts = [-frame[t[1:]] if t.startswith("-") else frame[t.lstrip("+")] for t in known]
        if not parts:
            return pd.Series(pd.NA, index=frame.index, dtype="Int64")
        table = pd.concat(parts, axis=1)
        return table.sum(axis=1, min_count=1).astype("Int64")


def keep_books(rows: Rows, money: Money, form: Format, lines: pd.DataFrame, scale: int) -> Books:
    """Bring all amounts to the order; `lines` has per row `amount`, `kind` and `back` (bool)."""
    index = pd.RangeIndex(rows.n_orders)
    fields = pd.DataFrame({n: a.minor(scale) for n, a in money.once.items()}, index=index)
    back = pd.DataFrame(index=index)
    given = lines["back"].to_numpy()
    for name in (n for n in money.rows if n not in LINE_AMOUNTS):
        minor = money.rows[name].minor(scale)
        fields[name] = _summed(minor, rows.order, ~given, rows.n_orders)
        back[name] = _summed(minor, rows.order, given, rows.n_orders)
    for term in _line_terms(form):
        wanted = _of_kind(lines["kind"], term)
        fields[term] = _summed(lines["amount"], rows.order, wanted & ~given, rows.n_orders)
        back[term] = _summed(lines["amount"], rows.order, wanted & given, rows.n_orders)
    for name in form.magnitude:
        for part in (c for c in fields if _base(str(c)) == name):
            fields[part] = fields[part].abs()
    return Books(_prepared(_added_up(fields), form), _added_up(back))


def paid_by_malls(books: Books, mall: npt.NDArray[np.bool_]) -> Books:
    """Hand coupons and points of orders at a mall over to the mall, which pays the shop for them.

    `mall` is (n_orders,).
    """
    fields = books.fields
    for name in ("coupon", "points"):
        own, theirs = f"{name}_own", f"{name}_mall"
        if own in fields:
            fields = fields.assign(**{theirs: fields[own].where(mall), own: fields[own].mask(mall)})
    return Books(fields, books.rows_given_back)


def note_totals(rows: Rows, books: Books, form: Format, problems: Problems) -> None:
    """Note totals that are not the sum of what the format says they are made of."""
    if not form.made_of or not rows.has("total"):
        return
    total, terms = books.value(("total",)), [t.lstrip("+-") for t in form.made_of]
    known = books.fields[[t for t in terms if t in books.fields]].notna().any(axis=1)
    differs = known & (books.value(form.made_of) != total).fillna(value=False)
    at = np.maximum(rows.first_rows(text.filled(rows.text("total"))), 0)
    _note(rows, "total", at, differs.to_numpy(bool), problems, "total_differs")


def _prepared(fields: pd.DataFrame, form: Format) -> pd.DataFrame:
    """Let the format have its last word; it sees columns the file lacks as missing amounts."""
    if form.prepare is None:
        return fields
    absent = sorted(money_fields(form) - set(fields))
    nothing = pd.Series(pd.NA, index=fields.index, dtype="Int64")
    return form.prepare(fields.assign(**dict.fromkeys(absent, nothing))).dropna(axis=1, how="all")


def _line_terms(form: Format) -> set[str]:
    terms = {t.lstrip("+-") for c in MONEY_COLUMNS for t in form.terms(c)}
    return {t for t in terms if t.startswith("lines")} | {"lines"}


def _of_kind(kinds: pd.Series, term: str) -> npt.NDArray[np.bool_]:
    _, _, kind = term.partition(":")
    wanted: npt.NDArray[np.bool_] = (kinds == kind).to_numpy(bool)
    return wanted if kind else np.ones(len(kinds), bool)


def _summed(
    amounts: pd.Series, order: npt.NDArray[np.int64], where: npt.NDArray[np.bool_], n_orders: int
) -> pd.Series:  # fmt: skip
    """(n_orders,) exact sums; missing for an order none of whose rows has an amount."""
    known = where & amounts.notna().to_numpy()
    values = amounts.to_numpy(np.int64, na_value=0)[known]
    sums, counts = np.zeros(n_orders, np.int64), np.zeros(n_orders, np.int64)
    np.add.at(sums, order[known], values)
    np.add.at(counts, order[known], 1)
    return pd.Series(sums, dtype="Int64").mask(counts == 0)


def _added_up(fields: pd.DataFrame) -> pd.DataFrame:
    """Fold fees, fees+1, fees+2 ... into fees."""
    for name in {_base(str(c)) for c in fields if "+" in str(c)}:
        parts = [c for c in fields if _base(str(c)) == name]
        total = fields[parts].sum(axis=1, min_count=1).astype("Int64")
        fields = fields.drop(columns=parts).assign(**{name: total})
    return fields


def net_before_refunds(books: Books, form: Format) -> tuple[pd.Series, NetBasis]:
    """(n_orders,) net_amount before refunds, and what most of it was computed from.

    Goods minus the shop's own coupons; where the file lacks the goods' amount the sum of the
    lines, then the total without postage and fees, then the total.
    """
    ways: tuple[tuple[NetBasis, tuple[str, ...], str], ...] = (
        ("goods", form.terms("goods"), "-"),
        ("lines", ("lines", "tax"), "-"),
        ("total_less_shipping", form.total_less_shipping, ""),
        ("total", form.terms("total"), ""),
    )
    coupon = books.value(form.terms("coupon_own")).fillna(0)
    net, basis = pd.Series(pd.NA, index=books.fields.index, dtype="Int64"), None
    for name, terms, less_coupon in ways:
        if not _complete(name, terms, books):
            continue
        value = books.value(terms) - (coupon if less_coupon else 0)
        if net.isna().any() and value.notna().any():
            net, basis = net.fillna(value), basis or name
    return net.clip(lower=0), basis or "total"


def _complete(name: NetBasis, terms: Sequence[str], books: Books) -> bool:
    """Whether the file has the main term, and for the third way anything to take off."""
    there = [t for t in terms if t.lstrip("+-") in books.fields]
    return bool(there) and (name != "total_less_shipping" or len(there) > 1)
