"""Shops and the choices their numbers depend on."""

from core.shop import Settings
from db import audit, members, shops
from pages.shared.store.base import reading, saving


def names() -> dict[str, int]:
    """Name -> id of every shop here, oldest first; for the command line, which asks nobody."""
    with reading() as session:
        return shops.names(session)


def create(name: str) -> int:
    """A new shop; the first account takes it over."""
    with saving() as session:
        return shops.create(session, name).id


def settings(shop_id: int) -> Settings:
    """The choices of the shop."""
    with reading(shop_id) as session:
        return shops.settings(session, shop_id)


def save_settings(shop_id: int, new: Settings, *, by: int | None = None) -> None:
    """Store the choices of the shop, as the person `by` made them.

    Raises:
        NotAllowed: the person is no owner.
    """
    with saving(shop_id) as session:
        members.require(session, shop_id, by, role="owner")
        changed = " ".join(shops.save_settings(session, shop_id, new))
        if changed:
            audit.record(session, act="settings", shop_id=shop_id, user_id=by, subject=changed)
