"""People who sign in, and what each may do in which shop."""

from dataclasses import dataclass
from typing import Literal

from sqlmodel import Session, col, select

from db.tables import Membership, Shop, User

Role = Literal["viewer", "staff", "owner"]
ROLES: tuple[Role, ...] = ("viewer", "staff", "owner")
"""From the one who may only look to the one who may do all."""


@dataclass(frozen=True)
class Person:
    """A person with an account; `language` is None until they chose one."""

    id: int
    username: str
    name: str
    language: str | None


@dataclass(frozen=True)
class Place:
    """A shop as one of its people meets it."""

    shop_id: int
    name: str
    role: Role
    history_version: int


def anyone(session: Session) -> bool:
    """Whether there is an account at all."""
    return session.exec(select(User.id)).first() is not None


def add(session: Session, username: str, *, password_hash: str, language: str | None = None) -> int:
    """A new account; the user name is also the name shown until another is given."""
    user = User(username=username, name=username, password_hash=password_hash, language=language)
    session.add(user)
    session.flush()
    if user.id is None:
        raise ValueError("user.id == None after flush")
    return user.id


def credentials(session: Session) -> dict[str, str]:
    """User name to password hash, of those who may sign in."""
    known = select(User.username, User.password_hash).where(col(User.active))
    return dict(session.exec(known).all())


def number_of(session: Session, username: str) -> int | None:
    """The id of the active person called `username`."""
    return session.exec(
        select(User.id).where(User.username == username, col(User.active))
    ).one_or_none()


def is_taken(session: Session, username: str) -> bool:
    """Whether somebody has, or had, this user name."""
    return session.exec(select(User.id).where(User.username == username)).first() is not None


def speak(session: Session, user_id: int, language: str) -> None:
    """Remember the language the person chose."""
    user = session.exec(select(User).where(User.id == user_id)).one()
    user.language = language
    session.add(user)


def join(session: Session, user_id: int, shop_id: int, *, role: Role) -> None:
    """Let a person into a shop."""
    session.add(Membership(user_id=user_id, shop_id=shop_id, role=role))
    session.flush()


def places(session: Session, user_id: int) -> list[Place]:
    """The shops the active person may enter, oldest first; archived ones are closed."""
    rows = session.exec(
        select(Shop.id, Shop.name, Membership.role, Shop.history_version)
        .join(Membership, col(Membership.shop_id) == col(Shop.id))
        .join(User, col(User.id) == col(Membership.user_id))
        .where(Membership.user_id == user_id, col(User.active), col(Shop.archived_at).is_(None))
        .order_by(col(Shop.id))
    )
    return [Place(*row) for row in rows]
