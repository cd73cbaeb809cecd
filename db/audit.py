"""Who did what, when, in which shop, to how many: entries are added, never changed.

An entry holds no value of anybody: its subject is made of codes and numbers, and the database
itself refuses to change or remove one.
"""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, get_args

from sqlmodel import Session, and_, col, or_, select

from db.people import places
from db.tables import Audit, User

Act = Literal[
    "sign_in", "sign_out", "sign_out_all", "password", "invite", "join", "role", "leave", "shop",
    "archive", "import", "undo", "settings", "export", "backup", "restore", "opt_out", "agree",
    "erase", "retention", "purpose", "withdraw", "end", "merge", "unmerge",
]  # fmt: skip
ACTS: tuple[Act, ...] = get_args(Act)
OF_ALL: tuple[Act, ...] = ("backup", "restore")
"""Acts that concern every shop of the installation."""

_CODE = r"[a-z_]+(?::\d{1,8})?"
SUBJECT = re.compile(f"({_CODE}( {_CODE})*)?")
"""Codes, each with a number where it has one: `import:12`, `currency timezone`."""


@dataclass(frozen=True)
class Entry:
    """One act; `who` is the name shown for the person, None where the program or its keeper did it.

    Attributes:
        at: UTC.
        subject: what it was done to, in codes.
        whom: the name of the person it was done to, where the subject names one.
        count: how many: of orders, of customers, of copied rows, as the act means it.
    """

    at: datetime
    who: str | None
    act: str
    subject: str
    whom: str | None
    count: int | None


def record(
    session: Session,
    *,
    act: Act,
    shop_id: int | None = None,
    user_id: int | None = None,
    subject: str = "",
    count: int | None = None,
) -> None:
    """Write an act down, in the transaction of the act itself.

    Args:
        session: of the act; both are stored, or neither.
        act: what was done.
        shop_id: where; None for what concerns the whole installation.
        user_id: by whom; None from the command line and for what happens by itself.
        subject: to what: codes, each with `:number` where it has one. Never a value.
        count: to how many.

    Raises:
        ValueError: the act is unknown, or the subject could hold a value of somebody.
    """
    if act not in ACTS:
        raise ValueError(f"act == {act!r}, must be one of {ACTS}")
    if not SUBJECT.fullmatch(subject):
        raise ValueError("subject must be codes such as import:12")  # not what it holds instead
    session.add(Audit(act=act, shop_id=shop_id, user_id=user_id, subject=subject, count=count))
    session.flush()


def record_of_person(session: Session, *, act: Act, user_id: int) -> None:
    """Write an act of a person down in every shop the person may enter: signing in, out."""
    shops: list[int | None] = [place.shop_id for place in places(session, user_id)]
    for shop_id in shops or [None]:
        record(session, act=act, shop_id=shop_id, user_id=user_id)


def listed(session: Session, shop_id: int, *, most: int) -> list[Entry]:
    """What concerns a shop, newest first, at most so many: its acts and those of all shops."""
    of_all = and_(col(Audit.shop_id).is_(None), col(Audit.act).in_(OF_ALL))
    rows = session.exec(
        select(Audit, User.name)
        .join(User, col(User.id) == col(Audit.user_id), isouter=True)
        .where(or_(Audit.shop_id == shop_id, of_all))
        .order_by(col(Audit.id).desc())
        .limit(most)
    )
    entries = [(row, who) for row, who in rows]
    names = _names(session, [row.subject for row, _ in entries])
    return [
        Entry(row.at, who, row.act, row.subject, names.get(_person(row.subject)), row.count)
        for row, who in entries
    ]


def _person(subject: str) -> int | None:
    """The number of the person an act was done to."""
    found = re.search(r"\buser:(\d+)", subject)
    return int(found[1]) if found else None


def _names(session: Session, subjects: list[str]) -> dict[int | None, str]:
    """Number -> name of the persons that subjects speak of."""
    asked = {_person(subject) for subject in subjects} - {None}
    return dict(session.exec(select(User.id, User.name).where(col(User.id).in_(asked))).all())
