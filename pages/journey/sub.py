"""What the sub-pages share: where they draw, and the sentences every one of them needs."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from core.history import History
from core.months import month_start
from core.stats.intervals import REFERENCE_BELOW
from pages.journey import controls, numbers
from pages.journey.controls import Keys
from pages.journey.view import View
from pages.shared import formats
from pages.shared.i18n import language, t, tn
from pages.shared.store import Shop
from pages.shared.store.histories import day_of


@dataclass(frozen=True)
class Page:
    """A sub-page: what it is about and its two places on the screen.

    Attributes:
        shop: the shop.
        view: what is looked at.
        keys: of the widgets.
        known: the whole history.
        answer: the place of sentence, picture, numbers and next step.
        side: the place of what can be set.
    """

    shop: Shop
    view: View
    keys: Keys
    known: History
    answer: DeltaGenerator
    side: DeltaGenerator

    @property
    def day(self) -> date:
        """The day everything is shown as of."""
        return day_of(self.view.as_of)


def begin(page: Page) -> Page:
    """The page with the kind of first purchases it can count: true ones, else apparent ones."""
    midway = numbers.midway_of(page.view)
    if not midway.customers:
        return page
    if not midway.counted:
        return replace(page, view=replace(page.view, firsts="apparent"))
    with page.side:
        apart = st.toggle(
            t("Customers from before"),
            key=page.keys.of("apparent"),
            help=t("Their first purchase may not be in your files. For reference only."),
            persist_state="session",
        )
    return replace(page, view=replace(page.view, firsts="apparent")) if apart else page


def say(sentence: str, *context: str) -> None:
    """The answer in one sentence with the number in it, and what puts it in its place."""
    st.subheader(sentence, anchor=False)
    if context:
        st.caption(sentences(*context))


def notices(page: Page, n: int) -> None:
    """What limits the numbers: few cases, the group chosen, and data that starts midway."""
    limits = controls.described(page.shop, page.view.chosen)
    if limits:
        st.caption(":material/tune: " + t("Only: {group}", group=" ・ ".join(limits)))
    midway = numbers.midway_of(page.view)
    if page.view.firsts == "apparent":
        st.badge(t("for reference: data starts midway"), color="gray")
    elif few(n):
        st.badge(t("for reference"), color="gray")
    if midway.customers and not (page.view.firsts == "apparent" and midway.counted):
        st.caption(":material/history: " + _midway(midway))


def _midway(midway: numbers.Midway) -> str:
    """How many customers are left out, and which older months would bring them in."""
    left_out = tn(
        "{n} customer is left out: the data starts midway, so the first purchase may be missing.",
        "{n} customers are left out: the data starts midway, so first purchases may be missing.",
        midway.customers,
    )
    if not midway.counted:
        left_out = t("The data starts midway, so every first purchase may be missing.")
    firsts = sorted({start for _, start in midway.starts})
    month = formats.month(day_of(int(month_start([firsts[0]])[0])))
    return sentences(
        left_out, t("Upload the orders from before {month} to count them.", month=month)
    )


def few(n: int) -> bool:
    """Whether only counts may be shown."""
    return n < REFERENCE_BELOW


def wait_for(n: int) -> str:
    """What a small shop has to wait for."""
    return t(
        "Shares are shown from {enough} customers on; {more} to go. Until then the counts are "
        "for reference.",
        enough=REFERENCE_BELOW,
        more=formats.count(max(REFERENCE_BELOW - n, 0)),
    )


def sentences(*said: str) -> str:
    """Sentences one after another; Japanese ones need no blank between them."""
    return ("" if language() == "ja" else " ").join(said)


def joined(parts: Sequence[str]) -> str:
    """Facts in one line."""
    return " ・ ".join(parts)


def nobody(page: Page) -> None:
    """The group is empty on that day."""
    say(t("No customer belongs to this group on {day}.", day=formats.day(page.day)))
    controls.everybody(page.keys, leads=True)
