"""The register: every experiment with one sentence, the one that waits for a decision first."""

import streamlit as st

from pages.experiments import words
from pages.experiments.finding import Finding
from pages.experiments.view import View
from pages.shared import formats
from pages.shared.i18n import t, tn

ORDER = ("due", "running", "planned", "decided")
COLOUR = {"due": "orange", "running": "blue", "planned": "gray", "decided": "gray"}


def draw(view: View) -> None:
    """The question, the answer, the experiments, and the button for another one."""
    st.title(t("Did it work?"), anchor=False)
    found = [Finding.of(view, entry) for entry in view.entries]
    st.subheader(_answer(found), anchor=False)
    st.caption(
        t(
            "Whoever buys after a message might have bought anyway. Only customers who did not "
            "get it show the difference."
        )
    )
    due = any(words.stage(each) == "due" for each in found)
    st.button(
        t("Plan a test"),
        type="secondary" if due else "primary",
        icon=":material/add:",
        key=view.key("new"),
        disabled=not view.may,
        on_click=view.write,
    )
    for each in sorted(found, key=_place):
        _card(view, each)


def _place(found: Finding) -> tuple[int, int]:
    """What waits for the owner first; the newest first."""
    return ORDER.index(words.stage(found)), -int(found.entry.key[1:])


def _answer(found: list[Finding]) -> str:
    stages = [words.stage(each) for each in found]
    due, running = stages.count("due"), stages.count("running")
    if due:
        return tn("{n} test can be decided.", "{n} tests can be decided.", due)
    if running:
        return tn("{n} test is running.", "{n} tests are running.", running)
    return t("No test is running.") if found else t("Nothing has been tested yet.")


def _card(view: View, found: Finding) -> None:
    """One experiment: its name, where it stands, the sentence, and the way in."""
    stage, decision = words.stage(found), found.entry.experiment.decision
    with st.container(border=True, gap="xsmall"):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(f"**{words.name(found.entry)}**", width="content")
            said = words.DECIDED[decision] if decision else words.STAGE[stage]
            st.badge(t(said), color=COLOUR[stage])
        st.markdown(words.answer(found))
        if stage == "running":
            progress(found)
        st.button(
            t("Open"),
            key=view.key(f"open.{found.entry.key}"),
            type="primary" if stage == "due" else "tertiary",
            icon=":material/arrow_forward:",
            on_click=view.go,
            args=(found.entry.key,),
        )


def progress(found: Finding) -> None:
    """How far it is; nothing of what came of it."""
    planned = found.entry.experiment.planned_n
    told = tn("{n} customer takes part", "{n} customers take part", found.n)
    if planned is not None and found.n < planned:
        told += " ・ " + t("{n} are planned", n=formats.count(planned))
    st.progress(found.progress, text=f":small[{told}]")
