"""Did it understand my file? Upload and look; what was uploaded; what the data can carry."""

import streamlit as st

from pages.shared import store
from pages.shared.i18n import mark, t
from pages.upload import flow, guide, health, past

PARTS = {
    "new": (mark("New upload"), mark("Upload your orders"), flow.draw),
    "past": (mark("Earlier uploads"), mark("What have you uploaded so far?"), past.draw),
    "health": (mark("Data health"), mark("What can your data carry?"), health.draw),
}

shop = store.shop()
step = guide.step()
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
title.title(t(guide.STEPS[step]) if step else t(PARTS[part][1]))
PARTS[part][2](shop)
