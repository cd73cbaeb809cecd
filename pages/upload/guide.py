"""Guided mode: upload, ladder, what to do first; one screen at a time, left at any time."""

from typing import Literal

import streamlit as st

from pages.shared.i18n import mark, t

Step = Literal["upload", "ladder", "first"]
STEPS: dict[Step, str] = {
    "upload": mark("Your orders"),
    "ladder": mark("Where customers stay"),
    "first": mark("What to do first"),
}
PARAMETER = "guide"  # of the address, so that a reload stays on its screen


def step() -> Step | None:
    """The screen the address names, None outside of the guide."""
    said = st.query_params.get(PARAMETER)
    return next((known for known in STEPS if known == said), None)


def title(now: Step) -> str:
    """What the screen is about."""
    return t(STEPS[now])


def go(to: Step) -> None:
    """Turn to a screen; used as the callback of a button."""
    st.query_params[PARAMETER] = to


def leave() -> None:
    """Back to the page as it always is."""
    st.query_params.pop(PARAMETER, None)


def draw(now: Step) -> None:
    """Which of the screens this is, and the way out."""
    codes = list(STEPS)
    with st.container(horizontal=True, vertical_alignment="center", key="guide.strip"):
        st.caption(t("Step {n} of {all}", n=codes.index(now) + 1, all=len(codes)), width="stretch")
        st.button(
            t("Leave the guide"),
            key="guide.leave",
            type="tertiary",
            icon=":material/close:",
            on_click=leave,
        )
