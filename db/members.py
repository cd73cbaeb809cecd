"""The people of a shop: who may do what, who was invited, who left, which browsers they use."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, delete, select

from db.people import ROLES, Role
from db.scope import by_secret
from db.tables import BrowserSession, Invite, Membership, Shop, User


class NotAllowed(Exception):  # noqa: N818 - reads as the sentence it becomes
    """The person's role in the shop does not reach; `role` is the one needed."""

    def __init__(self, role: Role) -> None:
        super().__init__(role)
        self.role = role


class LastOwner(Exception):  # noqa: N818 - reads as the sentence it becomes
    """The shop would be left without an owner."""


@dataclass(frozen=True)
class Member:
    """A person of a shop; `browsers` are signed in now, the last one seen at `seen_at`."""

    user_id: int
    username: str
    name: str
    role: Role
    browsers: int
    seen_at: datetime | None


@dataclass(frozen=True)
class Sent:
    """An invitation that nobody has taken yet; `key` names it, and lets nobody in."""

    key: str
    role: Role
    expires_at: datetime


@dataclass(frozen=True)
class Browser:
    """A signed-in browser of a person."""

    id: int
    user_agent: str
    created_at: datetime
    seen_at: datetime


def require(session: Session, shop_id: int, user_id: int | None, *, role: Role) -> None:
    """Let only those go on who may do what `role` may, as the database knows it now.

    Args:
        session: of the act itself, so that nothing can change in between.
        shop_id: where.
        user_id: who; None is the command line, whose keeper holds the whole file anyway.
        role: what is needed.

    Raises:
        NotAllowed: the person's role is a lower one, the person is not of this shop, or the shop
            is closed.
    """
    if user_id is None:
        return
    held = session.exec(
        select(Membership.role)
        .join(User, col(User.id) == col(Membership.user_id))
        .join(Shop, col(Shop.id) == col(Membership.shop_id))
        .where(Membership.shop_id == shop_id, Membership.user_id == user_id)
        .where(col(User.active), col(Shop.archived_at).is_(None))
    ).one_or_none()
    if held not in ROLES or ROLES.index(held) < ROLES.index(role):
        raise NotAllowed(role)


def listed(session: Session, shop_id: int, *, seen_after: datetime) -> list[Member]:
    """The active people of the shop in the order they came."""
    seen = dict[int, tuple[int, datetime]]()
    for browser in session.exec(
        select(BrowserSession)
        .join(User, col(User.id) == col(BrowserSession.user_id))
        .where(
            col(BrowserSession.seen_at) > seen_after,
            col(BrowserSession.epoch) == col(User.epoch),
        )
    ):
        count, last = seen.get(browser.user_id, (0, browser.seen_at))
        seen[browser.user_id] = (count + 1, max(last, browser.seen_at))
    rows = session.exec(
        select(User.id, User.username, User.name, Membership.role)
        .join(Membership, col(Membership.user_id) == col(User.id))
        .where(Membership.shop_id == shop_id, col(User.active))
        .order_by(col(User.id))
    )
    return [Member(*row, *seen.get(row[0] or 0, (0, None))) for row in rows]


def change_role(session: Session, shop_id: int, user_id: int, *, role: Role) -> bool:
    """Give a person another role in the shop; False for somebody who is not of it.

    Raises:
        LastOwner: nobody else could undo it.
    """
    member = session.get(Membership, (user_id, shop_id))
    if member is None:
        return False
    if member.role == "owner" and role != "owner":
        _require_other_owner(session, shop_id, user_id)
    member.role = role
    session.add(member)
    session.flush()
    return True


def remove(session: Session, shop_id: int, user_id: int) -> bool:
    """Take a person out of the shop; who is in no shop any more cannot sign in.

    Returns:
        False for somebody who is not of the shop.

    Raises:
        LastOwner: the shop would have none.
    """
    member = session.get(Membership, (user_id, shop_id))
    if member is None:
        return False
    if member.role == "owner":
        _require_other_owner(session, shop_id, user_id)
    session.delete(member)
    session.flush()
    elsewhere = session.exec(select(Membership).where(Membership.user_id == user_id)).first()
    if elsewhere is None:
        user = session.exec(select(User).where(User.id == user_id)).one()
        user.active = False
        session.add(user)
    end_sessions(session, user_id)
    return True


def _require_other_owner(session: Session, shop_id: int, user_id: int) -> None:
    other = session.exec(
        select(Membership.user_id)
        .join(User, col(User.id) == col(Membership.user_id))
        .where(
            Membership.shop_id == shop_id,
            Membership.role == "owner",
            Membership.user_id != user_id,
            col(User.active),
        )
    ).first()
    if other is None:
        raise LastOwner


# Sessions


