"""What can be moved: one slider per message, and everything else of it one level down."""

from functools import partial

import streamlit as st

from core.consent import CHANNELS
from core.triggers.rule import Rule, days_limits
from core.triggers.suggest import Suggestion
from core.triggers.whatif import ASSUMPTIONS, Assumption
from pages.shared import formats
from pages.shared.channels import LABELS
from pages.shared.i18n import mark, t
from pages.shared.store import Shop, groups
from pages.triggers import words
from pages.triggers.draft import Draft, major, used_key

STEPS = 60
"""Positions of a slider of amounts."""

OWN = "own"
ASSUMPTION = {
    "careful": mark("Careful"),
    "standard": mark("Usual"),
    "hopeful": mark("Hopeful"),
    OWN: mark("My own"),
}


def messages(draft: Draft, family: str) -> None:
    """Which messages of the family are in use."""
    every = draft.all_of(family)
    names = {rule.id: words.title(rule) for rule in every}
    key = used_key(draft.keys, family)
    _begin(key, [rule.id for rule in every if rule.id in draft.used])
    st.pills(
        t("Messages"),
        list(names),
        selection_mode="multi",
        format_func=names.__getitem__,
        key=key,
        wrap=True,
        persist_state="session",
    )


def sliders(draft: Draft, family: str, *, highest: float) -> None:
    """One slider per message in use; the number before the name is its badge in the picture.

    Args:
        draft: the belt.
        family: part of the page.
        highest: the largest usual order, minor units.
    """
    for number, rule in enumerate(draft.of(family), start=1):
        label = f"{badge(number)} {words.title(rule)}"
        if rule.kind == "amount":
            _amount(draft, rule, label, highest)
        elif rule.kind == "score":
            _whole(draft, rule, "band", label, 0, 10, (rule.low, rule.high))
        elif rule.kind == "count":
            _whole(draft, rule, "count", label, 2, max(10, rule.count), rule.count)
        else:
            _days(draft, rule, label)


def badge(number: int) -> str:
    """A number in a circle, as in the picture."""
    return chr(0x2460 + number - 1) if number <= 20 else f"({number})"


REACH = {"elapsed": 90, "birthday": 30, "anniversary": 30, "silence": 365, "news": 28}
"""Days a slider goes to at least."""


