"""A customer file: one row per customer, no orders."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from core.intake.amounts import read_amounts
from core.intake.format import Format
from core.intake.model import (
    CONTACT_COLUMNS,
    KEY_COLUMNS,
    LINE_COLUMNS,
    ORDER_COLUMNS,
    Intake,
    Options,
    Refused,
    Understood,
)
from core.intake.money import minor_digits
from core.intake.orders import date_rules
from core.intake.people import (
    contacts_frame,
    count_customers,
    key_kind,
    newest_cells,
    note_damaged_members,
    persons_of,
    read_keys,
)
from core.intake.problems import Problems
from core.intake.rows import Rows
from core.intake.sheet import Sheet

_IDENTITY = ("member", "email", "name", "kana", "phone")


def read_customers(
    rows: Rows, form: Format, options: Options, problems: Problems, sheets: Sequence[Sheet]
) -> Intake:
    """Read contacts and count the customers behind them.

    Raises:
        Refused: decimals_not_allowed in what customers are said to have spent.
    """
    note_damaged_members(rows, problems)
    records = read_keys({n: rows.text(n) for n in _IDENTITY if rows.has(n)}, len(rows))
    person, first = persons_of(records)
    everyone = np.ones(len(rows), bool)
    currency = options.currency
    spent = read_amounts(rows.text("stated_spent"))
    scale = spent.scale if currency is None else minor_digits(currency)
    _refuse_decimals(rows, spent.finer_than(scale), currency)
    total = int(spent.minor(scale).sum()) if rows.has("stated_spent") else None
    details = {
        name: newest_cells(rows.text(name), person, len(first), np.arange(len(rows)))
        for name in CONTACT_COLUMNS if name not in KEY_COLUMNS and rows.has(name)
    }  # fmt: skip
    rules = date_rules(form, options, japanese=form.source == "eccube")
    understood = Understood(
        format=form.name, kind="customers", encoding=sheets[0].encoding,
        delimiter=sheets[0].delimiter, rows=len(rows) + rows.lines_left_out, orders=0,
        customers=count_customers(records, person, everyone), total=total, file_total=total,
        currency=currency, scale=scale, first_day=None, last_day=None, set_aside=(),
        orders_without_key=0, order_key_kind=key_kind(records, everyone), net_basis="total",
        has_time=False, zero_orders=0, subscriptions=0,
        notes=tuple(dict.fromkeys(n for s in sheets for n in s.notes)),
    )  # fmt: skip
    contacts = contacts_frame(records, first, details, rules, scale)
    return Intake(form.source, understood, empty(ORDER_COLUMNS), empty(LINE_COLUMNS), contacts,
                  problems.frame(), consent_column=rows.has("consent_email"))  # fmt: skip


def _refuse_decimals(rows: Rows, fine: npt.NDArray[np.bool_], currency: str | None) -> None:
    if not fine.any():
        return
    at = int(np.flatnonzero(fine)[0])
    raise Refused("decimals_not_allowed", currency=currency, column=rows.headings["stated_spent"],
                  file=str(rows.file_names()[at]), line=int(rows.line[at]),
                  cell=rows.text("stated_spent")[at].as_py())  # fmt: skip


def empty(columns: tuple[str, ...]) -> pd.DataFrame:
    """A table without rows."""
    return pd.DataFrame({name: pd.Series([], dtype="object") for name in columns})
