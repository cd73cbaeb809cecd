"""Cases at rest: unhappy customers, who looks after them, and how it ended."""

from datetime import date, datetime

import pandas as pd
from sqlalchemy import Connection
from sqlmodel import Session, select

from core.triggers.case import CAUSES, OUTCOMES
from db.bulk import select_narrowed
from db.dispatches import require_customer
from db.tables import Case, Membership

NOTE = 2_000
"""Characters a note may have."""


class NoSuchCase(LookupError):  # noqa: N818 - reads as the sentence it becomes
    """The shop has no case of that number."""

    def __init__(self, case_id: int) -> None:
        super().__init__(case_id)
        self.case_id = case_id


def open_case(
    session: Session,
    shop_id: int,
    customer: int,
    *,
    answered_on: date,
    score: int | None,
    due: date,
    owner: int | None,
    at: datetime,
) -> int:
    """Open a case about an answer; where there is one already, that one.

    Args:
        session: writes.
        shop_id: the shop.
        customer: who is unhappy.
        answered_on: shop-local day of the answer.
        score: 0..10, None where none was given.
        due: the last day to answer.
        owner: who looks after it, None while nobody does.
        at: UTC.

    Returns:
        The number of the case.

    Raises:
        NoSuchCustomer: the shop has none of that number.
    """
    require_customer(session, shop_id, customer)
    known = select(Case).where(
        Case.shop_id == shop_id, Case.customer_id == customer, Case.answered_on == answered_on
    )
    case = session.exec(known).first() or Case(
        shop_id=shop_id,
        customer_id=customer,
        answered_on=answered_on,
        score=score,
        due=due,
        opened_at=at,
    )
    if case.owner_id is None:
        case.owner_id = owner
    session.add(case)
    session.flush()
    assert case.id is not None  # noqa: S101 - the flush has numbered it
    return case.id


def change(
    session: Session,
    shop_id: int,
    case_id: int,
    *,
    owner: int | None,
    cause: str,
    outcome: str,
    note: str,
    at: datetime,
) -> None:
    """Write down where a case stands; with an outcome it is closed, without one open again.

    Args:
        session: writes.
        shop_id: the shop.
        case_id: its number.
        owner: a person of the shop who looks after it, None for nobody.
        cause: one of `core.triggers.case.CAUSES`, "" while unknown.
        outcome: one of `core.triggers.case.OUTCOMES`, "" while open.
        note: in the words of the shop.
        at: UTC.

    Raises:
        NoSuchCase: the shop has none of that number.
        ValueError: a code is unknown, or the owner is not of the shop.
    """
    _check(session, shop_id, owner=owner, cause=cause, outcome=outcome)
    case = session.exec(select(Case).where(Case.shop_id == shop_id, Case.id == case_id)).first()
    if case is None:
        raise NoSuchCase(case_id)
    case.owner_id, case.cause, case.note = owner, cause, note[:NOTE]
    if bool(outcome) != bool(case.outcome):
        case.closed_at = at if outcome else None
    case.outcome = outcome
    session.add(case)
    session.flush()


def _check(session: Session, shop_id: int, *, owner: int | None, cause: str, outcome: str) -> None:
    if cause and cause not in CAUSES:
        raise ValueError(f"cause == {cause!r}, must be one of {CAUSES}")
    if outcome and outcome not in OUTCOMES:
        raise ValueError(f"outcome == {outcome!r}, must be one of {OUTCOMES}")
    if owner is not None and session.get(Membership, (owner, shop_id)) is None:
        raise ValueError(f"owner == {owner}, must be a person of the shop")


_CASES = """
SELECT coalesce(k.customer_id, c.customer_id) AS customer, c.*, u.name AS owner
FROM case_ c LEFT JOIN identity_key k ON k.shop_id = c.shop_id AND k.id = c.customer_id
LEFT JOIN user u ON u.id = c.owner_id
WHERE c.shop_id = ? {} ORDER BY c.outcome <> '', c.due, c.id
"""
_OF_ONE = "AND coalesce(k.customer_id, c.customer_id) = ?"


def listed(connection: Connection, shop_id: int, *, customer: int | None = None) -> pd.DataFrame:
    """The cases of a shop, or of one person; open ones first, what is due first before the others.

    Returns:
        (n, k) `customer` (who the person is now), the columns of `case_`, `owner` (name).
    """
    return select_narrowed(connection, _CASES, shop_id, {_OF_ONE: customer})
