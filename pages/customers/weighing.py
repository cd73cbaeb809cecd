"""What counts how much in the score, and whom another weighting moves."""

from dataclasses import asdict, fields, replace
from functools import partial

import numpy as np
import pandas as pd
import streamlit as st

from core.customers.engagement import Weights, movers
from pages.customers import numbers
from pages.customers.view import View
from pages.shared import person, store, table
from pages.shared.customer_words import COMPONENT
from pages.shared.i18n import t
from pages.shared.store import Shop, customers, weights
from pages.shared.store.histories import day_of
from pages.shared.table import Column, Table

MOST = 100


def choose(shop: Shop, view: View) -> Weights | None:
    """The weights as they are being moved, None where they would weigh nothing."""
    unused = numbers.known(view).components.unused
    st.markdown(f"#### {t('What counts how much')}")
    typed = {}
    for name, value in asdict(view.weights).items():
        typed[name] = value if name in unused else _slider(view, name, value)
    known = [name for name in typed if name not in unused]
    if not any(typed[name] for name in known):
        st.warning(t("Something must count: move at least one above 0."))
        return None
    draft = replace(view.weights, **typed)
    _buttons(shop, view, draft)
    asked = [t(COMPONENT[name]) for name in unused]
    if asked:
        st.caption(
            t("Counted once your files or answers tell of it: {parts}", parts=t(", ").join(asked))
        )
    return draft


def _slider(view: View, name: str, value: float) -> float:
    return st.slider(
        t(COMPONENT[name]),
        min_value=0,
        max_value=100,
        value=round(value),
        step=5,
        key=view.key(f"weight.{name}"),
        persist_state="session",
    )


def _buttons(shop: Shop, view: View, draft: Weights) -> None:
    """Keep the weights for the shop, or go back to the usual ones."""
    if shop.role == "viewer":
        return
    with st.container(horizontal=True):
        st.button(
            t("Use these weights"),
            type="primary",
            key=view.key("weights.save"),
            disabled=draft == view.weights,
            on_click=partial(_save, shop, draft),
        )
        if draft != Weights():
            st.button(
                t("The usual ones"), key=view.key("weights.usual"), on_click=partial(_usual, view)
            )


def _save(shop: Shop, draft: Weights) -> None:
    weights.save_weights(shop.id, draft, by=store.require("staff").id)
    st.toast(t("Saved."), icon=":material/check:")


def _usual(view: View) -> None:
    for field in fields(Weights):
        st.session_state[view.key(f"weight.{field.name}")] = int(getattr(Weights(), field.name))


def draw_movers(shop: Shop, view: View, draft: Weights) -> None:
    """Whom the new weights move most."""
    if draft == view.weights:
        return
    before, after = numbers.scores_of(view), numbers.scores_of(replace(view, weights=draft))
    moved = movers(before, after, most=numbers.known(view).inside.size)
    inside = before.customer[numbers.known(view).inside]
    moved = moved[moved["customer"].isin(inside)].head(MOST)
    st.markdown(f"#### {t('Whom the new weights move most')}")
    if moved.empty:
        st.caption(t("Nobody: the score of everybody stays as it is."))
        return
    columns = {
        "name": Column(t("Name")),
        "before": Column(t("Score now"), "score"),
        "after": Column(t("with the new weights"), "score"),
        "customer": Column(t("Customer no.")),
    }
    if shop.role == "viewer":
        columns.pop("name")
    day = day_of(numbers.known(view).as_of)
    shown = Table(_named(shop, moved), columns, f"score-moves-{day}")
    # Rows are ticked by their place: another list is another table, so that nobody is mistaken.
    key = f"customers.movers.{hash(tuple(moved['customer']))}"
    opens = shop.role != "viewer"
    table.draw(
        shown,
        key=key,
        alt=t("Whom the new weights move most"),
        on_select=partial(person.tick, f"{key}.table", moved["customer"]) if opens else None,
    )
    person.draw_ticked(shop)


def _named(shop: Shop, moved: pd.DataFrame) -> pd.DataFrame:
    if shop.role == "viewer":
        return moved
    names = customers.names(shop.id, np.asarray(moved["customer"]).tolist())
    return moved.assign(name=moved["customer"].map(names).astype("str"))
