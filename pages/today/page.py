"""What do I do this morning? In a shop without orders: how to begin."""

import streamlit as st

from pages.shared import formats, store
from pages.shared.i18n import t

shop = store.shop()

if shop.history_version == 0:
    st.title(t("Let us begin with your orders"))
    st.write(t("Within a minute you see where your customers come back, and where they do not."))
    if st.button(t("Upload your orders"), type="primary", icon=":material/upload_file:"):
        st.switch_page("upload/page.py")
    st.caption(
        t("Upload the order file of your shop platform as it is. Nothing leaves this computer.")
    )
else:
    st.title(t("Today"))
    st.caption(formats.weekday(store.today(shop.settings.timezone)))
    if st.button(t("See where customers fall off, and when"), type="primary"):
        st.switch_page("journey/page.py")
