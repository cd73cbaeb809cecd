"""The page of a shop without orders: what will stand here, and the way there."""

import streamlit as st

from pages.shared.i18n import t


def draw() -> None:
    """What to expect, and one button."""
    st.title(t("Where do customers fall off, and when?"), anchor=False)
    st.subheader(t("Your order file answers that within a minute."), anchor=False)
    st.markdown(
        "\n".join(
            f"- {line}"
            for line in (
                t("how many buy a second and a third time, and where most stop"),
                t("after how many days they come back, and when it is worth writing"),
                t("what a customer spends in a year, by month of the first purchase"),
            )
        )
    )
    if st.button(t("Upload your orders"), type="primary", icon=":material/upload_file:"):
        st.switch_page("upload/page.py")
    st.page_link(
        "today/page.py", label=t("Look around with the demo shop"), icon=":material/storefront:"
    )
