"""Signed-in browsers: one-time tickets, sessions and refused passwords.

Tokens arrive here as hashes: who reads the database cannot sign in with what it holds.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, delete, func, select

from db.people import Person
from db.tables import BrowserSession, SignInFailure, Ticket, User


@dataclass(frozen=True)
class Live:
    """A session that holds at the moment asked for."""

    person: Person
    shop_id: int | None
    seen_at: datetime


@dataclass(frozen=True)
class Failures:
    """How many passwords were refused, and when the last one was."""

    count: int
    last: datetime | None


def issue_ticket(
    session: Session, ticket_hash: str, *, user_id: int, path: str, expires_at: datetime
) -> None:
    """A pass from the sign-in form to the cookie."""
    session.add(Ticket(ticket_hash=ticket_hash, user_id=user_id, path=path, expires_at=expires_at))
    session.flush()


def take_ticket(session: Session, ticket_hash: str, *, now: datetime) -> tuple[int, str] | None:
    """The person and the page of a ticket, which is gone afterwards; None for a bad or late one."""
    taken = session.exec(
        delete(Ticket)
        .where(col(Ticket.ticket_hash) == ticket_hash)
        .returning(col(Ticket.user_id), col(Ticket.path), col(Ticket.expires_at))
    ).one_or_none()
    if taken is None or taken[2] <= now:
        return None
    return taken[0], taken[1]


def open_session(
    session: Session,
    token_hash: str,
    *,
    user_id: int,
    user_agent: str,
    now: datetime,
    expires_at: datetime,
) -> bool:
    """Remember a browser as signed in; False when the person may no longer."""
    epoch = session.exec(
        select(User.epoch).where(User.id == user_id, col(User.active))
    ).one_or_none()
    if epoch is None:
        return False
    session.add(
        BrowserSession(
            token_hash=token_hash,
            user_id=user_id,
            epoch=epoch,
            user_agent=user_agent,
            created_at=now,
            seen_at=now,
            expires_at=expires_at,
        )
    )
    session.flush()
    return True


def live(session: Session, token_hash: str, *, now: datetime, seen_after: datetime) -> Live | None:
    """The session of this hash if it still holds.

    It holds until its end, while it was used after `seen_after`, and while the person is active
    and has not ended all sessions since.
    """
    row = session.exec(
        select(BrowserSession, User)
        .join(User, col(User.id) == col(BrowserSession.user_id))
        .where(
            BrowserSession.token_hash == token_hash,
            col(BrowserSession.expires_at) > now,
            col(BrowserSession.seen_at) > seen_after,
            col(User.active),
            col(User.epoch) == col(BrowserSession.epoch),
        )
    ).one_or_none()
    if row is None or row[1].id is None:
        return None
    browser, user = row
    person = Person(row[1].id, user.username, user.name, user.language)
    return Live(person, browser.shop_id, browser.seen_at)


def touch(session: Session, token_hash: str, *, now: datetime) -> None:
    """Remember that the session was used."""
    browser = session.exec(
        select(BrowserSession).where(BrowserSession.token_hash == token_hash)
    ).one_or_none()
    if browser is not None:
        browser.seen_at = now
        session.add(browser)


def close(session: Session, token_hash: str) -> int | None:
    """End a session: whose it was, None where there was none."""
    return session.exec(
        delete(BrowserSession)
        .where(col(BrowserSession.token_hash) == token_hash)
        .returning(col(BrowserSession.user_id))
    ).scalar_one_or_none()


def sweep(session: Session, *, now: datetime, seen_before: datetime) -> None:
    """Drop tickets and sessions that can never hold again."""
    session.exec(delete(Ticket).where(col(Ticket.expires_at) <= now))
    session.exec(
        delete(BrowserSession).where(
            (col(BrowserSession.expires_at) <= now) | (col(BrowserSession.seen_at) <= seen_before)
        )
    )


def record_failure(session: Session, username: str, address: str, *, at: datetime) -> None:
    """Count a refused password. `username` is a digest: people type passwords there too."""
    session.add(SignInFailure(username=username, address=address, at=at))
    session.flush()


def failures(
    session: Session, *, since: datetime, username: str | None = None, address: str | None = None
) -> Failures:
    """The refused passwords since then, for a user name, an address, or both together."""
    query = select(func.count(), func.max(col(SignInFailure.at))).where(SignInFailure.at > since)
    if username is not None:
        query = query.where(SignInFailure.username == username)
    if address is not None:
        query = query.where(SignInFailure.address == address)
    count, last = session.exec(query).one()
    return Failures(count, last)


def forget_failures(
    session: Session, *, before: datetime | None = None, username: str | None = None
) -> None:
    """Drop old failures, or those of a person who has signed in."""
    if before is not None:
        session.exec(delete(SignInFailure).where(col(SignInFailure.at) <= before))
    if username is not None:
        session.exec(delete(SignInFailure).where(col(SignInFailure.username) == username))
