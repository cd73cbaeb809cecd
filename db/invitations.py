"""Invitations to take part, as events of customers: invited, accepted, attended."""

from datetime import datetime
from typing import Literal, get_args

import pandas as pd
from sqlalchemy import Connection
from sqlmodel import Session, select

from db.bulk import select_frame
from db.dispatches import require_customer
from db.tables import Event

State = Literal["invited", "accepted", "declined", "attended"]
STATES: tuple[State, ...] = get_args(State)
KIND = "invitation"
TOOK_PART = "event"
"""The kind of an invitation that was attended: taking part (`core.customers.acts`)."""


class NoSuchInvitation(LookupError):  # noqa: N818 - reads as the sentence it becomes
    """The shop has no invitation of that number."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


def invite(session: Session, shop_id: int, customer: int, *, rule: str, at: datetime) -> None:
    """Record that a customer was invited by a rule; once, however often it is said.

    Args:
        session: writes.
        shop_id: the shop.
        customer: whom.
        rule: its id, which tells to what.
        at: shop-local, naive.

    Raises:
        NoSuchCustomer: the shop has none of that number.
    """
    require_customer(session, shop_id, customer)
    asked = select(Event).where(
        Event.shop_id == shop_id, Event.customer_id == customer, Event.source == rule
    )
    known = session.exec(asked).all()
    if not any(row.kind in (KIND, TOOK_PART) and row.at.date() == at.date() for row in known):
        value = {"state": "invited"}
        row = Event(shop_id=shop_id, kind=KIND, at=at, value=value, source=rule)
        row.customer_id = customer
        session.add(row)
        session.flush()


def settle(session: Session, shop_id: int, number: int, *, state: State) -> None:
    """Record how an invitation stands; who attended has taken part.

    Raises:
        NoSuchInvitation: the shop has none of that number.
        ValueError: the state is none.
    """
    if state not in STATES:
        raise ValueError(f"state == {state!r}, must be one of {STATES}")
    row = session.exec(select(Event).where(Event.shop_id == shop_id, Event.id == number)).first()
    if row is None or row.kind not in (KIND, TOOK_PART):
        raise NoSuchInvitation(number)
    row.value = {"state": state}
    row.kind = TOOK_PART if state == "attended" else KIND
    session.add(row)
    session.flush()


_INVITED = """
SELECT e.id, coalesce(k.customer_id, e.customer_id) AS customer, e.source AS rule, e.at,
  json_extract(e.value, '$.state') AS state
FROM event e LEFT JOIN identity_key k ON k.shop_id = e.shop_id AND k.id = e.customer_id
WHERE e.shop_id = ? AND e.kind IN ('invitation', 'event')
  AND json_extract(e.value, '$.state') IS NOT NULL ORDER BY e.at DESC, e.id DESC
"""


def listed(connection: Connection, shop_id: int) -> pd.DataFrame:
    """The invitations of a shop, newest first.

    Returns:
        (n, 5) `id`, `customer`, `rule`, `at` (shop-local), `state`.
    """
    return select_frame(connection, _INVITED, (shop_id,))
