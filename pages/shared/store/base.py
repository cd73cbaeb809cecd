"""The open database: one engine per process, read and write sessions on it."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from sqlalchemy import Engine

from db import locks
from db.engine import open_engine, writing
from db.scope import ShopSession

ROOT = Path(__file__).resolve().parents[3]
DATABASE = "fanbelt.db"


def data_dir() -> Path:
    """Where the shop's data lives: FANBELT_DATA, else `data/` beside the program."""
    return Path(os.environ.get("FANBELT_DATA") or ROOT / "data")


@cache
def _engine_at(path: Path) -> Engine:
    path.parent.mkdir(parents=True, exist_ok=True)
    _used(path.parent)
    return open_engine(path)


@cache
def _used(folder: Path) -> sqlite3.Connection:
    """Held as long as this process lives: nobody puts another database under its engine."""
    return locks.share(folder)


def engine() -> Engine:
    """The engine of this process, opened (and its schema moved) at first use."""
    return _engine_at(data_dir().resolve() / DATABASE)


@contextmanager
def reading(shop_id: int | None = None) -> Iterator[ShopSession]:
    """A session that only reads: of one shop, or without one of people and shops."""
    with ShopSession(engine(), shop_id=shop_id) as session:
        yield session


@contextmanager
def saving(shop_id: int | None = None) -> Iterator[ShopSession]:
    """A session whose block is stored as a whole, or not at all; of one shop as for `reading`."""
    with writing(engine()) as connection, ShopSession(connection, shop_id=shop_id) as session:
        yield session
        session.flush()
