"""The choice of language."""

import streamlit as st

from pages.shared.i18n import CHOSEN, LANGUAGES, language, t
from pages.shared.store import here, people

KEY = "frame.language"


def language_switch(*, key: str = KEY) -> None:
    """Both languages, each by its own name; the choice is remembered with the account."""
    # The widget follows the language, also where it was settled elsewhere.
    st.session_state[key] = language()
    st.segmented_control(
        t("Language"),
        list(LANGUAGES),
        required=True,
        format_func=LANGUAGES.__getitem__,
        label_visibility="collapsed",
        key=key,
        on_change=_choose,
        args=(key,),
    )


def _choose(key: str) -> None:
    """Remember the choice; runs before the frame, so it asks for itself who is here."""
    code = st.session_state[key]
    st.session_state[CHOSEN] = code
    me = here.person()
    if me is not None:
        people.speak(me.id, code)
