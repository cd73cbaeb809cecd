"""Copies of the whole installation: one a day by itself, others when asked, and going back."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path

from db import audit, backups, imports, locks, members, restores
from db.backups import Refused
from db.locks import InUse
from db.restores import Known, Restored
from pages.shared.store import clock
from pages.shared.store.base import DATABASE, data_dir, reading, saving

__all__ = [
    "Copy",
    "InUse",
    "Known",
    "Refused",
    "Restored",
    "age",
    "daily",
    "database",
    "folder",
    "known",
    "listed",
    "make",
    "restore",
]

NAME = re.compile(r"fanbelt-(\d{4}-\d\d-\d\d)(?:-(\d{6}))?\.db")
BY_HAND = 10
"""So many of the copies in the folder that somebody asked for stay there."""
LEFT_BEHIND, LONGEST = timedelta(days=1), timedelta(days=366)


@dataclass(frozen=True)
class Copy:
    """One copy of everything.

    Attributes:
        path: the file.
        day: on which it was made, of this computer.
        at: at what time; None for the one a day that is made by itself.
        size: bytes.
    """

    path: Path
    day: date
    at: time | None
    size: int


def database() -> Path:
    """The database file."""
    return data_dir().resolve() / DATABASE


def folder() -> Path:
    """Where copies lie unless somebody says otherwise."""
    return data_dir().resolve() / "backups"


def listed() -> list[Copy]:
    """The copies in the folder, newest first; of one day those made by hand come first."""
    found = (_copy(path) for path in folder().glob("fanbelt-*.db"))
    copies = [copy for copy in found if copy is not None]
    return sorted(copies, key=lambda copy: (copy.day, copy.at or time.min), reverse=True)


def age(copy: Copy) -> timedelta:
    """How many days old a copy is."""
    return _here().date() - copy.day


def _copy(path: Path) -> Copy | None:
    """What the name of a file says; None for a file that is called otherwise."""
    match = NAME.fullmatch(path.name)
    if match is None:
        return None
    at = datetime.strptime(match[2], "%H%M%S").time() if match[2] else None  # noqa: DTZ007 - local
    return Copy(path, date.fromisoformat(match[1]), at, path.stat().st_size)


def make(to: Path | None = None, *, shop_id: int | None = None, by: int | None = None) -> Copy:
    """A checked copy of everything as it is now, while the server runs.

    Args:
        to: into which folder; None: beside the other copies, where the last ten stay.
        shop_id: from where it was asked for, None from the command line.
        by: by whom.

    Raises:
        Refused: there is no database yet (missing), it is damaged, or there is no_room.
        NotAllowed: `by` does not own the shop.
    """
    target = (to or folder()) / f"fanbelt-{_here():%Y-%m-%d-%H%M%S}.db"
    _make(target, subject="by_hand", shop_id=shop_id, by=by)
    _tidy()
    made = _copy(target)
    assert made is not None  # noqa: S101 - it was just named so
    return made


def daily() -> bool:
    """Make today's copy where there is none yet and something to copy.

    Raises:
        Refused: as for `make`.
    """
    target = folder() / f"fanbelt-{_here():%Y-%m-%d}.db"
    if target.exists() or not _anything():
        return False
    _make(target, subject="daily")
    _tidy()
    return True


def _anything() -> bool:
    with reading() as session:
        return imports.anything(session)


def _make(target: Path, *, subject: str, shop_id: int | None = None, by: int | None = None) -> None:
    """Copy, check, and then name the copy in the transaction that writes it down."""
    with backups.copied(database(), target) as made, saving() as session:
        if shop_id is not None and by is not None:
            members.require(session, shop_id, by, role="owner")
        audit.record(
            session,
            act="backup",
            shop_id=shop_id,
            user_id=by,
            subject=subject,
            count=made.rows["order_state"],
        )
        made.keep()


def _tidy() -> None:
    """Drop the copies whose time has come, and what a killed process left behind.

    No copy stays for longer than a year: who was erased is erased from the copies, too, by then.
    """
    copies = listed()
    outdated = backups.outdated(copy.day for copy in copies if copy.at is None)
    by_hand = [copy for copy in copies if copy.at is not None]
    dropped = [copy for copy in copies if copy.at is None and copy.day in outdated]
    dropped += by_hand[BY_HAND:] + [copy for copy in copies if age(copy) > LONGEST]
    for copy in dropped:
        copy.path.unlink(missing_ok=True)
    _drop_older(folder().glob(f".*{backups.PART}*"), LEFT_BEHIND)
    _drop_older(data_dir().glob("fanbelt-before-*"), LONGEST)  # of restoring and of new versions


def _drop_older(files: Iterable[Path], most: timedelta) -> None:
    """Drop the files that nobody has touched for longer."""
    for path in files:
        if clock.now().timestamp() - path.stat().st_mtime > most.total_seconds():
            path.unlink(missing_ok=True)


def known(source: Path) -> Known:
    """What a copy holds, if it is whole and can be restored.

    Raises:
        Refused: it is missing, not_ours, damaged or newer.
    """
    return restores.known(source)


def restore(source: Path) -> Restored:
    """Go back to a copy; the database from before is kept beside the new one.

    Raises:
        InUse: a server or another command uses the database.
        Refused: as for `known`, or there is no_room; nothing was changed.
    """
    target = database()
    target.parent.mkdir(parents=True, exist_ok=True)
    kept = target.with_name(f"fanbelt-before-restore-{_here():%Y-%m-%d-%H%M%S}.db")
    with locks.alone(target.parent):
        return restores.restore(source, target, kept=kept)


def _here() -> datetime:
    """This moment on the clock of this computer, as its files are dated."""
    return clock.now().astimezone()
