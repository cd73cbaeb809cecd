"""What do I do this morning? In a shop without orders: how to begin."""

import streamlit as st

from pages.shared import formats, store
from pages.shared.i18n import t

shop = store.shop()

if shop.history_version == 0:
    st.title(t("Let us begin with your orders"))
    st.write(t("Within a minute you see where your customers come back, and where they do not."))
    with st.container(horizontal=True):
        st.page_link("upload/page.py", label=t("Upload your orders"), icon=":material/upload_file:")
    st.caption(
        t("Upload the order file of your shop platform as it is. Nothing leaves this computer.")
    )
else:
    st.title(t("Today"))
    st.caption(formats.weekday(store.today(shop.settings.timezone)))
    st.page_link(
        "journey/page.py",
        label=t("See where customers fall off, and when"),
        icon=":material/conversion_path:",
    )