def _days(draft: Draft, rule: Rule, label: str) -> None:
    lowest, most = days_limits(rule.kind)
    longest = min(max(REACH.get(rule.kind, 60), -(-rule.days // 30) * 30), most)
    # Day 0 can be asked for, and is answered in words.
    lowest = 0 if rule.kind in ("elapsed", "silence") else lowest
    _whole(draft, rule, "days", label, lowest, longest, rule.days)


def _whole(
    draft: Draft,
    rule: Rule,
    name: str,
    label: str,
    low: int,
    high: int,
    value: int | tuple[int, int],
) -> None:
    key = draft.keys.of(rule.id, name)
    _begin(key, value)
    st.slider(label, low, _end(key, high), key=key, persist_state="session")


def _end(key: str, usual: int) -> int:
    """The end of a slider: what was taken over may lie beyond the usual one.

    It never shrinks: a slider whose end moves is another slider.
    """
    value = st.session_state[key]
    reached = value if isinstance(value, int) else int(value[-1])
    end = max(usual, reached, st.session_state.get(f"{key}.end", 0))
    st.session_state[f"{key}.end"] = end
    return end


def _amount(draft: Draft, rule: Rule, label: str, highest: float) -> None:
    value = major(rule.at_least, draft.currency)
    most = max(major(highest, draft.currency), value * 2, 10)
    step = _step(most)
    key = draft.keys.of(rule.id, "at_least")
    _begin(key, round(value))
    top = int(-(-most // step) * step)
    top = _end(key, top)
    st.slider(label, 0, top, step=step, format="localized", key=key, persist_state="session")


def _step(most: float) -> int:
    """A step of 1, 2, 5, 10, 20 ... that leaves about as many positions as `STEPS`."""
    steps = (digit * 10**power for power in range(9) for digit in (1, 2, 5))
    return next(step for step in steps if most / step <= STEPS)


def _begin(key: str, value: object) -> None:
    """What a widget begins with; what is moved or taken over later stays."""
    st.session_state.setdefault(key, value)


def assumption(draft: Draft) -> tuple[Assumption, float]:
    """How strong the effect is assumed to be; an opinion, and labelled so.

    Returns:
        The assumption; the share of the extra orders that would have come later anyway.
    """
    key = f"triggers.{draft.keys.shop_id}.assumption"
    _begin(key, "standard")
    chosen = st.segmented_control(
        t("Assumed effect"),
        list(ASSUMPTION),
        required=True,
        format_func=lambda code: t(ASSUMPTION[code]),
        help=t("An opinion, no measurement. An experiment tells what is true."),
        key=key,
        wrap=True,
        persist_state="session",
    )
    assumed, pulled = (ASSUMPTIONS.get(chosen, ASSUMPTIONS["standard"]), 0.0)
    if chosen == OWN:
        assumed, pulled = _own(f"{key}.own")
    low, high = (formats.count((end - 1) * 100) for end in (assumed.low, assumed.high))
    st.caption(
        t(
            "{low} to {high} percent more buyers a day while a message is at work.",
            low=low,
            high=high,
        )
    )
    return assumed, pulled


def _own(key: str) -> tuple[Assumption, float]:
    """An interval of one's own, in percent more buyers, and whether half of it only comes early."""
    _begin(key, (0, 30))
    low, high = st.slider(
        t("More buyers a day (%)"), -20, 100, step=5, key=key, persist_state="session"
    )
    half = st.toggle(
        t("Half of the extra orders only come earlier"), key=f"{key}.half", persist_state="session"
    )
    return Assumption(1 + low / 100, 1 + high / 100), 0.5 if half else 0.0


def suggested(draft: Draft, family: str, found: tuple[Suggestion, ...]) -> None:
    """What would suit the shop better, each with its reason, and one tap to take it over."""
    mine = {rule.id: rule for rule in draft.of(family)}
    shown = [each for each in found if each.rule in mine]
    if not shown:
        return
    st.markdown(f"##### {t('Suggested by your own past')}")
    for each in shown:
        st.caption(_reason(draft, mine[each.rule], each))
    st.button(
        t("Take these over"),
        key=draft.keys.of("suggested", family),
        icon=":material/auto_fix_high:",
        on_click=partial(_take, draft, shown),
    )


def _take(draft: Draft, found: list[Suggestion]) -> None:
    for each in found:
        money = each.field == "at_least"
        value = round(major(each.value, draft.currency)) if money else each.value
        st.session_state[draft.keys.of(each.rule, each.field)] = value


def _reason(draft: Draft, rule: Rule, found: Suggestion) -> str:
    name = words.title(rule)
    if found.reason == "before_rise":
        return t(
            "{name}: day {value} instead of {now}. Around day {around} more of your customers "
            "come back.",
            name=name,
            value=found.value,
            now=found.now,
            around=formats.count(found.around),
        )
    if found.reason == "share_of_orders":
        return t(
            "{name}: {value} instead of {now}. {share} of your orders reach it.",
            name=name,
            value=words.money(found.value, draft.currency),
            now=words.money(found.now, draft.currency),
            share=formats.percent(found.share, 0 if found.share >= 0.1 else 1),
        )
    return t(
        "{name}: {value} days instead of {now}. {share} of those who came back were back by then.",
        name=name,
        value=found.value,
        now=found.now,
        share=formats.percent(found.share, 0),
    )


def channels(draft: Draft, rule: Rule) -> None:
    """Ways to contact, in the order they are tried."""
    key = draft.keys.of(rule.id, "channels")
    _begin(key, list(rule.channels))
    st.multiselect(
        t("By which way"),
        CHANNELS,
        format_func=lambda code: t(LABELS[code]),
        key=key,
        placeholder=t("choose at least one"),
        help=t("The first one that is open to a customer is taken."),
        persist_state="session",
    )


def group(shop: Shop, draft: Draft, rule: Rule) -> None:
    """Which customers it is for."""
    names = {"": t("everybody")} | {s.key: s.group.name for s in groups.listed(shop.id)}
    names.setdefault(rule.group, t("a group that is gone"))
    key = draft.keys.of(rule.id, "group")
    _begin(key, rule.group)
    st.selectbox(
        t("For whom"), list(names), format_func=names.__getitem__, key=key, persist_state="session"
    )
