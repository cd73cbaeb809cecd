"""Keeping a belt: save it as a version, and let one run from a day on."""

from collections.abc import Callable
from datetime import date, timedelta
from functools import partial

import streamlit as st

from core.triggers.belt import Belt
from pages.shared import formats, store
from pages.shared.i18n import t
from pages.shared.store import Shop, belts
from pages.triggers import words
from pages.triggers.draft import Draft

AHEAD = 365
"""Days ahead a belt can be started."""


def draw(shop: Shop, draft: Draft) -> None:
    """What runs now, and the next step with the belt on the screen."""
    st.divider()
    today = store.today(shop.settings.timezone)
    running, coming = belts.running(shop.id), belts.coming(shop.id)
    st.caption(words.sentences(*_state(draft, running, coming)))
    if shop.role == "viewer":
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        if draft.is_new or draft.is_moved:
            _button(
                draft, "save", t("Save this belt"), partial(_save, shop.id, draft.belt),
                disabled=bool(draft.refused) or not draft.belt.rules,
            )  # fmt: skip
        elif shop.role == "owner":
            _start(shop, draft, today, {found.number for found in (running, coming) if found})
        if draft.is_moved:
            st.button(
                t("Back to what it was"),
                key=draft.keys.of("back"),
                type="tertiary",
                on_click=partial(_forget, draft),
            )
        if running is not None and shop.role == "owner":
            _stop(shop, draft, today)
    if running is not None:
        st.page_link("today/page.py", label=t("To today's list"), icon=":material/checklist:")


def _state(draft: Draft, running: belts.Running | None, coming: belts.Running | None) -> list[str]:
    """Which version is on the screen, which one runs, and which one will."""
    said = []
    if draft.is_new:
        said.append(t("This is the usual belt, a draft: nothing is sent."))
    elif draft.is_moved:
        said.append(t("This is a draft of version {n}, moved: nothing is sent.", n=draft.keys.base))
    else:
        said.append(t("This is version {n} as it was saved.", n=draft.keys.base))
    if running is not None:
        since = formats.day(running.start)
        said.append(t("Version {n} runs since {day}.", n=running.number, day=since))
    if coming is not None:
        start = formats.day(coming.start)
        said.append(t("Version {n} starts on {day}.", n=coming.number, day=start))
    if running is None and coming is None:
        said.append(t("None runs yet."))
    return said


def _button(
    draft: Draft, name: str, label: str, act: Callable[[], None], *, disabled: bool = False
) -> None:
    st.button(label, key=draft.keys.of(name), type="primary", on_click=act, disabled=disabled)


def _start(shop: Shop, draft: Draft, today: date, known: set[int]) -> None:
    """Let the version on the screen run from a day on."""
    label = t("Start it again") if draft.keys.base in known else t("Start it")
    with st.popover(label, icon=":material/play_arrow:", key=draft.keys.of("start.box")):
        st.caption(
            t(
                "Only people who reach a message from that day on are written to; nobody who was "
                "due before. Fanbelt sends nothing by itself: each morning it lists whom to "
                "write to."
            )
        )
        key = draft.keys.of("start.day")
        st.session_state.setdefault(key, today)
        st.date_input(
            t("From which day on"),
            min_value=today,
            max_value=today + timedelta(days=AHEAD),
            key=key,
            format="YYYY/MM/DD",
        )
        _button(
            draft, "start", t("Start from this day"), partial(_run, shop.id, draft.keys.base, key)
        )


def _stop(shop: Shop, draft: Draft, today: date) -> None:
    with st.popover(t("Stop the belt"), icon=":material/stop:", key=draft.keys.of("stop.box")):
        st.caption(t("From today on nobody is listed any more. What was done stays written down."))
        _button(draft, "stop", t("Stop from today on"), partial(_halt, shop.id, today))


def _save(shop_id: int, belt: Belt) -> None:
    belts.save(shop_id, belt, by=store.require("staff").id)
    st.toast(t("Saved."), icon=":material/check:")


def _run(shop_id: int, number: int, key: str) -> None:
    belts.start(shop_id, number, st.session_state[key], by=store.require("owner").id)
    st.toast(t("Started."), icon=":material/check:")


def _halt(shop_id: int, day: date) -> None:
    belts.stop(shop_id, day, by=store.require("owner").id)
    st.toast(t("Stopped."), icon=":material/check:")


def _forget(draft: Draft) -> None:
    """Back to what is saved: what the widgets say is dropped."""
    start = draft.keys.of("")
    for key in [key for key in st.session_state if str(key).startswith(start)]:
        del st.session_state[key]
