"""Erasing persons: all that says who they are goes, what they bought stays as numbers.

A customer who is erased keeps the number and the orders, so that no sum changes. Names, addresses
and what else is personal become empty, free text goes, and the keys are replaced by chance: no
e-mail address, member id or phone number leads to the orders any more. What the keys were stays in
`suppression` alone, which leads nowhere; by it a later upload of the same person is recognised and
stored without anything personal. Order numbers stay, because an order is known by them: whoever
holds the shop's own list of orders can still look up there who placed one.
"""

import secrets
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pandas as pd
from sqlalchemy import Connection, Engine, Table
from sqlmodel import Session, col, or_, select

from core.intake import Intake
from db.bulk import insert_frame, select_frame
from db.consents import ERASED, GONE, KEY, STAFF, NoSuchCustomer, advance
from db.identity import KINDS, key_hash
from db.persons import PERSONAL
from db.tables import Event, IdentityKey, Shop, Suppression, utc_now

_SUPPRESSIONS: Table = Suppression.__table__  # type: ignore[attr-defined]  # SQLModel sets it at run time


def erase(session: Session, shop_id: int, customer: int, *, at: datetime) -> None:
    """Erase one person for good.

    Args:
        session: writes.
        shop_id: the shop.
        customer: whom.
        at: UTC.

    Raises:
        NoSuchCustomer: the shop has none of that number who was not erased already.
    """
    connection = session.connection()
    keys = select_frame(
        connection,
        "SELECT id, kind AS key_kind, source AS key_source, hash AS key_hash FROM identity_key"
        " WHERE shop_id = ? AND customer_id = ? AND hash NOT LIKE ?",
        (shop_id, customer, f"{GONE}%"),
    )
    if keys.empty:
        raise NoSuchCustomer(customer)
    _gather(connection, shop_id, customer)
    _part_shared_addresses(connection, shop_id)
    _empty_contacts(connection, shop_id)
    connection.exec_driver_sql(
        "DELETE FROM consent_event WHERE shop_id = ? AND key_id IN (SELECT id FROM erasing)",
        (shop_id,),
    )
    _keep_numbers_of_events(session, shop_id, customer)
    _empty_work(connection, shop_id)
    _remember(connection, shop_id, keys[KEY], at=at)
    connection.exec_driver_sql(
        "UPDATE identity_key SET hash = ? WHERE shop_id = ? AND id = ?",
        [(GONE + secrets.token_hex(16), shop_id, number) for number in keys["id"].tolist()],
    )
    connection.exec_driver_sql("DROP TABLE erasing")
    advance(session, shop_id)


def _gather(connection: Connection, shop_id: int, customer: int) -> None:
    """Put the keys of the customer where the statements below find them."""
    connection.exec_driver_sql("DROP TABLE IF EXISTS temp.erasing")
    connection.exec_driver_sql(
        "CREATE TEMP TABLE erasing AS SELECT id FROM identity_key"
        " WHERE shop_id = ? AND customer_id = ?",
        (shop_id, customer),
    )


def _part_shared_addresses(connection: Connection, shop_id: int) -> None:
    """An address that two members share must not lead from one of them to the other.

    Where it is a key of the erased person, the other one loses it too: it is the address that is
    to be forgotten.
    """
    run = connection.exec_driver_sql
    if not run(_SHARED, (shop_id,)).scalar():
        return
    for statement in _PART:
        run(statement, (shop_id,))


_SHARED = """
SELECT count(*) FROM contact WHERE shop_id = ? AND email_key IS NOT NULL
  AND (email_key IN (SELECT id FROM erasing)) <> (key_id IN (SELECT id FROM erasing))
"""

