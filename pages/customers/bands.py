"""Everybody by how recently and how often they bought, as a picture, as a table and aloud."""

from dataclasses import dataclass
from datetime import date

import pandas as pd
import streamlit as st

from core.customers.rfm import BANDS, CutOffs, Mode, rfm_facts, rfm_scores, suggested_cut_offs
from core.stats.intervals import REFERENCE_BELOW
from pages.customers import charts, numbers, words
from pages.customers.view import View
from pages.shared import formats
from pages.shared.figure import Picture
from pages.shared.i18n import t
from pages.shared.store import histories, shops, weights
from pages.shared.table import Column, Table

YEAR = 365


@dataclass(frozen=True)
class Scale:
    """How customers are put on the scales.

    Attributes:
        mode: limits, or fifths of the customers.
        cut_offs: the limits, None = the usual ones.
        days: purchases of so many days count, None = of all time.
    """

    mode: Mode = "cut_offs"
    cut_offs: CutOffs | None = None
    days: int | None = YEAR


@st.cache_data(max_entries=8, show_spinner=False)
def _facts(shop_id: int, version: int, as_of: int, days: int | None) -> pd.DataFrame:  # noqa: ARG001 - the version is the key
    return rfm_facts(histories.on(shop_id, as_of), days=days)


def of(view: View, scale: Scale) -> pd.DataFrame:
    """The customers with their bands `r`, `f`, `m`."""
    facts = _facts(view.shop_id, view.version, view.as_of, scale.days)
    limits = scale.cut_offs or weights.usual_cut_offs(shops.settings(view.shop_id).currency)
    return rfm_scores(facts, mode=scale.mode, cut_offs=limits)[numbers.known(view).inside]


@st.cache_data(max_entries=20, show_spinner=False)
def _suggested(shop_id: int, version: int, as_of: int, days: int | None) -> CutOffs:
    return suggested_cut_offs(_facts(shop_id, version, as_of, days))


def suggested(view: View, days: int | None) -> CutOffs:
    """Limits from the shop's own customers."""
    return _suggested(view.shop_id, view.version, view.as_of, days)


def used(view: View) -> tuple[str, ...]:
    """The scales that can be told; without amounts there is no third."""
    return ("r", "f", "m") if numbers.known(view).has_amounts else ("r", "f")


def as_of(view: View) -> int:
    """The day everything is shown as of."""
    return numbers.known(view).as_of


def _cells(frame: pd.DataFrame) -> pd.DataFrame:
    """Customers by both scales: `r`, `f`, `customers`, every pair there can be."""
    every = pd.MultiIndex.from_product([range(1, BANDS + 1)] * 2, names=["r", "f"])
    counts = frame.groupby(["r", "f"]).size()
    return counts.reindex(every, fill_value=0).rename("customers").reset_index()


def picture(frame: pd.DataFrame) -> Picture:
    """Recent upwards, often to the right; the more customers, the deeper."""
    cells = _cells(frame)
    most = max(int(cells["customers"].max()), 1)
    drawn = cells.assign(
        told=cells["customers"].map(formats.count),
        depth=cells["customers"] / most,
        strong=cells["customers"] > most / 2,
        faint=len(frame) < REFERENCE_BELOW,
    )
    said = {
        "recent": t("recent: 5 bought lately, 1 long ago"),
        "often": t("often: 5 many times, 1 seldom"),
        "customers": t("Customers"),
    }
    return Picture(charts.bands_chart, said, {"rows": drawn})


def aloud(frame: pd.DataFrame) -> str:
    """What the picture shows, in sentences."""
    cells = _cells(frame)
    return words.sentences(
        *(
            t("Recent {r}, often {f}: {n}.", r=row.r, f=row.f, n=formats.count(row.customers))
            for row in cells[cells["customers"] > 0].itertuples()
        )
    )


def table(frame: pd.DataFrame, day: date) -> Table:
    """The cells of the picture."""
    columns = {
        "r": Column(t("Recent"), "count"),
        "f": Column(t("Often"), "count"),
        "customers": Column(t("Customers"), "count"),
    }
    cells = _cells(frame)
    return Table(cells[cells["customers"] > 0].iloc[::-1], columns, f"recent-often-{day}")
