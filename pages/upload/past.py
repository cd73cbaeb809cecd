"""What was uploaded, and taking one upload back exactly."""

import pandas as pd
import streamlit as st

from pages.shared import formats, sources, store
from pages.shared.i18n import mark, t, tn
from pages.shared.store import imports
from pages.shared.text import plain

COMPLETE_SAID = {
    "yes": mark("all orders since the opening"),
    "middle": mark("data starts midway"),
    "unknown": mark("it is not known whether it holds all orders"),
}


def question() -> str:
    """What this part answers."""
    return t("What have you uploaded so far?")


def draw(shop: store.Shop) -> None:
    """The live uploads, newest first."""
    listed = imports.listed(shop.id)
    if listed.empty:
        st.caption(t("Nothing has been uploaded yet."))
        return
    st.caption(
        t(
            "The files themselves are not kept. Each upload can be taken back, as if it had never "
            "been."
        )
    )
    for row in listed.itertuples():
        _upload(shop, row)


def _upload(shop: store.Shop, row: tuple) -> None:
    with st.container(border=True, horizontal=True, vertical_alignment="center"):
        with st.container(gap="xxsmall", width="stretch"):
            st.markdown(f"**{plain(sources.name(row.source))}** ・ {_size(row)}")
            st.caption(_about(row))
        if shop.role != "viewer":
            _undo(row)


def _size(row: tuple) -> str:
    if row.kind == "customers":
        return tn("{n} customer", "{n} customers", int(row.customers))
    if row.kind == "answers":
        return tn("{n} answer", "{n} answers", int(row.answers))
    orders = tn("{n} order", "{n} orders", int(row.orders))
    return f"{orders} ・ {plain(formats.money(_or_none(row.total), row.currency))}"


def _or_none(value: float | None) -> int | None:
    return None if pd.isna(value) else int(value)


def _about(row: tuple) -> str:
    parts = [t("as of {day}", day=formats.day(row.as_of)), plain(row.files, 80)]
    if row.kind == "orders":
        parts.append(t(COMPLETE_SAID.get(row.complete, COMPLETE_SAID["unknown"])))
    return " ・ ".join(parts)


def _undo(row: tuple) -> None:
    with st.popover(t("Take back"), icon=":material/undo:", type="tertiary"):
        st.markdown(
            t(
                "Take back this upload? What it brought and changed is gone; the orders go back to "
                "what the other uploads say."
            )
        )
        st.button(
            t("Yes, take it back"),
            key=f"upload.undo.{row.id}",
            type="primary",
            on_click=_take_back,
            args=(int(row.id),),
        )


def _take_back(number: int) -> None:
    """Undo as the person who clicks may; another tab may have been faster."""
    me = store.require("staff")
    try:
        imports.undo(store.shop().id, number, by=me.id)
    except imports.NoSuchImport:
        st.toast(t("This upload had been taken back already."))
        return
    st.toast(t("The upload was taken back."), icon=":material/undo:")
