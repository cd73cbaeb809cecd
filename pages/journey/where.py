"""Where customers fall off: the repeat ladder in three states, and the customers behind it."""

from collections.abc import Sequence

import streamlit as st

from core.journey.ladder import Ladder
from core.stats.survival import Rate
from pages.journey import controls, ladder, numbers, people, sub, words
from pages.journey.numbers import Box
from pages.journey.sub import Page
from pages.shared import figure, formats
from pages.shared.figure import Card
from pages.shared.i18n import t, tn
from pages.shared.store.histories import day_of


def draw(page: Page) -> None:
    """Sentence, ladder, three numbers, and the customers who are still open."""
    page = sub.begin(page)
    with page.side:
        before_day = controls.before(page.keys, page.view, page.known)
        left_after = _left_after(page)
        within = st.toggle(
            t("Within {n} days", n=left_after),
            key=page.keys.of("within"),
            help=t(
                "Customers who bought again, but only after that many days, then count as "
                "drifted away."
            ),
            persist_state="session",
        )
    now = numbers.ladder_of(page.view, left_after, within=within)
    with page.answer:
        if now.n == 0:
            sub.nobody(page)
            return
        before = None
        if before_day is not None:
            before = numbers.ladder_of(page.view.on(before_day), left_after, within=within)
        sub.say(_answer(now), *_context(now, before))
        sub.notices(page, now.n)
        _picture(page, now, before)
        figure.cards(*_cards(page, now))
        _list(page, now)


def _left_after(page: Page) -> int:
    """N, as the owner set it, else as the shop's own waits suggest."""
    suggested = numbers.suggestion(page.view.on(page.known.as_of)).days
    chosen = st.number_input(
        t("Drifted away after (days)"),
        min_value=1,
        max_value=3650,
        value=page.shop.settings.left_after_days or suggested,
        key=page.keys.of("left_after"),
        help=t(
            "Suggested: {n}. Nine in ten of those who came back were back by then.",
            n=formats.days(suggested),
        ),
        persist_state="session",
    )
    return int(chosen or suggested)


def _answer(now: Ladder) -> str:
    first = now.steps.iloc[0]
    if sub.few(now.n):
        return t(
            "{again} of {n} have bought a second time.",
            again=formats.count(first["went_on"]),
            n=tn("{n} customer", "{n} customers", int(first["reached"])),
        )
    share = formats.percent(first["went_on_share"], 0)
    most = now.steps.loc[now.steps["left"].idxmax()]
    if not most["left"]:
        return t("{share} have bought a second time. Nobody has drifted away yet.", share=share)
    if most["step"] == 1:
        return t(
            "{share} have bought a second time. Most drift away after the first purchase.",
            share=share,
        )
    return t(
        "{share} have bought a second time. Most drift away after purchase {k}.",
        share=share,
        k=int(most["step"]),
    )


def _context(now: Ladder, before: Ladder | None) -> list[str]:
    """How common that is, what comes later, and how it was before."""
    if sub.few(now.n):
        return [sub.wait_for(now.n)]
    said = [t("In many shops six of ten buyers buy once.")]
    third = now.steps[now.steps["step"] == 3]
    if len(third) and not sub.few(int(third["reached"].iloc[0])):
        share = formats.percent(third["went_on_share"].iloc[0], 0)
        said.append(t("Of those who bought three times, {share} bought again.", share=share))
    if before is not None and not sub.few(before.n):
        share = formats.percent(before.steps["went_on_share"].iloc[0], 0)
        day = formats.day(day_of(before.as_of))
        said.append(t("On {day} {share} had bought a second time.", day=day, share=share))
    return said


def _picture(page: Page, now: Ladder, before: Ladder | None) -> None:
    notes = [t("thin bars: {day}", day=formats.day(day_of(before.as_of)))] if before else []
    figure.figure(
        ladder.picture(now, before),
        key="journey.ladder",
        alt_text=ladder.aloud(now),
        caption=figure.told(page.day, now.n, *notes),
        numbers=ladder.table(now, before, page.day),
        explained=words.explained(
            "ladder.went_on", "ladder.open", "ladder.left", "ladder.left_after"
        ),
        on_select=lambda: _picked(page),
        selection_mode="box",
    )


