"""Orders at rest: facts as imports showed them, and the current view folded from them."""

from collections.abc import Iterable

import pandas as pd
from pandas.api.extensions import ExtensionArray
from sqlalchemy import Connection, Table

from db import refunds
from db.bulk import Advance, insert_frame, next_id, select_frame
from db.tables import OrderFact, OrderFields, OrderState

FACTS: Table = OrderFact.__table__  # type: ignore[attr-defined]  # SQLModel sets it at run time
STATES: Table = OrderState.__table__  # type: ignore[attr-defined]  # SQLModel sets it at run time

LOGICAL = [name for name in OrderFields.model_fields if name != "shop_id"]
KEY = ["source", "order_no"]


def append_facts(
    connection: Connection,
    shop_id: int,
    *,
    import_id: int,
    facts: pd.DataFrame,
    advance: Advance | None = None,
) -> int:
    """Store what one import shows of its orders.

    Args:
        connection: inside a write transaction.
        shop_id: the shop.
        import_id: the import.
        facts: (n, k) logical columns, one row per order.
        advance: told the rows stored so far.

    Returns:
        The id of the first fact; the others follow in the order of the rows.
    """
    first = next_id(connection, FACTS)
    ids = range(first, first + len(facts))
    rows = facts.assign(id=ids, shop_id=shop_id, import_id=import_id)
    insert_frame(connection, FACTS, rows, advance=advance)
    return first


def fold_in(connection: Connection, shop_id: int, *, import_id: int, newest: bool) -> None:
    """Bring the current view up to date with a new import.

    Args:
        connection: inside a write transaction.
        shop_id: the shop.
        import_id: the import whose facts were just stored.
        newest: no other live import of the source speaks for a later day.
    """
    same = " AND ".join(f"s.{name} IS f.{name}" for name in LOGICAL) if newest else "0"
    # CROSS JOIN keeps the order of the tables: the import's facts first, then the index.
    known = (
        "order_fact f CROSS JOIN order_state s WHERE f.shop_id = ? AND f.import_id = ?"
        " AND s.shop_id = f.shop_id AND s.source = f.source AND s.order_no = f.order_no"
    )
    owned = (shop_id, import_id)
    run = connection.exec_driver_sql
    run("DROP TABLE IF EXISTS temp.touched")
    run(
        f"CREATE TEMP TABLE touched AS SELECT f.source, f.order_no, s.id AS state, f.id AS fact,"  # noqa: S608 - fixed names
        f" {same} AS same FROM {known}",
        owned,
    )
    run(
        "UPDATE order_state SET lines_of = t.fact FROM touched t"
        " WHERE order_state.shop_id = ? AND order_state.id = t.state AND t.same",
        (shop_id,),
    )
    run("DELETE FROM touched WHERE same")
    _take(connection, shop_id, import_id)
    _refold(connection, shop_id)


def fold_out(connection: Connection, shop_id: int, *, import_id: int) -> None:
    """Bring the current view up to date without an import that was undone."""
    connection.exec_driver_sql("DROP TABLE IF EXISTS temp.touched")
    connection.exec_driver_sql(
        "CREATE TEMP TABLE touched AS"
        " SELECT source, order_no FROM order_fact WHERE shop_id = ? AND import_id = ?",
        (shop_id, import_id),
    )
    _refold(connection, shop_id)


def _refold(connection: Connection, shop_id: int) -> None:
    """Fold the orders in `touched` anew from all their live facts."""
    run = connection.exec_driver_sql
    run(
        "DELETE FROM order_state WHERE id IN (SELECT s.id FROM touched t CROSS JOIN order_state s"
        " WHERE s.shop_id = ? AND s.source = t.source AND s.order_no = t.order_no)",
        (shop_id,),
    )
    facts = select_frame(
        connection,
        "SELECT f.*, i.as_of FROM touched t CROSS JOIN order_fact f CROSS JOIN import i"
        " WHERE f.shop_id = ? AND f.source = t.source AND f.order_no = t.order_no"
        " AND i.id = f.import_id AND i.undone_at IS NULL"
        " ORDER BY i.as_of, i.uploaded_at, i.id, f.id",
        (shop_id,),
    )
    if len(facts):
        insert_frame(connection, STATES, folded(facts).assign(shop_id=shop_id))
    run("DROP TABLE temp.touched")


def assign_customers(connection: Connection, shop_id: int) -> None:
    """Give every order the customer its keys belong to now."""
    connection.exec_driver_sql(
        "UPDATE order_state AS f SET customer_id = k.customer_id FROM identity_key AS k"
        " WHERE f.shop_id = ? AND f.customer_id IS NOT k.customer_id"
        " AND k.id = coalesce(f.member_key, f.email_key, f.relay_key, f.person_key)",
        (shop_id,),
    )


