"""Refunds that came in a file without their sale: they belong to the sale another file showed.

Some platforms write a refund as a row of its own under the number of its sale. A file of a later
month holds the refund alone; it must lower the sale, not take its place.
"""

import pandas as pd
from sqlalchemy import Connection

from db.bulk import select_frame

KEY = ["source", "order_no"]


def is_alone(orders: pd.DataFrame) -> pd.Series:
    """(n,) rows that give money back of a sale that their file does not hold."""
    alone: pd.Series = orders["void_reason"].eq("refunded") & orders["total"].lt(0).fillna(
        value=False
    )
    return alone


def apart(facts: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The facts of sales, and the refunds alone of orders that have a sale.

    Args:
        facts: (n, k) rows of `order_fact`, oldest first.
    """
    alone = is_alone(facts)
    if not alone.any():
        return facts, facts[alone]
    sold = (~alone).groupby([facts[name] for name in KEY]).transform("any")
    return facts[~(alone & sold)].reset_index(drop=True), facts[alone & sold]


def taken_off(orders: pd.DataFrame, refunds: pd.DataFrame, spoken: pd.DataFrame) -> pd.DataFrame:
    """The orders less what was given back of them later.

    A refund counts once however many files show it. One that happened before a newer file spoke
    of the sale, which knows of refunds itself, is in that file's amounts already.

    Args:
        orders: (o, k) one row per order.
        refunds: (r, k) facts of refunds alone, oldest first.
        spoken: (o, 3) `source`, `order_no`, `as_of` of the newest file with the sale.
    """
    if refunds.empty:
        return orders
    once = refunds.drop_duplicates([*KEY, "ordered_at"], keep="last")
    sale = orders[[*KEY, "void", "refund"]].merge(spoken, on=KEY)
    once = once[[*KEY, "ordered_at", "total", "refund"]].merge(
        sale, on=KEY, suffixes=("", "_known")
    )
    once["day"] = once["ordered_at"].str[:10]
    silent = once["refund_known"].fillna(0).eq(0)
    once = once[~once["void"].astype(bool) & (silent | (once["day"] > once["as_of"]))]
    sums = once.groupby(KEY, as_index=False).agg(
        back=("total", "sum"), less=("refund", "sum"), day=("day", "max")
    )
    return _less(orders, orders[KEY].merge(sums, how="left", on=KEY).set_index(orders.index))


def _less(orders: pd.DataFrame, given: pd.DataFrame) -> pd.DataFrame:
    """Lower the money of the orders by what was given back; all of it makes an order void."""
    some = given["day"].notna()
    number = {name: orders[name].astype("Int64") for name in ("total", "net", "refund")}
    total = number["total"] + given["back"].astype("Int64")
    before = number["net"] + number["refund"].fillna(0)
    whole = some & (total <= 0).fillna(value=False)
    refund = number["refund"].fillna(0) + given["less"].astype("Int64")
    refund = refund.mask((refund > before).fillna(value=False) | whole, before)
    changed = {"total": total, "refund": refund, "net": before - refund, "refund_on": given["day"]}
    return orders.assign(
        **{name: orders[name].mask(some, value) for name, value in changed.items()},
        void=orders["void"].astype(bool) | whole,
        void_reason=orders["void_reason"].mask(whole, "refunded"),
        void_on=orders["void_on"].mask(whole, given["day"]),
    )


_SHOWN = """
SELECT f.order_no, f.ordered_at FROM order_fact f JOIN import i ON i.id = f.import_id
WHERE f.shop_id = ? AND f.source = ? AND f.void_reason = 'refunded' AND f.total < 0
  AND i.undone_at IS NULL
"""


def foreseen(
    connection: Connection, shop_id: int, *, source: str, after: pd.DataFrame, before: pd.DataFrame
) -> pd.DataFrame:
    """What a file would make of the orders it shows, where it holds refunds alone.

    Args:
        connection: reads.
        shop_id: the shop.
        source: of the file.
        after: (n, k) the file's orders: `order_no`, `ordered_at`, `void_reason`, `total`, ...
        before: (m, k) the same orders as stored, by `order_no`.

    Returns:
        `after` with these refunds taken off the sale that is stored.
    """
    alone = is_alone(after) & after["order_no"].isin(before["order_no"])
    if not alone.any():
        return after
    stored = after[["order_no"]].merge(before, how="left", on="order_no").set_index(after.index)
    known = select_frame(connection, _SHOWN, (shop_id, source))
    shown = set(zip(known["order_no"], known["ordered_at"].str[:19], strict=True))
    moments = after["ordered_at"].astype("str").str[:19]
    again = pd.Series(
        [pair in shown for pair in zip(after["order_no"], moments, strict=True)], after.index
    )
    total = stored["total"] + after["total"].mask(again, 0)
    was_void = stored["void"].astype("boolean").fillna(value=False)
    void = was_void | (total <= 0)
    return after.assign(
        total=after["total"].mask(alone, total),
        refund=after["refund"].mask(alone, stored["refund"]),
        status=after["status"].mask(alone & (was_void | ~void), stored["status"]),
        void=after["void"].mask(alone, void).astype(bool),
    )
