"""The database file: where it is, how it is opened, how its schema moves."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, create_engine, event

from db import backups

MIGRATIONS = Path(__file__).parent / "migrations"


def open_engine(path: Path) -> Engine:
    """An engine on the SQLite file at `path` in WAL mode, with its schema up to date.

    Before an older schema is moved the file is copied beside itself, so nothing can be lost.

    Raises:
        sqlalchemy.exc.DatabaseError: the file is not a database.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(f"sqlite:///{path}")
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    migrate(engine, path)
    if os.name == "posix":
        path.chmod(0o600)
    return engine


def _prepare(connection: sqlite3.Connection, _record: object) -> None:
    """Readers never wait for a writer, a writer waits five seconds, keys are checked.

    What is deleted is overwritten in the file: an erased name is not to be found there.
    """
    connection.isolation_level = None  # transactions are begun by `_begin`, not by the driver
    for pragma in (
        "journal_mode=WAL",
        "synchronous=NORMAL",
        "busy_timeout=5000",
        "foreign_keys=ON",
        "secure_delete=ON",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    """Take the write lock at once where a write was announced: no deadlock on upgrading a read."""
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """One write transaction: everything in the block is stored, or nothing."""
    with engine.connect().execution_options(writes=True) as connection, connection.begin():
        yield connection


def migrate(engine: Engine, path: Path) -> None:
    """Move the schema to the newest version; an existing older file is copied first."""
    config = _config()
    newest = revisions()[0]
    with engine.connect() as connection:
        current = MigrationContext.configure(connection).get_current_revision()
    if current == newest:
        return
    if current is not None:
        backups.copy(path, path.with_name(f"{path.stem}-before-{newest}.db"))
    with writing(engine) as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def revisions() -> list[str]:
    """The versions of the schema this program knows, newest first."""
    return [script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions()]


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    return config
