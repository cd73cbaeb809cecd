"""The conditions of a group as they are being chosen, one row each."""

from collections.abc import Mapping

import streamlit as st

from core.customers.segments import CHOICE_OPS, NUMBER_OPS, Choice, Condition, Field, Segment
from core.customers.worth import CUSTOMERS_FROM
from pages.customers.view import View, history
from pages.shared import customer_words, formats
from pages.shared.i18n import t
from pages.shared.store import Shop, fields

MOST = 8
KNOWN_OPS = ("known", "unknown")
PERCENT = 100


def choose(shop: Shop, view: View) -> Segment:
    """The group that the rows on the screen describe; rows that are not finished are left out."""
    known = _fields(shop, view)
    rows = st.session_state.setdefault(view.key("rows"), [0])
    made = [_row(shop, view, known, number) for number in rows]
    how = "all"
    with st.container(horizontal=True, vertical_alignment="center", gap="medium"):
        if len(rows) < MOST:
            st.button(
                t("Add a condition"),
                icon=":material/add:",
                type="tertiary",
                key=view.key("row.add"),
                on_click=_add,
                args=(view,),
            )
        if len(rows) > 1:
            how = st.segmented_control(
                t("How many of them must hold"),
                ["all", "any"],
                default="all",
                required=True,
                format_func=lambda code: t("all of them") if code == "all" else t("any of them"),
                label_visibility="collapsed",
                key=view.key("how"),
            )
    return Segment(tuple(condition for condition in made if condition is not None), how)


def fits(segment: Segment) -> bool:
    """The rows can show it: conditions only, and not too many."""
    plain = all(isinstance(part, Condition) for part in segment.parts)
    return plain and not segment.others and len(segment.parts) <= MOST


def load(shop: Shop, view: View, segment: Segment) -> None:
    """Put a group's conditions into the rows; for callbacks."""
    state = st.session_state
    start = max(state.get(view.key("rows"), [0]), default=0) + 1
    parts = [part for part in segment.parts if isinstance(part, Condition)]
    state[view.key("rows")] = list(range(start, start + max(len(parts), 1)))
    state[view.key("how")] = segment.how
    for number, part in enumerate(parts, start):
        state[_key(view, number, "field")] = part.field
        state[_key(view, number, "op")] = part.op
        if part.op in NUMBER_OPS:
            state[_key(view, number, "limit")] = _shown(shop, part.field, float(part.values[0]))
        elif part.op in CHOICE_OPS:
            state[_key(view, number, "names")] = list(part.values)


def _fields(shop: Shop, view: View) -> Mapping[str, Field]:
    """What can be asked for, without a forecast, which takes long and is asked for by name."""
    return fields.fields(shop.id, history(view), fields.NAMES)


def _offered(view: View, known: Mapping[str, Field]) -> list[str]:
    """Fields there are; a forecast in a shop of some size."""
    large = history(view).n_customers >= CUSTOMERS_FROM
    forecast = fields.FORECAST if large else frozenset()
    return [name for name in customer_words.FIELD if name in known or name in forecast]


def _row(shop: Shop, view: View, known: Mapping[str, Field], number: int) -> Condition | None:
    """One condition; None while it is not finished."""
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        name = _field(view, known, number)
        condition = None
        if name is not None:
            op = _op(view, number, known.get(name))
            with st.container(width="stretch"):
                condition = _condition(shop, view, number, name, op, known.get(name))
        st.button(
            "",
            icon=":material/close:",
            help=t("Take this condition away"),
            type="tertiary",
            key=_key(view, number, "away"),
            on_click=_take_away,
            args=(view, number),
        )
    return condition


def _field(view: View, known: Mapping[str, Field], number: int) -> str | None:
    """What the condition asks for."""
    key, options = _key(view, number, "field"), _offered(view, known)
    if (before := st.session_state.get(key)) is not None and before not in options:
        options = [*options, before]  # a field that is gone stays named
    return st.selectbox(
        t("Condition"),
        options,
        index=None,
        format_func=customer_words.field,
        placeholder=t("Choose what to ask for"),
        label_visibility="collapsed",
        key=key,
        width=260,
    )


def _op(view: View, number: int, chosen: Field | None) -> str:
    """How it compares."""
    ops = [*(CHOICE_OPS if isinstance(chosen, Choice) else NUMBER_OPS), *KNOWN_OPS]
    key = _key(view, number, "op")
    if st.session_state.get(key) not in ops:
        st.session_state[key] = ops[0]
    return str(
        st.selectbox(
            t("How"),
            ops,
            format_func=lambda code: t(customer_words.OP[code]),
            label_visibility="collapsed",
            key=key,
            width=150,
        )
    )


def _condition(
    shop: Shop, view: View, number: int, name: str, op: str, chosen: Field | None
) -> Condition | None:
    """The condition with its limit or its names."""
    if op in KNOWN_OPS:
        return Condition(name, op)
    if op in CHOICE_OPS:
        options = list(chosen.names) if isinstance(chosen, Choice) else []
        key = _key(view, number, "names")
        kept = [each for each in st.session_state.get(key, []) if each in options]
        st.session_state[key] = kept
        picked = st.multiselect(
            t("Which"),
            options,
            format_func=lambda each: customer_words.choice(name, each),
            placeholder=t("Choose"),
            label_visibility="collapsed",
            key=key,
        )
        return Condition(name, op, tuple(picked)) if picked else None
    limit = st.number_input(
        t("Limit"),
        min_value=0.0,
        value=None,
        step=1.0,
        format="%g",
        placeholder=_unit(shop, name),
        label_visibility="collapsed",
        key=_key(view, number, "limit"),
    )
    if limit is None:
        return None
    return Condition(name, op, (_stored(shop, name, limit),))


def _unit(shop: Shop, name: str) -> str:
    """What the limit is counted in."""
    if name in customer_words.MONEY:
        return shop.settings.currency or t("Amount")
    if name in customer_words.SHARE:
        return "%"
    return t("a number")


def _scale(shop: Shop, name: str) -> int:
    """How much smaller the stored unit is than the one on the screen."""
    currency = shop.settings.currency
    if name in customer_words.MONEY and currency:
        return int(10 ** formats.minor_digits(currency))
    return 1


def _shown(shop: Shop, name: str, stored: float) -> float:
    return stored * PERCENT if name in customer_words.SHARE else stored / _scale(shop, name)


def _stored(shop: Shop, name: str, shown: float) -> float:
    return shown / PERCENT if name in customer_words.SHARE else shown * _scale(shop, name)


def _key(view: View, number: int, part: str) -> str:
    return view.key(f"row.{number}.{part}")


def _add(view: View) -> None:
    rows = st.session_state[view.key("rows")]
    st.session_state[view.key("rows")] = [*rows, max(rows, default=0) + 1]


def _take_away(view: View, number: int) -> None:
    rows = [row for row in st.session_state[view.key("rows")] if row != number]
    st.session_state[view.key("rows")] = rows or [number + 1]
