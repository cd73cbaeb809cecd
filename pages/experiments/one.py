"""One experiment: the plain sentence, how far it is or what came of it, and what to do now."""

import streamlit as st

from core.experiments.experiment import STANDING_BP, Decision
from core.experiments.tally import small_wins
from core.experiments.verdict import Verdict
from pages.experiments import contacts, listing, result, words
from pages.experiments.finding import Finding
from pages.experiments.view import View
from pages.shared import figure, formats
from pages.shared import store as shop_store
from pages.shared.figure import Card
from pages.shared.i18n import t, tn
from pages.shared.store import experiments
from pages.shared.store.experiments import (
    FieldGone,
    FixedAfterStart,
    NoSuchExperiment,
    NoSuchGroup,
    Registered,
)  # fmt: skip
from pages.shared.store.histories import day_of
from pages.shared.text import plain


def draw(view: View, entry: Registered) -> None:
    """The sentence first, the figures below it, what was fixed at the end."""
    found = Finding.of(view, entry)
    st.button(
        t("All tests"), icon=":material/arrow_back:", type="tertiary",
        key=view.key("back"), on_click=view.go, args=("",),
    )  # fmt: skip
    st.title(words.name(entry), anchor=False)
    _refused(view)
    st.subheader(words.answer(found), anchor=False)
    if not found.has_fallen:
        st.caption(figure.told(day_of(found.verdict.as_of), found.n or None))
    if found.stage == "planned":
        _planned(view, found)
    elif not found.has_fallen:
        _running(view, found)
    result.draw(view, found)
    if found.stage == "running":
        if found.has_fallen:
            _decide(view, found)
        if view.may and found.n > found.aside:
            contacts.draw(view, found)
        if not found.has_fallen:
            _end_early(view, found)
    elif found.stage == "decided":
        _decided(view, found)
    _fixed(view, found)


def _planned(view: View, found: Finding) -> None:
    """Start it now, change it, or take it out."""
    st.markdown(t("Until then everything can be changed; from then on nothing."))
    key = found.entry.key
    with st.container(horizontal=True):
        st.button(
            t("Start today"), type="primary", key=view.key("begin"), disabled=not view.may,
            on_click=_begin, args=(view, key),
        )  # fmt: skip
        st.button(
            t("Change the plan"), key=view.key("change"), disabled=not view.may,
            on_click=view.write, args=(key,),
        )  # fmt: skip
        st.button(
            t("Remove the plan"), key=view.key("remove"), type="tertiary", disabled=not view.may,
            on_click=_remove, args=(view, key),
        )  # fmt: skip


def _running(view: View, found: Finding) -> None:
    """How far it is, who takes part, and small wins as what they are; nothing of the result."""
    _group_gone(view, found)
    listing.progress(found)
    contacted, came = small_wins(found.history, found.assigned)
    figure.cards(
        Card(t("Get it"), formats.count(found.n - found.aside)),
        Card(t("Kept aside to compare"), formats.count(found.aside)),
    )
    if found.stage == "running" and came:
        st.caption(
            tn(
                "{n} came in this week and gets it; {came} have bought since. Some would have "
                "anyway.",
                "{n} came in this week and get it; {came} have bought since. Some would have "
                "anyway.",
                contacted,
                came=formats.count(came),
            )
        )
    if found.is_behind and st.button(
        t("Upload your orders"), type="primary", icon=":material/upload_file:"
    ):
        st.switch_page("upload/page.py")


def _group_gone(view: View, found: Finding) -> None:
    """Say why nobody new comes in where the group cannot be told any more."""
    try:
        experiments.deal(view.shop.id, found.entry.key)
    except FieldGone as error:
        st.warning(words.refusal(error), icon=":material/rule:")


def _end_early(view: View, found: Finding) -> None:
    """Before the verdict it can only be ended."""
    with st.expander(t("End it early")):
        st.markdown(t("Then nobody is kept aside any more, and it never tells."))
        _choice(view, found, "stop", t("End it"), primary=False)


