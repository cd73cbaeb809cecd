"""Who is who: hashed keys, and the customers that follow from the keys seen together."""

import hashlib
import json
from collections.abc import Callable, Mapping

import numpy as np
import pandas as pd
from sqlalchemy import Connection, Table

from core.customers.identity import customers_of
from db.bulk import insert_frame, next_id, select_frame
from db.tables import Customer, IdentityKey

KINDS = ("member", "email", "relay", "name_phone")
"""Kinds of keys, the strongest first. Only an e-mail means the same person in every source."""

KEY_COLUMNS = {
    "member": "member_key",
    "email": "email_key",
    "relay": "relay_key",
    "name_phone": "person_key",
}

_KEYS: Table = IdentityKey.__table__  # type: ignore[attr-defined]  # SQLModel sets it at run time
_CUSTOMERS: Table = Customer.__table__  # type: ignore[attr-defined]  # SQLModel sets it at run time


def key_hash(salt: str, kind: str, value: str) -> str:
    """The keyed hash under which an identity key is stored, 32 hex digits."""
    text = f"{kind}:{value}".encode()
    return hashlib.blake2b(text, key=bytes.fromhex(salt), digest_size=16).hexdigest()


def key_ids(
    connection: Connection, shop_id: int, *, salt: str, kind: str, source: str, values: pd.Series
) -> pd.Series:
    """The id of each key in `values`; unknown ones are stored in order of appearance.

    Args:
        connection: inside a write transaction.
        shop_id: the shop.
        salt: of the shop, hex.
        kind: one of `KINDS`.
        source: where the key was seen; an e-mail belongs to no source.
        values: (n,) normalised keys, missing where a record has none.

    Returns:
        (n,) Int64 ids, missing where `values` is.
    """
    scope = "" if kind == "email" else source
    unique = pd.Series(values.dropna().unique(), dtype="str")
    hashes = [key_hash(salt, kind, value) for value in unique]
    known = select_frame(
        connection,
        "SELECT hash, id FROM identity_key WHERE shop_id = ? AND kind = ? AND source = ?",
        (shop_id, kind, scope),
    ).set_index("hash")["id"]
    ids = pd.Series(hashes, dtype="str").map(known).astype("Int64")
    fresh = ids.isna().to_numpy()
    if fresh.any():
        start = next_id(connection, _KEYS)
        ids[fresh] = np.arange(start, start + fresh.sum())
        rows = pd.DataFrame({"id": ids[fresh], "hash": np.array(hashes, dtype=object)[fresh]})
        insert_frame(connection, _KEYS, rows.assign(shop_id=shop_id, kind=kind, source=scope))
    return values.map(pd.Series(ids.to_numpy(), index=unique.to_numpy())).astype("Int64")


def rejoin(connection: Connection, shop_id: int) -> None:
    """Work out anew which keys are one customer, from the records of all live imports.

    A customer is numbered by its smallest key, so the same records give the same customers
    whatever was imported or undone in between.
    """
    keys = select_frame(
        connection,
        "SELECT id, kind, source, customer_id FROM identity_key WHERE shop_id = ? ORDER BY id",
        (shop_id,),
    ).astype({"customer_id": "Int64"})
    found = _customer_of(connection, shop_id, keys)
    _record_customers(connection, shop_id, found)
    moved = found.fillna(0) != keys["customer_id"].fillna(0)
    if moved.any():
        customers = found[moved].astype(object).where(found[moved].notna(), None)
        connection.exec_driver_sql(
            "UPDATE identity_key SET customer_id = ? WHERE shop_id = ? AND id = ?",
            [
                (customer, shop_id, key)
                for customer, key in zip(customers, keys.loc[moved, "id"].tolist(), strict=True)
            ],
        )
    _record_merges(connection, shop_id)


def _customer_of(connection: Connection, shop_id: int, keys: pd.DataFrame) -> pd.Series:
    """(keys,) Int64 customer of each key, missing where no live record carries the key."""
    names = ", ".join(f"c.{column} AS {kind}" for kind, column in KEY_COLUMNS.items())
    # Members first: an e-mail that two members share belongs to the one seen earlier.
    records = select_frame(
        connection,
        f"SELECT DISTINCT i.source, {names} FROM contact c JOIN import i ON i.id = c.import_id"  # noqa: S608 - fixed names
        " WHERE c.shop_id = ? ORDER BY c.member_key IS NULL, 2, 3, 4, 5, 1",
        (shop_id,),
    ).astype(dict.fromkeys(KINDS, "Int64"))
    records["person"] = customers_of(records)
    held = records.melt("person", list(KINDS), value_name="key").dropna(subset="key")
    held = held.drop_duplicates("key")
    held["person"] = _merged(held, confirmed(connection, shop_id))
    smallest = held.groupby("person")["key"].transform("min")
    return keys["id"].map(pd.Series(smallest.array, index=held["key"])).astype("Int64")


MERGE = "merge"
"""The kind of a document that holds what people confirmed of two customers."""
LATEST = """
SELECT d.name, d.json, d.created_at FROM document d WHERE d.shop_id = ? AND d.kind = 'merge'
  AND d.version = (SELECT max(o.version) FROM document o
  WHERE o.shop_id = d.shop_id AND o.kind = d.kind AND o.name = d.name) ORDER BY d.id
"""


def confirmed(connection: Connection, shop_id: int) -> list[tuple[list[int], list[int]]]:
    """The keys of both sides of every two customers that people said are one person.

    The strongest key of a side stands first: of those that a live record carries it decides.
    """
    rows = connection.exec_driver_sql(LATEST, (shop_id,))
    said = [json.loads(content) for _, content, _ in rows]
    return [tuple(one["keys"]) for one in said if one["state"] == "one"]


def _merged(held: pd.DataFrame, pairs: list[tuple[list[int], list[int]]]) -> pd.Series:
    """The person of each key once the confirmed pairs are one; a pair without records waits."""
    if not pairs:
        return held["person"]
    person = dict(zip(held["key"].tolist(), held["person"].tolist(), strict=True))
    become: dict[int, int] = {}

    def now(number: int) -> int:
        while number in become:
            number = become[number]
        return number

    for sides in pairs:
        found = [now(person[key]) for key in map(_first_of(person), sides) if key is not None]
        if len(found) == len(sides) and min(found) != max(found):
            become[max(found)] = min(found)
    return held["person"].map(now)


def _first_of(known: Mapping[int, int]) -> Callable[[list[int]], int | None]:
    """Finds the first key of a side that is known."""
    return lambda side: next((key for key in side if key in known), None)


def _record_customers(connection: Connection, shop_id: int, found: pd.Series) -> None:
    known = select_frame(connection, "SELECT id FROM customer WHERE shop_id = ?", (shop_id,))["id"]
    fresh = np.setdiff1d(found.dropna().to_numpy(np.int64), known.to_numpy(np.int64))
    insert_frame(connection, _CUSTOMERS, pd.DataFrame({"id": fresh}).assign(shop_id=shop_id))


def _record_merges(connection: Connection, shop_id: int) -> None:
    """A customer whose own key now belongs to another has become that one."""
    connection.exec_driver_sql(
        "UPDATE customer AS c SET merged_into = nullif(k.customer_id, c.id) FROM identity_key AS k"
        " WHERE c.shop_id = ? AND k.id = c.id"
        " AND c.merged_into IS NOT nullif(k.customer_id, c.id)",
        (shop_id,),
    )
