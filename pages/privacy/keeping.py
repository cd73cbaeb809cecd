"""How long names and addresses of silent customers are kept; nothing goes without a count."""

import streamlit as st

from pages.shared import formats, store
from pages.shared.i18n import t, tn
from pages.shared.store import Shop, privacy


def draw(shop: Shop) -> None:
    """The months, whom it would meet today, and the button that does it."""
    settled = privacy.policy(shop.id).months
    st.subheader(t("How long do you keep names and addresses?"), anchor=False)
    st.caption(
        t(
            "Of customers who have been silent for long, name and addresses go. Their orders stay, "
            "and they are known again when they come back."
        )
    )
    months = st.number_input(
        t("Months of silence"),
        min_value=1,
        max_value=240,
        value=settled,
        step=6,
        placeholder=t("kept for good"),
        key=f"privacy.months.{shop.id}.{settled}",
        width=260,
    )
    count = _preview(shop, months)
    label = t("Save")
    if count:
        label = tn("Save, and erase {n} name", "Save, and erase {n} names", count)
    st.button(
        label,
        type="primary" if months != settled or count else "secondary",
        disabled=months == settled and not count,
        key="privacy.keep",
        on_click=_keep,
        args=(shop.id, months),
    )


def _preview(shop: Shop, months: int | None) -> int:
    """Say whom it meets.

    Returns:
        How many.
    """
    if months is None:
        st.caption(t("Nothing is erased by itself."))
        return 0
    count, before = privacy.silent(shop.id, months)
    if before is None:
        return 0
    st.caption(
        tn(
            "{n} customer with a name or address has been silent since {day}.",
            "{n} customers with a name or address have been silent since {day}.",
            count,
            day=formats.day(before),
        )
        + " "
        + t("Every upload from then on is treated the same way.")
    )
    return count


def _keep(shop_id: int, months: int | None) -> None:
    count = privacy.keep_for(shop_id, months, by=store.require("owner").id)
    st.toast(
        tn("Saved. {n} name erased.", "Saved. {n} names erased.", count) if count else t("Saved."),
        icon=":material/check:",
    )