_PART = (
    """
UPDATE contact SET email = NULL, email_key = NULL WHERE shop_id = ?
  AND email_key IN (SELECT id FROM erasing) AND key_id NOT IN (SELECT id FROM erasing)
""",
    """
UPDATE contact SET email_key = NULL WHERE shop_id = ?
  AND email_key NOT IN (SELECT id FROM erasing) AND key_id IN (SELECT id FROM erasing)
""",
    """
UPDATE order_fact SET email_key = NULL WHERE shop_id = ? AND member_key IS NOT NULL
  AND (email_key IN (SELECT id FROM erasing)) <> (member_key IN (SELECT id FROM erasing))
""",
    """
UPDATE order_state SET email_key = NULL WHERE shop_id = ? AND member_key IS NOT NULL
  AND (email_key IN (SELECT id FROM erasing)) <> (member_key IN (SELECT id FROM erasing))
""",
)


def _empty_contacts(connection: Connection, shop_id: int) -> None:
    nothing = ", ".join(f"{name} = NULL" for name in PERSONAL)
    connection.exec_driver_sql(
        f"UPDATE contact SET {nothing} WHERE shop_id = ? AND key_id IN (SELECT id FROM erasing)",  # noqa: S608 - fixed names
        (shop_id,),
    )


def _empty_work(connection: Connection, shop_id: int) -> None:
    """What people wrote of the person goes, and the code she hands on leads nowhere any more.

    That she was contacted, and that there was a case, stay as numbers.
    """
    for statement, *values in (
        ("UPDATE case_ SET note = '' WHERE shop_id = ?",),
        ("DELETE FROM claim WHERE shop_id = ?",),
        ("UPDATE referral SET code = ? || lower(hex(randomblob(8))) WHERE shop_id = ?", GONE),
    ):
        whose = f"{statement} AND customer_id IN (SELECT id FROM erasing)"  # noqa: S608 - fixed text
        connection.exec_driver_sql(whose, (*values, shop_id))


def _keep_numbers_of_events(session: Session, shop_id: int, customer: int) -> None:
    mine = select(IdentityKey.id).where(
        IdentityKey.shop_id == shop_id, IdentityKey.customer_id == customer
    )
    whose = or_(Event.customer_id == customer, col(Event.customer_id).in_(mine))
    for event in session.exec(select(Event).where(Event.shop_id == shop_id, whose)):
        kept = numbers_of(event.value)
        if kept != event.value:
            event.value = kept
            session.add(event)
    session.flush()


def numbers_of(value: Any) -> Any:  # noqa: ANN401 - any JSON
    """A JSON value without its texts: what was counted stays, what was written goes."""
    if isinstance(value, dict):
        kept = {key: numbers_of(part) for key, part in value.items()}
        return {key: part for key, part in kept.items() if part is not None}
    if isinstance(value, list):
        return [part for part in map(numbers_of, value) if part is not None]
    return value if isinstance(value, bool | int | float) else None


def _remember(connection: Connection, shop_id: int, keys: pd.DataFrame, *, at: datetime) -> None:
    """Keep the keys, and only them, to recognise the person in a later upload."""
    if keys.empty:
        return
    of_shop = keys.assign(shop_id=shop_id)[["shop_id", *KEY]].astype(object)
    connection.exec_driver_sql(  # the erasure says all that they said, and leads nowhere
        "DELETE FROM suppression WHERE shop_id = ? AND key_kind = ? AND key_source = ?"
        " AND key_hash = ?",
        list(of_shop.itertuples(index=False, name=None)),
    )
    utc = pd.Timestamp(at.astimezone(UTC)).tz_localize(None)
    marks = of_shop.assign(channel=ERASED, at=utc, source=STAFF)
    insert_frame(connection, _SUPPRESSIONS, marks)


# Later uploads


def without_erased(connection: Connection, shop: Shop, intake: Intake) -> Intake:
    """The intake as if it did not know who the erased persons in it are.

    Their orders are counted and carry no key: an order that is stored already stays with the
    customer it has, a new one belongs to nobody. Who shares a key with an erased person is that
    person, and all keys seen together with it are remembered; except a member whom the shop
    knows as somebody else, who only loses the shared address.

    Args:
        connection: inside a write transaction.
        shop: where to.
        intake: as read.
    """
    assert shop.id is not None  # noqa: S101 - it was read from the database
    hashes = _hashes(connection, shop, intake)
    if hashes is None:
        return intake
    hit, known = _hits(connection, shop.id, hashes, intake.source)
    erased = hit.any(axis=1) & ~known
    if not hit.any(axis=None):
        return intake
    _remember_more(connection, shop.id, hashes[erased], hit[erased], intake.source)
    contacts = {
        name: column.mask(erased | hit[name] if name in KINDS else erased)
        for name, column in intake.contacts.items()
    }
    return replace(intake, contacts=pd.DataFrame(contacts, index=intake.contacts.index))


