"""What a rank takes, set by the shop: purchases, amounts in its money, and the yearly review."""

from dataclasses import replace

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from core.customers.levels import RankRules
from pages.customers.view import View
from pages.shared import formats, store
from pages.shared.i18n import mark, t
from pages.shared.store import Shop, weights
from pages.shared.text import plain

WRONG = {
    "candidate_occasions": mark("A VIP candidate takes 3 purchases or more."),
    "vip_occasions": mark("A VIP takes more purchases than a VIP candidate."),
    "vip_order": mark("The amount of an order must be above 0."),
    "vip_spend": mark("The amount in all must be above 0."),
    "notice_days": mark("The notice lasts between 0 and 300 days."),
}
"""Part of the rules that does not fit -> what to say of it."""
NO_REVIEW = 0
"""In place of a month: ranks are never taken away."""


def draw(shop: Shop, view: View) -> None:
    """The rules one level down, with what they are now for those who may only look."""
    with st.expander(t("What a rank takes"), icon=":material/rule:"):
        st.caption(" ・ ".join(told(shop, view.rules)))
        if shop.role != "viewer":
            _form(shop, view)


def told(shop: Shop, rules: RankRules) -> list[str]:
    """The rules in words."""
    vip = [t("{n} purchases", n=formats.count(rules.vip_occasions))]
    currency = shop.settings.currency
    if rules.vip_order is not None:
        vip.append(
            t("one order of {amount}", amount=plain(formats.money(rules.vip_order, currency)))
        )
    if rules.vip_spend is not None:
        vip.append(t("{amount} in all", amount=plain(formats.money(rules.vip_spend, currency))))
    candidate = t("{n} purchases", n=formats.count(rules.candidate_occasions))
    return [
        t("VIP candidate: {what}", what=candidate),
        t("VIP: {what}", what=t(" or ").join(vip)),
        t("ambassador: a VIP who recommends you, with friends, reviews or posts"),
    ]


def _form(shop: Shop, view: View) -> None:
    rules, unit, key = view.rules, _unit(shop), f"{view.key('rules')}.{hash(view.rules)}"
    with st.form(key, border=False):
        left, right = st.columns(2)
        fewest = {"min_value": 1, "max_value": 999, "step": 1}
        left.number_input(
            t("Purchases of a VIP candidate"),
            value=rules.candidate_occasions,
            key=f"{key}.candidate_occasions",
            **fewest,
        )
        right.number_input(
            t("Purchases of a VIP"), value=rules.vip_occasions, key=f"{key}.vip_occasions", **fewest
        )
        _amounts(rules, unit, key, left, right)
        left.selectbox(
            t("Yearly review on the 1st of"),
            range(13),
            index=rules.review[0] if rules.review else NO_REVIEW,
            format_func=_month,
            help=t("Only then can a rank be lost, after the days of notice."),
            key=f"{key}.review",
        )
        right.number_input(
            t("Days of notice"), 0, 300, rules.notice_days, 1, key=f"{key}.notice_days"
        )
        st.form_submit_button(t("Save"), on_click=_save, args=(shop, rules, key))
    if said := st.session_state.pop(f"{key}.refused", None):
        st.error(said)


def _amounts(
    rules: RankRules, unit: int, key: str, left: DeltaGenerator, right: DeltaGenerator
) -> None:
    """Amounts in major units; empty is no such way."""
    for place, name, label, hint in (
        (left, "vip_order", t("or one order of at least"),
         t("Leave it empty where a single order makes no VIP.")),
        (right, "vip_spend", t("or in all at least"),
         t("Leave it empty where the sum makes no VIP.")),
    ):  # fmt: skip
        stored = getattr(rules, name)
        place.number_input(
            label,
            min_value=0,
            value=None if stored is None else stored // unit,
            step=1,
            help=hint,
            key=f"{key}.{name}",
        )


def _save(shop: Shop, rules: RankRules, key: str) -> None:
    """Store the rules, or say which part does not fit; what was there stays."""
    state, unit = st.session_state, _unit(shop)
    typed = {name: state[f"{key}.{name}"] for name in WRONG}
    for name in ("vip_order", "vip_spend"):
        typed[name] = None if typed[name] is None else int(typed[name]) * unit
    month = state[f"{key}.review"]
    try:
        new = replace(rules, **typed, review=None if month == NO_REVIEW else (int(month), 1))
    except ValueError as error:
        state[f"{key}.refused"] = t(WRONG[str(error).split(" ", maxsplit=1)[0]])
        return
    weights.save_rank_rules(shop.id, new, by=store.require("staff").id)
    st.toast(t("Saved."), icon=":material/check:")


def _unit(shop: Shop) -> int:
    currency = shop.settings.currency
    return int(10 ** formats.minor_digits(currency)) if currency else 1


def _month(number: int) -> str:
    if number == NO_REVIEW:
        return t("no month: a rank is kept for good")
    return formats.month_name(number)
