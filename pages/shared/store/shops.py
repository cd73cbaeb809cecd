"""Shops and the choices their numbers depend on."""

from core.shop import Settings
from db import shops
from pages.shared.store.base import reading, saving


def settings(shop_id: int) -> Settings:
    """The choices of the shop."""
    with reading() as session:
        return shops.settings(session, shop_id)


def save_settings(shop_id: int, new: Settings) -> None:
    """Store the choices of the shop."""
    with saving() as session:
        shops.save_settings(session, shop_id, new)
