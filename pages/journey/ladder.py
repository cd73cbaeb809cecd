"""The repeat ladder as a picture, as a table and aloud."""

from datetime import date

import pandas as pd

from core.journey.ladder import Ladder
from pages.journey import charts, sub, words
from pages.shared import formats
from pages.shared.figure import Picture
from pages.shared.i18n import t, tn
from pages.shared.store.histories import day_of
from pages.shared.table import Column, Table

COLOURED = ("went_on", "open", "left")
"""The states in the order of the theme's colours."""


def picture(now: Ladder, before: Ladder | None) -> Picture:
    """The bars of a day, and thin ones of an earlier day."""
    labels = _labels(now)
    rows = _bars(now, labels)
    past = _bars(before, labels) if before else rows.iloc[:0]
    said = {
        "states": tuple(t(words.STATES[code]) for code in COLOURED),
        "share": None if sub.few(now.n) else t("of those who got that far"),
        "tips": (
            ("what", t("Purchases")),
            ("state", t("What came after")),
            ("told", t("Customers")),
        ),
    }
    return Picture(charts.ladder_chart, said, {"rows": rows, "before": past})


def _labels(now: Ladder) -> dict[int, str]:
    """The two lines before each bar, by step."""
    reached = now.steps[["step", "reached"]].itertuples(index=False)
    return {
        step: f"{words.nth(step)}|{tn('{n} person', '{n} people', int(n))}" for step, n in reached
    }


def _bars(seen: Ladder, labels: dict[int, str]) -> pd.DataFrame:
    """One row per bar, only of steps that have a label."""
    return pd.DataFrame(
        [
            _bar(row, place, code) | {"label": labels[row["step"]]}
            for row in seen.steps.to_dict("records")
            for place, code in enumerate(COLOURED)
            if row["step"] in labels
        ]
    )


def _bar(row: dict, place: int, code: str) -> dict[str, object]:
    """A part of a bar; of few cases only the count is told."""
    few, state, what = sub.few(row["reached"]), t(words.STATES[code]), words.nth(row["step"])
    n, share = formats.count(row[code]), formats.percent(row[f"{code}_share"], 0)
    told = n if few else f"{n} ({share})"
    return {
        "step": row["step"],
        "what": what,
        "place": place,
        "code": code,
        "state": state,
        "share": row[f"{code}_share"],
        "faint": few,
        "ink": int(few),
        "percent": n if few else share,
        "told": told,
        "aloud": f"{what}, {state}: {told}",
    }


def aloud(now: Ladder) -> str:
    """What the picture shows, in sentences."""
    said = [
        t(
            "After purchase {k}: of {n} customers {went_on} bought again, {open} are still open, "
            "{left} have drifted away.",
            k=row["step"],
            n=formats.count(row["reached"]),
            **{code: formats.count(row[code]) for code in COLOURED},
        )
        for row in now.steps.to_dict("records")
    ]
    return sub.sentences(*said)


def table(now: Ladder, before: Ladder | None, day: date) -> Table:
    """Counts and shares of every step, and the share of the earlier day."""
    columns = {
        "step": Column(t("Purchase"), "count"),
        "reached": Column(t("Got that far"), "count"),
    }
    for code in COLOURED:
        word = t(words.STATES[code])
        columns[code] = Column(word, "count")
        columns[f"{code}_share"] = Column(t("{state}, share", state=word), "share")
    frame = now.steps
    if before is not None:
        past = before.steps.set_index("step")
        told = past["went_on_share"].mask(past["reached"].map(sub.few))
        frame = frame.assign(before=frame["step"].map(told))
        columns["before"] = _past_column(before)
    shares = [name for name, column in columns.items() if column.kind == "share"]
    few = frame["reached"].map(sub.few)
    frame = frame.assign(**{name: frame[name].mask(few) for name in shares})
    return Table(frame, columns, f"ladder-{day}")


def _past_column(before: Ladder) -> Column:
    day = formats.day(day_of(before.as_of))
    state = t(words.STATES["went_on"])
    return Column(t("{state}, share on {day}", state=state, day=day), "share")