def browsers(session: Session, user_id: int, *, seen_after: datetime) -> list[Browser]:
    """The browsers of a person that are signed in, the last used first."""
    rows = session.exec(
        select(BrowserSession)
        .join(User, col(User.id) == col(BrowserSession.user_id))
        .where(
            BrowserSession.user_id == user_id,
            col(BrowserSession.seen_at) > seen_after,
            col(BrowserSession.epoch) == col(User.epoch),
        )
        .order_by(col(BrowserSession.seen_at).desc())
    )
    return [Browser(row.id or 0, row.user_agent, row.created_at, row.seen_at) for row in rows]


def end_browser(session: Session, user_id: int, browser_id: int) -> None:
    """Sign one browser of the person out."""
    session.exec(
        delete(BrowserSession).where(
            col(BrowserSession.id) == browser_id, col(BrowserSession.user_id) == user_id
        )
    )


def end_sessions(session: Session, user_id: int) -> None:
    """Sign the person out everywhere: every session of an earlier epoch is void."""
    user = session.exec(select(User).where(User.id == user_id)).one()
    user.epoch += 1
    session.add(user)
    session.exec(delete(BrowserSession).where(col(BrowserSession.user_id) == user_id))
    session.flush()


def enter(session: Session, token_hash: str, shop_id: int) -> None:
    """Let a signed-in browser work in another shop of its person."""
    browser = session.exec(
        select(BrowserSession).where(BrowserSession.token_hash == token_hash)
    ).one()
    require(session, shop_id, browser.user_id, role="viewer")
    browser.shop_id = shop_id
    session.add(browser)
    session.flush()


# Passwords


def password_hash(session: Session, user_id: int) -> str:
    """The stored hash of an active person's password."""
    return session.exec(
        select(User.password_hash).where(User.id == user_id, col(User.active))
    ).one()


def set_password(session: Session, user_id: int, password_hash: str) -> None:
    """Store a new password; all browsers of the person are signed out."""
    user = session.exec(select(User).where(User.id == user_id)).one()
    user.password_hash = password_hash
    session.add(user)
    end_sessions(session, user_id)


# Invitations


def invite(
    session: Session,
    shop_id: int,
    token_hash: str,
    *,
    role: Role,
    by: int,
    expires_at: datetime,
) -> None:
    """A one-time invitation into the shop."""
    session.add(
        Invite(
            shop_id=shop_id, token_hash=token_hash, role=role, invited_by=by, expires_at=expires_at
        )
    )
    session.flush()


def invitation(session: Session, token_hash: str, *, now: datetime) -> Invite | None:
    """The invitation of this hash, while it can be taken and who sent it owns the open shop."""
    wanted = (
        select(Invite)
        .join(User, col(User.id) == col(Invite.invited_by))
        .join(Shop, col(Shop.id) == col(Invite.shop_id))
        .join(
            Membership,
            (col(Membership.user_id) == col(User.id)) & (col(Membership.shop_id) == col(Shop.id)),
        )
        .where(Invite.token_hash == token_hash, col(Invite.used_at).is_(None))
        .where(col(Invite.expires_at) > now, col(Shop.archived_at).is_(None))
        .where(col(User.active), Membership.role == "owner")
    )
    return session.exec(by_secret(wanted)).one_or_none()


def sent(session: Session, shop_id: int, *, now: datetime) -> list[Sent]:
    """The invitations into the shop that can still be taken, the last to end first."""
    rows = session.exec(
        select(Invite.token_hash, Invite.role, Invite.expires_at)
        .where(Invite.shop_id == shop_id, col(Invite.used_at).is_(None))
        .where(col(Invite.expires_at) > now)
        .order_by(col(Invite.expires_at).desc())
    )
    return [Sent(key, role, expires_at) for key, role, expires_at in rows]  # type: ignore[arg-type]  # a stored role is one of the roles


def withdraw(session: Session, shop_id: int, key: str) -> bool:
    """Take an invitation back; False where the shop has none of that key that is open."""
    gone = session.exec(
        delete(Invite).where(
            col(Invite.shop_id) == shop_id,
            col(Invite.token_hash) == key,
            col(Invite.used_at).is_(None),
        )
    )
    return gone.rowcount > 0


def accept(session: Session, invite: Invite, user_id: int, *, now: datetime) -> None:
    """Let the person in with the role of the invitation, unless they hold a higher one."""
    member = session.get(Membership, (user_id, invite.shop_id))
    member = member or Membership(user_id=user_id, shop_id=invite.shop_id, role=invite.role)
    if ROLES.index(invite.role) > ROLES.index(member.role):
        member.role = invite.role
    invite.used_at = now
    session.add(member)
    session.add(invite)
    session.flush()
