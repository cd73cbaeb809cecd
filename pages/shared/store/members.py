"""The people of a shop, their invitations, browsers and passwords; each act asks who may."""

import secrets
from datetime import datetime, timedelta

import bcrypt

from db import audit, members, people, shops
from db.members import Browser, LastOwner, Member, Sent
from db.people import Role
from db.scope import ShopSession
from db.tables import Invite
from pages.shared.store.base import reading, saving
from pages.shared.store.clock import wall
from pages.shared.store.here import SignedOut
from pages.shared.store.people import (
    IDLE_LIFE,
    Refused,
    digest,
    hash_password,
    live,
    require_password,
    require_username,
)

__all__ = ["Browser", "LastOwner", "Member", "Role", "Sent"]

INVITE_LIFE = timedelta(days=7)


def listed(shop_id: int) -> list[Member]:
    """The people of the shop."""
    with reading() as session:
        return members.listed(session, shop_id, seen_after=wall() - IDLE_LIFE)


def change_role(shop_id: int, user_id: int, *, role: Role, by: int) -> None:
    """Give a person another role.

    Raises:
        NotAllowed: `by` is no owner.
        LastOwner: the shop would be left without one.
    """
    with saving() as session:
        members.require(session, shop_id, by, role="owner")
        if members.change_role(session, shop_id, user_id, role=role):
            subject = f"user:{user_id} {role}"
            audit.record(session, act="role", shop_id=shop_id, user_id=by, subject=subject)


def remove(shop_id: int, user_id: int, *, by: int) -> None:
    """Take a person out of the shop.

    Raises:
        NotAllowed, LastOwner: as for `change_role`.
    """
    with saving() as session:
        members.require(session, shop_id, by, role="owner")
        if members.remove(session, shop_id, user_id):
            subject = f"user:{user_id}"
            audit.record(session, act="leave", shop_id=shop_id, user_id=by, subject=subject)


def end_sessions(shop_id: int, user_id: int, *, by: int) -> None:
    """Sign a person of the shop out of all browsers.

    Raises:
        NotAllowed: `by` is no owner, or the person is not of the shop.
    """
    with saving() as session:
        members.require(session, shop_id, by, role="owner")
        members.require(session, shop_id, user_id, role="viewer")
        members.end_sessions(session, user_id)
        subject = f"user:{user_id}"
        audit.record(session, act="end", shop_id=shop_id, user_id=by, subject=subject)


# Invitations


def invite(shop_id: int, *, role: Role, by: int) -> str:
    """The token of a one-time invitation, kept only as a hash.

    Raises:
        NotAllowed: `by` is no owner.
    """
    token = secrets.token_urlsafe(32)
    with saving(shop_id) as session:
        members.require(session, shop_id, by, role="owner")
        members.invite(
            session,
            shop_id,
            digest(token),
            role=role,
            by=by,
            expires_at=wall() + INVITE_LIFE,
        )
        audit.record(session, act="invite", shop_id=shop_id, user_id=by, subject=role)
    return token


def sent(shop_id: int) -> list[Sent]:
    """The invitations into the shop that nobody has taken yet."""
    with reading(shop_id) as session:
        return members.sent(session, shop_id, now=wall())


def withdraw(shop_id: int, key: str, *, by: int) -> None:
    """Take an invitation back.

    Raises:
        NotAllowed: `by` is no owner.
    """
    with saving(shop_id) as session:
        members.require(session, shop_id, by, role="owner")
        if members.withdraw(session, shop_id, key):
            audit.record(session, act="withdraw", shop_id=shop_id, user_id=by)


def invited_to(token: str) -> tuple[str, Role] | None:
    """The shop's name and the role an invitation gives; None for one that does not hold."""
    with reading() as session:
        found = members.invitation(session, digest(token), now=wall())
        return None if found is None else (shops.name(session, found.shop_id), found.role)


def accept_as(token: str, user_id: int) -> bool:
    """Let somebody who has an account into the shop; False for an invitation that is over."""
    now = wall()
    with saving() as session:
        found = members.invitation(session, digest(token), now=now)
        if found is None:
            return False
        _let_in(session, found, user_id, now)
    return True


