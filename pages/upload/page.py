"""Did it understand my file? Upload and look; what was uploaded; what the data can carry."""

import streamlit as st

from pages.shared import store
from pages.shared.i18n import mark, t
from pages.upload import flow, guide, health, past

PARTS = {
    "new": (mark("New upload"), flow.question, flow.draw),
    "past": (mark("Earlier uploads"), past.question, past.draw),
    "health": (mark("Data health"), health.question, health.draw),
}

shop, step = store.shop(), guide.step()
title = st.empty()
if step:
    guide.draw(step)
    part = "new"
else:
    part = st.segmented_control(
        t("What to look at"),
        list(PARTS),
        format_func=lambda code: t(PARTS[code][0]),
        default="new",
        required=True,
        label_visibility="collapsed",
        key="upload.part",
        persist_state="session",
    )
_, question, draw = PARTS[part]
title.title(guide.title(step) if step else question(), anchor=False)
draw(shop)
