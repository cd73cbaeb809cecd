"""Codes handed on to friends, and the first orders that came with them."""

from datetime import datetime

import pandas as pd
from sqlalchemy import Connection
from sqlmodel import Session, col, select

from core.triggers.referral import is_code, normal
from db.bulk import select_narrowed
from db.dispatches import require_customer
from db.tables import OrderState, Referral, Referred


class NotReferred(Exception):  # noqa: N818 - reads as what happened
    """An order that cannot be put down to a code.

    Attributes:
        code: mistyped, unknown_code, unknown_order, two_orders (of that number in several
            sources), cancelled, nobody (it is not known who ordered), oneself, not_first, taken.
    """

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def is_taken(session: Session, shop_id: int, code: str) -> bool:
    """Whether the shop has given out this very code."""
    wanted = select(Referral.id).where(Referral.shop_id == shop_id, Referral.code == code)
    return session.exec(wanted).first() is not None


def give(
    session: Session, shop_id: int, customer: int, *, code: str, at: datetime, by: int | None
) -> None:
    """Give a customer a code that nobody has.

    Raises:
        NoSuchCustomer: the shop has none of that number.
    """
    require_customer(session, shop_id, customer)
    session.add(Referral(shop_id=shop_id, code=code, customer_id=customer, made_at=at, by=by))
    session.flush()


def link(
    session: Session, shop_id: int, *, code: str, order_no: str, at: datetime, by: int | None
) -> None:
    """Put the first order of a friend down to a code.

    Args:
        session: writes.
        shop_id: the shop.
        code: as somebody typed it.
        order_no: of the order, as the shop's platform numbers it.
        at: UTC.
        by: who says so.

    Raises:
        NotReferred: with the reason.
    """
    referral = _referral(session, shop_id, code)
    order = _order(session, shop_id, order_no)
    who = session.connection().exec_driver_sql(
        "SELECT coalesce(k.customer_id, r.customer_id) FROM referral r LEFT JOIN identity_key k"
        " ON k.shop_id = r.shop_id AND k.id = r.customer_id WHERE r.shop_id = ? AND r.id = ?",
        (shop_id, referral.id),
    )
    if order.customer_id == who.scalar_one():
        raise NotReferred("oneself")
    _require_first(session, shop_id, order)
    wanted = select(Referred).where(
        Referred.shop_id == shop_id,
        Referred.source == order.source,
        Referred.order_no == order.order_no,
    )
    if session.exec(wanted).first() is not None:
        raise NotReferred("taken")
    assert referral.id is not None  # noqa: S101 - it was read from the database
    session.add(
        Referred(
            shop_id=shop_id,
            referral_id=referral.id,
            source=order.source,
            order_no=order.order_no,
            at=at,
            by=by,
        )
    )
    session.flush()


def _referral(session: Session, shop_id: int, code: str) -> Referral:
    if not is_code(code):
        raise NotReferred("mistyped")
    wanted = select(Referral).where(Referral.shop_id == shop_id, Referral.code == normal(code))
    found = session.exec(wanted).first()
    if found is None:
        raise NotReferred("unknown_code")
    return found


def _order(session: Session, shop_id: int, order_no: str) -> OrderState:
    """The one valid order of that number whose customer is known."""
    wanted = select(OrderState).where(
        OrderState.shop_id == shop_id, OrderState.order_no == order_no.strip()
    )
    found = session.exec(wanted).all()
    if len(found) != 1:
        raise NotReferred("two_orders" if found else "unknown_order")
    order = found[0]
    if order.void or not order.counted:
        raise NotReferred("cancelled")
    if order.customer_id is None:
        raise NotReferred("nobody")
    return order


def _require_first(session: Session, shop_id: int, order: OrderState) -> None:
    earlier = session.exec(
        select(OrderState.id).where(
            OrderState.shop_id == shop_id,
            OrderState.customer_id == order.customer_id,
            col(OrderState.void).is_(False),
            col(OrderState.counted),
            OrderState.ordered_at < order.ordered_at,
        )
    ).first()
    if earlier is not None:
        raise NotReferred("not_first")


_CODES = """
SELECT coalesce(k.customer_id, r.customer_id) AS customer, r.code, r.made_at,
  f.source, f.order_no, o.customer_id AS friend, o.ordered_at, coalesce(o.void, 1) AS void
FROM referral r LEFT JOIN identity_key k ON k.shop_id = r.shop_id AND k.id = r.customer_id
LEFT JOIN referred f ON f.shop_id = r.shop_id AND f.referral_id = r.id
LEFT JOIN order_state o ON o.shop_id = f.shop_id AND o.source = f.source
  AND o.order_no = f.order_no
WHERE r.shop_id = ? {} ORDER BY r.id, f.id
"""
_OF_ONE = "AND coalesce(k.customer_id, r.customer_id) = ?"


def listed(connection: Connection, shop_id: int, *, customer: int | None = None) -> pd.DataFrame:
    """The codes given out, with a row for each order that came with one.

    Returns:
        (n, 8) `customer` (the referrer as she is now), `code`, `made_at`, `source`, `order_no`
        and `friend`, `ordered_at` of the order (missing where the code brought none so far, or
        the upload of the order was taken back), `void` (1 where it does not count).
    """
    return select_narrowed(connection, _CODES, shop_id, {_OF_ONE: customer})
