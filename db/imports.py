"""Imports: stored as a whole, undone exactly; the shop's state is the fold of the live ones."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date
from functools import reduce
from typing import Any

import numpy as np
import pandas as pd
from sqlalchemy import Connection, Table
from sqlmodel import Session, col, select

from core.intake import Intake, Refused
from db import answers as said
from db import erasure, orders, products, refunds, retention, shops
from db.arrow import arrow_table
from db.bulk import insert_frame
from db.identity import KEY_COLUMNS, KINDS, key_ids, rejoin
from db.tables import ConsentEvent, Contact, Import, OrderLine, Shop, utc_now

_LINES: Table = OrderLine.__table__  # type: ignore[attr-defined]  # SQLModel sets it at run time
_CONTACTS: Table = Contact.__table__  # type: ignore[attr-defined]  # SQLModel sets it at run time
_CONSENTS: Table = ConsentEvent.__table__  # type: ignore[attr-defined]  # SQLModel sets it at run time

PERSONAL = [
    *("name", "kana", "phone", "postal_code", "prefecture", "city", "address"),
    *("birth_date", "gender", "registered_at"),
]

Progress = Callable[[float, str], None]
"""Told the share done (0..1) and a code of the step; may raise, nothing is stored then."""


@dataclass(frozen=True)
class Answers:
    """What only the owner knows about an upload.

    Attributes:
        as_of: the day the file was downloaded.
        complete: does it hold all orders since the shop opened: yes, middle or unknown.
        consent: e-mail consent of everybody in the file: yes, no, unknown, or column.
        consent_source: where that is written, for everybody in the file.
        consent_on: since when.
        file_names: as uploaded.
        sha256: of the uploaded bytes.
        by: the person who uploads, None from the command line.
    """

    as_of: date
    complete: str = "unknown"
    consent: str = "unknown"
    consent_source: str = ""
    consent_on: date | None = None
    file_names: tuple[str, ...] = ()
    sha256: str = ""
    zero_orders: str = "drop"
    by: int | None = None


@dataclass(frozen=True)
class Changes:
    """What storing an intake would change, compared with what is stored.

    Attributes:
        already: the live import of the very same bytes, None if there is none.
        new, unchanged: orders.
        changed: (n, 4) order_no, what (void, revived, amount, status), before, after: the
            status, or for `amount` the total less refunds in minor units.
    """

    already: int | None
    new: int
    unchanged: int
    changed: pd.DataFrame = field(repr=False)


def store(
    session: Session, shop_id: int, *, intake: Intake, answers: Answers, progress: Progress
) -> int:
    """Store an intake and everything that follows from it, in the session's one transaction.

    Returns:
        The id of the import.

    Raises:
        Refused: other_currency, where amounts could not be added to those stored.
    """
    _require_one_currency(session, shop_id, intake)
    connection = session.connection()
    shop = session.exec(select(Shop).where(Shop.id == shop_id)).one()
    import_id = _record(session, shop_id, intake, answers)
    progress(0.02, "persons")
    if intake.answers is not None:
        intake = said.at_home(connection, shop_id, intake, salt=shop.salt)
    intake = erasure.without_erased(connection, shop, intake)
    keys = _keys(connection, shop, intake)
    said.append(connection, shop_id, import_id=import_id, intake=intake, key=_strongest(keys))
    if intake.answers is None:
        _store_contacts(connection, shop_id, import_id=import_id, intake=intake, keys=keys)
    _store_consents(
        connection, shop_id, import_id=import_id, intake=intake, keys=keys, answers=answers
    )
    progress(0.15, "orders")
    _store_orders(
        connection, shop_id, import_id=import_id, intake=intake, keys=keys, progress=progress
    )
    progress(0.8, "fold")
    newest = all(i.as_of <= answers.as_of for i in live(session, shop_id))
    orders.fold_in(connection, shop_id, import_id=import_id, newest=newest)
    regroup(connection, shop_id)
    if shops.settings(session, shop_id).currency is None and intake.understood.currency:
        _remember_currency(session, shop_id, intake.understood.currency)
    shops.advance_history(session, shop_id)
    retention.apply(session, shop_id)  # the file may show customers who have long been silent
    progress(1.0, "done")
    return import_id


def undo(session: Session, shop_id: int, import_id: int) -> None:
    """Take an import back: the state is as if it had never been stored.

    Raises:
        NoSuchImport: the shop has no live import of that number.
    """
    record = session.exec(
        select(Import).where(
            Import.shop_id == shop_id, Import.id == import_id, col(Import.undone_at).is_(None)
        )
    ).first()
    if record is None:
        raise NoSuchImport(import_id)
    record.undone_at = utc_now()
    session.add(record)
    session.flush()
    connection = session.connection()
    owned = (shop_id, import_id)
    connection.exec_driver_sql("DELETE FROM contact WHERE shop_id = ? AND import_id = ?", owned)
    for what in ("consent_event", "event"):
        connection.exec_driver_sql(f"DELETE FROM {what} WHERE shop_id = ? AND import_id = ?", owned)  # noqa: S608 - fixed names
    orders.fold_out(connection, shop_id, import_id=import_id)
    regroup(connection, shop_id)
    connection.exec_driver_sql("DELETE FROM order_fact WHERE shop_id = ? AND import_id = ?", owned)
    if not live(session, shop_id):
        shops.forget_currency(session, shop_id)
    shops.advance_history(session, shop_id)


def _require_one_currency(session: Session, shop_id: int, intake: Intake) -> None:
    ours, theirs = shops.settings(session, shop_id).currency, intake.understood.currency
    if ours and theirs and ours != theirs and live(session, shop_id):
        raise Refused("other_currency", shop_currency=ours, file_currency=theirs)


class NoSuchImport(LookupError):  # noqa: N818 - reads as the sentence it becomes
    """The shop has no live import of that number."""

    def __init__(self, import_id: int) -> None:
        super().__init__(import_id)
        self.import_id = import_id


def live(session: Session, shop_id: int) -> list[Import]:
    """The imports that make the shop's state, oldest word first."""
    return list(
        session.exec(
            select(Import)
            .where(Import.shop_id == shop_id, col(Import.undone_at).is_(None))
            .order_by(col(Import.as_of), col(Import.uploaded_at), col(Import.id))
        ).all()
    )


