"""What can be set on every sub-page: the day, and the group of customers."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any, Literal

import streamlit as st

from core.history import History
from pages.journey import words
from pages.journey.view import Chosen, View
from pages.shared import days, formats, groups, store
from pages.shared.customer_words import LIST
from pages.shared.i18n import mark, t
from pages.shared.store import Shop, products
from pages.shared.store.histories import day_of, number_of
from pages.shared.text import plain

Own = Literal["all", "own", "mall"]


@dataclass(frozen=True)
class Keys:
    """Keys of the widgets: of one shop and one state of its data, so that none outlives them."""

    shop_id: int
    version: int

    def of(self, name: str) -> str:
        """The key of a widget."""
        return f"journey.{self.shop_id}.{self.version}.{name}"


def view(shop: Shop, keys: Keys, known: History) -> View:
    """The day, drawn here, and the group, drawn by `group` below what else can be set."""
    day = days.as_of(keys.of("as_of"), known)
    made = chosen(keys)
    saved = groups.chosen(shop, _choice(keys, "saved"), known)
    made = replace(made, group=saved, stamp=store.groups.stamp(shop.id, saved))
    return View(shop.id, shop.history_version, day, made)


def before(keys: Keys, view: View, known: History) -> int | None:
    """The day to compare with, 90 days earlier at first; None where the data is too young."""
    day, first = day_of(view.as_of), day_of(known.first_day.min())
    if (day - first).days < 30:
        return None
    usual = max(day - timedelta(days=90), first)
    picked = days.day_input(
        t("Compare with"),
        keys.of("before"),
        default=usual,
        earliest=first,
        latest=day_of(known.as_of),
        hint=t("The thin bars show this day."),
    )
    return number_of(picked) if picked < day else None


def group(shop: Shop, keys: Keys, known: History) -> None:
    """What chooses the group of customers, one level down."""
    label, key = t("Group of customers"), keys.of("group")
    with st.expander(label, key=key, on_change="rerun", icon=":material/tune:") as box:
        if box.open:
            _draw(shop, keys, known)
    if chosen(keys) != Chosen():
        everybody(keys)


def chosen(keys: Keys) -> Chosen:
    """What the widgets of the group say, whether they are on the screen or not."""
    state = st.session_state
    own: Own = state.get(_choice(keys, "own")) or "all"
    span = state.get(_choice(keys, "span")) or ()
    first, last = (*span, None, None)[:2] if isinstance(span, tuple | list) else (span, None)
    return Chosen(
        channels=tuple(state.get(_choice(keys, "channels")) or ()),
        own=None if own == "all" else own == "own",
        products=tuple(state.get(_choice(keys, "products")) or ()),
        first_from=None if first is None else number_of(first),
        first_to=None if last is None else number_of(last) + 1,
        group=state.get(_choice(keys, "saved")) or "",
    )


def _draw(shop: Shop, keys: Keys, known: History) -> None:
    groups.choose(shop, _choice(keys, "saved"), known)
    st.caption(t("Chosen by their first purchase; all later purchases count."))
    channels = sorted({known.channels[code] for code in set(known.first_channel.tolist())})
    if len(channels) > 1:
        _choose(t("First bought through"), channels, _choice(keys, "channels"), words.channel)
    if 0 < known.first_own.sum() < known.n_customers:
        st.session_state.setdefault(_choice(keys, "own"), "all")
        st.segmented_control(
            t("Whose customers"),
            ["all", "own", "mall"],
            required=True,
            format_func=lambda code: t(OWN[code]),
            key=_choice(keys, "own"),
            persist_state="session",
        )
    names = products.names(shop.id)
    sold = [number for number in names if number in set(known.first_product.tolist())]
    if len(sold) > 1:
        _choose(t("First product"), sold, _choice(keys, "products"), names.__getitem__)
    st.date_input(
        t("First bought between"),
        value=(),
        min_value=day_of(known.first_day.min()),
        max_value=day_of(known.as_of),
        key=_choice(keys, "span"),
        format="YYYY/MM/DD",
        persist_state="session",
    )


OWN: dict[str, str] = {"all": mark("All"), **LIST}


def _choose(label: str, options: list[Any], key: str, say: Callable[[Any], str]) -> None:
    st.multiselect(
        label,
        options,
        format_func=say,
        key=key,
        placeholder=t("All"),
        persist_state="session",
    )


def everybody(keys: Keys, *, leads: bool = False) -> None:
    """The way back from a group to everybody."""
    st.button(
        t("Show everybody again"),
        key=keys.of("everybody.leads" if leads else "everybody"),
        on_click=_clear,
        args=(keys,),
        icon=":material/close:",
        type="primary" if leads else "tertiary",
    )


def _clear(keys: Keys) -> None:
    key = keys.of("cleared")
    st.session_state[key] = st.session_state.get(key, 0) + 1


def _choice(keys: Keys, name: str) -> str:
    """The key of a choice of the group: cleared ones leave their widgets behind for fresh ones."""
    return keys.of(f"{st.session_state.get(keys.of('cleared'), 0)}.{name}")


def described(shop: Shop, chosen: Chosen) -> list[str]:
    """What the group is limited to, one entry per limit, in words."""
    said = []
    if chosen.group:
        said.append(plain(groups.name(shop.id, chosen.group)))
    if chosen.channels:
        said.append(words.listed(words.channel(name) for name in chosen.channels))
    if chosen.own is not None:
        said.append(t(OWN["own" if chosen.own else "mall"]))
    if chosen.products:
        names = products.names(shop.id)
        said.append(words.listed(names.get(number, "?") for number in chosen.products))
    if chosen.first_from is not None:
        last = None if chosen.first_to is None else day_of(chosen.first_to - 1)
        first = formats.day(day_of(chosen.first_from))
        said.append(t("first bought {first} to {last}", first=first, last=formats.day(last)))
    return said
