"""Who is here: the person and the shop of the present run, and what they may do."""

import ipaddress
import os
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

import streamlit as st

from core.shop import Settings
from db.members import NotAllowed
from pages.shared.store import people, shops
from pages.shared.store.people import ROLES, Person, Place, Role

COOKIE, DOOR = "fanbelt", "fanbelt_door"
PREFIX = "__Host-"  # under TLS: a cookie of this host alone
FORWARDED = ("Forwarded", "Via", "X-Forwarded-For", "X-Real-Ip")


class SignedOut(Exception):  # noqa: N818  it reads as what happened
    """Nobody is signed in, or no longer."""


class NoShop(Exception):  # noqa: N818 - it reads as what happened
    """The person belongs to no shop."""


@dataclass(frozen=True)
class Shop:
    """The shop the present person works in; `history_version` keys everything derived from it."""

    id: int
    name: str
    role: Role
    settings: Settings
    history_version: int


@dataclass(frozen=True)
class Handshake:
    """What the browser sent when it connected; `peer` is None on loopback."""

    cookies: Mapping[str, str]
    headers: Mapping[str, str]
    peer: str | None


def handshake() -> Handshake:
    """The browser of the present run: the only place that reads its cookies and headers."""
    return Handshake(st.context.cookies, st.context.headers, st.context.ip_address)


def token() -> str | None:
    """The session token this browser sent."""
    return cookie(handshake().cookies, COOKIE)


def door() -> str:
    """The mark this browser was given with its first page; tickets hold only together with it."""
    return cookie(handshake().cookies, DOOR) or ""


def cookie(cookies: Mapping[str, str], name: str) -> str | None:
    """A cookie of ours, the one that is safe from other hosts first."""
    return cookies.get(PREFIX + name) or cookies.get(name)


def person() -> Person | None:
    """Who is signed in, checked against the database each time it is asked."""
    live = people.live(token())
    return live.person if live else None


def shop() -> Shop:
    """The shop of the present run.

    Raises:
        SignedOut: nobody is signed in.
        NoShop: the person belongs to none.
    """
    live = people.live(token())
    if live is None:
        raise SignedOut
    place = _place(people.places(live.person.id), live.shop_id)
    settings = shops.settings(place.shop_id)
    return Shop(place.shop_id, place.name, place.role, settings, place.history_version)


def places() -> list[Place]:
    """The shops the present person may enter."""
    me = person()
    return people.places(me.id) if me else []


def _place(places: list[Place], wanted: int | None) -> Place:
    if not places:
        raise NoShop
    return next((place for place in places if place.shop_id == wanted), places[0])


def require(role: Role) -> Person:
    """The present person, who may do what `role` may do in the present shop.

    Raises:
        SignedOut, NoShop: as for `shop`.
        NotAllowed: the person's role is a lower one.
    """
    me = person()
    if me is None:
        raise SignedOut
    if ROLES.index(shop().role) < ROLES.index(role):
        raise NotAllowed(role)
    return me


def address() -> str:
    """Where the browser is, for counting failures; `local` is this machine."""
    return handshake().peer or "local"


def on_this_machine() -> bool:
    """Whether the browser runs on the machine of the server; never where others are let in."""
    browser = handshake()
    return not os.environ.get("FANBELT_LAN") and is_local(browser.peer, browser.headers)


def address_outside(url: str) -> tuple[str, bool]:
    """Scheme and host under which others find the server that this browser sees at `url`.

    Returns:
        The address, and whether it leads there from this computer only.
    """
    seen = urlsplit(url)
    house = os.environ.get("FANBELT_LAN")
    if not _names_here(seen.netloc):
        return f"{seen.scheme}://{seen.netloc}", False
    if house:
        return f"{seen.scheme}://{house}:{seen.port or 80}", False
    return f"{seen.scheme}://{seen.netloc}", True


def is_local(peer: str | None, headers: Mapping[str, str]) -> bool:
    """Whether a request from `peer` (None: loopback) was made on this machine.

    A loopback peer may be a proxy: then a forwarding header or another host name shows it.
    """
    if peer is not None and not _loopback(peer):
        return False
    return not any(name in headers for name in FORWARDED) and _names_here(headers.get("Host", ""))


def _loopback(peer: str) -> bool:
    try:
        known = ipaddress.ip_address(peer)
    except ValueError:
        return False
    return (getattr(known, "ipv4_mapped", None) or known).is_loopback


def _names_here(host: str) -> bool:
    name = host.rsplit(":", 1)[0] if not host.endswith("]") else host
    return name.lower() in {"localhost", "127.0.0.1", "[::1]"}
