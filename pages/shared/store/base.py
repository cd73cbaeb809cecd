"""The open database: one engine per process, read and write sessions on it."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from sqlalchemy import Engine
from sqlmodel import Session

from db.engine import open_engine, writing

ROOT = Path(__file__).resolve().parents[3]


def data_dir() -> Path:
    """Where the shop's data lives: FANBELT_DATA, else `data/` beside the program."""
    return Path(os.environ.get("FANBELT_DATA") or ROOT / "data")


@cache
def _engine_at(path: Path) -> Engine:
    return open_engine(path)


def engine() -> Engine:
    """The engine of this process, opened (and its schema moved) at first use."""
    return _engine_at(data_dir().resolve() / "fanbelt.db")


@contextmanager
def reading() -> Iterator[Session]:
    """A session that only reads."""
    with Session(engine()) as session:
        yield session


@contextmanager
def saving() -> Iterator[Session]:
    """A session whose block is stored as a whole, or not at all."""
    with writing(engine()) as connection, Session(bind=connection) as session:
        yield session
        session.flush()
