"""One field per choice that the numbers depend on."""

from dataclasses import replace
from zoneinfo import available_timezones

import streamlit as st
from babel.dates import get_day_names

from core.journey.ladder import suggested_left_after
from core.shop import Settings
from pages.shared import currencies, formats, store
from pages.shared.i18n import language, t
from pages.shared.store import histories, imports


def draw(shop: store.Shop, *, disabled: bool) -> Settings:
    """The fields with what is stored.

    Returns:
        The settings as the fields stand.
    """
    now = shop.settings
    left, right = st.columns(2, gap="large")
    with left:
        currency = _currency(shop, disabled=disabled)
        timezone = _timezone(shop, disabled=disabled)
        margin = _margin(shop, disabled=disabled)
        merge = _merge(shop, disabled=disabled)
    with right:
        left_after = _left_after(shop, disabled=disabled)
        transit = _transit(shop, disabled=disabled)
        days = _working_days(shop, disabled=disabled)
    return replace(
        now,
        currency=currency,
        timezone=timezone,
        merge_same_day=merge,
        left_after_days=left_after,
        margin_bp=None if margin is None else margin * 100,
        transit_days=transit,
        working_days=tuple(sorted(days)),
    )


def _key(shop: store.Shop, name: str) -> str:
    """Of a field: a new one whenever what is stored has changed, so that nothing old is saved."""
    return f"settings.{name}.{shop.id}.{hash(shop.settings)}"


def _fill(key: str, value: float | None) -> None:
    """What a field begins with. Given as its default, it could never be emptied again."""
    if key not in st.session_state:
        st.session_state[key] = value


def _currency(shop: store.Shop, *, disabled: bool) -> str | None:
    fixed = not imports.listed(shop.id).empty
    known = shop.settings.currency
    options = (
        currencies.CHOICE if known in (None, *currencies.CHOICE) else (*currencies.CHOICE, known)
    )
    chosen = st.selectbox(
        t("Currency"),
        options,
        index=options.index(known) if known else None,
        format_func=currencies.name,
        placeholder=t("as the first file says"),
        disabled=disabled or fixed,
        key=_key(shop, "currency"),
        persist_state="session",
    )
    st.caption(
        t("All amounts are in it. It is fixed as long as there are orders.")
        if fixed
        else t("All amounts are in it.")
    )
    return chosen


def _timezone(shop: store.Shop, *, disabled: bool) -> str:
    known = sorted(zone for zone in available_timezones() if "/" in zone)
    zones = known if shop.settings.timezone in known else [shop.settings.timezone, *known]
    chosen = st.selectbox(
        t("Time zone"),
        zones,
        index=zones.index(shop.settings.timezone),
        disabled=disabled,
        key=_key(shop, "timezone"),
        persist_state="session",
    )
    st.caption(t("Where a day and a month end. It holds for files uploaded from now on."))
    return chosen


def _margin(shop: store.Shop, *, disabled: bool) -> int | None:
    known, key = shop.settings.margin_bp, _key(shop, "margin")
    _fill(key, None if known is None else round(known / 100))
    percent = st.number_input(
        t("Share of a sale that is left after the goods are paid (%)"),
        min_value=0,
        max_value=100,
        value=None,
        step=5,
        placeholder=t("not said yet"),
        disabled=disabled,
        key=key,
        persist_state="session",
    )
    st.caption(t("Whether a message or a reward pays off is counted with it; rough is fine."))
    return percent


def _merge(shop: store.Shop, *, disabled: bool) -> bool:
    chosen = st.toggle(
        t("Orders of one customer on one day are one purchase"),
        value=shop.settings.merge_same_day,
        disabled=disabled,
        key=_key(shop, "merge"),
        persist_state="session",
    )
    st.caption(t("Every “second time” depends on it. Money is the same either way."))
    return chosen


def _left_after(shop: store.Shop, *, disabled: bool) -> int | None:
    history = histories.history(shop.id)
    suggested = None if history.is_empty else suggested_left_after(history)
    key = _key(shop, "left_after")
    _fill(key, shop.settings.left_after_days)
    days = st.number_input(
        t("Days of silence after which a customer counts as drifted away"),
        min_value=1,
        max_value=3650,
        value=None,
        step=10,
        placeholder=t("as your orders suggest"),
        disabled=disabled,
        key=key,
        persist_state="session",
    )
    st.caption(t("Who is “still open” and who has drifted away on every page."))
    if suggested is not None and suggested.n:
        st.caption(
            t(
                "Your orders suggest {days}: nine of ten who came back were back by then.",
                days=formats.days(suggested.days),
            )
        )
    return days


def _transit(shop: store.Shop, *, disabled: bool) -> int:
    days = st.number_input(
        t("Days from shipping to arrival"),
        min_value=0,
        max_value=60,
        value=shop.settings.transit_days,
        disabled=disabled,
        key=_key(shop, "transit"),
        persist_state="session",
    )
    st.caption(t("Messages that count from the arrival use it where a file names no such day."))
    return days


def _working_days(shop: store.Shop, *, disabled: bool) -> list[int]:
    days = st.pills(
        t("Days you work"),
        list(range(7)),
        selection_mode="multi",
        default=list(shop.settings.working_days),
        format_func=_weekday,
        disabled=disabled,
        key=_key(shop, "working_days"),
        persist_state="session",
    )
    st.caption(t("Deadlines such as “within two working days” skip the others."))
    return days


def _weekday(number: int) -> str:
    """The short name of a weekday, 0 = Monday."""
    return get_day_names("abbreviated", locale=language())[number]
