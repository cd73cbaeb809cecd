"""Groups of customers: made of conditions, counted at once, saved, and looked at everywhere."""

import streamlit as st

from core.customers.fields import READY
from core.customers.segments import FieldGone, Segment
from pages.customers import conditions, known_of_them, listing
from pages.customers.view import View, history
from pages.shared import customer_words, formats, groups, store
from pages.shared.i18n import t, tn
from pages.shared.store import Shop
from pages.shared.store.groups import LONGEST, Saved
from pages.shared.store.histories import day_of
from pages.shared.text import plain


def draw(shop: Shop, view: View) -> None:
    """The conditions with their count, the saved groups, and what is known of customers."""
    answer = st.container()
    _start_from(shop, view)
    segment = conditions.choose(shop, view)
    with answer:
        fits = _say(shop, view, segment)
    if fits is not None and shop.role != "viewer":
        _save_form(shop, view, segment)
    _saved(shop, view)
    known_of_them.draw(shop, view)


def _say(shop: Shop, view: View, segment: Segment) -> int | None:
    """How many customers fit; None where that cannot be told."""
    seen = history(view)
    if not segment.parts:
        st.subheader(t("Who belongs to the group? Add a condition."), anchor=False)
        return None
    try:
        mask = store.groups.mask_of(shop.id, store.groups.draft(segment), seen)
    except FieldGone as error:
        st.warning(customer_words.gone(error.field), icon=":material/rule:")
        return None
    n, all_ = int(mask.sum()), formats.count(seen.n_customers)
    st.subheader(
        tn("{n} customer of {all} fits.", "{n} customers of {all} fit.", n, all=all_), anchor=False
    )
    st.caption(plain(customer_words.segment(segment, shop.settings.currency)))
    return n


def _start_from(shop: Shop, view: View) -> None:
    """Groups to begin with."""
    codes = [code for code in groups.offered(shop.id) if code in READY]
    key = view.key("start")
    st.pills(
        t("Begin with"),
        codes,
        format_func=lambda code: t(customer_words.READY_NAMES[code]),
        key=key,
        wrap=True,
        on_change=_begin,
        args=(shop, view, key),
    )


def _begin(shop: Shop, view: View, key: str) -> None:
    code = st.session_state[key]
    conditions.load(shop, view, READY[code] if code else Segment())


def _save_form(shop: Shop, view: View, segment: Segment) -> None:
    """A name, and whether it follows the data or stays as it is on this day."""
    day = formats.day(day_of(history(view).as_of))
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        st.text_input(t("Name of the group"), max_chars=LONGEST, key=view.key("name"))
        st.segmented_control(
            t("Who belongs to it later"),
            ["live", "dated"],
            default="live",
            required=True,
            format_func=lambda code: {
                "live": t("whoever fits then"),
                "dated": t("those of {day}", day=day),
            }[code],
            wrap=True,
            key=view.key("dated"),
        )
        st.button(
            t("Save the group"),
            type="primary",
            key=view.key("save"),
            on_click=_save,
            args=(shop, view, segment),
        )
    if said := st.session_state.pop(view.key("refused"), None):
        st.error(said)


def _save(shop: Shop, view: View, segment: Segment) -> None:
    name = (st.session_state[view.key("name")] or "").strip()
    known = {saved.group.name for saved in store.groups.listed(shop.id)}
    if not name or name in known:
        st.session_state[view.key("refused")] = (
            t("There is a group of this name already. Choose another one.")
            if name
            else t("Give the group a name.")
        )
        return
    dated = st.session_state[view.key("dated")] == "dated"
    store.groups.save(
        shop.id,
        name,
        segment,
        by=store.require("staff").id,
        snapshot=history(view) if dated else None,
    )
    st.session_state[view.key("name")] = ""
    st.toast(t("Saved. It can be chosen wherever customers are filtered."), icon=":material/check:")


def _saved(shop: Shop, view: View) -> None:
    """The saved groups: who belongs to each now, and what can be done with it."""
    listed = store.groups.listed(shop.id)
    if not listed:
        return
    st.markdown(f"#### {t('Saved groups')}")
    for saved in listed:
        with st.container(border=True, horizontal=True, vertical_alignment="center", gap="small"):
            with st.container(width="stretch", gap=None):
                st.markdown(f"**{plain(saved.group.name)}**")
                st.caption(" ・ ".join(_told(shop, view, saved)))
            _acts(shop, view, saved)


def _told(shop: Shop, view: View, saved: Saved) -> list[str]:
    """How many belong to it, live or of which day, and by what."""
    said = [plain(customer_words.segment(saved.group.segment, shop.settings.currency))]
    if saved.is_live:
        said.insert(0, t("follows the data"))
    else:
        day = formats.day(day_of(saved.group.as_of or 0))
        said.insert(0, t("as it was on {day}", day=day))
    try:
        n = int(store.groups.mask_of(shop.id, saved.group, history(view)).sum())
    except FieldGone as error:
        return [*said, customer_words.gone(error.field)]
    return [tn("{n} customer", "{n} customers", n), *said]


def _acts(shop: Shop, view: View, saved: Saved) -> None:
    key = view.key(f"saved.{saved.key}")
    st.button(
        t("See them"),
        key=f"{key}.see",
        icon=":material/group:",
        type="tertiary",
        on_click=_see,
        args=(view, saved.key),
    )
    if shop.role == "viewer":
        return
    if conditions.fits(saved.group.segment):
        st.button(
            t("Start from it"),
            key=f"{key}.load",
            type="tertiary",
            on_click=conditions.load,
            args=(shop, view, saved.group.segment),
        )
    with st.popover(t("Remove"), type="tertiary", key=f"{key}.ask"):
        st.caption(t("Rules and tests that use it meet nobody from then on."))
        st.button(
            t("Remove the group"), key=f"{key}.remove", on_click=_remove, args=(shop.id, saved.key)
        )


def _see(view: View, key: str) -> None:
    """To everybody of the group, on the first part of the page."""
    st.session_state["customers.sub"] = "who"
    st.session_state[view.key("group")] = key
    listing.choose(view, ranks=(), states=(), near=False)


def _remove(shop_id: int, key: str) -> None:
    store.groups.remove(shop_id, key, by=store.require("staff").id)
    st.toast(t("Removed."))
