"""What a shop knows of its customers as people."""

from collections.abc import Iterable

from sqlmodel import Session, col, select

from db.tables import Contact, IdentityKey

CHUNK = 10_000
"""Ids asked for at once; a statement holds only so many."""


def names(session: Session, shop_id: int, *, ids: Iterable[int]) -> dict[int, str]:
    """Name by customer id, the one the newest upload showed; who has none is missing."""
    asked = [int(number) for number in ids]
    found: dict[int, str] = {}
    for start in range(0, len(asked), CHUNK):
        rows = session.exec(
            select(IdentityKey.customer_id, Contact.name)
            .join(Contact, col(Contact.key_id) == col(IdentityKey.id))
            .where(Contact.shop_id == shop_id, IdentityKey.shop_id == shop_id)
            .where(col(IdentityKey.customer_id).in_(asked[start : start + CHUNK]))
            .where(col(Contact.name).is_not(None))
            .order_by(col(Contact.import_id), col(Contact.id))
        ).all()
        found |= {customer: name for customer, name in rows if customer and name}
    return found
