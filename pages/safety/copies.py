"""The copies of everything: how old the last one is, and one more on demand."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import streamlit as st

from pages.shared import formats
from pages.shared.i18n import mark, t
from pages.shared.store import Person, Shop, backups
from pages.shared.text import plain

TOO_OLD = timedelta(days=3)
REFUSED = {
    "no_room": mark("There is no room on the disk for a copy. Make some, and try again."),
    "damaged": mark("The data is damaged, so no copy was made. Go back to the last copy."),
}


def draw(shop: Shop, me: Person) -> None:
    """The state of the copies, above a button that may still change it."""
    st.subheader(t("Copies"), anchor=False)
    state = st.container()
    with st.container(horizontal=True, vertical_alignment="center"):
        if st.button(t("Make a copy now"), key="safety.copy", icon=":material/backup:"):
            _make(shop, me)
        with st.popover(t("All copies"), icon=":material/list:", type="tertiary"):
            _list(shop)
        with st.popover(t("To another disk, and back"), icon=":material/help:", type="tertiary"):
            _explain()
    with state:
        _tell()


def _make(shop: Shop, me: Person) -> None:
    try:
        with st.spinner(t("Copying and checking ...")):
            backups.make(shop_id=shop.id, by=me.id)
    except backups.Refused as refusal:
        st.error(t(REFUSED.get(refusal.code, REFUSED["damaged"])), icon=":material/error:")
        return
    st.toast(t("Copied and checked."), icon=":material/check:")


def _tell() -> None:
    """Of when the last copy is; red only where something has to be done."""
    newest = next(iter(backups.listed()), None)
    if newest is None:
        st.info(t("There is no copy yet. The first one is made soon after your first upload."))
    elif backups.age(newest) > TOO_OLD:
        st.error(
            t("The last copy is of {day}. Make one now.", day=formats.day(newest.day)),
            icon=":material/error:",
        )
    else:
        st.markdown(t("The last copy is of **{day}**.", day=formats.day(newest.day)))
    st.caption(
        t(
            "Once a day Fanbelt copies everything, checks the copy, and keeps the last 7 days, "
            "4 weeks and 12 months. None stays for longer than a year."
        )
    )


def _list(shop: Shop) -> None:
    copies = backups.listed()
    if not copies:
        st.caption(t("There is no copy yet."))
    for copy in copies:
        size = t("{n} MB", n=formats.decimal(copy.size / 1_000_000))
        st.caption(f"{formats.day(copy.day)} ・ {_made(copy, shop)} ・ {size}")


def _made(copy: backups.Copy, shop: Shop) -> str:
    """How it was made; the time is told by the shop's clock, as everywhere."""
    if copy.at is None:
        return t("by itself")
    at = datetime.combine(copy.day, copy.at).astimezone(ZoneInfo(shop.settings.timezone))
    return t("by hand, at {time}", time=f"{at:%H:%M}")


def _explain() -> None:
    st.markdown(t("The copies lie in {folder}.", folder=plain(backups.folder())))
    st.markdown(
        t(
            "A broken disk takes them along. Copy everything to another one now and then; Fanbelt "
            "may keep running:"
        )
    )
    st.code("python3 run.py backup --to DIR", language=None)
    st.markdown(t("To go back to a copy, end Fanbelt first. Today's data is kept beside it:"))
    st.code("python3 run.py restore FILE", language=None)
