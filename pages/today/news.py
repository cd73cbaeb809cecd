"""A shop with orders: how old the data is, the one number that moved, and where to go."""

import streamlit as st

from core.journey.ladder import Ladder
from core.journey.moved import Measure, Moved, moved
from pages.shared import formats, insight, made_up, store
from pages.shared.figure import Card, cards
from pages.shared.i18n import mark, t
from pages.shared.store import histories
from pages.today import ages, begin

OLD_DAYS = 14
"""Data older than this misses a whole round of second purchases: a newer file is due."""

MEASURES: dict[Measure, str] = {
    "second": mark("Second purchases"),
    "again": mark("Purchases of returning customers"),
    "new": mark("New customers"),
}


def draw(shop: store.Shop) -> None:
    """Data age, the number that moved, the finding, and one button that leads on."""
    today = store.today(shop.settings.timezone)
    history = histories.history(shop.id)
    found = moved(history)
    st.title(headline(found) if found else t("Today"))
    st.caption(" ・ ".join([formats.weekday(today), *ages.of(shop)]))
    made_up.notice(shop)
    seen = insight.of(history, shop.settings)
    if seen:
        cards(*_cards(found, seen.ladder))
        st.subheader(insight.headline(seen), anchor=False)
        st.caption(insight.rests_on(seen))
    begin.draw(shop)
    _ways(shop)


def headline(found: Moved) -> str:
    """What moved, or that nothing did beyond the usual."""
    if not found.beyond_chance:
        return t("Nothing has moved beyond the usual ups and downs")
    more = found.now > found.before
    return {
        "second": t("More second purchases than the month before")
        if more
        else t("Fewer second purchases than the month before"),
        "again": t("More customers come back than the month before")
        if more
        else t("Fewer customers come back than the month before"),
        "new": t("More new customers than the month before")
        if more
        else t("Fewer new customers than the month before"),
    }[found.measure]


def _cards(found: Moved | None, seen: Ladder) -> list[Card]:
    shown = []
    if found:
        change = formats.count(found.now - found.before)
        sign = "+" if found.now > found.before else ""
        shown.append(
            Card(
                t(MEASURES[found.measure]),
                formats.count(found.now),
                t(
                    "{change} against the {days} before",
                    change=sign + change,
                    days=formats.days(found.days),
                ),
            )
        )
    first = seen.steps.iloc[0]
    still = t("last purchase at most {days} ago", days=formats.days(seen.left_after))
    return [
        *shown,
        Card(t("Number of customers"), formats.count(first["reached"])),
        Card(insight.capital(t("still open")), formats.count(first["open"]), still),
    ]


def _ways(shop: store.Shop) -> None:
    """The next step; where the data is old, a newer file is the next step."""
    day = histories.as_of(shop.id).day
    old = day is not None and (store.today(shop.settings.timezone) - day).days > OLD_DAYS
    if old:
        st.caption(
            t(":red[:material/update:] The data is old. With a newer file you see who came back.")
        )
    with st.container(horizontal=True):
        if st.button(
            t("See where customers fall off, and when"), type="secondary" if old else "primary"
        ):
            st.switch_page("journey/page.py")
        if st.button(t("Upload newer orders"), type="primary" if old else "secondary"):
            st.switch_page("upload/page.py")