def _take(connection: Connection, shop_id: int, import_id: int) -> None:
    """Orders new with an import are as it shows them; an undated void is one from the start.

    Nobody ever saw such an order valid, so it must not count as a purchase on any day.
    """
    special = {
        "void_on": "CASE WHEN f.void THEN coalesce(f.void_on, date(f.ordered_at)) END",
        "refund_on": "CASE WHEN f.refund > 0 THEN coalesce(f.refund_on, date(f.ordered_at)) END",
    }
    taken = ", ".join(special.get(name, f"f.{name}") for name in LOGICAL)
    connection.exec_driver_sql(
        f"INSERT INTO order_state (shop_id, {', '.join(LOGICAL)}, lines_of)"  # noqa: S608 - fixed names
        f" SELECT f.shop_id, {taken}, f.id FROM order_fact f"
        " WHERE f.shop_id = ? AND f.import_id = ? AND NOT EXISTS (SELECT 1 FROM order_state s WHERE"
        " s.shop_id = f.shop_id AND s.source = f.source AND s.order_no = f.order_no)"
        " ORDER BY f.id",
        (shop_id, import_id),
    )


def folded(facts: pd.DataFrame) -> pd.DataFrame:
    """One row per order from its facts, oldest first: the newest word on each column wins.

    A column that a newer file leaves blank keeps what an older one said. A void or a refund
    without a date of its own is effective from the as_of of the import that first showed it,
    or from the order day where the first import already did. A refund that came without its
    sale lowers the sale that another file showed.

    Args:
        facts: (n, k) rows of `order_fact` with `as_of` of their import, ordered by age.

    Returns:
        (orders, k) the logical columns and `lines_of`, the fact whose lines hold.
    """
    facts, later = refunds.apart(facts.reset_index(drop=True))
    groups = facts.groupby(KEY, sort=False)
    newest = groups[[*LOGICAL, "id"]].last().drop(columns=KEY, errors="ignore").reset_index()
    ordered_on = facts["ordered_at"].str[:10]
    void = facts["void"].astype(bool)
    newest["void_on"] = _since(facts, void, "void_on", ordered_on)
    refunded = facts["refund"].fillna(0).gt(0)
    newest["refund_on"] = _since(facts, refunded, "refund_on", ordered_on)
    spoken = groups["as_of"].last().reset_index()
    return refunds.taken_off(newest.rename(columns={"id": "lines_of"}), later, spoken)


def _since(
    facts: pd.DataFrame, holds: pd.Series, dated: str, ordered_on: pd.Series
) -> ExtensionArray:
    """Per order the day since which the newest run of `holds` is so, missing where it is not."""
    keys = [facts["source"], facts["order_no"]]
    first = ~facts.duplicated(KEY)
    starts = holds & (first | ~holds.groupby(keys).shift(fill_value=False))
    day = facts["as_of"].where(~first, ordered_on).where(starts)
    shown = facts[dated].where(holds)
    since = shown.groupby(keys, sort=False).last()
    fallback = day.groupby(keys, sort=False).last()
    still = holds.groupby(keys, sort=False).last()
    days: ExtensionArray = since.fillna(fallback).where(still).array
    return days


_NAMED = """
SELECT o.id, o.source, o.order_no, coalesce((SELECT group_concat(coalesce(p.short_name, p.name),
  ' / ') FROM order_line l JOIN product p ON p.shop_id = l.shop_id AND p.id = l.product_id
  WHERE l.shop_id = o.shop_id AND l.fact_id = o.lines_of), '') AS products
FROM order_state o WHERE o.shop_id = ? AND o.id IN ({})
"""
SOME = 500
"""Numbers asked for at once; a statement holds only so many."""


def named(connection: Connection, shop_id: int, *, numbers: Iterable[int]) -> pd.DataFrame:
    """How the shop itself names orders of the current view, and what was in them.

    Returns:
        (n, 4) `id`, `source`, `order_no`, `products`; those that are not there are missing.
    """
    found = _of_numbers(connection, _NAMED, shop_id, numbers)
    return found if len(found) else _none("id", "source", "order_no", "products")


_SHOWN = """
SELECT o.id, min(i.as_of) AS day FROM order_state o JOIN order_fact f ON f.shop_id = o.shop_id
  AND f.source = o.source AND f.order_no = o.order_no
JOIN import i ON i.shop_id = f.shop_id AND i.id = f.import_id
WHERE o.shop_id = ? AND o.id IN ({}) GROUP BY o.id
"""


def first_shown(connection: Connection, shop_id: int, *, numbers: Iterable[int]) -> pd.DataFrame:
    """As of when the first file spoke that held each order of the current view.

    Returns:
        (n, 2) `id`, `day` (ISO 8601); those that are not there are missing.
    """
    found = _of_numbers(connection, _SHOWN, shop_id, numbers)
    return found if len(found) else _none("id", "day")


def _of_numbers(
    connection: Connection, asked: str, shop_id: int, numbers: Iterable[int]
) -> pd.DataFrame:
    """The rows of a question about orders, some orders at a time."""
    wanted = sorted({int(number) for number in numbers})
    parts = [
        select_frame(connection, asked.format(", ".join("?" * len(some))), (shop_id, *some))
        for some in (wanted[start : start + SOME] for start in range(0, len(wanted), SOME))
    ]
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame()


def _none(*names: str) -> pd.DataFrame:
    """No order; the first column holds numbers."""
    return pd.DataFrame(columns=names, dtype="str").astype({names[0]: "int64"})
