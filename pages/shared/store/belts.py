"""The belt of a shop: every version that was saved, and which one runs since when."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlmodel import Session

from core.triggers.belt import Belt
from db import audit, documents, members, shops
from db.documents import Version
from pages.shared.store import clock
from pages.shared.store.base import reading, saving

KIND, RUNNING, NAME = "belt", "belt.running", "belt"


class NoSuchVersion(LookupError):  # noqa: N818  it reads as what happened
    """The belt of the shop has no version of that number.

    Attributes:
        number: what was asked for.
    """

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


@dataclass(frozen=True)
class Saved:
    """A belt as it was saved once; it never changes.

    Attributes:
        number: of the version, from 1.
        belt: the rules.
        at: UTC.
    """

    number: int
    belt: Belt
    at: datetime


@dataclass(frozen=True)
class Running:
    """The version that runs, or will.

    Attributes:
        number: of the version.
        belt: the rules.
        start: first day on which somebody may be due.
    """

    number: int
    belt: Belt
    start: date


def versions(shop_id: int) -> list[Saved]:
    """Every version that was saved, oldest first."""
    return [_saved(each) for each in _written(shop_id, KIND)]


def version(shop_id: int, number: int) -> Saved:
    """One version.

    Raises:
        NoSuchVersion: the shop has none of that number.
    """
    found = [each for each in _written(shop_id, KIND) if each.number == number]
    if not found:
        raise NoSuchVersion(number)
    return _saved(found[0])


def newest(shop_id: int) -> Saved | None:
    """The version saved last, None while the shop has saved none."""
    found = _written(shop_id, KIND)
    return _saved(found[-1]) if found else None


def save(shop_id: int, belt: Belt, *, by: int) -> int:
    """Save a belt as a new version; one that is the newest already makes none.

    Returns:
        The number of its version.

    Raises:
        NotAllowed: the person `by` may only look.
    """
    with saving(shop_id) as session:
        members.require(session, shop_id, by, role="staff")
        content = belt.plain()
        number = documents.write(session, shop_id, kind=KIND, name=NAME, content=content)
        audit.record(session, act="settings", shop_id=shop_id, user_id=by, subject=KIND)
    return number


def running(shop_id: int, day: date | None = None) -> Running | None:
    """The version that runs on a day, None where none does.

    Args:
        shop_id: the shop.
        day: None = today.
    """
    with reading(shop_id) as session:
        today = day or clock.today(shops.settings(session, shop_id).timezone)
    started = [each for each in _starts(shop_id) if each[1] <= today]
    return _running(shop_id, *started[-1]) if started else None


def since(shop_id: int, of: Running) -> tuple[tuple[str, date], ...]:
    """Since when each rule of a running version has run: id and day.

    A rule that ran in the version before, too, goes on: who was on the way stays on it.
    """
    known = {each.number: each.belt for each in versions(shop_id)}
    found: dict[str, date] = {}
    for number, day in _starts(shop_id):
        if day <= of.start:
            rules = known[number].rules if number is not None else ()
            found = {rule.id: found.get(rule.id, day) for rule in rules}
    return tuple(found.items())


def coming(shop_id: int) -> Running | None:
    """The version that will run from a later day on, None where nothing will change."""
    with reading(shop_id) as session:
        today = clock.today(shops.settings(session, shop_id).timezone)
    starts = _starts(shop_id)
    return _running(shop_id, *starts[-1]) if starts and starts[-1][1] > today else None


def start(shop_id: int, number: int, day: date, *, by: int) -> None:
    """Let a version run from a day on; the one that runs now goes on until then.

    Raises:
        NotAllowed: the person `by` is no owner.
        NoSuchVersion: the shop has none of that number.
    """
    version(shop_id, number)
    with saving(shop_id) as session:
        _decide(session, shop_id, number, day, by)


def stop(shop_id: int, day: date, *, by: int) -> None:
    """Let nothing run from a day on.

    Raises:
        NotAllowed: the person `by` is no owner.
    """
    with saving(shop_id) as session:
        _decide(session, shop_id, None, day, by)


def _decide(session: Session, shop_id: int, number: int | None, day: date, by: int) -> None:
    members.require(session, shop_id, by, role="owner")
    content = {"number": number, "start": day.isoformat()}
    documents.write(session, shop_id, kind=RUNNING, name=NAME, content=content)
    audit.record(session, act="settings", shop_id=shop_id, user_id=by, subject="running")


def _starts(shop_id: int) -> list[tuple[int | None, date]]:
    """What runs from which day on, by day; a decision takes back what was to come after it."""
    found: list[tuple[int | None, date]] = []
    for each in _written(shop_id, RUNNING):
        day = date.fromisoformat(each.content["start"])
        found = [*(known for known in found if known[1] < day), (each.content["number"], day)]
    return found


def _running(shop_id: int, number: int | None, day: date) -> Running | None:
    return None if number is None else Running(number, version(shop_id, number).belt, day)


def _saved(written: Version) -> Saved:
    return Saved(written.number, Belt.of(written.content), written.at)


def _written(shop_id: int, kind: str) -> list[Version]:
    with reading(shop_id) as session:
        found: list[Any] = documents.versions(session, shop_id, kind=kind, name=NAME)
    return found
