"""A file of answers: one row per answer, who gave it or about which order, and when."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from core.intake import text
from core.intake.customer_file import empty
from core.intake.dates import Moments, read_moments
from core.intake.format import Format
from core.intake.model import LINE_COLUMNS, ORDER_COLUMNS, Intake, Options, Refused, Understood
from core.intake.order_file import is_japanese
from core.intake.orders import as_text, date_rules
from core.intake.people import (
    contacts_frame,
    count_customers,
    key_kind,
    note_damaged_members,
    persons_of,
    read_keys,
)
from core.intake.problems import Problems
from core.intake.rows import Rows
from core.intake.sheet import Sheet
from core.intake.text import Strings

Bools = npt.NDArray[np.bool_]

ANSWER_COLUMNS = ("person", "order_no", "at", "has_time", "score", "survey", "line")
"""`person` is a row label of contacts (-1 none); `at` datetime64[s], shop-local; `score` 0..10."""

_SCORE = r"^(10|[0-9])(\.0+)?$"
_IDENTITY = ("member", "email")


def read_answers(
    rows: Rows, form: Format, options: Options, problems: Problems, sheets: Sequence[Sheet]
) -> Intake:
    """Read who answered what and when; rows that are no answer are left out, each with its reason.

    Raises:
        Refused: no_answers where not one row is left.
    """
    note_damaged_members(rows, problems)
    records = read_keys({n: rows.text(n) for n in _IDENTITY if rows.has(n)}, len(rows))
    rules = date_rules(form, options, japanese=is_japanese(sheets[0]))
    moments = read_moments(rows.text("answered_at"), rules)
    orders = text.plain_ids(rows.text("order_no"))
    named = records.keyed() | (text.filled(orders) & ~text.matches(orders, text.EXCEL_ID))
    kept = _kept(rows, moments, named, problems)
    if not kept.any():
        raise Refused("no_answers", file=sheets[0].name)
    person, first = persons_of(records)
    answers = _answers(rows, moments, person, orders)[kept].reset_index(drop=True)
    days = answers["at"]
    understood = Understood(
        format=form.name, kind="answers", encoding=sheets[0].encoding,
        delimiter=sheets[0].delimiter, rows=len(rows) + rows.lines_left_out, orders=0,
        answers=len(answers), customers=count_customers(records, person, kept), total=None,
        file_total=None, currency=None, scale=0, first_day=days.min().date(),
        last_day=days.max().date(), set_aside=(), orders_without_key=0,
        order_key_kind=key_kind(records, kept), net_basis="total",
        has_time=bool(answers["has_time"].any()), zero_orders=0, subscriptions=0,
        dates_order=moments.order, notes=_notes(moments, sheets),
    )  # fmt: skip
    return Intake(form.source, understood, empty(ORDER_COLUMNS), empty(LINE_COLUMNS),
                  contacts_frame(records, first, {}, rules, 0), problems.frame(),
                  consent_column=False, answers=answers)  # fmt: skip


def _kept(rows: Rows, moments: Moments, named: Bools, problems: Problems) -> Bools:
    """(n,) rows that are answers; each other one is noted with the first thing that is wrong."""
    cells = pc.utf8_normalize(rows.text("score"), "NFKC")
    kept = np.ones(len(rows), bool)
    for code, field, wrong in (
        ("no_score", "score", ~text.filled(cells)),
        ("score_out_of_range", "score", ~text.matches(cells, _SCORE)),
        ("unreadable_date", "answered_at", ~moments.known),
        ("nobody_named", "email", ~named),
    ):
        at = np.flatnonzero(wrong & kept)
        problems.add(
            code, file=rows.file_names(at), line=rows.line[at],
            column=rows.headings.get(field, ""), cells=rows.text(field).take(pa.array(at)),
            dropped=True,
        )  # fmt: skip
        kept &= ~wrong
    return kept


def _answers(
    rows: Rows, moments: Moments, person: npt.NDArray[np.int64], orders: Strings
) -> pd.DataFrame:
    """(n,) columns in ANSWER_COLUMNS, scores still missing where they are none."""
    cells = as_text(pc.utf8_normalize(rows.text("score"), "NFKC"))
    score = pd.to_numeric(cells, errors="coerce")
    return pd.DataFrame(
        {
            "person": person,
            "order_no": as_text(orders),
            "at": moments.series(),
            "has_time": moments.has_time,
            "score": score.round().astype("Int64"),
            "survey": as_text(rows.text("survey")).fillna(""),
            "line": rows.line,
        }
    )[list(ANSWER_COLUMNS)]


def _notes(moments: Moments, sheets: Sequence[Sheet]) -> tuple[str, ...]:
    of_files = dict.fromkeys(note for sheet in sheets for note in sheet.notes)
    return (*of_files, *(("day_month_assumed",) if moments.assumed else ()))
