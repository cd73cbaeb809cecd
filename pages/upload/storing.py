"""Storing an upload: all of it with a progress bar, or nothing."""

from dataclasses import replace

import streamlit as st

from core.intake import Intake
from pages.shared import store
from pages.shared.i18n import t
from pages.shared.store import imports, mappings, shops
from pages.upload import reading as readings
from pages.upload.questions import Said
from pages.upload.words import STEPS


def save(shop: store.Shop, intake: Intake, said: Said) -> int:
    """Store the files as understood and answered.

    Any click while this runs ends it, and nothing is stored then.

    Returns:
        The number of the import.

    Raises:
        NotAllowed: the person may only look.
    """
    me = store.require("staff")
    bar = st.progress(0.0, text=t(STEPS["persons"]))
    st.button(t("Cancel"), key="upload.cancel", type="tertiary")

    def progress(share: float, step: str) -> None:
        bar.progress(min(share, 1.0), text=t(STEPS[step]))

    number = imports.commit(shop.id, intake, replace(said.answers, by=me.id), progress)
    if said.margin_bp is not None:
        now = shops.settings(shop.id)
        shops.save_settings(shop.id, replace(now, margin_bp=said.margin_bp), by=me.id)
    if intake.guess is not None:
        mappings.remember(shop.id, intake.guess.signature, intake.guess.mapping, by=me.id)
    readings.release()
    return number
