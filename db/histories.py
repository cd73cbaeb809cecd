"""The order columns of a shop, read whole: the raw material of `core.history`."""

from collections.abc import Collection, Iterable
from typing import Any

import numpy as np
import pyarrow as pa
from sqlalchemy import Engine

from core.malls import marked
from core.orders import NEVER, OrderColumns
from db.arrow import arrow_table

_DAY = "CAST(coalesce(julianday({}) - 2440587.5, {}) AS INTEGER)"
"""Days since 1970-01-01 of a stored day or time; never NULL, so the column keeps one type."""

_SELECT = f"""
SELECT o.customer_id AS customer,
  {_DAY.format("o.ordered_at", NEVER)} AS day,
  CAST(strftime('%s', o.ordered_at) AS INTEGER) % 86400 AS second,
  o.id AS sequence,
  coalesce(o.net + coalesce(o.refund, 0), 0) AS net, o.net IS NOT NULL AS known,
  coalesce(o.points_own, 0) AS points_own,
  CASE WHEN o.void THEN 0 ELSE coalesce(o.refund, 0) END AS refund,
  {_DAY.format("o.refund_on", NEVER)} AS refund_day,
  CASE WHEN o.void THEN {_DAY.format("o.void_on", NEVER)} ELSE {NEVER} END AS void_day,
  {_DAY.format("o.shipped_at", NEVER)} AS shipped_day,
  {_DAY.format("o.delivered_at", NEVER)} AS delivered_day,
  o.own_list, o.renewal, coalesce(o.product_id, -1) AS product, o.channel, o.source
FROM order_state o
WHERE o.shop_id = ? AND o.customer_id IS NOT NULL AND o.counted
"""  # noqa: S608 - fixed text, no value of anybody's


def order_columns(
    engine: Engine, shop_id: int, *, complete: Iterable[str], malls: Collection[str] = ()
) -> OrderColumns:
    """The counted orders of the shop's customers.

    Args:
        engine: of the database.
        shop_id: the shop.
        complete: sources whose files hold all orders since the shop opened.
        malls: names of channels that are malls besides those known by their files.
    """
    table = arrow_table(engine, _SELECT, (shop_id,))
    channel, channels = _codes(table["channel"])
    source, sources = _codes(table["source"])
    own = table["own_list"].to_numpy().astype(np.bool_) & ~marked(channels, malls)[channel]
    done = set(complete)
    return OrderColumns.of(
        **{name: table[name].to_numpy() for name in table.column_names if name not in _OTHERWISE},
        own_list=own,
        channel=channel,
        channels=channels,
        source=source,
        sources=sources,
        complete_sources=frozenset(i for i, name in enumerate(sources) if name in done),
    )


_OTHERWISE = {"channel", "source", "own_list"}


def _codes(texts: pa.ChunkedArray) -> tuple[Any, tuple[str, ...]]:
    """Codes into the distinct texts, and the texts; an empty table has none."""
    if not len(texts):
        return np.empty(0, np.int16), ()
    coded = texts.cast(pa.string()).dictionary_encode().combine_chunks()
    if isinstance(coded, pa.ChunkedArray):
        coded = coded.chunk(0)
    return coded.indices.to_numpy(), tuple(coded.dictionary.to_pylist())
