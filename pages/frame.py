"""Entry script of every run: who is here, in which language, in which shop, on which page."""

from pathlib import Path

import streamlit as st

from pages.account import form, sidebar
from pages.shared import i18n, menu, store

ICON = str(Path(__file__).parent / "shared" / "icon.svg")  # a named one would be fetched from afar

me = store.person()
i18n.settle(me.language if me else None)
st.set_page_config(page_icon=ICON, layout="wide")
# The same pages signed in or out: an address survives signing in, and none runs without the gate.
page = st.navigation(menu.pages(), position="sidebar" if me else "hidden", expanded=True)
st.set_page_config(page_title=f"{page.title} · Fanbelt" if me else "Fanbelt")
body = st.container()
# Below the page, but sent before it: a page may end its run early. Who waits for a run waits until
# this number has grown and the run is over.
st.session_state["runs"] = st.session_state.get("runs", 0) + 1
st.html(f'<span id="runs" data-k="{st.session_state["runs"]}"></span>')
with body:
    if me is None:
        form.draw(page.url_path)
    else:
        sidebar.draw()
        page.run()
