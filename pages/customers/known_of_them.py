"""What is known of the customers themselves, and of how many: age, gender, region, breadth."""

from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

from core.customers.attributes import completeness
from core.customers.segments import Choice
from core.stats.intervals import REFERENCE_BELOW
from pages.customers import charts, words
from pages.customers.view import View, history, meant
from pages.shared import customer_words, figure, formats
from pages.shared.figure import Picture
from pages.shared.i18n import t
from pages.shared.store import Shop, traits
from pages.shared.store.histories import day_of
from pages.shared.table import Column, Table

MOST = 8
"""Names of one field that are shown; the others are counted together."""


def draw(shop: Shop, view: View) -> None:
    """How complete each attribute is, and who the customers are by it."""
    seen, mask = history(view), meant(view)
    known = {
        name: Choice(values.codes[mask], values.names)
        if isinstance(values, Choice)
        else values[mask]
        for name, values in traits.attributes(shop.id, seen).items()
    }
    told = completeness({name: known[name] for name in traits.OF_THE_PERSON})
    st.markdown(f"#### {t('What is known of your customers')}")
    st.caption(" ・ ".join(_how_many(row, int(mask.sum())) for row in told.itertuples()))
    st.caption(figure.told(day_of(seen.as_of), int(mask.sum())))
    wide = np.asarray(known["breadth"], np.float64)
    if wide.any():
        kinds = formats.decimal(float(wide.mean()))
        st.caption(t("On average a customer bought {n} kinds of products in a year.", n=kinds))
    there = [
        row.field for row in told.itertuples() if row.known and isinstance(known[row.field], Choice)
    ]
    if not there:
        st.caption(t("Upload a customer list with birthdays or genders to see who they are."))
        return
    name = there[0]
    if len(there) > 1:
        name = st.segmented_control(
            t("Look at"),
            there,
            default=there[0],
            required=True,
            format_func=customer_words.field,
            label_visibility="collapsed",
            key=view.key("attribute"),
        )
    _picture(view, name, known[name])


def _how_many(row: Any, n: int) -> str:  # noqa: ANN401 - a row of a frame
    """Of how many it is known; of few customers only the count is told."""
    share = formats.percent(row.share, 0)
    if n < REFERENCE_BELOW:
        share = t("{known} of {n}", known=formats.count(row.known), n=formats.count(n))
    return f"{customer_words.field(row.field)}: {share}"


def _picture(view: View, name: str, values: Choice) -> None:
    rows = _rows(name, values)
    day = day_of(history(view).as_of)
    n = int((values.codes >= 0).sum())
    said = {"what": customer_words.field(name), "customers": t("Customers")}
    columns = {
        "word": Column(customer_words.field(name)),
        "customers": Column(t("Customers"), "count"),
    }
    figure.figure(
        Picture(charts.attribute_chart, said, {"rows": rows}),
        key="customers.attribute",
        alt_text=words.sentences(
            *(t("{state}: {n}.", state=row.word, n=row.told) for row in rows.itertuples())
        ),
        caption=figure.told(day, n),
        numbers=Table(rows, columns, f"customers-by-{name}-{day}"),
        explained=words.explained("attributes.age_band", "attributes.completeness"),
    )


def _rows(name: str, values: Choice) -> pd.DataFrame:
    """Customers by name of the field; bands of age in their order, others the most first."""
    codes = pd.Series(values.codes[values.codes >= 0]).value_counts()
    if name == "age_band":
        codes = codes.sort_index()
    shown = codes.iloc[:MOST] if name != "age_band" else codes
    rows = [
        (customer_words.choice(name, values.names[int(code)]), int(n)) for code, n in shown.items()
    ]
    if rest := int(codes.iloc[len(shown) :].sum()):
        rows.append((t("all others"), rest))
    frame = pd.DataFrame(rows, columns=["word", "customers"])
    return frame.assign(place=range(len(frame)), told=frame["customers"].map(formats.count))
