"""Rows -> one line per order: time, state, money."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from core.intake import text
from core.intake.amounts import read_amounts
from core.intake.dates import DateRules, Moments, read_moments
from core.intake.format import Format, RefundRows
from core.intake.model import MONEY_COLUMNS, NetBasis, Options, Refused
from core.intake.money import Books, net_before_refunds
from core.intake.problems import Problems
from core.intake.rows import Rows
from core.intake.text import Strings
from core.intake.zones import in_shop_zone

Bools = npt.NDArray[np.bool_]
_MOSTLY = 0.5
_DAY = 86_400


def as_text(cells: Strings) -> pd.Series:
    """Cells as a pandas column, NA where blank."""
    known = pc.if_else(pc.equal(cells, ""), None, cells)
    return pd.Series(known.to_pandas(), dtype="str")


def date_rules(form: Format, options: Options, *, japanese: bool) -> DateRules:
    """How this file's dates are read."""
    return DateRules(
        options.timezone, form.naive, options.dates_order or form.dates_order,
        "year_first" if japanese else "month_first",
    )  # fmt: skip


@dataclass(frozen=True, eq=False)
class Times:
    """(n_orders,) moments per order; `ordered` decides, the others may be missing."""

    ordered: Moments
    frame: pd.DataFrame


def read_times(rows: Rows, form: Format, rules: DateRules, problems: Problems) -> Times:
    """Read the order's dates.

    Raises:
        Refused: no_date, unreadable_dates (more than half of the orders have none).
    """
    if not rows.has("ordered_at"):
        raise Refused("no_date")
    at = rows.first_rows(text.filled(rows.text("ordered_at")))
    ordered = read_moments(rows.first("ordered_at"), rules)
    _refuse_unreadable(rows, ordered, at)
    _note_dates(rows, ordered, at, problems)
    _check_days_in_numbers(rows, form, ordered, at, problems)
    if rows.has("time_zone"):
        ordered = _in_shop_zone(rows, form, ordered, rules, problems)
    frame = pd.DataFrame({"ordered_at": ordered.series(), "has_time": ordered.has_time})
    for name in ("shipped_at", "delivered_at", "void_on", "refund_on"):
        frame[name] = read_moments(rows.first(name), rules).series()
    return Times(ordered, frame)


def _refuse_unreadable(rows: Rows, ordered: Moments, at: npt.NDArray[np.int64]) -> None:
    wrong = np.flatnonzero(~ordered.known)
    if len(wrong) <= _MOSTLY * max(rows.n_orders, 1):
        return
    first = int(max(at[wrong[0]], 0))
    raise Refused("unreadable_dates", column=rows.headings["ordered_at"],
                  file=str(rows.file_names()[first]), line=int(rows.line[first]),
                  cell=rows.text("ordered_at")[first].as_py(), count=len(wrong))  # fmt: skip


def _note_dates(
    rows: Rows, ordered: Moments, at: npt.NDArray[np.int64], problems: Problems
) -> None:
    heading = rows.headings["ordered_at"]
    start = np.where(at < 0, rows.first_rows(), at)
    for code, where, dropped in (
        ("unreadable_date", ~ordered.known, True), ("serial_date", ordered.serial, False)
    ):  # fmt: skip
        rows_at = start[where]
        problems.add(code, file=rows.file_names(rows_at), line=rows.line[rows_at], column=heading,
                     cells=rows.text("ordered_at").take(rows_at), dropped=dropped)  # fmt: skip