def anything(session: Session) -> bool:
    """Whether any shop has ever stored an upload."""
    connection = session.connection()  # of all shops at once, which no session of one shop tells
    return connection.exec_driver_sql("SELECT 1 FROM import LIMIT 1").first() is not None


def changes(session: Session, shop_id: int, *, intake: Intake, sha256: str) -> Changes:
    """What storing `intake` would change.

    Raises:
        Refused: as for `store`.
    """
    _require_one_currency(session, shop_id, intake)
    already = next((i.id for i in live(session, shop_id) if i.sha256 == sha256), None)
    before = arrow_table(session.get_bind().engine, _BEFORE, (shop_id, intake.source)).to_pandas()
    after = refunds.foreseen(
        session.connection(), shop_id, source=intake.source, after=intake.orders, before=before
    )[["order_no", "status", "void", "total", "refund"]]
    after = after.fillna({"status": "", "total": UNKNOWN, "refund": 0})
    both = after.merge(before, on="order_no", suffixes=("", "_before"))
    changed = _differences(both)
    return Changes(
        already=already,
        new=len(after) - len(both),
        unchanged=len(both) - len(changed),
        changed=changed,
    )


UNKNOWN = -(2**62)
"""Stands for an amount that is not known, where columns must not hold NULL."""

_BEFORE = f"""
SELECT order_no, coalesce(status, '') AS status, void, coalesce(refund, 0) AS refund,
  coalesce(total, {UNKNOWN}) AS total
FROM order_state WHERE shop_id = ? AND source = ?
"""  # noqa: S608 - fixed text, no value of anybody's


def _differences(both: pd.DataFrame) -> pd.DataFrame:
    """Orders that both know and that differ, each with its weightiest difference."""
    void, was_void = both["void"].astype(bool), both["void_before"].astype(bool)
    amount = (both["total"] != UNKNOWN) & (both["total"] != both["total_before"])
    amount |= both["refund"] != both["refund_before"]
    status = both["status"].ne("") & both["status"].ne(both["status_before"])
    what = np.select(
        [void & ~was_void, was_void & ~void, amount, status],
        ["void", "revived", "amount", "status"],
        "",
    )
    rows = both.assign(what=what)[what != ""].reset_index(drop=True)
    money = rows["what"] == "amount"
    for side, end in (("before", "_before"), ("after", "")):
        left = (rows[f"total{end}"] - rows[f"refund{end}"]).astype("str")
        rows[side] = rows[f"status{end}"].where(~money, left)
    shown: pd.DataFrame = rows[["order_no", "what", "before", "after"]]
    return shown


def _record(session: Session, shop_id: int, intake: Intake, answers: Answers) -> int:
    claim = {
        "consent": answers.consent,
        "source": answers.consent_source,
        "on": answers.consent_on.isoformat() if answers.consent_on else None,
    }
    record = Import(
        shop_id=shop_id,
        source=intake.source,
        kind=intake.understood.kind,
        format=intake.understood.format,
        file_names=", ".join(answers.file_names),
        sha256=answers.sha256,
        as_of=answers.as_of,
        complete_since=answers.complete,
        zero_orders=answers.zero_orders,
        consent_claim=claim,
        understood=summary(intake),
        uploaded_by=answers.by,
    )
    session.add(record)
    session.flush()
    assert record.id is not None  # noqa: S101 - the flush has numbered it
    return record.id


