"""The page of a shop without orders: what will stand here, and the way there."""

import streamlit as st

from pages.shared.i18n import t


def draw() -> None:
    """What to expect, and one button."""
    st.title(t("Who are your customers?"), anchor=False)
    st.subheader(t("Your order file answers that within a minute."), anchor=False)
    st.markdown(
        "\n".join(
            f"- {line}"
            for line in (
                t("who is a first-time buyer, a repeater, a VIP candidate or a VIP"),
                t("who is one purchase away from the next rank"),
                t("which of your best customers are cooling"),
            )
        )
    )
    if st.button(t("Upload your orders"), type="primary", icon=":material/upload_file:"):
        st.switch_page("upload/page.py")
    st.page_link(
        "today/page.py", label=t("Look around with the demo shop"), icon=":material/storefront:"
    )
