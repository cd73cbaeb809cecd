"""People and their signed-in browsers: accounts, tickets, sessions, waiting times."""

import hashlib
import secrets
import unicodedata
from datetime import datetime, timedelta

import bcrypt
from zxcvbn.frequency_lists import FREQUENCY_LISTS

from db import audit, people, sessions, shops
from db.people import ROLES, Person, Place, Role
from db.sessions import Failures, Live
from pages.shared.store.base import reading, saving
from pages.shared.store.clock import wall

__all__ = ["ROLES", "Live", "Person", "Place", "Refused", "Role"]

TICKET_LIFE = timedelta(seconds=60)
SESSION_LIFE = timedelta(days=30)
IDLE_LIFE = timedelta(days=7)
TOUCH_EVERY = timedelta(minutes=5)  # a read page is not a write to the database each time

FAILURES_COUNT_FOR = timedelta(days=1)
FREE_TRIES = {"both": 5, "address": 20, "username": 50}
FIRST_WAIT_S, LONGEST_WAIT_S = 15, 15 * 60

PASSWORD_CHARACTERS, PASSWORD_BYTES = 8, 72  # bcrypt reads no further than 72 bytes


COMMON_PASSWORDS = frozenset(FREQUENCY_LISTS["passwords"])
"""About 30,000, those that guessing begins with."""


class Refused(Exception):  # noqa: N818  it reads as what happened
    """An account that cannot be made so; `code` says why: username, password_short, ..."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def digest(token: str) -> str:
    """What the database keeps of a secret or of a typed user name."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


# Accounts


def username_as_kept(typed: str) -> str:
    """Small letters, full-width forms as plain ones, no blanks around."""
    return unicodedata.normalize("NFKC", typed).strip().lower()


def anyone() -> bool:
    """Whether there is an account at all."""
    with reading() as session:
        return people.anyone(session)


def require_username(typed: str) -> str:
    """The user name as it is kept.

    Raises:
        Refused: empty, too long, or with signs that do not print.
    """
    kept = username_as_kept(typed)
    if not 1 <= len(kept) <= 100 or not kept.isprintable():
        raise Refused("username")
    return kept


def require_password(password: str) -> str:
    """The password without blanks around it, as the form reads it.

    Raises:
        Refused: shorter than 8 characters, longer than 72 bytes of UTF-8, or one that many
            people use.
    """
    kept = password.strip()
    if len(kept) < PASSWORD_CHARACTERS:
        raise Refused("password_short")
    if len(kept.encode()) > PASSWORD_BYTES:
        raise Refused("password_long")
    if kept.lower() in COMMON_PASSWORDS:
        raise Refused("password_common")
    return kept


def require_same(password: str, again: str) -> None:
    """Refuse a password that was not typed the same twice.

    Raises:
        Refused: the two differ.
    """
    if password.strip() != again.strip():
        raise Refused("password_differs")


def create_owner(shop_name: str, username: str, *, password: str, language: str) -> int:
    """The first account and its shop; a shop set up before anybody had an account is taken over.

    Raises:
        Refused: the password or the user name will not do, or another tab was faster.
    """
    kept = require_username(username)
    hashed = hash_password(require_password(password))
    with saving() as session:
        if people.anyone(session):
            raise Refused("owner_exists")
        shop = shops.without_people(session) or shops.create(session, shop_name.strip())
        shop.name = shop_name.strip()
        user_id = people.add(session, kept, password_hash=hashed, language=language)
        people.join(session, user_id, shop.id, role="owner")
    return user_id


def hash_password(password: str) -> str:
    """The bcrypt hash that is stored."""
    return bcrypt.hashpw(password.encode(), bcrypt.gensalt()).decode()


def credentials() -> dict[str, str]:
    """User name to password hash, of those who may sign in."""
    with reading() as session:
        return people.credentials(session)


def number_of(username: str) -> int | None:
    """The id of the active person called `username`."""
    with reading() as session:
        return people.number_of(session, username)


def places(person_id: int) -> list[Place]:
    """The shops the person may enter, oldest first."""
    with reading() as session:
        return people.places(session, person_id)


def speak(person_id: int, language: str) -> None:
    """Remember the language the person chose."""
    with saving() as session:
        people.speak(session, person_id, language)


# Tickets and sessions


def issue_ticket(user_id: int, *, path: str, door: str) -> str:
    """A random one-time pass that only the browser holding `door` can swap for a session."""
    ticket, now = secrets.token_urlsafe(32), wall()
    with saving() as session:
        sessions.sweep(session, now=now, seen_before=now - IDLE_LIFE)
        sessions.issue_ticket(
            session, digest(ticket + door), user_id=user_id, path=path, expires_at=now + TICKET_LIFE
        )
    return ticket


def open_session(
    ticket: str, *, door: str, user_agent: str, replaces: str | None = None
) -> tuple[str, str] | None:
    """Swap a ticket for a session: its token and the page asked for, or None."""
    token, now = secrets.token_urlsafe(32), wall()
    with saving() as session:
        taken = sessions.take_ticket(session, digest(ticket + door), now=now)
        if taken is None:
            return None
        if replaces:
            sessions.close(session, digest(replaces))
        opened = sessions.open_session(
            session,
            digest(token),
            user_id=taken[0],
            user_agent=user_agent[:200],
            now=now,
            expires_at=now + SESSION_LIFE,
        )
        if opened:
            audit.record_of_person(session, act="sign_in", user_id=taken[0])
    return (token, taken[1]) if opened else None


def live(token: str | None) -> Live | None:
    """The session behind a cookie, if it holds now."""
    if not token:
        return None
    now, hashed = wall(), digest(token)
    with reading() as session:
        found = sessions.live(session, hashed, now=now, seen_after=now - IDLE_LIFE)
    if found and now - found.seen_at > TOUCH_EVERY:
        with saving() as session:
            sessions.touch(session, hashed, now=now)
    return found


def close_session(token: str | None) -> None:
    """End the session behind a cookie."""
    if token:
        with saving() as session:
            closed = sessions.close(session, digest(token))
            if closed is not None:
                audit.record_of_person(session, act="sign_out", user_id=closed)


# Guessing


def wait_s(username: str, address: str) -> int:
    """Seconds until this user name may be tried again from this address; 0 is now."""
    now, typed = wall(), digest(username)
    since = now - FAILURES_COUNT_FOR
    with reading() as session:
        counted = {
            "both": sessions.failures(session, since=since, username=typed, address=address),
            "address": sessions.failures(session, since=since, address=address),
            "username": sessions.failures(session, since=since, username=typed),
        }
    return max(_wait_s(failures, FREE_TRIES[kind], now) for kind, failures in counted.items())


def _wait_s(failures: Failures, free: int, now: datetime) -> int:
    """The wait doubles with each failure after the free ones."""
    over = failures.count - free
    if over < 0 or failures.last is None:
        return 0
    wait = min(FIRST_WAIT_S * 2 ** min(over, 10), LONGEST_WAIT_S)
    return max(0, round(wait - (now - failures.last).total_seconds()))


def record_failure(username: str, address: str) -> None:
    """Count a refused password."""
    now = wall()
    with saving() as session:
        sessions.forget_failures(session, before=now - FAILURES_COUNT_FOR)
        sessions.record_failure(session, digest(username), address, at=now)


def forget_failures(username: str) -> None:
    """Start counting anew for a person who has signed in."""
    with saving() as session:
        sessions.forget_failures(session, username=digest(username))
