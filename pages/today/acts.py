"""What the buttons of Today do, and how customers are called there."""

from collections.abc import Mapping

import streamlit as st

from pages.shared import person, store
from pages.shared.i18n import language, t
from pages.shared.store import dispatches, referrals
from pages.shared.store.dispatches import Claimed, Line, Outcome
from pages.shared.text import plain
from pages.shared.texts.values import addressed

OPEN, SAID = "today.open", "today.said"  # keys of st.session_state

WITH_CODE = frozenset({"N9"})
"""Texts that hand out a code for friends."""


def name_of(customer: int, names: Mapping[int, str]) -> str:
    """How a customer is called on the screen."""
    name = names.get(customer, "")
    return addressed(name, language()) if name else t("Customer no. {n}", n=customer)


def open_line(shop_id: int, customer: int, with_code: bool) -> None:  # noqa: FBT001 - of a callback
    """Open a line, and keep the customer to oneself while it is open."""
    me = store.require("staff")
    close(shop_id)
    try:
        dispatches.claim(shop_id, customer, by=me.id)
    except Claimed as other:
        st.session_state[SAID] = t("{name} is at it already.", name=plain(other.name))
        return
    if with_code:
        referrals.give(shop_id, customer, by=me.id)
    st.session_state[OPEN] = customer


def close(shop_id: int, *_: object) -> None:
    """Close the line that is open, and let others at the customer."""
    before = st.session_state.pop(OPEN, None)
    if before is not None:
        dispatches.release(shop_id, before, by=store.require("staff").id)


def say(shop_id: int, lines: tuple[Line, ...], outcome: Outcome) -> None:
    """Say what became of lines; for callbacks."""
    dispatches.mark(shop_id, lines, outcome, by=store.require("staff").id)
    if st.session_state.get(OPEN) in {line.customer for line in lines}:
        st.session_state.pop(OPEN)
    st.session_state[SAID] = {
        "done": t("Done. It will not come up again."),
        "skipped": t("Taken off the list."),
        "no_answer": t("Noted. It comes up again tomorrow."),
        "open": t("Back on the list."),
    }[outcome]


def look(customer: int) -> None:
    """Open the panel of a customer with the next drawing; for callbacks."""
    st.session_state[person.TICKED] = customer