def accept_anew(token: str, username: str, *, password: str, language: str) -> int:
    """Make an account by an invitation: its number.

    Raises:
        Refused: the user name or password will not do, is taken, or the invitation is over.
    """
    kept, hashed = require_username(username), hash_password(require_password(password))
    now = wall()
    with saving() as session:
        found = members.invitation(session, digest(token), now=now)
        if found is None:
            raise Refused("invite_over")
        if people.is_taken(session, kept):
            raise Refused("username_taken")
        user_id = people.add(session, kept, password_hash=hashed, language=language)
        _let_in(session, found, user_id, now)
    return user_id


def _let_in(session: ShopSession, found: Invite, user_id: int, now: datetime) -> None:
    session.enter(found.shop_id)
    members.accept(session, found, user_id, now=now)
    audit.record(session, act="join", shop_id=found.shop_id, user_id=user_id, subject=found.role)


# One's own account


def change_password(user_id: int, *, present: str, new: str) -> None:
    """Store a new password; all browsers of the person are signed out.

    Raises:
        Refused: the present one is wrong, or the new one will not do.
    """
    hashed = hash_password(require_password(new))
    with reading() as session:
        stored = members.password_hash(session, user_id)
    if not bcrypt.checkpw(present.strip().encode()[:72], stored.encode()):
        raise Refused("password_wrong")
    with saving() as session:
        members.set_password(session, user_id, hashed)
        audit.record_of_person(session, act="password", user_id=user_id)


def reset_password(username: str, password: str) -> bool:
    """Store a new password from the command line; False where there is no such person.

    Raises:
        Refused: the password will not do.
    """
    hashed = hash_password(require_password(password))
    with saving() as session:
        user_id = people.number_of(session, username)
        if user_id is None:
            return False
        members.set_password(session, user_id, hashed)
        audit.record_of_person(session, act="password", user_id=user_id)
    return True


def browsers(user_id: int) -> list[Browser]:
    """The signed-in browsers of a person, the last used first."""
    with reading() as session:
        return members.browsers(session, user_id, seen_after=wall() - IDLE_LIFE)


def end_browser(user_id: int, browser_id: int) -> None:
    """Sign one of the person's browsers out."""
    with saving() as session:
        members.end_browser(session, user_id, browser_id)


def sign_out_everywhere(user_id: int) -> None:
    """Sign all browsers of the person out."""
    with saving() as session:
        members.end_sessions(session, user_id)
        audit.record_of_person(session, act="sign_out_all", user_id=user_id)


# Shops of a person


def open_shop(name: str, *, by: int) -> int:
    """A new shop of the person, who becomes its owner; only owners of a shop may.

    Raises:
        NotAllowed: the person owns no shop.
        Refused: it has no name.
    """
    if not name.strip():
        raise Refused("shop")
    with saving() as session:
        if all(place.role != "owner" for place in people.places(session, by)):
            raise members.NotAllowed("owner")
        shop_id = shops.create(session, name.strip()[:100]).id
        people.join(session, by, shop_id, role="owner")
        audit.record(session, act="shop", shop_id=shop_id, user_id=by)
    return shop_id


def enter_shop(token: str, shop_id: int) -> None:
    """Let the browser of this session work in another shop of its person.

    Raises:
        SignedOut: the session has ended.
        NotAllowed: the person is not of that shop.
    """
    if live(token) is None:
        raise SignedOut
    with saving() as session:
        members.enter(session, digest(token), shop_id)


def archive_shop(shop_id: int, *, by: int) -> None:
    """Close a shop: it is kept, but nobody can enter it.

    Raises:
        NotAllowed: `by` is no owner.
        Refused: the person would have none left.
    """
    with saving() as session:
        members.require(session, shop_id, by, role="owner")
        if len(people.places(session, by)) < 2:
            raise Refused("last_shop")
        shops.archive(session, shop_id, at=wall())
        audit.record(session, act="archive", shop_id=shop_id, user_id=by)
