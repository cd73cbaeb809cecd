"""Consents at rest: what was said about being contacted, and opt-outs that no file takes back."""

from datetime import UTC, datetime

import pandas as pd
from sqlalchemy import Connection, Table
from sqlmodel import Session, select

from core.consent import CHANNELS, Consents
from db.bulk import insert_frame, select_frame
from db.tables import ConsentEvent, Shop, Suppression

ERASED = "erased"
"""In place of a channel: the person behind the key is to be forgotten."""

GONE = "erased-"
"""How the hash of a key begins that was replaced, so that it leads to nobody any more."""

STAFF = "staff"
"""Where an opt-out was said that somebody of the shop recorded."""

_EVENTS: Table = ConsentEvent.__table__  # type: ignore[attr-defined]  # SQLModel sets it at run time
_SUPPRESSIONS: Table = Suppression.__table__  # type: ignore[attr-defined]  # SQLModel sets it at run time


class NoSuchCustomer(LookupError):  # noqa: N818 - reads as the sentence it becomes
    """The shop has no customer of that number, or nobody can be told by it any more."""

    def __init__(self, customer: int) -> None:
        super().__init__(customer)
        self.customer = customer


def consents(
    connection: Connection, shop_id: int, *, timezone: str, customer: int | None = None
) -> Consents:
    """What the shop's customers said, or what one of them did.

    Args:
        connection: reads.
        shop_id: the shop.
        timezone: of the shop, to tell on which of its days an opt-out was recorded.
        customer: only this one.
    """
    out = refusals(connection, shop_id, customer=customer)
    local = pd.to_datetime(out["at"], format="ISO8601", utc=True).dt.tz_convert(timezone)
    days = (local.dt.tz_localize(None).dt.normalize() - pd.Timestamp(0)).dt.days
    said = words(connection, shop_id, customer=customer)
    return Consents.build(said, out.assign(day=days), _erased(connection, shop_id))


_WORDS = """
SELECT k.customer_id AS customer, e.key_id AS "key", e.channel, e.agreed,
  CAST(julianday(date(e.at)) - 2440587.5 AS INTEGER) AS day, e.at, e.source, e.import_id
FROM consent_event e JOIN identity_key k ON k.shop_id = e.shop_id AND k.id = e.key_id
WHERE e.shop_id = ? AND k.customer_id {} ORDER BY e.at, e.id
"""


def words(connection: Connection, shop_id: int, *, customer: int | None = None) -> pd.DataFrame:
    """Consent events, oldest first.

    Returns:
        (n, 8) `customer`, `key`, `channel`, `agreed`, `day`, `at` (shop-local), `source`,
        `import_id` (missing where somebody of the shop recorded it).
    """
    which, parameters = _of(shop_id, customer)
    return select_frame(connection, _WORDS.format(which), parameters)


# Two members of a family may share an e-mail that is a key of only one of them: what is refused
# under the address holds for both.
_REFUSALS = """
SELECT k.customer_id AS customer, s.channel, s.at, s.source
FROM identity_key k JOIN suppression s ON s.shop_id = k.shop_id
  AND s.key_kind = k.kind AND s.key_source = k.source AND s.key_hash = k.hash
WHERE k.shop_id = ? AND s.channel <> 'erased' AND k.customer_id {which}
UNION ALL
SELECT k.customer_id, s.channel, s.at, s.source
FROM identity_key k JOIN contact c ON c.shop_id = k.shop_id AND c.key_id = k.id
  JOIN identity_key e ON e.id = c.email_key AND e.customer_id IS NOT k.customer_id
  JOIN suppression s ON s.shop_id = k.shop_id
  AND s.key_kind = e.kind AND s.key_source = e.source AND s.key_hash = e.hash
WHERE k.shop_id = ? AND s.channel <> 'erased' AND k.customer_id {which}
"""


def refusals(connection: Connection, shop_id: int, *, customer: int | None = None) -> pd.DataFrame:
    """Opt-outs, under each key they were recorded for.

    Returns:
        (n, 4) `customer`, `channel`, `at` (UTC), `source`.
    """
    which, parameters = _of(shop_id, customer)
    return select_frame(connection, _REFUSALS.format(which=which), (*parameters, *parameters))


def _of(shop_id: int, customer: int | None) -> tuple[str, tuple[int, ...]]:
    """How to choose one customer or all, and the parameters of that."""
    return ("IS NOT NULL", (shop_id,)) if customer is None else ("= ?", (shop_id, customer))


