"""Who uses a data folder: many at once, or one that needs it for itself.

The locks are SQLite's own on an empty file, so they hold on every system and end with their
process, however it ends.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

FILE = "fanbelt.lock"


class InUse(Exception):  # noqa: N818 - reads as the sentence it becomes
    """Another process uses the folder, or needs it for itself."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.folder = folder


def share(folder: Path, *, patience_s: float = 10) -> sqlite3.Connection:
    """Use the folder beside others, until the answer is closed or forgotten.

    Raises:
        InUse: somebody needs it for themselves, and did not end within `patience_s`.
    """
    connection = _open(folder, patience_s)
    try:
        connection.execute("BEGIN")
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except sqlite3.OperationalError as error:
        connection.close()
        raise _told(error, folder) from error
    return connection


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Need the folder for oneself while the block runs.

    Raises:
        InUse: somebody uses it.
    """
    with closing(_open(folder, 0)) as connection:
        try:
            connection.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError as error:
            raise _told(error, folder) from error
        yield


def _open(folder: Path, patience_s: float) -> sqlite3.Connection:
    return sqlite3.connect(
        folder / FILE, timeout=patience_s, isolation_level=None, check_same_thread=False
    )


def _told(error: sqlite3.OperationalError, folder: Path) -> Exception:
    return InUse(folder) if error.sqlite_errorcode == sqlite3.SQLITE_BUSY else error
