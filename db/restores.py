"""Going back to a copy: checked before and after, in one step, with the present kept beside.

The copy is made ready under another name and takes the database's name in the last step: whoever
stops this at any moment finds either the database as it was, or the restored one.
"""

import shutil
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection
from sqlmodel import Session, select

from db import audit, backups
from db.backups import SIDE_FILES, Refused
from db.engine import open_engine, revisions, writing
from db.erasure import erase_again
from db.tables import Shop, utc_now

OURS = {"alembic_version", "shop", "user", "import", "order_fact", "order_state", "audit"}
"""Tables that every version has."""

PASSES = ("session", "ticket", "invite WHERE used_at IS NULL")
"""What lets people in; an old copy must not bring any of it back."""

_ADD_ENTRY = """
INSERT INTO audit (id, at, shop_id, user_id, act, subject, count)
VALUES (?, ?, (SELECT id FROM shop WHERE id = ?), (SELECT id FROM user WHERE id = ?), ?, ?, ?)
"""


@dataclass(frozen=True)
class Known:
    """How many shops and orders a database file holds."""

    shops: int
    orders: int


@dataclass(frozen=True)
class Restored:
    """What was done.

    Attributes:
        known: what the database holds now.
        kept: where the database from before lies, None where there was none.
        refusals: opt-outs and erasures recorded since the copy was made, which hold on.
    """

    known: Known
    kept: Path | None
    refusals: int


def known(path: Path) -> Known:
    """What a database of ours holds, if it is one, whole, and not newer than this program.

    Raises:
        Refused: missing, not_ours, damaged or newer.
    """
    if not path.is_file():
        raise Refused("missing", path)
    with backups.told(path):
        if _version(path) not in revisions():
            raise Refused("newer", path)
        rows = backups.whole(path)
    return Known(rows["shop"], rows["order_state"])


def _version(path: Path) -> str:
    """The version of the schema of a database of ours."""
    with closing(backups.reading(path)) as connection:
        tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        if not {name for (name,) in tables} >= OURS:
            raise Refused("not_ours", path)
        row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    if row is None:
        raise Refused("not_ours", path)
    return str(row[0])


def restore(source: Path, database: Path, *, kept: Path) -> Restored:
    """Put the copy at `source` in the place of `database`, which nobody may be using.

    Opt-outs, erasures and the entries on who did what are taken over from the database that is
    replaced, and everybody has to sign in again. The database from before is kept under `kept`.

    Raises:
        Refused: the copy is missing, not_ours, damaged or newer, or there is no_room; nothing
            was changed.
    """
    before = known(source)
    staged = database.with_name(f".{database.stem}-restoring.db")
    _clear(staged)
    try:
        backups.copy(source, staged)
        refusals = _make_ready(staged, database)
        if known(staged) != before:
            raise Refused("damaged", staged)
        was_there = database.is_file()
        if was_there:
            _keep(database, kept)
            _fold(database)
        staged.replace(database)
        backups.sync_folder(database.parent)
    finally:
        _clear(staged)
    return Restored(known(database), kept if was_there else None, refusals)


def _clear(staged: Path) -> None:
    """Remove what this or an earlier, interrupted restoring left behind."""
    backups.remove(staged)
    for path in staged.parent.glob(f"{staged.stem}-before-*.db"):  # made where it was an older one
        backups.remove(path)


def _make_ready(staged: Path, present: Path) -> int:
    """Bring the copy up to date, and take over what holds whatever is restored.

    Returns:
        How many opt-outs and erasures were taken over.
    """
    engine = open_engine(staged)
    try:
        with writing(engine) as connection, Session(bind=connection) as session:
            for which in PASSES:
                connection.exec_driver_sql(f"DELETE FROM {which}")  # noqa: S608 - fixed text
            refusals = _take_over(connection, present)
            for shop_id in session.exec(select(Shop.id)).all():
                erase_again(session, shop_id or 0, at=utc_now())
            audit.record(session, act="restore")
    finally:
        engine.dispose()
    _fold(staged)
    return refusals


def _keep(database: Path, kept: Path) -> None:
    """Copy the present database beside; a broken one as it lies there."""
    try:
        backups.copy(database, kept)
    except Refused as refusal:
        if refusal.code == "no_room":
            raise
        for end in ("", "-wal", "-journal"):
            if (part := database.with_name(database.name + end)).exists():
                shutil.copy2(part, kept.with_name(kept.name + end))


def _fold(database: Path) -> None:
    """Make the database one file: what the next one finds beside it must not be of this one."""
    try:
        with backups.told(database), closing(sqlite3.connect(database)) as connection:
            connection.execute("PRAGMA journal_mode=DELETE")
    except Refused:  # broken, and kept as it lay there
        for end in SIDE_FILES:
            database.with_name(database.name + end).unlink(missing_ok=True)


# What holds whatever is restored


def _take_over(connection: Connection, present: Path) -> int:
    """Bring opt-outs, erasures and entries of the present database into the restored one.

    Returns:
        How many opt-outs and erasures were new to it.
    """
    if not present.is_file():
        return 0
    try:
        with backups.told(present), closing(backups.reading(present)) as now:
            if _version(present) != revisions()[0]:
                return 0  # left behind by an older program, which never opened it again
            there = set(now.execute("SELECT id, salt FROM shop"))
            here = {tuple(row) for row in connection.exec_driver_sql("SELECT id, salt FROM shop")}
            same = {number for number, _ in there & here}
            if same:
                _take_over_entries(connection, now)
            return _take_over_refusals(connection, now, same)
    except Refused:
        return 0  # broken or not ours: there is nothing to be read in it


def _take_over_entries(connection: Connection, now: sqlite3.Connection) -> None:
    """Let the record of who did what go on as it went on after the copy was made.

    Shops and people that the copy does not know yet stay unnamed.
    """
    last = connection.exec_driver_sql("SELECT * FROM audit ORDER BY id DESC LIMIT 1").fetchone()
    if last is None:
        number = 0
    else:
        number = last.id
        if now.execute("SELECT * FROM audit WHERE id = ?", (number,)).fetchone() != tuple(last):
            return  # the two have gone separate ways
    later = "SELECT id, at, shop_id, user_id, act, subject, count FROM audit WHERE id > ?"
    if entries := now.execute(later, (number,)).fetchall():
        connection.exec_driver_sql(_ADD_ENTRY, entries)


def _take_over_refusals(connection: Connection, now: sqlite3.Connection, shops: set[int]) -> int:
    """Who has said no since the copy was made has said no."""
    found = now.execute("SELECT * FROM suppression")
    names = [column[0] for column in found.description]
    shop, own = names.index("shop_id"), names.index("id")
    rows = [(*row[:own], None, *row[own + 1 :]) for row in found if row[shop] in shops]
    marks = ", ".join("?" * len(names))
    statement = f"INSERT OR IGNORE INTO suppression ({', '.join(names)}) VALUES ({marks})"  # noqa: S608 - the table's names
    return sum(connection.exec_driver_sql(statement, row).rowcount for row in rows)