def _erased(connection: Connection, shop_id: int) -> list[int]:
    rows = connection.exec_driver_sql(
        "SELECT DISTINCT customer_id FROM identity_key"
        " WHERE shop_id = ? AND hash LIKE ? AND customer_id IS NOT NULL",
        (shop_id, f"{GONE}%"),
    )
    return [int(row[0]) for row in rows]


def opt_out(
    session: Session,
    shop_id: int,
    *,
    customer: int,
    channel: str,
    at: datetime,
    source: str = STAFF,
) -> None:
    """Stop a channel for a customer, under every key that the customer's records carry.

    Args:
        session: writes.
        shop_id: the shop.
        customer: whom.
        channel: one of `core.consent.CHANNELS`.
        at: UTC.
        source: where it was said.

    Raises:
        NoSuchCustomer: the shop has none of that number.
    """
    _check(channel)
    connection = session.connection()
    rows = keys_of(connection, shop_id, customer).assign(channel=channel)
    known = select_frame(
        connection,
        "SELECT key_kind, key_source, key_hash, 1 AS known FROM suppression"
        " WHERE shop_id = ? AND channel = ?",
        (shop_id, channel),
    )
    rows = rows.merge(known, how="left", on=["key_kind", "key_source", "key_hash"])
    fresh = rows[rows["known"].isna()].drop(columns=["id", "own", "known"])
    utc = pd.Timestamp(at.astimezone(UTC)).tz_localize(None)
    insert_frame(connection, _SUPPRESSIONS, fresh.assign(shop_id=shop_id, at=utc, source=source))
    advance(session, shop_id)


def agree(
    session: Session, shop_id: int, *, customer: int, channel: str, at: datetime, source: str
) -> None:
    """Record that a customer agrees to a channel; it takes an opt-out of the channel back.

    Args:
        session: writes.
        shop_id: the shop.
        customer: who.
        channel: one of `core.consent.CHANNELS`.
        at: shop-local, naive.
        source: where the customer said so.

    Raises:
        NoSuchCustomer: the shop has none of that number.
    """
    _check(channel)
    connection = session.connection()
    keys = keys_of(connection, shop_id, customer)
    connection.exec_driver_sql(
        "DELETE FROM suppression WHERE shop_id = ? AND channel = ?"
        " AND key_kind = ? AND key_source = ? AND key_hash = ?",
        [(shop_id, channel, *key) for key in keys[KEY].itertuples(index=False, name=None)],
    )
    events = keys.loc[keys["own"] == 1, ["id"]].rename(columns={"id": "key_id"})
    insert_frame(
        connection,
        _EVENTS,
        events.assign(shop_id=shop_id, channel=channel, agreed=True, at=at, source=source),
    )
    advance(session, shop_id)


KEY = ["key_kind", "key_source", "key_hash"]

_KEYS_OF = """
SELECT id, kind AS key_kind, source AS key_source, hash AS key_hash, 1 AS own
FROM identity_key WHERE shop_id = ? AND customer_id = ?
UNION
SELECT e.id, e.kind, e.source, e.hash, 0 FROM identity_key k
JOIN contact c ON c.shop_id = k.shop_id AND c.key_id = k.id
JOIN identity_key e ON e.id = c.email_key AND e.customer_id IS NOT k.customer_id
WHERE k.shop_id = ? AND k.customer_id = ?
"""


def keys_of(connection: Connection, shop_id: int, customer: int) -> pd.DataFrame:
    """The keys of a customer, and the addresses the customer shares with somebody else.

    Returns:
        (n, 5) `id`, `key_kind`, `key_source`, `key_hash`, `own` (0 for a shared address).

    Raises:
        NoSuchCustomer: there are none.
    """
    found = select_frame(connection, _KEYS_OF, (shop_id, customer) * 2)
    if found.empty:
        raise NoSuchCustomer(customer)
    return found


def advance(session: Session, shop_id: int) -> None:
    """Say that everything derived from the shop's consents is out of date."""
    shop = session.exec(select(Shop).where(Shop.id == shop_id)).one()
    shop.consent_version += 1
    session.add(shop)
    session.flush()


def version(session: Session, shop_id: int) -> tuple[int, int]:
    """The number under which consents are cached: uploads change them too."""
    asked = select(Shop.history_version, Shop.consent_version).where(Shop.id == shop_id)
    history, consent = session.exec(asked).one()
    return history, consent


def _check(channel: str) -> None:
    if channel not in CHANNELS:
        raise ValueError(f"channel == {channel!r}, must be one of {CHANNELS}")
