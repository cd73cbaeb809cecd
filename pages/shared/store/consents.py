"""Who may be contacted: what was said, and what people of the shop record of it."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import streamlit as st

from core.consent import CHANNELS, NEED_A_YES, REASONS, Consents, Standing, reach, standing
from core.history import History
from db import audit, consents, members, shops
from db.consents import NoSuchCustomer
from pages.shared.store import clock
from pages.shared.store.base import reading, saving

__all__ = [
    "CHANNELS",
    "NEED_A_YES",
    "REASONS",
    "NoSuchCustomer",
    "Told",
    "agree",
    "of_person",
    "of_shop",
    "opt_out",
    "reach",
    "stand",
]


@dataclass(frozen=True)
class Told:
    """Where one customer stands on one channel.

    Attributes:
        channel: one of `CHANNELS`.
        reason: why the customer may not be contacted on it, one of `core.consent.REASONS`.
        agreed: the newest word, None without one.
        at: shop-local, when the opt-out or the word was recorded.
        source: where it was said: `staff`, a platform, or in somebody's own words.
    """

    channel: str
    reason: str
    agreed: bool | None = None
    at: datetime | None = None
    source: str = ""


def of_shop(shop_id: int) -> Consents:
    """What the shop's customers have said."""
    with reading(shop_id) as session:
        version = consents.version(session, shop_id)
    return _of_shop(shop_id, version)


@st.cache_resource(max_entries=2, show_spinner=False)
def _of_shop(shop_id: int, version: tuple[int, int]) -> Consents:  # noqa: ARG001 - the key
    with reading(shop_id) as session:
        timezone = shops.settings(session, shop_id).timezone
        return consents.consents(session.connection(), shop_id, timezone=timezone)


def stand(shop_id: int, history: History) -> Standing:
    """Who of a history's customers may be contacted today.

    What was refused since the history's day counts; a replay asks `core.consent.standing` for
    the day it is at.
    """
    with reading(shop_id) as session:
        timezone = shops.settings(session, shop_id).timezone
    today = _number(clock.today(timezone))
    return standing(of_shop(shop_id), history.customer, mall=~history.has_own, day=today)


def _number(day: date) -> int:
    """Days since 1970-01-01."""
    return (day - date(1970, 1, 1)).days


def of_person(shop_id: int, customer: int, *, mall: bool) -> list[Told]:
    """Where one customer stands today on every channel.

    Args:
        shop_id: the shop.
        customer: whom.
        mall: has bought, but never on a list of the shop's own.
    """
    with reading(shop_id) as session:
        zone = ZoneInfo(shops.settings(session, shop_id).timezone)
        link = session.connection()
        known = consents.consents(link, shop_id, timezone=zone.key, customer=customer)
        words = consents.words(link, shop_id, customer=customer)
        out = consents.refusals(link, shop_id, customer=customer)
    ids = np.array([customer], np.int64)
    today = _number(clock.today(zone.key))
    found = standing(known, ids, mall=np.array([mall]), day=today)
    return [_told(channel, found, words, out, zone) for channel in CHANNELS]


def _told(
    channel: str, found: Standing, words: pd.DataFrame, out: pd.DataFrame, zone: ZoneInfo
) -> Told:
    reason = REASONS[found.reason(channel)[0]]
    refused, said = out[out["channel"] == channel], words[words["channel"] == channel]
    if len(refused):
        first = refused.sort_values("at").iloc[0]
        at = pd.Timestamp(first["at"], tz="UTC").tz_convert(zone).tz_localize(None)
        return Told(channel, reason, None, at.to_pydatetime(), str(first["source"]))
    if said.empty:
        return Told(channel, reason)
    agreed = found.said[CHANNELS.index(channel), 0] == 1
    last = said[said["agreed"].astype(bool) == agreed].iloc[-1]
    return Told(
        channel, reason, bool(agreed), pd.Timestamp(last["at"]).to_pydatetime(), str(last["source"])
    )


def opt_out(shop_id: int, customer: int, channel: str, *, by: int) -> None:
    """Stop a channel for a customer, whatever a later file says.

    Args:
        shop_id: the shop.
        customer: whom.
        channel: one of `CHANNELS`.
        by: the person who records it.

    Raises:
        NotAllowed: the person may only look, or is not of this shop.
        NoSuchCustomer: the shop has none of that number.
    """
    with saving(shop_id) as session:
        members.require(session, shop_id, by, role="staff")
        consents.opt_out(session, shop_id, customer=customer, channel=channel, at=clock.now())
        audit.record(session, act="opt_out", shop_id=shop_id, user_id=by, subject=channel, count=1)


def agree(shop_id: int, customer: int, channel: str, *, source: str, by: int) -> None:
    """Record that a customer has agreed to a channel, and where; it takes an opt-out back.

    Raises:
        ValueError: nothing says where the customer agreed.
        NotAllowed, NoSuchCustomer: as for `opt_out`.
    """
    if not source.strip():
        raise ValueError("source == '', must say where the customer agreed")
    with saving(shop_id) as session:
        members.require(session, shop_id, by, role="staff")
        zone = ZoneInfo(shops.settings(session, shop_id).timezone)
        at = clock.now().astimezone(zone).replace(tzinfo=None)
        consents.agree(
            session, shop_id, customer=customer, channel=channel, at=at, source=source.strip()
        )
        audit.record(session, act="agree", shop_id=shop_id, user_id=by, subject=channel, count=1)