def _check_days_in_numbers(
    rows: Rows, form: Format, ordered: Moments, at: npt.NDArray[np.int64], problems: Problems
) -> None:
    """Note orders whose number tells another day than their date."""
    if not form.day_in_number:
        return
    found = pc.extract_regex(rows.order_no, form.day_in_number)
    told = read_moments(pc.fill_null(pc.struct_field(found, [0]), ""), DateRules())
    both = told.known & ordered.known
    wrong = at[both & (told.seconds // _DAY != ordered.seconds // _DAY)]
    problems.add("order_day_differs", file=rows.file_names(wrong), line=rows.line[wrong],
                 column=rows.headings["ordered_at"],
                 cells=rows.text("ordered_at").take(wrong))  # fmt: skip


def _in_shop_zone(
    rows: Rows, form: Format, ordered: Moments, rules: DateRules, problems: Problems
) -> Moments:
    zones = rows.first("time_zone")
    moved, unknown = in_shop_zone(ordered, zones, form.zone_names, rules.timezone)
    at = rows.first_rows(text.filled(rows.text("time_zone")))[unknown]
    problems.add("unknown_time_zone", file=rows.file_names(at), line=rows.line[at],
                 column=rows.headings["time_zone"],
                 cells=zones.filter(pa.array(unknown)))  # fmt: skip
    return moved


def gives_back(rows: Rows, rule: RefundRows | None) -> Bools:
    """(n,) rows that give money back instead of taking it."""
    if rule is None or not rows.has(rule.field):
        return np.zeros(len(rows), bool)
    cells = rows.text(rule.field)
    if rule.values is None:
        negative: Bools = read_amounts(cells).units < 0
        return negative
    return _is_one_of(cells, rule.values)


def _is_one_of(cells: Strings, values: frozenset[str]) -> Bools:
    wanted = text.folded(text.strings(sorted(values)))
    found: Bools = text.by_unique(
        cells, lambda unique: text.mask(pc.is_in(text.folded(unique), value_set=wanted))
    )
    return found


def void_reasons(rows: Rows, form: Format) -> pd.Series:
    """(n_orders,) why an order is void, NA where it is not; the first rule that holds."""
    reasons = pd.Series(pd.NA, index=range(rows.n_orders), dtype="str")
    for rule in form.void:
        if not rows.has(rule.field):
            continue
        cells = rows.first(rule.field)
        holds = text.filled(cells) if rule.values is None else _is_one_of(cells, rule.values)
        reasons = reasons.mask(holds & reasons.isna().to_numpy(), rule.reason)
    return reasons


def settle(books: Books, form: Format, void_reason: pd.Series) -> tuple[pd.DataFrame, NetBasis]:
    """Money, refunds and voidness of every order.

    A refund of the whole total makes an order void; a smaller one lowers `net` only.

    Returns:
        (n_orders,): MONEY_COLUMNS, `void`, `void_reason`; and what net was computed from.
    """
    frame = pd.DataFrame({c: books.value(form.terms(c)) for c in MONEY_COLUMNS if c != "net"})
    before, basis = net_before_refunds(books, form)
    back = -books.value(form.terms("total"), given_back=True)
    given_back = _added(frame["refund"].abs(), back)
    whole = ((given_back >= frame["total"]) & (given_back > 0)).fillna(value=False)
    unsold = frame["total"].isna() & back.notna()
    reason = void_reason.mask(void_reason.isna() & (whole | unsold), "refunded")
    # an order below nothing is the return of another one, wherever that stands
    reason = reason.mask(reason.isna() & (frame["total"] < 0).fillna(value=False), "returned")
    if "given_back" in form.money:
        lost = -books.value(form.terms("given_back"), given_back=True)
        given_back = _added(frame["refund"].abs(), lost)
    more_than_goods = (given_back > before).fillna(value=False) | (reason == "refunded")
    frame["total"] = (frame["total"].fillna(0) - back).fillna(frame["total"])
    # of a sale that is not in the file nothing is known but what was given back
    more_than_goods &= before.notna()
    frame["refund"] = given_back.mask(more_than_goods.fillna(value=False), before)
    frame["net"] = before - frame["refund"].fillna(0)
    return frame.assign(void=reason.notna(), void_reason=reason), basis


def _added(one: pd.Series, other: pd.Series) -> pd.Series:
    """Sum where either is known, never below nothing."""
    total = pd.concat([one, other], axis=1).sum(axis=1, min_count=1)
    return total.astype("Int64").clip(lower=0)
