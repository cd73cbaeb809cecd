"""The fan ladder as a picture, as a table and aloud."""

import pandas as pd

from core.customers.levels import AMBASSADOR
from core.journey.drift import STATES
from core.stats.intervals import REFERENCE_BELOW
from pages.customers import charts, numbers, words
from pages.customers.view import View
from pages.shared import formats
from pages.shared.figure import Picture
from pages.shared.i18n import t, tn
from pages.shared.store.histories import day_of
from pages.shared.table import Column, Table

COLOURED = ("active", "watch", "drifted", "at_risk")
"""The states in the order of the theme's colours."""
IN_ORDER = ("active", "watch", "unknown", "at_risk", "drifted")
"""The states from left to right."""


def bars(view: View) -> pd.DataFrame:
    """The bars of every rank there is; ambassadors once somebody can be one."""
    frame = numbers.bars(view)
    shown = (frame["rank"] < AMBASSADOR) | (frame["reached"] > 0)
    return frame[shown]


def picture(view: View) -> Picture:
    """One bar per rank, from buying as usual to drifted away."""
    tell = numbers.known(view).can_tell
    rows = bars(view)
    rows = rows[rows["customers"] > 0]
    coloured = tuple(t(words.STATE[code]) for code in COLOURED)
    if not tell:  # the second colour is that of what is still open
        coloured = (" ", t(words.STATE["unknown"]), "  ", "   ")
    said = {
        "states": coloured,
        "shown": tuple(word for word in coloured if word.strip()),
        "share": t("share of the customers of this rank"),
        "tips": (("what", t("Rank")), ("state", t("State")), ("told", t("Customers"))),
    }
    drawn = pd.DataFrame([_bar(row) for row in rows.to_dict("records")])
    return Picture(charts.ranks_chart, said, {"rows": drawn})


def _bar(row: dict) -> dict[str, object]:
    """A part of a bar; of few cases only the count is told."""
    code, what, n = STATES[row["state"]], words.rank(row["rank"]), formats.count(row["customers"])
    few = row["reached"] < REFERENCE_BELOW
    told = n if few else f"{n} ({formats.percent(row['share'], 0)})"
    people = tn("{n} person", "{n} people", int(row["reached"]))
    return {
        "label": f"{what}|{people}",
        "rank": row["rank"],
        "what": what,
        "code": code,
        "state": t(words.STATE[code]),
        "place": IN_ORDER.index(code),
        "share": row["share"],
        "faint": few,
        "told": told,
        "aloud": f"{what}, {t(words.STATE[code])}: {told}",
    }


def aloud(view: View) -> str:
    """What the picture shows, in sentences."""
    return words.sentences(
        *(
            t("{state}: {n}.", state=words.rank(row.rank), n=formats.count(row.reached))
            for row in bars(view).drop_duplicates("rank").itertuples()
        )
    )


def table(view: View) -> Table:
    """Customers by rank and state."""
    frame = bars(view).pivot_table(index="rank", columns="state", values="customers", aggfunc="sum")
    frame.columns = [STATES[place] for place in frame.columns]
    frame = frame.assign(customers=frame.sum(axis=1)).reset_index()
    tell = numbers.known(view).can_tell
    shown = IN_ORDER if tell else ("unknown",)
    columns = {"word": Column(t("Rank")), "customers": Column(t("Customers"), "count")}
    for code in shown:
        if frame[code].any() or code != "unknown":
            columns[code] = Column(t(words.STATE[code]), "count")
    frame["word"] = frame["rank"].map(words.rank).astype("str")
    day = day_of(numbers.known(view).as_of)
    return Table(frame.iloc[::-1], columns, f"ranks-{day}")
