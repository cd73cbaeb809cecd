"""Answers that files bring, as events of customers."""

import json
from dataclasses import replace
from datetime import date

import pandas as pd
from sqlalchemy import Connection, Table

from core.intake import Intake
from db.bulk import insert_frame, select_frame, select_narrowed
from db.identity import key_hash
from db.tables import Event

_EVENTS: Table = Event.__table__  # type: ignore[attr-defined]  # SQLModel sets it at run time
KIND = "recommendation"


def at_home(connection: Connection, shop_id: int, intake: Intake, *, salt: str) -> Intake:
    """The intake as of the source that knows its members.

    A survey tool names a customer by the number the shop's own platform gave; which platform it
    was is found by who of them is known there.
    """
    members = intake.contacts["member"].dropna().unique()
    hashes = {key_hash(salt, "member", value) for value in members}
    known = select_frame(
        connection,
        "SELECT source, hash FROM identity_key WHERE shop_id = ? AND kind = 'member'",
        (shop_id,),
    )
    found = known.loc[known["hash"].isin(hashes), "source"].value_counts()
    return intake if found.empty else replace(intake, source=str(found.index[0]))


def append(
    connection: Connection, shop_id: int, *, import_id: int, intake: Intake, key: pd.Series
) -> None:
    """Store the answers of one import.

    Args:
        connection: inside a write transaction.
        shop_id: the shop.
        import_id: the import.
        intake: of a file of answers.
        key: (persons,) Int64 id of each person's strongest key, missing where there is none.
    """
    if intake.answers is None:
        return
    said = intake.answers
    of_person = key.reindex(said["person"].to_numpy()).array
    values = [
        json.dumps({"score": score, "has_time": timed, "survey": survey}, ensure_ascii=False)
        for score, timed, survey in zip(
            said["score"].tolist(), said["has_time"].tolist(), said["survey"].tolist(), strict=True
        )
    ]
    rows = pd.DataFrame({"at": said["at"], "order_no": said["order_no"], "value": values})
    rows["key_id"] = of_person
    kept = rows["key_id"].notna() | rows["order_no"].notna()  # who was erased answers nothing
    rows = rows.assign(shop_id=shop_id, import_id=import_id, kind=KIND, source="answers")
    insert_frame(connection, _EVENTS, rows[kept])


def assign_customers(connection: Connection, shop_id: int) -> None:
    """Give every event out of a file the customer that its key or its order belongs to now.

    An order number that several sources use says nothing.
    """
    run = connection.exec_driver_sql
    brought = "SELECT 1 FROM event WHERE shop_id = ? AND import_id IS NOT NULL LIMIT 1"
    if run(brought, (shop_id,)).first() is None:
        return
    run("DROP TABLE IF EXISTS temp.answered")
    run(
        "CREATE TEMP TABLE answered AS SELECT order_no,"
        " CASE WHEN min(source) = max(source) THEN max(customer_id) END AS customer_id"
        " FROM order_state WHERE shop_id = ? AND order_no IN"
        " (SELECT order_no FROM event WHERE shop_id = ? AND import_id IS NOT NULL)"
        " GROUP BY order_no",
        (shop_id, shop_id),
    )
    run(
        "UPDATE event SET customer_id = coalesce("
        " (SELECT k.customer_id FROM identity_key k"
        "  WHERE k.shop_id = event.shop_id AND k.id = event.key_id),"
        " (SELECT o.customer_id FROM answered o WHERE o.order_no = event.order_no))"
        " WHERE shop_id = ? AND import_id IS NOT NULL",
        (shop_id,),
    )
    run("DROP TABLE answered")


_ANSWERS = """
SELECT DISTINCT coalesce(k.customer_id, e.customer_id) AS customer,
  CAST(julianday(date(e.at)) - 2440587.5 AS INTEGER) AS day,
  CASE WHEN coalesce(json_extract(e.value, '$.has_time'), 1)
    THEN CAST(strftime('%s', e.at) AS INTEGER) % 86400 ELSE 86399 END AS second,
  json_extract(e.value, '$.score') AS score,
  coalesce(json_extract(e.value, '$.survey'), '') AS survey
FROM event e LEFT JOIN identity_key k ON k.shop_id = e.shop_id AND k.id = e.customer_id
WHERE e.shop_id = ? AND e.kind = 'recommendation' AND e.customer_id IS NOT NULL
  AND json_extract(e.value, '$.score') IS NOT NULL
{} ORDER BY 1, 2, 3, 4
"""


_OF_ONE = "AND coalesce(k.customer_id, e.customer_id) = ?"
_SINCE = "AND e.at >= ?"


def answers(
    connection: Connection,
    shop_id: int,
    *,
    customer: int | None = None,
    since: date | None = None,
) -> pd.DataFrame:
    """Who answered what and when; an answer that two files tell is one.

    Args:
        connection: reads.
        shop_id: the shop.
        customer: only answers of this person.
        since: only answers from this shop-local day.

    Returns:
        (n, 5) `customer`, `day` (since 1970-01-01), `second` of the day (the last one where only
        a day is known: it counts as after the hour of sending), `score` 0..10, `survey`.
    """
    asked = {_OF_ONE: customer, _SINCE: since and since.isoformat()}
    return select_narrowed(connection, _ANSWERS, shop_id, asked)
