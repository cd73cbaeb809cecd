"""The only door to the database, one module per noun.

Functions take the shop they work on; only `here` knows who and which shop the present run is for.
"""

from pages.shared.store import (
    audit,
    backups,
    clock,
    demo,
    groups,
    here,
    histories,
    imports,
    members,
    people,
    shops,
)
from pages.shared.store.clock import now, today
from pages.shared.store.here import NotAllowed, Person, Shop, SignedOut, person, require, shop

__all__ = [
    "NotAllowed",
    "Person",
    "Shop",
    "SignedOut",
    "audit",
    "backups",
    "clock",
    "demo",
    "groups",
    "here",
    "histories",
    "imports",
    "members",
    "now",
    "people",
    "person",
    "require",
    "shop",
    "shops",
    "today",
]
