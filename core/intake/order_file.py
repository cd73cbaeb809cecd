"""An order file from rows to the finished intake."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow.compute as pc

from core.intake import text
from core.intake.amounts import read_amounts
from core.intake.dates import DateRules
from core.intake.format import Format
from core.intake.lines import build_lines, kinds, quantities
from core.intake.model import (
    CONTACT_COLUMNS,
    KEY_COLUMNS,
    MONEY_COLUMNS,
    ORDER_COLUMNS,
    Intake,
    NetBasis,
    Options,
    Understood,
)
from core.intake.money import (
    LINE_AMOUNTS,
    check_decimals,
    currency_of,
    keep_books,
    line_amounts,
    minor_digits,
    money_fields,
    note_totals,
    note_varying_totals,
    paid_by_malls,
    read_money,
)
from core.intake.orders import (
    Times,
    as_text,
    date_rules,
    gives_back,
    read_times,
    settle,
    void_reasons,
)
from core.intake.overlap import without_repeats
from core.intake.people import (
    Records,
    contacts_frame,
    count_customers,
    key_kind,
    newest_cells,
    note_damaged_members,
    persons_of,
    read_keys,
)
from core.intake.problems import Problems
from core.intake.reconcile import is_zero, reconciled
from core.intake.rows import Rows, grouped
from core.intake.sheet import Sheet

Bools = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]

_IDENTITY = ("member", "email", "name", "kana", "phone")
_JAPANESE = "[ぁ-んァ-ヶ一-龠]"
_TEST = r"^test\b|\btest$|テスト"
_FEW = 20


@dataclass(frozen=True, eq=False)
class _Account:
    """Money of every order (`frame`), the lines, and in which unit they are."""

    frame: pd.DataFrame
    lines: pd.DataFrame
    currency: str | None
    scale: int
    basis: NetBasis


@dataclass(frozen=True, eq=False)
class _People:
    """Keys per order, the person record of each, and what is known about them."""

    records: Records
    person: Ints
    contacts: pd.DataFrame


def read_orders(
    rows: Rows, form: Format, options: Options, problems: Problems, sheets: Sequence[Sheet]
) -> Intake:
    """Group rows to orders, settle their money, find their people and reconcile.

    Raises:
        Refused: no_date, unreadable_dates, excel_damaged_key, mixed_currencies,
            decimals_not_allowed, not_reconciled.
    """
    n_rows = len(rows) + rows.lines_left_out
    mended = form.mend(rows) if form.mend else rows
    rows, in_several = without_repeats(grouped(mended, problems), form)
    rows = _sales_before_refunds(rows, form)
    rules = date_rules(form, options, japanese=is_japanese(sheets[0]))
    times = read_times(rows, form, rules, problems)
    account = _settle_accounts(rows, form, options, problems)
    people = _find_people(rows, times, rules, account.scale, problems)
    orders = _orders_frame(rows, form, times, account, people)
    orders["counted"] = ~is_zero(orders) | (options.zero_orders == "keep")
    dated = times.ordered.known
    sums = reconciled(orders, dated, in_several=in_several, unread_rows=rows.lines_left_out)
    valid = (dated & ~orders["void"] & orders["counted"]).to_numpy(bool)
    understood = Understood(
        **_about_file(sheets, form), **_about_orders(orders, valid, dated),
        **_about_people(people, valid), rows=n_rows, currency=account.currency,
        scale=account.scale, net_basis=account.basis, total=sums.total,
        file_total=sums.file_total, set_aside=sums.set_aside, dates_order=times.ordered.order,
        possible_tests=_possible_tests(rows, valid),
        notes=_notes(rows, form, times, people, valid, sheets)
        + _after_as_of(orders, valid, options),
    )  # fmt: skip
    orders, lines = _only_dated(orders, account.lines, dated)
    return Intake(form.source, understood, orders, lines, people.contacts, problems.frame(),
                  consent_column=rows.has("consent_email"))  # fmt: skip


def _sales_before_refunds(rows: Rows, form: Format) -> Rows:
    """Put rows that give money back last, so that the sale names the order's day and state."""
    back = gives_back(rows, form.refund_rows)
    return rows.take(np.argsort(back, kind="stable")) if back.any() else rows


def is_japanese(sheet: Sheet) -> bool:
    """Whether the headings are written in Japanese."""
    return bool(text.matches(text.strings(sheet.headings.written), _JAPANESE).any())


def _settle_accounts(rows: Rows, form: Format, options: Options, problems: Problems) -> _Account:
    currency = currency_of(rows) or options.currency
    money = read_money(rows, form, problems)
    decisive = {*money_fields(form), *LINE_AMOUNTS}
    scale = money.scale(decisive) if currency is None else minor_digits(currency)
    note_varying_totals(rows, money, form, problems)
    check_decimals(rows, money, form, scale, problems, currency=currency)
    quantity, kind, back = quantities(rows), kinds(rows, form), gives_back(rows, form.refund_rows)
    amount = line_amounts(rows, money, quantity, scale)
    per_row = pd.DataFrame({"amount": amount, "kind": kind, "back": back})
    books = keep_books(rows, money, form, per_row, scale)
    if form.mall_channels:
        books = paid_by_malls(books, ~_own_list(rows.first("channel"), form))
    note_totals(rows, books, form, problems)
    frame, basis = settle(books, form, void_reasons(rows, form))
    lines = build_lines(rows, kind, quantity, amount, ~back)
    return _Account(frame, lines, currency, scale, basis)


