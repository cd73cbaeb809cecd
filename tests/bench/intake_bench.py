"""How fast an order file becomes stored orders, and stored orders a history.

The floor under the intake is what no importer can do without: reading the text of the file and
putting its rows into a table.
"""

import sqlite3
import tempfile
from collections.abc import Iterator
from datetime import date
from io import BytesIO
from pathlib import Path
from time import perf_counter

import pandas as pd
from sqlmodel import Session

from core.demo.files import write
from core.demo.shop import customers_for, generate
from core.history import History
from core.intake import Options, Upload, read
from db import imports, shops
from db.engine import open_engine, writing
from db.histories import order_columns

Row = tuple[str, float, float | None, dict[str, float]]

AS_OF = date(2026, 6, 30)
ROWS_PER_ORDER = 1.6
STORED = [
    *("Name", "Id", "Email", "Phone", "Billing Name", "Currency", "Source", "Financial Status"),
    *("Created at", "Cancelled at", "Subtotal", "Shipping", "Taxes", "Total", "Refunded Amount"),
    *("Lineitem quantity", "Lineitem name", "Lineitem price", "Lineitem sku"),
]


def bench(orders: int) -> Iterator[Row]:
    """Rows (work, seconds, budget, {rival: seconds}) on a file of about `orders` rows."""
    customers = customers_for(round(orders / ROWS_PER_ORDER), AS_OF)
    content = write(generate(AS_OF, customers=customers), "shopify")
    with tempfile.TemporaryDirectory() as folder:
        floor, rows = timed(lambda: _floor(content, Path(folder)))
        reading, intake = timed(lambda: read([Upload("o.csv", content)], Options()))
        engine = open_engine(Path(folder) / "fanbelt.db")
        storing, shop_id = timed(lambda: _store(engine, intake))
        size = f"{rows:,} rows, {len(content) / 1e6:.0f} MB"
        yield f"file to store ({size})", reading + storing, 3 * floor, {"floor": floor}
        yield "  of it: recognise, clean, reconcile", reading, None, {}
        yield "  of it: store", storing, None, {}
        cold, _ = timed(lambda: _history(engine, shop_id))
        plain, _ = timed(lambda: _read_sql(Path(folder) / "fanbelt.db"))
        budget = 2.0 if orders <= 1_000_000 else None
        yield "history from the database, cold", cold, budget, {"read_sql": plain}
        engine.dispose()


def timed(work):
    """The seconds a piece of work takes, and what it gives."""
    start = perf_counter()
    result = work()
    return perf_counter() - start, result


def _floor(content: bytes, folder: Path) -> int:
    frame = pd.read_csv(BytesIO(content), dtype="str")[STORED].astype(object)
    with sqlite3.connect(folder / "floor.db") as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute(f"CREATE TABLE rows ({', '.join(f'c{i}' for i in range(len(STORED)))})")
        marks = ", ".join("?" * len(STORED))
        connection.executemany(
            f"INSERT INTO rows VALUES ({marks})", frame.itertuples(index=False, name=None)
        )
    connection.close()
    return len(frame)


def _store(engine, intake) -> int:
    with writing(engine) as connection, Session(bind=connection) as session:
        shop = shops.create(session, "Hana")
        answers = imports.Answers(as_of=AS_OF, complete="yes", sha256="bench")
        imports.store(session, shop.id, intake=intake, answers=answers, progress=lambda *_: None)
        return shop.id


def _history(engine, shop_id: int) -> History:
    columns = order_columns(engine, shop_id, complete={"shopify"})
    return History.build(columns, int(columns.day.max()))


def _read_sql(path: Path) -> pd.DataFrame:
    with sqlite3.connect(path) as connection:
        return pd.read_sql(
            "SELECT customer_id, ordered_at, net, refund, refund_on, points_own, void, void_on,"
            " shipped_at, own_list, renewal, product_id, channel, source FROM order_state",
            connection,
            parse_dates=["ordered_at"],
        )
