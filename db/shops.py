"""Shops and the settings their numbers depend on."""

import dataclasses
import secrets
from datetime import date, datetime
from typing import Any

from sqlmodel import Session, col, delete, func, select

from core.shop import Settings
from db.tables import Import, Membership, OrderState, Setting, Shop

DEPENDED_ON_BY_HISTORY = {"malls", "merge_same_day"}


def create(session: Session, name: str) -> Shop:
    """A new shop without people or orders; its salt keys the hashes of its customers."""
    shop = Shop(name=name, salt=secrets.token_hex(16))
    session.add(shop)
    session.flush()
    return shop


def without_people(session: Session) -> Shop | None:
    """The shop that was set up before anybody had an account, if there is one."""
    peopled = select(Membership.shop_id)
    return session.exec(select(Shop).where(col(Shop.id).not_in(peopled))).first()


def name(session: Session, shop_id: int) -> str:
    """What the shop is called."""
    return session.exec(select(Shop.name).where(Shop.id == shop_id)).one()


def archive(session: Session, shop_id: int, *, at: datetime) -> None:
    """Close a shop; nothing of it is removed."""
    shop = session.exec(select(Shop).where(Shop.id == shop_id)).one()
    shop.archived_at = at
    session.add(shop)
    session.flush()


def names(session: Session) -> dict[str, int]:
    """Name -> id of every shop, oldest first; of shops of one name the oldest."""
    oldest = func.min(Shop.id)
    found = select(Shop.name, oldest).group_by(col(Shop.name)).order_by(oldest)
    return {name: number for name, number in session.exec(found).all() if number is not None}


def settings(session: Session, shop_id: int) -> Settings:
    """The stored choices of the shop, defaults for the rest."""
    rows = session.exec(select(Setting).where(Setting.shop_id == shop_id)).all()
    known = {field.name for field in dataclasses.fields(Settings)}
    values: dict[str, Any] = {row.name: row.value for row in rows if row.name in known}
    for name in ("working_days", "malls"):  # JSON has lists only
        if name in values:
            values[name] = tuple(values[name])
    return Settings(**values)


def save_settings(session: Session, shop_id: int, new: Settings) -> list[str]:
    """Store the choices; the history moves on where it depends on what changed.

    Returns:
        The names of those that changed.
    """
    old = dataclasses.asdict(settings(session, shop_id))
    changed = {k: v for k, v in dataclasses.asdict(new).items() if v != old[k]}
    for name, value in changed.items():
        session.merge(Setting(shop_id=shop_id, name=name, value=value))
    if changed.keys() & DEPENDED_ON_BY_HISTORY:
        advance_history(session, shop_id)
    return list(changed)


def forget_currency(session: Session, shop_id: int) -> None:
    """Ask for the currency again: the shop holds no orders that are counted in one."""
    session.exec(
        delete(Setting).where(col(Setting.shop_id) == shop_id, col(Setting.name) == "currency")
    )


def advance_history(session: Session, shop_id: int) -> int:
    """Say that everything derived from the shop's history is out of date."""
    shop = session.exec(select(Shop).where(Shop.id == shop_id)).one()
    shop.history_version += 1
    session.add(shop)
    session.flush()
    return shop.history_version


def history_version(session: Session, shop_id: int) -> int:
    """The number under which histories are cached."""
    return session.exec(select(Shop.history_version).where(Shop.id == shop_id)).one()


def source_days(session: Session, shop_id: int) -> list[tuple[str, date, date]]:
    """Per source of orders: its name, its latest as_of and the day of its last order."""
    live = (
        select(Import.source, func.max(Import.as_of))
        .where(Import.shop_id == shop_id, Import.kind == "orders", col(Import.undone_at).is_(None))
        .group_by(Import.source)
    )
    last = dict(
        session.exec(
            select(OrderState.source, func.max(OrderState.ordered_at))
            .where(OrderState.shop_id == shop_id)
            .group_by(OrderState.source)
        ).all()
    )
    return [
        (source, as_of, last[source].date())
        for source, as_of in session.exec(live).all()
        if source in last
    ]