def _cards(page: Page, now: Ladder) -> list[Card]:
    """The rate, those still open, and those who came a third time."""
    rate = numbers.returning_of(page.view).curves[0].told_rate(90)
    first = now.steps.iloc[0]
    third = now.steps[now.steps["step"] == 3]
    thrice = int(third["reached"].iloc[0]) if len(third) else 0
    went_on, opened = words.explained("returning.rate", "ladder.open")
    of_second = thrice / first["went_on"] if not sub.few(int(first["went_on"])) else None
    return [
        _rate_card(rate, went_on),
        Card(
            t("Still open after one purchase"),
            tn("{n} person", "{n} people", int(first["open"])),
            t("bought within the last {days}", days=formats.days(now.left_after)),
            opened,
        ),
        Card(
            t("Bought three times"),
            tn("{n} person", "{n} people", thrice),
            t("{share} of those who bought twice", share=formats.percent(of_second, 0))
            if of_second is not None
            else None,
        ),
    ]


def _rate_card(rate: Rate, explained: figure.Explained) -> Card:
    label = t("Purchase {n} within 90 days", n=2)
    if rate.n < 30 or formats.is_missing(rate.value):
        return Card(label, formats.MISSING, t("cannot be told yet"), explained)
    return Card(
        label, formats.percent(rate.value, 1), formats.between(rate.low, rate.high), explained
    )


def _list(page: Page, now: Ladder) -> None:
    """The next step: whom to see, and the customers of any box."""
    still = int(now.steps["open"].iloc[0])
    if still:
        label = tn("See the {n} who can still be won", "See the {n} who can still be won", still)
        st.button(
            label,
            type="primary",
            icon=":material/group:",
            on_click=_open_box,
            args=(page, 1, "open"),
        )
    elif st.button(t("Upload newer orders"), type="primary", icon=":material/upload_file:"):
        st.switch_page("upload/page.py")
    box = _choose_box(page, now.steps["step"].tolist())
    if box is None:
        return
    step, state = box
    people.draw(
        page.shop,
        page.view,
        Box("ladder", step, state, now.left_after, now.within),
        key="journey.people",
        title=t("{purchase}: {state}", purchase=words.nth(step), state=t(words.STATES[state])),
    )


def _choose_box(page: Page, steps: Sequence[int]) -> tuple[int, str] | None:
    """The box whose customers are shown, None until one is picked."""
    st.caption(t("The customers behind each bar: pick one here or in the picture."))
    _settle(page.keys.of("box_step"), steps)
    with st.container(horizontal=True):
        step = st.segmented_control(
            t("Purchase"),
            steps,
            required=True,
            format_func=words.nth,
            label_visibility="collapsed",
            wrap=True,
            key=page.keys.of("box_step"),
        )
        state = st.segmented_control(
            t("What came after"),
            ladder.COLOURED,
            format_func=lambda code: t(words.STATES[code]),
            label_visibility="collapsed",
            wrap=True,
            key=page.keys.of("box_state"),
        )
    return None if state is None else (step, state)


def _settle(key: str, options: Sequence[int]) -> None:
    """The first option where none is set, or one that is no longer there."""
    if st.session_state.get(key) not in options:
        st.session_state[key] = options[0]


def _open_box(page: Page, step: int, state: str) -> None:
    st.session_state[page.keys.of("box_step")] = step
    st.session_state[page.keys.of("box_state")] = state


def _picked(page: Page) -> None:
    """A bar of the picture was picked."""
    picked = st.session_state["journey.ladder.chart"]["selection"].get("box") or []
    if picked:
        _open_box(page, int(picked[0]["step"]), str(picked[0]["code"]))