def _hashes(connection: Connection, shop: Shop, intake: Intake) -> pd.DataFrame | None:
    """(persons, kinds) the hashes of the keys in a file; None where nobody was ever erased."""
    marked = connection.exec_driver_sql(
        "SELECT 1 FROM suppression WHERE shop_id = ? AND channel = ? LIMIT 1", (shop.id, ERASED)
    )
    if marked.first() is None:
        return None
    columns = {}
    for kind in KINDS:
        values = intake.contacts[kind]
        unique = values.dropna().unique()
        hashed = {value: key_hash(shop.salt, kind, value) for value in unique}
        columns[kind] = values.map(hashed).astype("str")
    return pd.DataFrame(columns)


def _hits(
    connection: Connection, shop_id: int, hashes: pd.DataFrame, source: str
) -> tuple[pd.DataFrame, pd.Series]:
    """(persons, kinds) which keys are of an erased person; (persons,) who is known as another."""
    marks = select_frame(
        connection,
        "SELECT key_kind, key_source, key_hash FROM suppression WHERE shop_id = ? AND channel = ?",
        (shop_id, ERASED),
    )
    hit = pd.DataFrame(
        {
            kind: hashes[kind].isin(_of_kind(marks, kind, source)["key_hash"])
            for kind in hashes.columns
        }
    )
    members = select_frame(
        connection,
        "SELECT hash FROM identity_key WHERE shop_id = ? AND kind = 'member' AND source = ?"
        " AND customer_id IS NOT NULL",
        (shop_id, source),
    )["hash"]
    return hit, hashes["member"].isin(members) & ~hit["member"]


def _of_kind(marks: pd.DataFrame, kind: str, source: str) -> pd.DataFrame:
    scope = "" if kind == "email" else source
    return marks[(marks["key_kind"] == kind) & (marks["key_source"] == scope)]


def _remember_more(
    connection: Connection, shop_id: int, hashes: pd.DataFrame, hit: pd.DataFrame, source: str
) -> None:
    """Add the keys that were seen together with one of an erased person."""
    fresh = hashes.where(~hit).melt(var_name="key_kind", value_name="key_hash").dropna()
    fresh = fresh.drop_duplicates().reset_index(drop=True)
    scope = fresh["key_kind"].map(lambda kind: "" if kind == "email" else source)
    _remember(connection, shop_id, fresh.assign(key_source=scope)[KEY], at=utc_now())


def erase_again(session: Session, shop_id: int, *, at: datetime) -> int:
    """Erase whom the shop was told to forget and who is here all the same, after going back.

    Returns:
        How many.
    """
    back = select_frame(
        session.connection(),
        "SELECT DISTINCT k.customer_id AS customer FROM suppression s JOIN identity_key k"
        " ON k.shop_id = s.shop_id AND k.kind = s.key_kind AND k.source = s.key_source"
        " AND k.hash = s.key_hash"
        " WHERE s.shop_id = ? AND s.channel = ? AND k.customer_id IS NOT NULL",
        (shop_id, ERASED),
    )["customer"].tolist()
    for customer in back:
        erase(session, shop_id, int(customer), at=at)
    return len(back)


def sweep(engine: Engine) -> None:
    """Move what was erased out of the file beside the database, as far as nobody is reading.

    Where somebody is, it goes when the last connection closes.
    """
    connection = engine.raw_connection()
    try:
        cursor = connection.cursor()
        cursor.execute("PRAGMA busy_timeout=300")
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        cursor.execute("PRAGMA busy_timeout=5000")
    finally:
        connection.close()
