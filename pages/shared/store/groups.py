"""Groups of customers that people of the shop saved: live, or as they were on one day.

A group is known by a key that never changes (`g1`, `g2`, ...), so that rules and experiments go on
meaning it when it is renamed. The groups every shop needs are known by their own codes.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

import numpy as np
from sqlmodel import Session

from core.arrays import Mask
from core.customers.fields import READY
from core.customers.segments import FieldGone, Group, Segment
from core.history import History
from db import audit, customers, documents, members
from pages.shared.store import fields as known_fields
from pages.shared.store import traits
from pages.shared.store.base import reading, saving

__all__ = [
    "FieldGone",
    "NoSuchGroup",
    "Saved",
    "draft",
    "group",
    "listed",
    "mask",
    "masks",
    "remove",
    "save",
    "stamp",
]

KIND = "group"
LONGEST = 80


class NoSuchGroup(LookupError):  # noqa: N818  it reads as what happened
    """There is no group of this key, or no longer.

    Attributes:
        key: what was asked for.
    """

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


@dataclass(frozen=True)
class Saved:
    """A saved group and the key it is known by."""

    key: str
    group: Group

    @property
    def is_live(self) -> bool:
        """Who belongs to it follows the data; else it is as it was on its day."""
        return self.group.as_of is None


def listed(shop_id: int) -> list[Saved]:
    """The saved groups, oldest first."""
    return [Saved(key, _read(content)) for key, content in _documents(shop_id).items() if content]


def group(shop_id: int, key: str) -> Group:
    """A group by its key, saved or ready.

    Raises:
        NoSuchGroup: it was removed, or never was.
    """
    if key in READY:
        return Group(key, READY[key])
    content = _documents(shop_id).get(key)
    if not content:
        raise NoSuchGroup(key)
    return _read(content)


def mask(shop_id: int, key: str, history: History) -> Mask:
    """(n_customers,) who belongs to a group; "" means everybody.

    A live group is worked out for the day of the history, whatever is known later.

    Args:
        shop_id: the shop.
        key: of a saved group, or the code of a ready one.
        history: of the shop, as of any day.

    Raises:
        NoSuchGroup: the group was removed.
        FieldGone: it is live and asks for what is not known of customers any more.
    """
    if not key:
        return np.ones(history.n_customers, np.bool_)
    return mask_of(shop_id, group(shop_id, key), history)


def mask_of(shop_id: int, chosen: Group, history: History) -> Mask:
    """`mask` for a group that need not be saved."""
    if chosen.as_of is None:
        # One field at least says how many customers there are.
        wanted = chosen.segment.fields | {"occasions"}
        return chosen.mask(history.customer, known_fields.fields(shop_id, history, wanted))
    with reading(shop_id) as session:
        now = customers.become(session.connection(), shop_id)
    members_now = tuple(sorted({now.get(number, number) for number in chosen.members}))
    return Group(chosen.name, chosen.segment, chosen.as_of, members_now).mask(history.customer, {})


def draft(segment: Segment) -> Group:
    """A live group that is not saved yet."""
    return Group("", segment)


def stamp(shop_id: int, key: str) -> str:
    """Changes with whatever the mask of a group depends on: the key under which to remember it."""
    if not key:
        return ""
    made = group(shop_id, key)
    said = (made, made.members, known_fields.Ways.of(shop_id), traits.version(shop_id))
    return blake2b(repr(said).encode(), digest_size=12).hexdigest()


def masks(shop_id: int, history: History) -> dict[str, Mask]:
    """Key -> mask of every saved and ready group that can be told."""
    found = {}
    for key in [*READY, *(saved.key for saved in listed(shop_id))]:
        try:
            found[key] = mask(shop_id, key, history)
        except FieldGone:
            continue
    return found


def save(
    shop_id: int,
    name: str,
    segment: Segment,
    *,
    by: int,
    snapshot: History | None = None,
    key: str | None = None,
) -> str:
    """Save a group of customers.

    Args:
        shop_id: the shop.
        name: what people call it.
        segment: who belongs to it.
        by: the person who saves it.
        snapshot: keeps those who belong to it on the day of this history; None = live.
        key: of the group this is the new version of, None = a new group.

    Returns:
        The key it is known by from now on.

    Raises:
        ValueError: the name is empty or too long.
        NotAllowed: the person may only look.
        FieldGone: a snapshot of what is not known of customers.
    """
    if not 1 <= len(name.strip()) <= LONGEST:
        raise ValueError(f"len(name) == {len(name.strip())}, must be in 1..{LONGEST}")
    made = Group(name.strip(), segment)
    if snapshot is not None:
        ids = snapshot.customer[mask_of(shop_id, made, snapshot)]
        made = Group(made.name, segment, snapshot.as_of, tuple(ids.tolist()))
    with saving(shop_id) as session:
        key = key or _fresh_key(session, shop_id)
        _write(session, shop_id, key, _plain(made), by=by)
    return key


def remove(shop_id: int, key: str, *, by: int) -> None:
    """Remove a group; what it was stays written down.

    Raises:
        NotAllowed: the person `by` may only look.
        NoSuchGroup: there is none.
    """
    with saving(shop_id) as session:
        members.require(session, shop_id, by, role="staff")
        if not documents.newest(session, shop_id, kind=KIND).get(key):
            raise NoSuchGroup(key)
        _write(session, shop_id, key, None, by=by)


def _write(session: Session, shop_id: int, key: str, content: object, *, by: int) -> None:
    members.require(session, shop_id, by, role="staff")
    documents.write(session, shop_id, kind=KIND, name=key, content=content)
    audit.record(session, act="settings", shop_id=shop_id, user_id=by, subject=KIND)


def _fresh_key(session: Session, shop_id: int) -> str:
    return f"g{len(documents.newest(session, shop_id, kind=KIND)) + 1}"


def _documents(shop_id: int) -> dict[str, Any]:
    with reading(shop_id) as session:
        return documents.newest(session, shop_id, kind=KIND)


def _plain(made: Group) -> dict[str, Any]:
    return {
        "name": made.name,
        "segment": made.segment.plain(),
        "as_of": made.as_of,
        "members": list(made.members),
    }


def _read(stored: Mapping[str, Any]) -> Group:
    segment = Segment.of(stored["segment"])
    return Group(stored["name"], segment, stored["as_of"], tuple(stored["members"]))
