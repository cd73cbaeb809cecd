"""Who works in this shop, which shops there are, and one's own account."""

import streamlit as st

from pages.people import account, members, shops
from pages.shared import store
from pages.shared.i18n import t

me, shop = store.require("viewer"), store.shop()

st.title(t("Who works in this shop?"))
if shop.role == "owner":
    members.draw(shop, me)
    members.draw_invitation(shop, me)
    st.divider()
    shops.draw(shop, me)
    st.divider()
else:
    st.caption(t("The owner of the shop invites people and says what each may do."))
account.draw(me)
