"""Entry script of every run: who is here, in which language, in which shop, on which page."""

from pathlib import Path

import streamlit as st

from pages.account import form, invited, sidebar
from pages.shared import i18n, menu, store
from pages.shared.ending import PageEnded

ICON = str(Path(__file__).parent / "shared" / "icon.svg")  # a named one would be fetched from afar

me = store.person()
i18n.settle(me.language if me else None)
st.set_page_config(page_icon=ICON, layout="wide")
# The same pages signed in or out: an address survives signing in, and none runs without the gate.
page = st.navigation(menu.pages(), position="sidebar" if me else "hidden", expanded=True)
st.set_page_config(page_title=f"{page.title} · Fanbelt" if me else "Fanbelt")
st.session_state["runs"] = st.session_state.get("runs", 0) + 1
try:
    if me is None:
        form.draw(page.url_path)
    else:
        sidebar.draw()
        if invited.token():
            invited.greet()
        page.run()
except PageEnded:
    pass
finally:
    # Sent last: who waits for a run to be over waits for this number to grow.
    st.html(f'<span id="runs" data-k="{st.session_state["runs"]}"></span>')
