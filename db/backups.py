"""Copies of the database: consistent while it is in use, and checked before they get a name."""

import os
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Literal

PART = ".part"
SIDE_FILES = ("-wal", "-shm", "-journal")

KEPT: tuple[tuple[int, Callable[[date], Any]], ...] = (
    (7, date.toordinal),
    (4, lambda day: day.isocalendar()[:2]),
    (12, lambda day: (day.year, day.month)),
)
"""How many daily, weekly and monthly copies stay."""

Code = Literal["missing", "not_ours", "damaged", "newer", "no_room"]


class Refused(Exception):  # noqa: N818 - reads as the sentence it becomes
    """A file that cannot be copied or restored.

    Attributes:
        code: missing; not_ours: no database of ours; damaged; newer: of a newer version;
            no_room: the disk is full.
        path: which file.
    """

    def __init__(self, code: Code, path: Path) -> None:
        super().__init__(code, path)
        self.code: Code = code
        self.path = path


@dataclass(frozen=True)
class Copy:
    """A copy that has been checked and waits for its name.

    Attributes:
        rows: table -> how many rows; the same in the copy and in what it was made of.
    """

    part: Path
    target: Path
    rows: dict[str, int]

    def keep(self) -> None:
        """Give it its name: from then on it is there, whole."""
        self.part.replace(self.target)
        sync_folder(self.target.parent)


@contextmanager
def copied(source: Path, target: Path) -> Iterator[Copy]:
    """A checked copy of the database at `source`, also while it is in use; gone unless kept.

    Raises:
        Refused: missing, not_ours, damaged, or no_room.
    """
    if not source.is_file():
        raise Refused("missing", source)
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(f".{target.name}.{os.getpid()}{PART}")
    remove(part)
    try:
        with told(source):
            expected = _copy(source, part)
            rows = whole(part)
        if rows != expected:
            raise Refused("damaged", source)
        yield Copy(part, target, rows)
    finally:
        remove(part)


def copy(source: Path, target: Path) -> dict[str, int]:
    """A checked copy of the database at `source` under the name `target`; its rows by table.

    Raises:
        Refused: as for `copied`.
    """
    with copied(source, target) as made:
        made.keep()
    return made.rows


def _copy(source: Path, part: Path) -> dict[str, int]:
    """Count and copy in one read transaction, so that the copy can be held to the counts."""
    part.touch(mode=0o600)
    with closing(reading(source)) as origin, closing(sqlite3.connect(part)) as made:
        origin.execute("BEGIN")
        expected = count(origin)
        origin.backup(made)  # in one step: in small ones it starts anew at each write
        origin.execute("ROLLBACK")
        made.execute("PRAGMA journal_mode=DELETE")  # one file, nothing beside it
    return expected


def whole(path: Path) -> dict[str, int]:
    """The rows by table of a database in which nothing is broken.

    Raises:
        Refused: damaged.
    """
    with closing(reading(path)) as connection:
        if connection.execute("PRAGMA integrity_check").fetchone() != ("ok",):
            raise Refused("damaged", path)
        if connection.execute("PRAGMA foreign_key_check").fetchone() is not None:
            raise Refused("damaged", path)
        return count(connection)


def reading(path: Path) -> sqlite3.Connection:
    """A connection that cannot change the file."""
    return sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True, isolation_level=None)


def count(connection: sqlite3.Connection) -> dict[str, int]:
    """Table -> rows, of every table."""
    listed = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
    return {
        name: connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]  # noqa: S608 - the name is a table's
        for (name,) in connection.execute(listed).fetchall()
    }


@contextmanager
def told(path: Path) -> Iterator[None]:
    """What SQLite finds wrong with the file, as a refusal."""
    reasons: dict[int, Code] = {
        sqlite3.SQLITE_NOTADB: "not_ours",
        sqlite3.SQLITE_CORRUPT: "damaged",
        sqlite3.SQLITE_FULL: "no_room",
    }
    try:
        yield
    except sqlite3.DatabaseError as error:
        primary = getattr(error, "sqlite_errorcode", 0) & 0xFF
        if primary not in reasons:
            raise
        raise Refused(reasons[primary], path) from error


def outdated(days: Iterable[date]) -> set[date]:
    """Of the days with a copy those whose copy may go.

    The newest copy stays of each of the last 7 days, 4 weeks and 12 months that have one.
    """
    newest_first = sorted(set(days), reverse=True)
    kept: set[date] = set()
    for most, period in KEPT:
        newest_of: dict[Any, date] = {}
        for day in newest_first:
            newest_of.setdefault(period(day), day)
        kept |= set(list(newest_of.values())[:most])
    return set(newest_first) - kept


def remove(path: Path) -> None:
    """A file and what SQLite left beside it."""
    for name in (path, *(path.with_name(path.name + end) for end in SIDE_FILES)):
        name.unlink(missing_ok=True)


def sync_folder(folder: Path) -> None:
    """A renamed file keeps its name even if the power fails now; Windows needs no such call."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
