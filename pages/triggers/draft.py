"""The belt as it is being moved: what is saved, and what the sliders say instead."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import streamlit as st

from core.triggers.belt import Belt, Caps
from core.triggers.presets import presets, usual_belt
from core.triggers.rule import Rule, RuleRefused
from pages.shared import formats
from pages.shared.store import Shop, belts
from pages.triggers.words import FAMILIES

USUAL = 0
"""Number of the belt every shop begins with."""


@dataclass(frozen=True)
class Keys:
    """Keys of the widgets: of one shop and the version a draft begins with.

    Attributes:
        shop_id: the shop.
        base: number of the version, `USUAL` for none.
    """

    shop_id: int
    base: int

    def of(self, *names: str) -> str:
        """The key of a widget."""
        return ".".join(("triggers", str(self.shop_id), str(self.base), *names))


@dataclass(frozen=True)
class Refused:
    """A part that cannot be as it was set; the draft keeps what it was.

    Attributes:
        rule: id of the rule, "" for the belt.
        field: the part.
        value: what it was set to.
    """

    rule: str
    field: str
    value: object


@dataclass(frozen=True)
class Draft:
    """The belt as it is being moved.

    Attributes:
        keys: of its widgets.
        base: what it begins with; every rule that could be used, those in use and others.
        used: ids of the rules the base uses.
        belt: what the widgets make of it.
        refused: what of them cannot be.
        is_new: nothing is saved yet.
        currency: of the shop.
    """

    keys: Keys
    base: Belt
    used: tuple[str, ...]
    belt: Belt
    refused: tuple[Refused, ...]
    is_new: bool
    currency: str | None

    @property
    def is_moved(self) -> bool:
        """Something differs from what is saved."""
        return self.belt != replace(
            self.base, rules=tuple(rule for rule in self.base.rules if rule.id in self.used)
        )

    def of(self, family: str) -> tuple[Rule, ...]:
        """The rules of a part of the page that are in use."""
        return tuple(rule for rule in self.belt.rules if rule.kind in FAMILIES[family])

    def all_of(self, family: str) -> tuple[Rule, ...]:
        """The rules of a part of the page, in use or not."""
        return tuple(rule for rule in self.base.rules if rule.kind in FAMILIES[family])


def draft(shop: Shop, *, silence_days: int) -> Draft:
    """The newest version, or the usual belt, with what the widgets say instead.

    Args:
        shop: the present one.
        silence_days: days of silence that are unusual for its customers.
    """
    currency = shop.settings.currency
    saved = belts.newest(shop.id)
    belt = saved.belt if saved else usual_belt(currency or "JPY", silence_days=silence_days)
    known = presets(currency or "JPY", silence_days=silence_days)
    base = replace(belt, rules=_ordered(belt, known))
    keys = Keys(shop.id, saved.number if saved else USUAL)
    used = tuple(rule.id for rule in belt.rules)
    moved, refused = _moved(base, keys, used, currency)
    return Draft(keys, base, used, moved, refused, saved is None, currency)


def _ordered(belt: Belt, known: tuple[Rule, ...]) -> tuple[Rule, ...]:
    """The rules of the belt with those it could have besides, kinds together as usual."""
    ids = {rule.id for rule in belt.rules}
    kinds = list(dict.fromkeys(rule.kind for rule in known))
    places = {rule.id: place for place, rule in enumerate(known)}
    both = (*belt.rules, *(rule for rule in known if rule.id not in ids))
    return tuple(sorted(both, key=lambda r: (kinds.index(r.kind), places.get(r.id, len(known)))))


def used_key(keys: Keys, family: str) -> str:
    """The key of what chooses the messages in use."""
    return keys.of(family, "use")


def _moved(
    base: Belt, keys: Keys, used: tuple[str, ...], currency: str | None
) -> tuple[Belt, tuple[Refused, ...]]:
    refused: list[Refused] = []
    chosen = (rule for rule in base.rules if rule.id in _in_use(keys, rule, used))
    moved = replace(base, rules=tuple(_rule(rule, keys, currency, refused) for rule in chosen))
    for name, value in _of_belt(keys, base.caps):
        try:
            moved = replace(moved, **{name: value() if callable(value) else value})
        except RuleRefused as error:
            refused.append(Refused("", error.field, error.value))
    return moved, tuple(refused)


def _in_use(keys: Keys, rule: Rule, used: tuple[str, ...]) -> tuple[str, ...]:
    family = next(name for name, kinds in FAMILIES.items() if rule.kind in kinds)
    chosen = st.session_state.get(used_key(keys, family))
    return used if chosen is None else tuple(chosen)


def _rule(rule: Rule, keys: Keys, currency: str | None, refused: list[Refused]) -> Rule:
    """A rule with what its widgets say; what cannot be stays as it was, and is noted."""
    found = {
        name: st.session_state[key]
        for name in READ
        if (key := keys.of(rule.id, name)) in st.session_state
    }
    for name, value in found.items():
        if value is None and name not in ("again_days", "priority"):
            continue
        try:
            rule = replace(rule, **READ[name](rule, value, currency))
        except RuleRefused as error:
            refused.append(Refused(rule.id, name, error.value))
    return rule


Read = Callable[[Rule, Any, str | None], dict[str, Any]]


def minor(value: float, currency: str | None) -> int:
    """Minor units of an amount in major ones."""
    return round(value * 10 ** (formats.minor_digits(currency) if currency else 0))


def major(value: float, currency: str | None) -> float:
    """Major units of an amount in minor ones."""
    return value / 10 ** (formats.minor_digits(currency) if currency else 0)


def _same(name: str) -> Read:
    return lambda _rule, value, _currency: {name: value}


def _bp(name: str) -> Read:
    return lambda _rule, value, _currency: {name: round(value * 100)}


def _money(name: str) -> Read:
    return lambda _rule, value, currency: {name: minor(value, currency)}


def _offer(name: str, how: Callable[[Any, str | None], Any]) -> Read:
    return lambda rule, value, currency: {
        "offer": replace(rule.offer, **{name: how(value, currency)})
    }


READ: Mapping[str, Read] = {
    "days": _same("days"),
    "count": _same("count"),
    "at_least": _money("at_least"),
    "band": lambda _rule, value, _currency: {"low": value[0], "high": value[1]},
    "channels": lambda _rule, value, _currency: {"channels": tuple(value)},
    "group": _same("group"),
    "basis": _same("basis"),
    "day_one": _same("day_one"),
    "amount_of": _same("amount_of"),
    "again_days": _same("again_days"),
    "cooldown_days": _same("cooldown_days"),
    "valid_days": _same("valid_days"),
    "window_days": _same("window_days"),
    "stage": _same("stage"),
    "priority": _same("priority"),
    "promotional": _same("promotional"),
    "stops": lambda _rule, value, _currency: {"stops": ("repurchased",) if value else ()},
    "kept_aside": _bp("kept_aside_bp"),
    "unit_cost": _money("unit_cost"),
    "offer_kind": _offer("kind", lambda value, _: value),
    "offer_cost": _offer("cost", minor),
    "offer_used": _offer("used_bp", lambda value, _: round(value * 100)),
}
"""Name of a widget -> how its value becomes a part of the rule."""


def _of_belt(keys: Keys, caps: Caps) -> Iterator[tuple[str, Any]]:
    """What the widgets of the whole belt say; a cap of 0 is none."""
    state = st.session_state

    def said(name: str) -> Any:  # noqa: ANN401 - whatever the widget holds
        return state.get(keys.of("belt", name))

    most = {name: said(name) for name in ("per_day", "per_7", "per_30")}
    if any(value is not None for value in most.values()):
        chosen = {name: value or None for name, value in most.items() if value is not None}
        yield "caps", lambda: replace(caps, **chosen)
    for name in ("hold_days", "send_hour"):
        if said(name) is not None:
            yield name, said(name)
    if said("closed") is not None:
        yield "closed_weekdays", tuple(sorted(said("closed")))
    if keys.of("belt", "capacity") in state:
        yield "capacity", said("capacity")
