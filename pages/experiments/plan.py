"""Writing a test down: what is tried, on whom, what counts, and how many it takes."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta

import streamlit as st

from core.customers.segments import FieldGone, Group
from core.experiments.entry import Outlook
from core.experiments.experiment import Experiment
from pages.experiments import sizing, words
from pages.experiments.view import View
from pages.shared import days, formats, groups
from pages.shared import store as shop_store
from pages.shared.i18n import mark, t
from pages.shared.store import belts, experiments, histories
from pages.shared.store.experiments import FixedAfterStart, NoSuchExperiment, NoSuchGroup
from pages.shared.store.groups import group as group_of
from pages.shared.store.histories import day_of, number_of

SPLITS = (5_000, 2_000, 1_000)
WINDOWS = (30, 60, 90)
ENDS = {"n": mark("after so many customers"), "day": mark("on a day")}
REFUSALS = (ValueError, FixedAfterStart, FieldGone, NoSuchGroup, NoSuchExperiment)


@dataclass(frozen=True)
class Typed:
    """What is typed of the parts that the past is asked about."""

    group: str
    entry: str
    outcome: str
    at_least: int
    window_days: int


def draw(view: View) -> str | None:
    """The parts of a plan, one under the other, and what it takes.

    Returns:
        The key of the experiment, once it is written down.
    """
    start, follows = view.plan_from
    before = view.entry(start)
    st.button(
        t("All tests"), icon=":material/arrow_back:", type="tertiary",
        key=view.key("plan.back"), on_click=view.go, args=("",),
    )  # fmt: skip
    st.title(t("What do you want to know?"), anchor=False)
    draft = before.experiment if before else _blank(view)
    what, size = st.columns(2, gap="large")
    with what:
        named = _what(view, draft)
        seen, typed = _whom(view, draft)
    if seen is None:
        return None
    with size:
        made = _sized(view, _Draft(draft, named, typed, seen))
        return _written(view, made, start if not follows else "", follows)


def _blank(view: View) -> Experiment:
    return Experiment(
        "-", salt="-", start_day=view.today + 1, window_days=60, planned_n=100, entry="new"
    )


def _what(view: View, draft: Experiment) -> dict[str, str]:
    """What is tried, and what is expected of it."""
    name = st.text_input(
        t("What do you call it?"),
        value="" if draft.name == "-" else draft.name,
        max_chars=experiments.LONGEST_NAME,
        placeholder=t("Thank-you card in the first parcel"),
        key=view.key("plan.name"),
        persist_state="session",
    )
    hypothesis = st.text_area(
        t("What do you expect?"),
        value=draft.hypothesis,
        max_chars=experiments.LONGEST_HYPOTHESIS,
        height=80,
        placeholder=t("Whoever finds a card in the parcel buys again sooner."),
        key=view.key("plan.hypothesis"),
        persist_state="session",
    )
    measure = st.pills(
        t("What is tried?"), list(words.MEASURE), default=draft.measure, wrap=True,
        format_func=lambda code: t(words.MEASURE[code]),
        key=view.key("plan.measure"), persist_state="session",
    )  # fmt: skip
    named = {"name": name, "hypothesis": hypothesis, "measure": measure or "other"}
    return named | {"measure_id": _message(view, draft) if measure == "trigger" else ""}


def _message(view: View, draft: Experiment) -> str:
    """Which message of the belt is tried; the list of the day then leaves out who is kept aside."""
    running = belts.running(view.shop.id) or belts.newest(view.shop.id)
    if running is None:
        st.caption(t("Messages of the belt can be chosen here once you have saved one."))
        return draft.measure_id
    texts = {rule.id: rule.text for rule in running.belt.rules}
    offered = ["", *texts]
    return st.selectbox(
        t("Which message of the belt?"), offered,
        index=offered.index(draft.measure_id) if draft.measure_id in offered else 0,
        format_func=lambda rule: words.message(rule, texts.get(rule, "")),
        help=t("Today's list then leaves out who is kept aside."),
        key=view.key("plan.message"), persist_state="session",
    )  # fmt: skip


def _whom(view: View, draft: Experiment) -> tuple[Outlook | None, Typed]:
    """Whom it is for and what counts, and what the past says of them."""
    st.markdown(f"#### {t('Whom is it for?')}")
    offered = ["", *groups.offered(view.shop.id)]
    group = st.selectbox(
        t("Group of customers"),
        offered,
        index=offered.index(draft.group) if draft.group in offered else 0,
        format_func=lambda code: groups.name(view.shop.id, code),
        key=view.key("plan.group"),
        persist_state="session",
    )
    entry = _choice(view, "entry", t("Who takes part"), words.ENTRY, draft.entry)
    typed = Typed(group, entry, *_outcome(view, draft))
    try:
        stamp = group_of(view.shop.id, group) if group else None
        asked = replace(
            draft, salt="-", name="-", hypothesis="", measure="other", planned_n=2, end_day=None,
            start_day=0, decision=None, decided_day=None, expected_share=None, worth_share=None,
            **typed.__dict__,
        )  # fmt: skip
        return _foreseen(view.shop.id, view.shop.history_version, asked, stamp), typed
    except (FieldGone, NoSuchGroup) as error:
        st.warning(words.refusal(error), icon=":material/rule:")
    except ValueError as error:
        st.warning(words.refusal(error), icon=":material/rule:")
    return None, typed


@st.cache_resource(max_entries=16, show_spinner=False)
def _foreseen(
    shop_id: int,
    version: int,  # noqa: ARG001 - it is the key
    asked: Experiment,
    group: Group | None,  # noqa: ARG001 - it is the key
) -> Outlook:
    return experiments.foreseen(shop_id, asked, histories.history(shop_id))


def _outcome(view: View, draft: Experiment) -> tuple[str, int, int]:
    """What counts: its code, the amount in minor units, and the days."""
    outcome = _choice(view, "outcome", t("It has worked when"), words.OUTCOME, draft.outcome)
    unit = 10 ** formats.minor_digits(view.shop.settings.currency or "JPY")
    amount = 0
    if outcome == "spent":
        amount = st.number_input(
            t("From which amount on"), min_value=1, step=100,
            value=max(draft.at_least // unit, 1) if draft.at_least else 5_000 // unit or 50,
            key=view.key("plan.amount"), persist_state="session",
        )  # fmt: skip
    window = st.segmented_control(
        t("within"), sorted({*WINDOWS, draft.window_days}), default=draft.window_days,
        required=True, format_func=formats.days,
        key=view.key("plan.window"), persist_state="session",
    )  # fmt: skip
    return outcome, int(amount) * unit, int(window)


def _choice(view: View, name: str, label: str, offered: dict[str, str], default: str) -> str:
    """One of a few codes."""
    return str(
        st.segmented_control(
            label, list(offered), default=default, required=True, wrap=True,
            format_func=lambda code: t(offered[code]),
            key=view.key(f"plan.{name}"), persist_state="session",
        )
    )  # fmt: skip


@dataclass(frozen=True)
class _Draft:
    """What is known before the size is chosen."""

    before: Experiment
    named: dict[str, str]
    typed: Typed
    seen: Outlook


def _sized(view: View, draft: _Draft) -> Callable[..., Experiment]:
    """How many, until when, and what that can tell; what makes the plan, or says why not."""
    st.markdown(f"#### {t('How many does it take?')}")
    share = sizing.past_share(draft.seen)
    _past(draft, share, view.shop.settings.currency)
    split = st.segmented_control(
        t("Kept aside to compare"), sorted({*SPLITS, draft.before.control_bp}, reverse=True),
        default=draft.before.control_bp, required=True,
        format_func=lambda bp: formats.percent(bp / 10_000, 0),
        key=view.key("plan.split"), persist_state="session",
        help=t("Half and half tells soonest. Once it is kept, a tenth is enough."),
    )  # fmt: skip
    worth = _worth(view, draft, share)
    known = draft.before.start_day
    first = known if known >= view.today else view.today + 1
    start = days.day_input(
        t("Starts on"), view.key("plan.start"),
        default=day_of(first), earliest=day_of(view.today),
        latest=day_of(view.today + 365),
    )  # fmt: skip
    end = _end(view, draft, sizing.usual_size(draft.seen, worth, control_bp=split), start)

    def made(**named: str) -> Experiment:
        return replace(
            draft.before, **(draft.named | named), **draft.typed.__dict__, control_bp=split,
            expected_share=share, worth_share=worth, start_day=number_of(start),
            decision=None, decided_day=None, **end,
        )  # fmt: skip

    try:
        said = sizing.told(made(name="-"), draft.seen)
    except ValueError as error:
        said = [words.refusal(error)]
    with st.container(border=True):
        st.markdown(words.sentences(*said))
        st.caption(t("From the start on nothing of this can be changed any more."))
    return made


def _past(draft: _Draft, share: float | None, currency: str | None) -> None:
    seen = draft.seen.past
    if share is None:
        st.caption(t("Too few customers like these were here to know what to expect."))
        return
    st.caption(
        t(
            "Of {n} customers like these, {share} got there without anything being done: the "
            "customer {outcome}.",
            share=sizing.percent(share),
            n=formats.count(seen.n),
            outcome=words.outcome(replace(draft.before, **draft.typed.__dict__), currency),
        )
    )


def _worth(view: View, draft: _Draft, share: float | None) -> float | None:
    """The share from which on it would be worth it."""
    if share is None:
        return None
    known = draft.before.worth_share
    percent = st.number_input(
        t("It would be worth it from (%)"), min_value=1, max_value=99,
        value=round(known * 100) if known else sizing.usual_worth(share),
        key=view.key(f"plan.worth.{share:.3f}"), persist_state="session",
    )  # fmt: skip
    return int(percent) / 100


def _end(view: View, draft: _Draft, usual: int, start: object) -> dict[str, int | None]:
    """The planned number or the last day."""
    by_day = draft.before.end_day is not None
    kind = _choice(view, "end", t("It ends"), ENDS, "day" if by_day else "n")
    if kind == "day":
        first = day_of(max(view.today, number_of(start)))
        last = days.day_input(
            t("Last day customers come in"), view.key("plan.last"),
            default=day_of(draft.before.end_day) if by_day else first + timedelta(days=90),
            earliest=first, latest=first + timedelta(days=730),
        )  # fmt: skip
        return {"planned_n": None, "end_day": number_of(last)}
    known = draft.before.planned_n if draft.before.name != "-" else None
    n = st.number_input(
        t("Customers in all"), min_value=2, max_value=1_000_000, value=known or usual, step=10,
        key=view.key(f"plan.n.{usual}"), persist_state="session",
    )  # fmt: skip
    return {"planned_n": int(n), "end_day": None}


def _written(view: View, made: Callable[..., Experiment], changes: str, follows: str) -> str | None:
    """Write it down when the button is pressed, or say why not."""
    if not st.button(
        t("Write it down"), type="primary", key=view.key("plan.save"), disabled=not view.may
    ):
        return None
    me = shop_store.require("staff")
    try:
        return experiments.save(
            view.shop.id, made(), by=me.id, key=changes or None, follows=follows
        )
    except REFUSALS as error:
        st.error(words.refusal(error), icon=":material/block:")
        return None
