"""Who did what in a shop. What is written down is written by the functions that do it."""

from db import audit
from db.audit import ACTS, Entry
from pages.shared.store.base import reading

__all__ = ["ACTS", "Entry", "listed"]


def listed(shop_id: int, *, most: int) -> list[Entry]:
    """The newest entries that concern the shop, at most so many, newest first."""
    with reading(shop_id) as session:
        return audit.listed(session, shop_id, most=most)
