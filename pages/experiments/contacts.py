"""The list to contact: those who get it and may be reached that way, never who is kept aside."""

from functools import partial

import numpy as np
import pandas as pd
import streamlit as st

from core.arrays import Mask
from pages.experiments.finding import Finding
from pages.experiments.view import View
from pages.shared import formats, table
from pages.shared.channels import LABELS
from pages.shared.i18n import t
from pages.shared.store import consents, customers, exports, here
from pages.shared.store.histories import day_of
from pages.shared.table import Column, Table


def draw(view: View, found: Finding) -> None:
    """The way, how many that reaches, and the file."""
    st.markdown(f"#### {t('The list to contact')}")
    channel = st.pills(
        t("How are they contacted?"),
        list(consents.CHANNELS),
        default="email",
        wrap=True,
        format_func=lambda code: t(LABELS[code]),
        key=view.key(f"channel.{found.entry.key}"),
    )
    rows = listed(view, found, channel or "email")
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
    if not len(rows):
        return
    table.download(
        Table(
            rows,
            {
                "name": Column(t("Name")),
                "customer": Column(t("Customer no.")),
                "since": Column(t("Takes part since"), "day"),
            },
            file_name=f"contacts-{found.entry.key}-{day_of(found.today)}",
            complete=partial(_taken, view.shop.id, rows, here.token()),
        ),
        key=view.key(f"list.{found.entry.key}"),
    )


def listed(view: View, found: Finding, channel: str) -> pd.DataFrame:
    """Who gets it and may be contacted that way: (n, 2) `customer`, `since`, the newest first."""
    chosen = ~found.assigned.control & _may(view, found, channel)
    rows = pd.DataFrame(
        {"customer": found.assigned.customer[chosen], "day": found.assigned.day[chosen]}
    ).sort_values(["day", "customer"], ascending=[False, True], ignore_index=True)
    since = pd.to_datetime(rows["day"], unit="D")
    return rows.assign(since=since).drop(columns="day")


def _may(view: View, found: Finding, channel: str) -> Mask:
    """(n,) who of those who take part may be contacted on the channel today."""
    standing = consents.stand(view.shop.id, view.history)
    allowed = view.history.customer[standing.may(channel)]
    return np.isin(found.assigned.customer, allowed)


def _taken(shop_id: int, rows: pd.DataFrame, token: str | None) -> pd.DataFrame:
    """The list for the file; who takes it along is written down first."""
    exports.taken(shop_id, token, what="experiment", count=len(rows), role="staff")
    names = customers.names(shop_id, rows["customer"])
    return rows.assign(name=rows["customer"].map(names).astype("str"))