def _decide(view: View, found: Finding) -> None:
    """Keep, change or stop."""
    st.markdown(f"#### {t('What do you make of it?')}")
    best = _advised(found.verdict)
    with st.container(horizontal=True):
        for decision, said in words.DECISION.items():
            _choice(view, found, decision, t(said), primary=decision == best)
        if found.verdict.finding == "cannot_tell":
            st.button(
                t("Test again and take both together"), key=view.key("again"),
                disabled=not view.may, on_click=view.write,
                args=(found.entry.key, found.entry.key),
            )  # fmt: skip
    st.caption(
        t("Kept means: everybody gets it but a tenth, so that you go on seeing whether it works.")
    )


def _advised(verdict: Verdict) -> str:
    return {"works": "keep", "backfires": "stop", "does_not": "stop"}.get(verdict.finding, "")


def _choice(view: View, found: Finding, decision: str, label: str, *, primary: bool) -> None:
    st.button(
        label, type="primary" if primary else "secondary", key=view.key(f"decide.{decision}"),
        disabled=not view.may, on_click=_write_decision,
        args=(view, found.entry.key, decision),
    )  # fmt: skip


def _decided(view: View, found: Finding) -> None:
    """What was decided, and what goes on."""
    written = found.entry.experiment
    said = t(words.DECIDED[written.decision or "stop"])
    day = words.day(written.decided_day or 0)
    st.markdown(t("Decision of {day}: it {decision}.", decision=said, day=day))
    following = [each for each in view.entries if each.follows == found.entry.key]
    for each in following:
        kept = each.experiment.control_bp == STANDING_BP
        st.button(
            t("It goes on with a tenth kept aside") if kept else t("To the next run"),
            key=view.key(f"next.{each.key}"), icon=":material/arrow_forward:",
            on_click=view.go, args=(each.key,),
        )  # fmt: skip
    if written.decision == "change" and not following:
        st.button(
            t("Plan the changed test"), type="primary", key=view.key("changed"),
            disabled=not view.may, on_click=view.write, args=(found.entry.key, found.entry.key),
        )  # fmt: skip


def _fixed(view: View, found: Finding) -> None:
    """What was written down before the start."""
    written, currency = found.entry.experiment, view.shop.settings.currency
    said = {
        t("What you expect"): plain(written.hypothesis),
        t("What is tried"): words.measure(written),
        t("Whom it is for"): words.whom(found.entry),
        t("What counts"): words.outcome(written, currency),
        t("Share kept aside"): formats.percent(written.control_bp / 10_000, 0),
        t("Planned size"): words.size(written),
        t("First day"): words.day(written.start_day),
        t("Share without it"): _share(written.expected_share),
        t("Worth it from"): _share(written.worth_share),
    }
    with st.expander(t("What was fixed before the start")):
        st.markdown("  \n".join(f"**{what}:** {value}" for what, value in said.items() if value))


def _share(share: float | None) -> str:
    return "" if share is None else formats.percent(share)


# What the buttons do

PROBLEM = "problem"
REFUSALS = (FixedAfterStart, NoSuchExperiment, NoSuchGroup, ValueError)


def _refused(view: View) -> None:
    """Say what the last button could not do."""
    said = st.session_state.pop(view.key(PROBLEM), None)
    if said:
        st.error(said, icon=":material/block:")


def _begin(view: View, key: str) -> None:
    _act(view, lambda by: experiments.begin(view.shop.id, key, by=by))


def _remove(view: View, key: str) -> None:
    if _act(view, lambda by: experiments.remove(view.shop.id, key, by=by)):
        view.go("")
        st.toast(t("The plan is gone."))


def _write_decision(view: View, key: str, decision: Decision) -> None:
    if _act(view, lambda by: experiments.decide(view.shop.id, key, decision, by=by)):
        st.toast(t("Saved."), icon=":material/check:")


def _act(view: View, do) -> bool:  # noqa: ANN001 - a function of who acts
    """Do it in the name of the present person; what is refused is said with the next drawing."""
    me = shop_store.require("staff")
    try:
        do(me.id)
    except REFUSALS as error:
        st.session_state[view.key(PROBLEM)] = words.refusal(error)
        return False
    return True
