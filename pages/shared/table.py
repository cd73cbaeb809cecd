"""Numbers as a table: words and units for the columns, the same on screen and in the CSV file."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import pandas as pd
import streamlit as st

from pages.shared import csv, formats
from pages.shared.i18n import language, t

Kind = Literal["text", "count", "number", "share", "money", "day", "month", "score"]
DAYS = {"ja": ("YYYY/MM/DD", "YYYY/MM"), "en": ("MMM D, YYYY", "MMM YYYY")}


@dataclass(frozen=True)
class Column:
    """How one column is shown: its heading in words, and what its values are.

    Attributes:
        label: heading, in the present language.
        kind: `count` whole number, `number` one digit, `share` 0..1, `money` minor units,
            `score` 0..100 with a bar.
    """

    label: str
    kind: Kind = "text"


@dataclass(frozen=True, eq=False)
class Table:
    """A tidy frame and the columns of it that are shown, in their order.

    Attributes:
        frame: (n, k) as core returns it.
        columns: name in the frame -> how it is shown.
        file_name: of the CSV file, without its ending.
        currency: ISO 4217 code of the money columns.
        complete: the frame of the CSV file where it holds more than the screen, made on demand.
    """

    frame: pd.DataFrame
    columns: Mapping[str, Column]
    file_name: str
    currency: str | None = None
    complete: Callable[[], pd.DataFrame] | None = None


def draw(
    table: Table,
    *,
    key: str,
    alt: str,
    height: int | Literal["auto"] = "auto",
    on_select: Callable[[], None] | None = None,
) -> None:
    """The table on the screen, and the button for the file.

    Args:
        table: what is shown.
        key: unique on the page; another list needs another one where rows can be ticked.
        alt: what the table holds, for those who do not see it.
        height: in pixels.
        on_select: called when a row is ticked; its place stands in the state of `{key}.table`.
    """
    shown = pd.DataFrame(
        {
            name: _on_screen(table.frame[name], column.kind, table.currency)
            for name, column in table.columns.items()
        }
    )
    config = {name: _config(column, table.currency) for name, column in table.columns.items()}
    st.dataframe(
        shown,
        key=f"{key}.table",
        hide_index=True,
        height=height,
        placeholder=formats.MISSING,
        column_config=config,
        alt=alt,
        **_ticked(on_select),
    )
    download(table, key=key)


def _ticked(on_select: Callable[[], None] | None) -> dict[str, Any]:
    """One row at a time, where rows can be ticked."""
    return {} if on_select is None else {"on_select": on_select, "selection_mode": "single-row"}


def download(table: Table, *, key: str) -> None:
    """The button that hands the table over; the file is made when it is asked for."""
    st.download_button(
        t("Save as CSV"),
        data=lambda: as_csv(table),
        file_name=f"{table.file_name}.csv",
        mime=csv.MIME,
        key=f"{key}.csv",
        icon=":material/download:",
        type="tertiary",
        on_click="ignore",
    )


def as_csv(table: Table) -> bytes:
    """The file: headings in words, shares in percent, money in major units."""
    frame = table.frame if table.complete is None else table.complete()
    columns = {
        heading(column, table.currency): _in_file(frame[name], column.kind, table.currency)
        for name, column in table.columns.items()
    }
    return csv.encode(pd.DataFrame(columns))


def heading(column: Column, currency: str | None) -> str:
    """The heading; money names its unit."""
    if column.kind != "money" or currency is None:
        return column.label
    return t("{what} ({currency})", what=column.label, currency=_unit(currency))


def _unit(currency: str) -> str:
    return t("yen") if currency == "JPY" else currency


def _on_screen(values: pd.Series, kind: Kind, currency: str | None) -> pd.Series:
    """Money in major units, shares in percent; the rest as it is, the screen formats it."""
    if kind == "share":
        return values * 100
    return _major(values, currency) if kind == "money" else values


def _in_file(values: pd.Series, kind: Kind, currency: str | None) -> pd.Series:
    """The values as a spreadsheet reads them."""
    if kind == "money":
        return _major(values, currency)
    if kind == "share":
        return values.map(lambda share: f"{share:.1%}", na_action="ignore")
    if kind == "number":
        return values.round(1)
    if kind in ("day", "month"):
        return pd.to_datetime(values).dt.strftime("%Y-%m-%d" if kind == "day" else "%Y-%m")
    return values.round(0).astype("Int64") if kind in ("count", "score") else values


def _major(values: pd.Series, currency: str | None) -> pd.Series:
    """Minor units as major ones, to the minor unit: whole yen, two digits of a dollar."""
    digits = formats.minor_digits(currency) if currency else 0
    whole = values.astype("Float64").round(0)
    return whole.astype("Int64") if digits == 0 else (whole / 10**digits).round(digits)


def _config(column: Column, currency: str | None) -> Any:  # noqa: ANN401 - Streamlit's own type
    """How Streamlit shows the column."""
    kinds = st.column_config
    label = heading(column, currency)
    day, month = DAYS[language()]
    made: dict[Kind, Callable[[], Any]] = {
        "text": lambda: kinds.TextColumn(label),
        "count": lambda: kinds.NumberColumn(label, format="localized"),
        "number": lambda: kinds.NumberColumn(label, format="%.1f"),
        "share": lambda: kinds.NumberColumn(label, format="%.1f%%"),
        "money": lambda: kinds.NumberColumn(label, format="localized"),
        "day": lambda: kinds.DateColumn(label, format=day),
        "month": lambda: kinds.DateColumn(label, format=month),
        "score": lambda: kinds.ProgressColumn(
            label, format="%.0f", min_value=0, max_value=100, width="small"
        ),
    }
    return made[column.kind]()
