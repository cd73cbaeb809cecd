"""Products by their code, with short names that the owner may give."""

import pandas as pd
import streamlit as st

from pages.shared import sources, store
from pages.shared.i18n import t
from pages.shared.store import products

EDITOR = "health.products"
LONGEST = 40
SHOWN = ["code", "name", "orders", "short_name"]


def draw(shop: store.Shop) -> None:
    """The table and the button that stores the short names."""
    listed = products.listed(shop.id)
    if listed.empty:
        return
    st.subheader(t("What was bought?"), anchor=False)
    st.caption(
        t("Products with the same code are one. Short names are easier to read in pictures.")
    )
    frame = _frame(listed)
    # The table comes from what is stored; the answer is a draft and never goes back in.
    draft = st.data_editor(
        frame,
        hide_index=True,
        disabled=[name for name in frame if name != "short_name"],
        column_config=_config(),
        placeholder="",
        key=f"{EDITOR}.{_version(listed)}",
        alt=t("What was bought?"),
    )
    changed = changes(frame, draft)
    if shop.role != "viewer" and st.button(
        t("Save short names"), disabled=not changed, key="health.shorten"
    ):
        names = {int(listed["id"][at]): name for at, name in changed.items()}
        products.shorten(shop.id, names, by=store.require("staff").id)
        st.toast(t("Saved."))


def changes(frame: pd.DataFrame, draft: pd.DataFrame) -> dict[int, str | None]:
    """Row -> short name, of the rows in which it was changed; None takes it away."""
    before, after = (_tidy(side["short_name"]) for side in (frame, draft))
    return {int(at): after[at] or None for at in after.index[before != after]}


def _tidy(names: pd.Series) -> pd.Series:
    return names.astype("str").fillna("").str.strip().str.slice(0, LONGEST)


def _version(listed: pd.DataFrame) -> int:
    """A new editor after each save: it must not replay edits onto what they became."""
    return hash(tuple(_tidy(listed["short_name"])))


def _frame(listed: pd.DataFrame) -> pd.DataFrame:
    frame = listed[SHOWN].assign(short_name=listed["short_name"].astype("str"))
    if len(listed["source"].unique()) > 1:
        frame.insert(0, "source", listed["source"].map(sources.name))
    return frame


def _config() -> dict:
    kinds = st.column_config
    return {
        "source": kinds.TextColumn(t("Source")),
        "code": kinds.TextColumn(t("Product code")),
        "name": kinds.TextColumn(t("Product name"), width="large"),
        "orders": kinds.NumberColumn(t("Orders"), format="localized"),
        "short_name": kinds.TextColumn(t("Short name"), max_chars=LONGEST),
    }
