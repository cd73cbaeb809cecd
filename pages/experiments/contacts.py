"""The list to contact: those who get it and may be reached that way, never who is kept aside."""

from functools import partial

import pandas as pd
import streamlit as st

from pages.experiments.finding import Finding
from pages.experiments.view import View
from pages.shared import formats, person, table
from pages.shared.channels import LABELS
from pages.shared.i18n import mark, t
from pages.shared.store import (
    SignedOut,
    consents,
    exports,
    here,
    histories,
    people,
    recipients,
    require,
)
from pages.shared.store.histories import day_of
from pages.shared.table import Column, Table

WAYS = {
    "email": ("email",),
    "newsletter": ("email",),
    "line": ("line_name",),
    "sms": ("phone",),
    "call": ("phone",),
    "postcard": ("postal_code", "prefecture", "city", "address"),
}
"""What of a customer a channel needs; a paper in the parcel needs nothing."""
ARRIVES = {
    "email": mark("E-mail"),
    "line_name": mark("LINE name"),
    "phone": mark("Phone"),
    "postal_code": mark("Postal code"),
    "prefecture": mark("Prefecture"),
    "city": mark("City"),
    "address": mark("Address"),
}
SHOWN = 500
"""Rows on the screen; the file holds everybody."""


def draw(view: View, found: Finding) -> None:
    """The way, how many that reaches, who they are, and the file."""
    st.markdown(f"#### {t('The list to contact')}")
    channel = st.pills(
        t("How are they contacted?"),
        list(consents.CHANNELS),
        default="email",
        wrap=True,
        format_func=lambda code: t(LABELS[code]),
        key=view.key(f"channel.{found.entry.key}"),
    )
    channel = channel or "email"
    rows = listed(view, found, channel)
    gets = found.n - found.aside
    st.caption(
        t(
            "{n} of the {gets} who get it may be contacted that way; all of them count. The "
            "{aside} kept aside are not on the list.",
            n=formats.count(len(rows)),
            gets=formats.count(gets),
            aside=formats.count(found.aside),
        )
    )
    if len(rows):
        _draw(view, found, rows, channel)


def _draw(view: View, found: Finding, rows: pd.DataFrame, channel: str) -> None:
    """The first rows on the screen, a person one tap away; all of them in the file."""
    first = rows.head(SHOWN)
    if len(rows) > SHOWN:
        st.caption(t("the first {n} are shown, the file has all", n=formats.count(SHOWN)))
    st.caption(t("Tick a row to open the person."))
    # Rows are ticked by their place: another list is another table, so that nobody is mistaken.
    key = view.key(f"list.{found.entry.key}.{hash((channel, *first['customer']))}")
    table.draw(
        Table(
            _known(view.shop.id, first, channel, by=require("staff").id),
            {
                "name": Column(t("Name")),
                **{where: Column(t(ARRIVES[where])) for where in WAYS.get(channel, ())},
                "customer": Column(t("Customer no.")),
                "since": Column(t("Takes part since"), "day"),
            },
            file_name=f"contacts-{found.entry.key}-{day_of(found.today)}",
            complete=partial(_taken, view.shop.id, rows, here.token(), channel),
        ),
        key=key,
        alt=t("The list to contact"),
        on_select=partial(person.tick, f"{key}.table", first["customer"]),
    )
    person.draw_ticked(view.shop)


def listed(view: View, found: Finding, channel: str) -> pd.DataFrame:
    """Who gets it and may be contacted that way: (n, 2) `customer`, `since`, the newest first."""
    gets = ~found.assigned.control
    rows = pd.DataFrame(
        {"customer": found.assigned.customer[gets], "day": found.assigned.day[gets]}
    ).sort_values(["day", "customer"], ascending=[False, True], ignore_index=True)
    rows = rows.assign(since=pd.to_datetime(rows["day"], unit="D")).drop(columns="day")
    return _reached(view.shop.id, rows, channel)


def _reached(shop_id: int, rows: pd.DataFrame, channel: str) -> pd.DataFrame:
    """Those who may be contacted on the channel at this moment."""
    standing = consents.stand(shop_id, histories.history(shop_id))
    allowed = standing.customer[standing.may(channel)]
    return rows[rows["customer"].isin(allowed)].reset_index(drop=True)


def _taken(shop_id: int, rows: pd.DataFrame, token: str | None, channel: str) -> pd.DataFrame:
    """The list with where it arrives, for the file; who takes it along is written down first.

    Who has refused since the page was drawn is not in it any more.
    """
    going = _reached(shop_id, rows, channel)
    exports.taken(shop_id, token, what="experiment", count=len(going), role="staff")
    taker = people.live(token)
    if taker is None:
        raise SignedOut
    return _known(shop_id, going, channel, by=taker.person.id)


def _known(shop_id: int, rows: pd.DataFrame, channel: str, *, by: int) -> pd.DataFrame:
    """The rows with the names, and what the channel needs of each."""
    known = recipients.contacts(shop_id, rows["customer"], by=by)
    shown = known.reindex(rows["customer"])[["name", *WAYS.get(channel, ())]]
    return rows.assign(**{name: shown[name].to_numpy() for name in shown})