def summary(intake: Intake) -> dict[str, Any]:
    """What was understood of the files, as JSON: numbers in minor units, days in ISO form."""
    known = intake.understood
    return {
        "rows": known.rows,
        "orders": known.orders,
        "customers": known.customers,
        "answers": known.answers,
        "total": known.total,
        "file_total": known.file_total,
        "currency": known.currency,
        "first_day": known.first_day.isoformat() if known.first_day else None,
        "last_day": known.last_day.isoformat() if known.last_day else None,
        "net_basis": known.net_basis,
        "set_aside": [[s.reason, s.count, s.amount] for s in known.set_aside],
    }


def _remember_currency(session: Session, shop_id: int, currency: str) -> None:
    shops.save_settings(
        session, shop_id, replace(shops.settings(session, shop_id), currency=currency)
    )


def _keys(connection: Connection, shop: Shop, intake: Intake) -> pd.DataFrame:
    """The ids of the keys of each person in the file: (persons, 4), missing where there is none."""
    assert shop.id is not None  # noqa: S101 - it was read from the database
    columns = {
        KEY_COLUMNS[kind]: key_ids(
            connection,
            shop.id,
            salt=shop.salt,
            kind=kind,
            source=intake.source,
            values=intake.contacts[kind],
        )
        for kind in KINDS
    }
    return pd.DataFrame(columns, index=intake.contacts.index)


def _strongest(keys: pd.DataFrame) -> pd.Series:
    """(persons,) Int64 the first key each person has."""
    first, *others = (keys[KEY_COLUMNS[kind]] for kind in KINDS)
    return reduce(lambda found, key: found.fillna(key), others, first)


def _store_contacts(
    connection: Connection, shop_id: int, *, import_id: int, intake: Intake, keys: pd.DataFrame
) -> None:
    strongest = _strongest(keys)
    known = intake.contacts.reindex(columns=PERSONAL)
    rows = pd.concat([keys, known], axis=1).assign(
        key_id=strongest,
        email=intake.contacts["email"].fillna(intake.contacts["relay"]),
        shop_id=shop_id,
        import_id=import_id,
    )
    insert_frame(connection, _CONTACTS, rows[strongest.notna()])


def _store_consents(
    connection: Connection,
    shop_id: int,
    *,
    import_id: int,
    intake: Intake,
    keys: pd.DataFrame,
    answers: Answers,
) -> None:
    """Who agreed to e-mail, as the file's column or the owner's word for all of it says."""
    if answers.consent == "unknown":
        return
    said = (
        intake.contacts["consent_email"]
        if answers.consent == "column"
        else pd.Series(answers.consent == "yes", index=keys.index, dtype="boolean")
    )
    key = _strongest(keys)
    known = said.notna() & key.notna()
    since = pd.Series(pd.Timestamp(answers.consent_on or answers.as_of), index=keys.index)
    if answers.consent == "column":  # a yes since it was given, a no since it was seen
        since = pd.to_datetime(intake.contacts["consent_at"]).where(said).fillna(since)
    rows = pd.DataFrame({"key_id": key, "agreed": said, "at": since})[known].assign(
        shop_id=shop_id,
        import_id=import_id,
        channel="email",
        source=answers.consent_source or intake.source,
    )
    insert_frame(connection, _CONSENTS, rows)


def _store_orders(
    connection: Connection,
    shop_id: int,
    *,
    import_id: int,
    intake: Intake,
    keys: pd.DataFrame,
    progress: Progress,
) -> None:
    frame, lines = intake.orders, intake.lines
    product = products.ids(connection, shop_id, source=intake.source, lines=lines)
    of_person = keys.reindex(frame["person"].to_numpy()).set_index(frame.index)
    first_product = product[lines["kind"].eq("product") & product.notna()]
    first_product = first_product.groupby(lines["order"], sort=False).first()
    facts = frame.reindex(columns=[c for c in orders.LOGICAL if c in frame.columns]).assign(
        source=intake.source,
        product_id=pd.Series(range(len(frame))).map(first_product).to_numpy(),
        **{name: of_person[name] for name in keys.columns},
    )
    total = max(len(facts) + len(lines), 1)
    first = orders.append_facts(
        connection,
        shop_id,
        import_id=import_id,
        facts=facts,
        advance=lambda done: progress(0.15 + 0.6 * done / total, "orders"),
    )
    rows = lines[["position", "kind", "category", "quantity", "amount", "tax_rate_bp"]].assign(
        shop_id=shop_id, fact_id=lines["order"] + first, product_id=product
    )
    insert_frame(
        connection,
        _LINES,
        rows,
        advance=lambda done: progress(0.15 + 0.6 * (len(facts) + done) / total, "lines"),
    )


def regroup(connection: Connection, shop_id: int) -> None:
    """Work out anew who is whom, and whose the orders and the answers are."""
    rejoin(connection, shop_id)
    orders.assign_customers(connection, shop_id)
    said.assign_customers(connection, shop_id)
