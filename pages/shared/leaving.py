"""Signing this browser out."""

import streamlit as st

from pages.shared.store import here, people

LEAVING = "leaving"  # key of st.session_state


def leave() -> None:
    """Sign this browser out: at once here, then its cookie."""
    people.close_session(here.token())
    st.session_state[LEAVING] = True
