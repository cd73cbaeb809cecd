"""One field per choice that the numbers depend on."""

from dataclasses import asdict, replace
from zoneinfo import available_timezones

import streamlit as st
from babel.dates import get_day_names

from core.journey.ladder import suggested_left_after
from pages.shared import currencies, formats, store
from pages.shared.i18n import language, t
from pages.shared.store import histories, imports, shops


def draw(shop: store.Shop, *, disabled: bool) -> None:
    """The fields with what is stored."""
    left, right = st.columns(2, gap="large")
    with left:
        _currency(shop, disabled=disabled)
        _timezone(shop, disabled=disabled)
        _margin(shop, disabled=disabled)
        _merge(shop, disabled=disabled)
    with right:
        _left_after(shop, disabled=disabled)
        _transit(shop, disabled=disabled)
        _working_days(shop, disabled=disabled)


def save(shop: store.Shop) -> None:
    """Store what was changed in the fields, before the page is drawn anew with it.

    What somebody else has stored since the fields were drawn stays, unless it was changed here.
    """
    shown = asdict(shop.settings)
    changed = {name: value for name, value in _said(shop).items() if value != shown[name]}
    new = replace(shops.settings(shop.id), **changed)
    shops.save_settings(shop.id, new, by=store.require("owner").id)
    st.toast(t("Saved."), icon=":material/check:")


def _said(shop: store.Shop) -> dict[str, object]:
    """The settings that have a field, as the fields stand."""
    state = st.session_state
    margin = state[_key(shop, "margin")]
    return {
        "currency": state[_key(shop, "currency")],
        "timezone": state[_key(shop, "timezone")],
        "merge_same_day": state[_key(shop, "merge")],
        "left_after_days": state[_key(shop, "left_after")],
        "margin_bp": None if margin is None else margin * 100,
        "transit_days": state[_key(shop, "transit")],
        "working_days": tuple(sorted(state[_key(shop, "working_days")])),
    }


def _key(shop: store.Shop, name: str) -> str:
    """Of a field: a new one whenever what is stored has changed, so that nothing old is saved."""
    return f"settings.{name}.{shop.id}.{hash(shop.settings)}"


def _fill(key: str, value: float | None) -> None:
    """What a field begins with. Given as its default, it could never be emptied again."""
    if key not in st.session_state:
        st.session_state[key] = value


def _currency(shop: store.Shop, *, disabled: bool) -> None:
    fixed = not imports.listed(shop.id).empty
    known = shop.settings.currency
    options = (
        currencies.CHOICE if known in (None, *currencies.CHOICE) else (*currencies.CHOICE, known)
    )
    st.selectbox(
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


def _timezone(shop: store.Shop, *, disabled: bool) -> None:
    known = sorted(zone for zone in available_timezones() if "/" in zone)
    zones = known if shop.settings.timezone in known else [shop.settings.timezone, *known]
    st.selectbox(
        t("Time zone"),
        zones,
        index=zones.index(shop.settings.timezone),
        disabled=disabled,
        key=_key(shop, "timezone"),
        persist_state="session",
    )
    st.caption(t("Where a day and a month end. It holds for files uploaded from now on."))


def _margin(shop: store.Shop, *, disabled: bool) -> None:
    known, key = shop.settings.margin_bp, _key(shop, "margin")
    _fill(key, None if known is None else round(known / 100))
    st.number_input(
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


def _merge(shop: store.Shop, *, disabled: bool) -> None:
    st.toggle(
        t("Orders of one customer on one day are one purchase"),
        value=shop.settings.merge_same_day,
        disabled=disabled,
        key=_key(shop, "merge"),
        persist_state="session",
    )
    st.caption(t("Every “second time” depends on it. Money is the same either way."))


def _left_after(shop: store.Shop, *, disabled: bool) -> None:
    history = histories.history(shop.id)
    suggested = None if history.is_empty else suggested_left_after(history)
    key = _key(shop, "left_after")
    _fill(key, shop.settings.left_after_days)
    st.number_input(
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


def _transit(shop: store.Shop, *, disabled: bool) -> None:
    st.number_input(
        t("Days from shipping to arrival"),
        min_value=0,
        max_value=60,
        value=shop.settings.transit_days,
        disabled=disabled,
        key=_key(shop, "transit"),
        persist_state="session",
    )
    st.caption(t("Messages that count from the arrival use it where a file names no such day."))


def _working_days(shop: store.Shop, *, disabled: bool) -> None:
    st.pills(
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


def _weekday(number: int) -> str:
    """The short name of a weekday, 0 = Monday."""
    return get_day_names("abbreviated", locale=language())[number]