def _find_people(
    rows: Rows, times: Times, rules: DateRules, scale: int, problems: Problems
) -> _People:
    """Who ordered: details come from a person's newest order that has them."""
    note_damaged_members(rows, problems)
    records = read_keys({n: rows.first(n) for n in _IDENTITY if rows.has(n)}, rows.n_orders)
    person, first = persons_of(records)
    by_time = np.argsort(times.ordered.seconds, kind="stable")
    details = {
        name: newest_cells(rows.first(name), person, len(first), by_time)
        for name in CONTACT_COLUMNS if name not in KEY_COLUMNS and rows.has(name)
    }  # fmt: skip
    return _People(records, person, contacts_frame(records, first, details, rules, scale))


def _orders_frame(
    rows: Rows, form: Format, times: Times, account: _Account, people: _People
) -> pd.DataFrame:
    """(n_orders,) columns in ORDER_COLUMNS, `counted` still True everywhere."""
    start = rows.first_rows()
    channel = rows.first("channel")
    relay = as_text(people.records.relay)
    frame: dict[str, Any] = {
        "order_no": as_text(rows.order_no), "person": people.person,
        **{k: as_text(getattr(people.records, k)) for k in KEY_COLUMNS},
        **{str(name): values for name, values in times.frame.items()},
        "status": as_text(rows.first("status")), "counted": True,
        "channel": as_text(channel).fillna(form.channel or form.source),
        # A masked address is the mall's: whoever is behind it is not on the shop's own list.
        "own_list": _own_list(channel, form) & relay.isna().to_numpy(),
        **{name: account.frame[name] for name in (*MONEY_COLUMNS, "void", "void_reason")},
        "acquisition_source": as_text(rows.first("acquisition_source")),
        "subscription_no": as_text(rows.first("subscription_no")),
        "renewal": _renewals(rows, form),
        "line": rows.line[start], "file": rows.file[start],
    }  # fmt: skip
    return pd.DataFrame(frame)[list(ORDER_COLUMNS)]


def _renewals(rows: Rows, form: Format) -> Bools:
    """(n_orders,) the second or a later delivery of a subscription, by its number or a mark."""
    deliveries = read_amounts(rows.first("subscription_count"))
    renewal = deliveries.known & (deliveries.minor(0).fillna(0).to_numpy(np.int64) >= 2)
    for field, mark in form.renewal_marks:
        renewal |= text.mask(pc.match_substring(text.folded(rows.first(field)), mark))
    return np.asarray(renewal, np.bool_)


def _own_list(channel: text.Strings, form: Format) -> Bools:
    """(n_orders,) whether the customer is on the shop's own list."""
    own = np.full(len(channel), form.owner == "own")
    for mall in form.mall_channels:
        own &= ~text.mask(pc.match_substring(text.folded(channel), mall.lower()))
    return own


def _about_file(sheets: Sequence[Sheet], form: Format) -> dict[str, Any]:
    return {"format": form.name, "kind": form.kind, "encoding": sheets[0].encoding,
            "delimiter": sheets[0].delimiter}  # fmt: skip


def _about_orders(orders: pd.DataFrame, valid: Bools, dated: Bools) -> dict[str, Any]:
    days = orders.loc[valid, "ordered_at"]
    return {
        "orders": int(valid.sum()),
        "first_day": days.min().date() if len(days) else None,
        "last_day": days.max().date() if len(days) else None,
        "has_time": bool(orders.loc[valid, "has_time"].any()),
        "zero_orders": int((dated & ~orders["void"].to_numpy(bool) & is_zero(orders)).sum()),
        "subscriptions": int(
            ((orders["subscription_no"].notna() | orders["renewal"]) & valid).sum()
        ),
    }


def _about_people(people: _People, valid: Bools) -> dict[str, Any]:
    return {
        "customers": count_customers(people.records, people.person, valid),
        "orders_without_key": int((valid & (people.person < 0)).sum()),
        "order_key_kind": key_kind(people.records, valid),
    }


def _possible_tests(rows: Rows, valid: Bools) -> int:
    """Valid orders whose buyer is called test."""
    named = text.matches(text.folded(rows.first("name")), _TEST)
    return int((named & valid).sum())


def _after_as_of(orders: pd.DataFrame, valid: Bools, options: Options) -> tuple[str, ...]:
    """Whether the file holds orders from after the day it is said to have been made."""
    if options.as_of is None:
        return ()
    end = pd.Timestamp(options.as_of) + pd.Timedelta(days=1)
    return ("orders_after_as_of",) if (orders.loc[valid, "ordered_at"] >= end).any() else ()


def _notes(
    rows: Rows, form: Format, times: Times, people: _People, valid: Bools, sheets: Sequence[Sheet]
) -> tuple[str, ...]:
    """Codes of what the owner should know though nothing was dropped."""
    kind = key_kind(people.records, valid)
    persons = people.person[valid & (people.person >= 0)]
    refunds = (form.refund_rows,) if form.refund_rows else ()
    found = {
        "day_month_assumed": times.ordered.assumed,
        "no_status": not any(rows.has(rule.field) for rule in (*form.void, *refunds)),
        # an id with as many values as orders is an order's, not a person's
        "key_per_order": kind == "member" and len(persons) >= _FEW
        and len(np.unique(persons)) == len(persons),
    }  # fmt: skip
    of_files = dict.fromkeys(note for sheet in sheets for note in sheet.notes)
    return (*of_files, *(note for note, holds in found.items() if holds))


def _only_dated(
    orders: pd.DataFrame, lines: pd.DataFrame, dated: Bools
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Leave out orders whose day nobody knows, and their lines."""
    if dated.all():
        return orders, lines
    place = np.cumsum(dated) - 1
    order = lines["order"].to_numpy(np.int64)
    kept = lines[dated[order]].assign(order=place[order[dated[order]]])
    return orders[dated].reset_index(drop=True), kept.reset_index(drop=True)
