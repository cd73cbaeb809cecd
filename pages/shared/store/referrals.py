"""Codes that customers hand on to friends, and invitations to take part."""

import secrets

import pandas as pd

from core.triggers import referral
from db import invitations, members, referrals
from db.invitations import STATES, NoSuchInvitation, State
from db.referrals import NotReferred
from pages.shared.store import clock
from pages.shared.store.base import reading, saving

__all__ = [
    "STATES",
    "NoSuchInvitation",
    "NotReferred",
    "State",
    "code_of",
    "give",
    "invited",
    "link",
    "listed",
    "settle",
]

# Codes


def code_of(shop_id: int, customer: int) -> str | None:
    """The code of a customer; None while she has none."""
    with reading(shop_id) as session:
        found = referrals.listed(session.connection(), shop_id, customer=customer)
    return None if found.empty else str(found["code"].iloc[0])


def give(shop_id: int, customer: int, *, by: int) -> str:
    """The code of a customer, made where she has none.

    Raises:
        NotAllowed: the person `by` may only look.
        NoSuchCustomer: the shop has none of that number.
    """
    with saving(shop_id) as session:
        members.require(session, shop_id, by, role="staff")
        known = referrals.listed(session.connection(), shop_id, customer=customer)
        if len(known):
            return str(known["code"].iloc[0])
        code = referral.code(secrets.randbelow(referral.COMBINATIONS))
        while referrals.is_taken(session, shop_id, code):
            code = referral.code(secrets.randbelow(referral.COMBINATIONS))
        referrals.give(session, shop_id, customer, code=code, at=clock.now(), by=by)
    return code


def link(shop_id: int, *, code: str, order_no: str, by: int) -> None:
    """Put the first order of a friend down to a code.

    Raises:
        NotAllowed: the person `by` may only look.
        NotReferred: the code or the order does not do, with the reason.
    """
    with saving(shop_id) as session:
        members.require(session, shop_id, by, role="staff")
        referrals.link(session, shop_id, code=code, order_no=order_no, at=clock.now(), by=by)


def listed(shop_id: int) -> pd.DataFrame:
    """The codes given out and the orders that came with them: (n, 8) as `db.referrals.listed`."""
    with reading(shop_id) as session:
        return referrals.listed(session.connection(), shop_id)


# Invitations


def invited(shop_id: int) -> pd.DataFrame:
    """The invitations, newest first: (n, 5) `id`, `customer`, `rule`, `at`, `state`."""
    with reading(shop_id) as session:
        return invitations.listed(session.connection(), shop_id)


def settle(shop_id: int, number: int, *, state: State, by: int) -> None:
    """Record how an invitation stands.

    Raises:
        NotAllowed: the person `by` may only look.
        NoSuchInvitation: the shop has none of that number.
    """
    with saving(shop_id) as session:
        members.require(session, shop_id, by, role="staff")
        invitations.settle(session, shop_id, number, state=state)
