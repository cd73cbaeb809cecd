"""Customers that people of the shop found to be one person, or said are two.

What was confirmed is a document that names the keys of both; who is whom is worked out from it
anew after every upload and every undo (`db.identity`), so it holds whatever comes and goes.
"""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

import pandas as pd
from sqlalchemy import Connection
from sqlmodel import Session

from core.customers.alike import COLUMNS
from db import consents, documents, shops
from db.bulk import select_frame
from db.consents import GONE, NoSuchCustomer
from db.identity import KINDS, LATEST, MERGE
from db.imports import regroup

State = Literal["one", "two", "undone"]
"""What was said last: one person, two, or the merge was taken back."""


class SameCustomer(ValueError):  # noqa: N818 - reads as what happened
    """The two numbers are one customer already."""


@dataclass(frozen=True)
class Merge:
    """What was said of two customers.

    Attributes:
        name: of the document.
        state: the last word.
        customers: the numbers they had when it was said.
        keys: of each side, the strongest first.
        at: UTC, of the last word.
    """

    name: str
    state: State
    customers: tuple[int, int]
    keys: tuple[tuple[int, ...], tuple[int, ...]]
    at: datetime


def listed(connection: Connection, shop_id: int) -> list[Merge]:
    """Everything that was said, oldest first."""
    rows = connection.exec_driver_sql(LATEST, (shop_id,))
    return [_merge(name, json.loads(content), at) for name, content, at in rows]


def _merge(name: str, said: dict[str, Any], at: str) -> Merge:
    one, other = said["customers"]
    keys = tuple(tuple(side) for side in said["keys"])
    return Merge(name, said["state"], (one, other), keys, datetime.fromisoformat(at))  # type: ignore[arg-type]  # two sides, as they were written


def say(session: Session, shop_id: int, one: int, other: int, *, state: State) -> None:
    """Write down that two customers are one person, or two.

    Raises:
        NoSuchCustomer: the shop has none of such a number, or the person was erased.
        SameCustomer: they are one already.
    """
    if one == other:
        raise SameCustomer(one)
    first, second = sorted((one, other))
    connection = session.connection()
    keys = [_keys(connection, shop_id, customer) for customer in (first, second)]
    content = {"state": state, "customers": [first, second], "keys": keys}
    documents.write(
        session, shop_id, kind=MERGE, name=f"{keys[0][0]}-{keys[1][0]}", content=content
    )
    if state == "one":
        _again(session, shop_id)


def undo(session: Session, shop_id: int, name: str) -> None:
    """Take back what was said of two customers; their orders part again.

    Raises:
        NoSuchCustomer: nothing of that name was said.
    """
    said = documents.newest(session, shop_id, kind=MERGE).get(name)
    if said is None:
        raise NoSuchCustomer(0)
    was = said["state"]
    documents.write(session, shop_id, kind=MERGE, name=name, content={**said, "state": "undone"})
    if was == "one":
        _again(session, shop_id)


def _again(session: Session, shop_id: int) -> None:
    """Who is whom has changed, and with it all numbers and who may be contacted."""
    session.flush()
    regroup(session.connection(), shop_id)
    shops.advance_history(session, shop_id)
    consents.advance(session, shop_id)


def _keys(connection: Connection, shop_id: int, customer: int) -> list[int]:
    """The keys of a customer, the strongest kind first."""
    found = select_frame(
        connection,
        "SELECT id, kind, hash FROM identity_key WHERE shop_id = ? AND customer_id = ? ORDER BY id",
        (shop_id, customer),
    )
    if found.empty or found["hash"].str.startswith(GONE).any():
        raise NoSuchCustomer(customer)
    order = found["kind"].map({kind: place for place, kind in enumerate(KINDS)})
    numbers: list[int] = found.loc[order.sort_values(kind="stable").index, "id"].tolist()
    return numbers


_RECORDS = """
SELECT DISTINCT k.customer_id AS customer, c.name, c.kana, c.phone, c.email, c.postal_code,
  coalesce(c.prefecture, '') || coalesce(c.city, '') || coalesce(c.address, '') AS address
FROM contact c JOIN identity_key k ON k.shop_id = c.shop_id AND k.id = c.key_id
WHERE c.shop_id = ? AND k.customer_id IS NOT NULL AND coalesce(c.name, c.kana) IS NOT NULL
"""


def records(connection: Connection, shop_id: int) -> pd.DataFrame:
    """What files say of the customers, as `core.customers.alike.candidates` reads it."""
    found = select_frame(connection, _RECORDS, (shop_id,))
    return found[["customer", *COLUMNS]]
