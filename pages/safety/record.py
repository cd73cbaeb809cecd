"""Who did what in this shop, newest first."""

from zoneinfo import ZoneInfo

import pandas as pd
import streamlit as st

from pages.safety import words
from pages.shared import formats, table
from pages.shared.i18n import language, t
from pages.shared.store import Shop, audit
from pages.shared.table import Column, Table

MOST = 1000
MOMENTS = {"ja": "YYYY/MM/DD HH:mm", "en": "MMM D, YYYY, HH:mm"}


def draw(shop: Shop) -> None:
    """The newest entries, and a file of them. Names of people stay in the table."""
    st.subheader(t("Who did what"), anchor=False)
    entries = audit.listed(shop.id, most=MOST)
    st.caption(
        t(
            "Fanbelt lets nobody change or delete this record. It holds no data of your customers, "
            "only who did what, and to how many."
        )
    )
    rows = as_rows(entries, ZoneInfo(shop.settings.timezone))
    st.dataframe(
        rows,
        hide_index=True,
        key="safety.record",
        column_config={
            "at": st.column_config.DatetimeColumn(t("Date and time"), format=MOMENTS[language()]),
            "who": st.column_config.TextColumn(t("By whom")),
            "what": st.column_config.TextColumn(t("Act")),
        },
        alt=t("Who did what"),
    )
    if len(entries) == MOST:
        st.caption(t("The newest {n} are shown.", n=formats.count(MOST)))
    columns = {
        "at": Column(t("Date and time")),
        "who": Column(t("By whom")),
        "what": Column(t("Act")),
    }
    table.download(Table(rows, columns, file_name="fanbelt-record"), key="safety.record")


def as_rows(entries: list[audit.Entry], zone: ZoneInfo) -> pd.DataFrame:
    """(n, 3) at: on the shop's clock; who; what."""
    return pd.DataFrame(
        {
            "at": pd.to_datetime([e.at.astimezone(zone).replace(tzinfo=None) for e in entries]),
            "who": pd.Series([words.who(entry) for entry in entries], dtype="str"),
            "what": pd.Series([words.what(entry) for entry in entries], dtype="str"),
        }
    )
