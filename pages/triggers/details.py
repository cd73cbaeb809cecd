"""Everything else of a message, one level down: cost and offer, and when it does not go out."""

from dataclasses import replace

import streamlit as st

from core.triggers.rule import Rule
from pages.shared.i18n import mark, t
from pages.shared.store import Shop
from pages.triggers import controls, words
from pages.triggers.draft import Draft, major

OFFERS = {
    "none": mark("none"),
    "coupon": mark("coupon"),
    "gift": mark("gift"),
    "points": mark("points"),
}
STAGES = {
    "": mark("not said"),
    "empathy": mark("empathy"),
    "resonance": mark("resonance"),
    "taking_part": mark("taking part"),
}
BASES = {
    "ordered": mark("the order"),
    "shipped": mark("the shipping"),
    "delivered": mark("the arrival"),
}
AMOUNTS = {
    "order": mark("one order"),
    "day": mark("all orders of a day"),
    "so_far": mark("all so far"),
}
AGAIN = (0, 30, 90, 180, 365, None)
STOP = "repurchased"


def draw(shop: Shop, draft: Draft, family: str) -> None:
    """A box that opens: first the message, then what can be set of it."""
    rules = {rule.id: rule for rule in draft.of(family)}
    if not rules:
        return
    key = draft.keys.of(family, "details")
    with st.expander(
        t("Cost, offer, ways"), key=key, on_change="rerun", icon=":material/tune:"
    ) as box:
        if not box.open:
            return
        chosen = st.selectbox(
            t("Message"),
            list(rules),
            format_func=lambda name: words.title(rules[name]),
            key=draft.keys.of(family, "detail"),
        )
        rule = rules[chosen or next(iter(rules))]
        controls.channels(draft, rule)
        controls.group(shop, draft, rule)
        _money(draft, rule)
        if st.toggle(t("More"), key=draft.keys.of(rule.id, "more"), persist_state="session"):
            _timing(draft, rule)
            _limits(draft, rule)


def _money(draft: Draft, rule: Rule) -> None:
    """What a contact costs, and what it offers."""
    currency = words.unit(draft.currency)
    digits = 0 if major(1, draft.currency) == 1 else 2
    step = 1.0 if digits else 10.0
    _amount(
        draft, rule, "unit_cost", t("Cost of one message ({currency})", currency=currency),
        rule.unit_cost, 10.0 / 10**digits,
    )  # fmt: skip
    _choose(draft, rule, "offer_kind", t("Offer"), OFFERS, rule.offer.kind)
    if st.session_state.get(draft.keys.of(rule.id, "offer_kind")) == "none":
        return
    _amount(
        draft, rule, "offer_cost", t("What one use costs you ({currency})", currency=currency),
        rule.offer.cost, 10 * step,
    )  # fmt: skip
    _number(
        draft, rule, "offer_used", t("How many buyers use it (%)"), rule.offer.used_bp // 100, 100
    )


def _timing(draft: Draft, rule: Rule) -> None:
    """What is counted from, how often, and how long it is at work."""
    if rule.kind == "elapsed":
        _choose(draft, rule, "basis", t("Counted from"), BASES, rule.basis)
        _toggle(draft, rule, "day_one", t("The day of purchase is day 1"), value=rule.day_one)
    if rule.kind == "amount":
        _choose(draft, rule, "amount_of", t("The amount of"), AMOUNTS, rule.amount_of)
    if rule.kind not in ("elapsed", "count"):
        _again(draft, rule)
    _number(draft, rule, "window_days", t("Days in which an order counts"), rule.window_days, 365)
    _choose(draft, rule, "stage", t("What it aims at"), STAGES, rule.stage)
    _first(draft, rule)


def _first(draft: Draft, rule: Rule) -> None:
    """Which message goes first where several are due; empty is the usual place."""
    key = draft.keys.of(rule.id, "priority")
    st.session_state.setdefault(key, rule.priority)
    st.number_input(
        t("Who goes first on one day"),
        0,
        999,
        value=None,  # so that it can be emptied again
        step=10,
        key=key,
        placeholder=t("usual place: {n}", n=replace(rule, priority=None).rank),
        help=t("The lower number goes first. Left empty, the message keeps its usual place."),
        persist_state="session",
    )


def _again(draft: Draft, rule: Rule) -> None:
    key = draft.keys.of(rule.id, "again_days")
    options = AGAIN if rule.again_days in AGAIN else (*AGAIN, rule.again_days)
    st.session_state.setdefault(key, rule.again_days)
    st.selectbox(
        t("How often per person"), options, format_func=_often, key=key, persist_state="session"
    )


def _often(days: int | None) -> str:
    if days is None:
        return t("once in a life")
    return t("each time") if not days else t("once in {n} days", n=days)


def _limits(draft: Draft, rule: Rule) -> None:
    """When it does not go out."""
    name = t("Days without another message before it")
    _number(draft, rule, "cooldown_days", name, rule.cooldown_days, 365)
    _number(draft, rule, "valid_days", t("Days it may be late"), rule.valid_days, 60)
    _number(
        draft, rule, "kept_aside", t("Kept aside to compare (%)"), rule.kept_aside_bp // 100, 90
    )
    if rule.kind in ("elapsed", "silence"):
        stops = STOP in rule.stops
        _toggle(draft, rule, "stops", t("Not for who has bought again"), value=stops)
    _toggle(draft, rule, "promotional", t("It is advertising"), value=rule.promotional)


def _number(draft: Draft, rule: Rule, name: str, label: str, value: int, most: int) -> None:
    key = draft.keys.of(rule.id, name)
    st.session_state.setdefault(key, value)
    st.number_input(label, max_value=most, step=1, key=key, persist_state="session")


def _amount(draft: Draft, rule: Rule, name: str, label: str, value: int, step: float) -> None:
    """An amount in major units; less than nothing is answered in words."""
    key, shown = draft.keys.of(rule.id, name), major(value, draft.currency)
    whole = major(1, draft.currency) == 1
    st.session_state.setdefault(key, round(shown) if whole else shown)
    st.number_input(label, step=round(step) if whole else step, key=key, persist_state="session")


def _choose(
    draft: Draft, rule: Rule, name: str, label: str, options: dict[str, str], value: str
) -> None:
    key = draft.keys.of(rule.id, name)
    st.session_state.setdefault(key, value)
    st.selectbox(
        label,
        list(options),
        format_func=lambda code: t(options[code]),
        key=key,
        persist_state="session",
    )


def _toggle(draft: Draft, rule: Rule, name: str, label: str, *, value: bool) -> None:
    key = draft.keys.of(rule.id, name)
    st.session_state.setdefault(key, value)
    st.toggle(label, key=key, persist_state="session")
