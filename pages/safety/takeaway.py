"""The whole shop as a file to take along."""

from functools import partial

import streamlit as st

from pages.shared import store
from pages.shared.i18n import t
from pages.shared.store import Shop, exports, here


def draw(shop: Shop) -> None:
    """The button; the file is made when it is asked for, and only then written down."""
    st.subheader(t("Take your data along"), anchor=False)
    st.caption(
        t(
            "Every table of this shop as a CSV file, all in one zip. Names and addresses of your "
            "customers are in it: keep it where only you can read it."
        )
    )
    st.download_button(
        t("Download the whole shop"),
        data=partial(exports.handed_over, shop.id, here.token()),
        file_name=f"fanbelt-{store.today(shop.settings.timezone)}.zip",
        mime=exports.MIME,
        key="safety.export",
        icon=":material/folder_zip:",
        on_click="ignore",
    )
