"""Contacts at rest: what was said of each line of Today, and who is at which customer now."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

import pandas as pd
from sqlalchemy import Connection
from sqlmodel import Session, col, select

from db.bulk import select_narrowed
from db.consents import NoSuchCustomer
from db.tables import Claim, Customer, Dispatch, User

Outcome = Literal["done", "skipped", "no_answer", "open"]
OUTCOMES: tuple[Outcome, ...] = ("done", "skipped", "no_answer", "open")
"""What is said of a line; `open` takes an earlier word back."""

LINE = ["rule", "customer_id", "source", "order_no", "anchor_day", "day"]
"""What names a line on the day it was worked on."""


@dataclass(frozen=True)
class Line:
    """What is due for a customer, as somebody works on it.

    Attributes:
        rule: its id.
        customer: whom.
        anchor_day: shop-local day it is counted from.
        due: shop-local day it fell due.
        channel: one of `core.consent.CHANNELS`.
        source, order_no: the order it is about, blank where it is about none.
        folded: ids of the rules whose gifts go along.
    """

    rule: str
    customer: int
    anchor_day: date
    due: date
    channel: str
    source: str = ""
    order_no: str = ""
    folded: tuple[str, ...] = ()


class Claimed(Exception):  # noqa: N818 - reads as what happened
    """Somebody else is at this customer; `name` is theirs."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name


def mark(
    session: Session,
    shop_id: int,
    line: Line,
    *,
    outcome: Outcome,
    day: date,
    at: datetime,
    by: int | None,
    belt: tuple[str, int] = ("", 0),
) -> None:
    """Record what became of a line.

    Args:
        session: writes.
        shop_id: the shop.
        line: which.
        outcome: what is said of it.
        day: shop-local day it was worked on.
        at: UTC.
        by: who says so.
        belt: name and version of the belt that was running.

    Raises:
        ValueError: the outcome is none.
        NoSuchCustomer: the shop has none of that number.
    """
    if outcome not in OUTCOMES:
        raise ValueError(f"outcome == {outcome!r}, must be one of {OUTCOMES}")
    require_customer(session, shop_id, line.customer)
    session.add(
        Dispatch(
            shop_id=shop_id,
            rule=line.rule,
            customer_id=line.customer,
            source=line.source,
            order_no=line.order_no,
            anchor_day=line.anchor_day,
            due=line.due,
            day=day,
            channel=line.channel,
            outcome=outcome,
            folded=list(line.folded),
            belt=belt[0],
            belt_version=belt[1],
            at=at,
            by=by,
        )
    )
    session.flush()


def require_customer(session: Session, shop_id: int, customer: int) -> None:
    """Go on only with a customer of the shop.

    Raises:
        NoSuchCustomer: the shop has none of that number.
    """
    known = select(Customer.id).where(Customer.shop_id == shop_id, Customer.id == customer)
    if session.exec(known).first() is None:
        raise NoSuchCustomer(customer)


_SAID = """
SELECT coalesce(k.customer_id, d.customer_id) AS customer, d.*, u.name AS who,
  coalesce(o.id, -1) AS order_id
FROM dispatch d LEFT JOIN identity_key k ON k.shop_id = d.shop_id AND k.id = d.customer_id
LEFT JOIN order_state o ON o.shop_id = d.shop_id AND o.source = d.source
  AND o.order_no = d.order_no
LEFT JOIN user u ON u.id = d.by
WHERE d.shop_id = ? {} ORDER BY d.id
"""
_OF_ONE = "AND coalesce(k.customer_id, d.customer_id) = ?"
_SINCE = "AND d.day >= ?"


def listed(
    connection: Connection,
    shop_id: int,
    *,
    customer: int | None = None,
    since: date | None = None,
) -> pd.DataFrame:
    """The last word on each line and day, oldest first; what was taken back is left out.

    Args:
        connection: reads.
        shop_id: the shop.
        customer: only lines of this person.
        since: only lines worked on from this day.

    Returns:
        (n, k) `customer` (who the person is now), the columns of `dispatch`, `who` marked it,
        `order_id` (under which the current view holds the order, -1 where it holds none).
    """
    asked = {_OF_ONE: customer, _SINCE: since and since.isoformat()}
    said = select_narrowed(connection, _SAID, shop_id, asked)
    last = said[~said.duplicated(LINE, keep="last")]
    return last[last["outcome"] != "open"].reset_index(drop=True)


def version(connection: Connection, shop_id: int, *, before: date) -> int:
    """A number that moves with every word on an earlier day: words are only ever added."""
    asked = "SELECT coalesce(max(id), 0) FROM dispatch WHERE shop_id = ? AND day < ?"
    return int(connection.exec_driver_sql(asked, (shop_id, before.isoformat())).scalar_one())


# Who is at it


def claim(
    session: Session, shop_id: int, customer: int, *, by: int, now: datetime, until: datetime
) -> None:
    """Keep a customer to oneself for a while; the same person may do so again.

    Raises:
        Claimed: somebody else is at it.
        NoSuchCustomer: the shop has none of that number.
    """
    require_customer(session, shop_id, customer)
    held = session.get(Claim, (shop_id, customer))
    if held is not None and held.by != by and held.until > now:
        raise Claimed(session.exec(select(User.name).where(User.id == held.by)).one())
    held = held or Claim(shop_id=shop_id, customer_id=customer, by=by, until=until)
    held.by, held.until = by, until
    session.add(held)
    session.flush()


def release(session: Session, shop_id: int, customers: Collection[int]) -> None:
    """Let others at these customers again."""
    held = select(Claim).where(Claim.shop_id == shop_id, col(Claim.customer_id).in_(customers))
    for row in session.exec(held):
        session.delete(row)
    session.flush()


def claims(session: Session, shop_id: int, *, now: datetime) -> Mapping[int, tuple[int, str]]:
    """Customer -> the person who is at it: number and name."""
    rows = session.exec(
        select(Claim.customer_id, Claim.by, User.name)
        .join(User, col(User.id) == col(Claim.by))
        .where(Claim.shop_id == shop_id, col(Claim.until) > now)
    )
    return {customer: (by, name) for customer, by, name in rows}
