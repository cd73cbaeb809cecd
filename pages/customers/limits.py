"""Where a band begins: the shop's own limits, those its numbers suggest, or fifths."""

from dataclasses import asdict

import streamlit as st

from core.customers.rfm import CutOffs
from pages.customers import bands
from pages.customers.bands import YEAR, Scale
from pages.customers.view import View
from pages.shared import formats, store
from pages.shared.i18n import mark, t
from pages.shared.store import Shop, weights

WAYS = {
    "cut_offs": mark("By limits"),
    "quantile": mark("By fifths"),
}
SPANS: dict[int | None, str] = {YEAR: mark("last 12 months"), None: mark("all time")}
SCALES = {
    "recency_days": mark("Recent: at most so many days ago"),
    "frequency": mark("Often: at least so many purchases"),
    "amount": mark("Much: at least so much spent"),
}


def choose(shop: Shop, view: View) -> Scale:
    """The way and the span, and the limits one level down."""
    mode = st.segmented_control(
        t("Bands"),
        list(WAYS),
        default="cut_offs",
        required=True,
        format_func=lambda code: t(WAYS[code]),
        help=t("Fifths: five groups of about the same size. Equal customers stay together."),
        key=view.key("bands.mode"),
        persist_state="session",
    )
    days = st.segmented_control(
        t("Often and much of"),
        list(SPANS),
        default=YEAR,
        required=True,
        format_func=lambda span: t(SPANS[span]),
        key=view.key("bands.days"),
        wrap=True,
        persist_state="session",
    )
    stored = weights.cut_offs(shop.id)
    if mode == "cut_offs":
        with st.expander(t("Limits"), icon=":material/straighten:"):
            _form(shop, view, stored or weights.usual_cut_offs(shop.settings.currency), days)
    return Scale(mode, stored, days)


def _form(shop: Shop, view: View, present: CutOffs, days: int | None) -> None:
    """Four limits per scale, and the suggestion from the shop's own numbers."""
    may = shop.role != "viewer"
    unit = 10 ** (formats.minor_digits(shop.settings.currency) if shop.settings.currency else 0)
    with st.form(view.key("limits"), border=False):
        typed = {
            name: _four(view, name, limits, 1 if name != "amount" else unit, disabled=not may)
            for name, limits in asdict(present).items()
        }
        if st.form_submit_button(t("Save"), disabled=not may):
            _save(shop, typed)
    own = bands.suggested(view, days)
    if own != present:
        st.caption(t("Limits from your own customers: about a fifth of them in each band."))
        st.button(
            t("Take them from my own numbers"),
            key=view.key("limits.own"),
            disabled=not may,
            on_click=_take,
            args=(shop, view, own, unit),
        )


def _key(view: View, name: str, place: int) -> str:
    return view.key(f"limit.{name}.{place}")


def _four(
    view: View, name: str, limits: tuple[int, ...], unit: int, *, disabled: bool
) -> tuple[int, ...]:
    """The limits of the bands 5 to 2, in major units on the screen."""
    st.caption(t(SCALES[name]))
    typed = []
    for place, (column, limit) in enumerate(
        zip(st.columns(2) + st.columns(2), limits, strict=True)
    ):
        value = column.number_input(
            t("from band {n}", n=5 - place),
            min_value=0,
            value=int(limit // unit),
            step=1,
            key=_key(view, name, place),
            disabled=disabled,
        )
        typed.append(int(value or 0) * unit)
    return tuple(typed)


def _save(shop: Shop, typed: dict[str, tuple[int, ...]]) -> None:
    """Store the limits, or say which are out of order."""
    try:
        new = CutOffs(**typed)
    except ValueError as error:
        name = str(error).split(" ")[0]
        st.error(t("These limits are out of order: {scale}", scale=t(SCALES[name])))
        return
    weights.save_cut_offs(shop.id, new, by=store.require("staff").id)
    st.toast(t("Saved."), icon=":material/check:")


def _take(shop: Shop, view: View, own: CutOffs, unit: int) -> None:
    weights.save_cut_offs(shop.id, own, by=store.require("staff").id)
    for name, limits in asdict(own).items():
        for place, limit in enumerate(limits):
            st.session_state[_key(view, name, place)] = int(limit // unit)
    st.toast(t("Saved."), icon=":material/check:")
