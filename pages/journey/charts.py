"""The pictures of the page as Altair charts. Colours come from the theme, data by its name.

A chart is built once from words and limits and then filled with ever new frames, because
building takes longer than all the counting. Each function names the frames it draws.

The theme's categories mean, in their order: went on, still open, drifted away (also: the past,
the usual), act today. A text on a colour takes an end of the theme's scale of blues: 0 reads
on the strong colours, 1 on the pale ones, by day and by night.
"""

import json
from collections.abc import Sequence

import altair as alt
import pandas as pd

Words = tuple[str, ...]
Tips = tuple[tuple[str, str], ...]
"""Field and word of what is told of a mark."""

ROWS = alt.NamedData("rows")
BEFORE = alt.NamedData("before")
BADGES = alt.NamedData("badges")

ROW = 46
TALL = 300
"""Pixels of a picture with its axes; about 90 of them belong to the lower axis."""
BADGE = 22
"""Pixels from one row of badges to the next."""
BOTTOM = (TALL - 90) / BADGE - 0.5
PHONE = 290
"""Pixels a picture is wide on a phone, without its axis."""

INK = alt.Scale(domain=[0, 1], range="ramp")
BARE = {"domain": False, "ticks": False, "grid": False, "labelFlush": False}
LINES = {"labelExpr": "split(datum.label, '|')", "labelLimit": 200}
"""Labels of two lines, split by |."""
FITTING = "bandwidth('x') < 19 ? 0 : bandwidth('x') < 30 ? 10 : 12"
"""Size of a text in a cell: none where it would not fit."""


def ladder_chart(*, states: Words, share: str | None, tips: Tips) -> alt.LayerChart:
    """Three states of every step as one bar each; an earlier day as a thin bar below.

    Draws `rows`: `label` (two lines, split by |), `step`, `state` (word), `code`, `place` (order
    of the states), `share`, `percent` (text in the first bar), `faint` (few cases) and `ink` of
    that text, `aloud` (said of the bar), and what `tips` names; `before`: the same of the
    earlier day, empty without one.

    Args:
        states: the words of the states, in the order of the theme's colours.
        share: title of the axis, None where there are too few cases for shares.
        tips: what is told of a bar.
    """
    shown = _ladder_places(share) | {
        "opacity": _opacity(0.4),
        "tooltip": _tips(tips),
        "description": "aloud:N",
    }
    picked = alt.selection_point(name="box", fields=["step", "code"], on="click", clear=False)
    bars = alt.Chart(ROWS).mark_bar(size=18, yOffset=-5, cursor="pointer")
    bars = bars.encode(color=_states(states), **shown).add_params(picked)
    past = alt.Chart(BEFORE).mark_bar(size=5, yOffset=10, aria=False)
    past = past.encode(color=_states(states, legend=False), **shown)
    said = (
        alt.Chart(ROWS)
        .transform_filter("datum.place == 0")
        .mark_text(align="left", dx=8, yOffset=-5, fontWeight=600, fontSize=13, aria=False)
        .encode(x=alt.XDatum(0), y=shown["y"], text="percent:N", color=_ink())
    )
    drawn = alt.layer(bars, past, said).resolve_scale(color="independent")
    return drawn.properties(height=alt.Step(ROW))


def _ladder_places(share: str | None) -> dict[str, object]:
    """Where the bars lie: shares of one across, steps down."""
    lines = alt.Axis(**BARE, **LINES, title=None)
    across = alt.Axis(format="%", grid=False, tickCount=5, domain=False, title=share)
    return {
        "x": alt.X(
            "share:Q", scale=alt.Scale(domain=[0, 1]), axis=across if share is not None else None
        ),
        "y": alt.Y("label:N", sort=alt.EncodingSortField("step", op="min"), axis=lines),
        "order": alt.Order("place:Q"),
    }


def rates_chart(*, rate: str, naive: str, days: str, share: str) -> alt.LayerChart:
    """Who came back within some horizons, with the range, beside the naive ratio.

    Draws `rows`: `horizon` (days), `within` (word), `value`, `low`, `high`, `naive`, `percent`
    (word).

    Args:
        rate: what the rate is called.
        naive: what the naive ratio is called.
        days: title of the axis of horizons.
        share: title of the axis of shares.
    """
    # The theme's third colour is wanted second: a name nobody sees takes the place between.
    kept = alt.Scale(domain=[rate, "", naive])
    legend = alt.Legend(
        orient="top", title=None, values=[rate, naive], labelLimit=300, symbolOpacity=1
    )
    color = alt.Color("series:N", scale=kept, legend=legend)
    across = alt.Axis(labelAngle=0, title=days, domain=False)
    x = alt.X("within:N", sort=alt.EncodingSortField("horizon", op="min"), axis=across)
    axis = alt.Axis(format="%", title=share, tickCount=5, domain=False)
    tips = _tips((("within", days), ("percent", share)))
    base = alt.Chart(ROWS).transform_calculate(series=json.dumps(rate))
    base = base.encode(x=x, color=color, tooltip=tips)
    plain = alt.Chart(ROWS).transform_calculate(series=json.dumps(naive)).encode(x=x, color=color)

    def y(field: str) -> alt.Y:
        return alt.Y(f"{field}:Q", axis=axis)

    return alt.layer(
        base.mark_bar(size=26, opacity=0.22, cornerRadius=5).encode(y=y("low"), y2="high:Q"),
        plain.mark_tick(thickness=4, size=44).encode(y=y("naive")),
        base.mark_point(filled=True, size=130, opacity=1, shape="circle").encode(y=y("value")),
        base.mark_text(dy=-12, fontWeight=600, fontSize=13, aria=False).encode(
            y=y("high"), text="percent:N"
        ),
        _headroom("high", y("top")),
    ).properties(height=TALL)


def chance_chart(*, longest: int, days: str, share: str) -> alt.LayerChart:
    """How likely coming back is, day by day, with the days worth writing on.

    Draws `rows`: `day`, `smoothed_chance`; `badges` as `placed` gives them.

    Args:
        longest: last day drawn.
        days: title of the axis of days.
        share: title of the axis of shares.
    """
    axis = alt.Axis(format=".1%", title=share, tickCount=4, domain=False)
    tips = [
        alt.Tooltip("day:Q", title=days),
        alt.Tooltip("smoothed_chance:Q", title=share, format=".2%"),
    ]
    base = alt.Chart(ROWS).encode(
        x=_days(longest, days), y=alt.Y("smoothed_chance:Q", axis=axis), tooltip=tips
    )
    area, line = base.mark_area(opacity=0.18), base.mark_line(strokeWidth=2)
    room = _headroom("smoothed_chance", alt.Y("top:Q", axis=axis))
    return _with_badges(alt.layer(area, line, room), longest, days)


def gaps_chart(*, longest: int, days: str, returns: str, faint: bool = False) -> alt.LayerChart:
    """How many came back after how many days.

    Draws `rows`: `from_day`, `until`, `ground` (0), `returns`; `badges` as `placed` gives them.

    Args:
        longest: last day drawn.
        days: title of the axis of days.
        returns: title of the axis of counts.
        faint: few cases, they stand back.
    """
    axis = alt.Axis(title=returns, tickCount=4, tickMinStep=1, domain=False)
    bars = alt.Chart(ROWS).mark_bar(opacity=0.4 if faint else 0.85)
    bars = bars.encode(
        x=_days(longest, days, "from_day:Q"),
        x2="until:Q",
        y=alt.Y("returns:Q", axis=axis),
        y2="ground:Q",
        tooltip=_tips((("from_day", days), ("returns", returns))),
    )
    room = _headroom("returns", alt.Y("top:Q", axis=axis))
    return _with_badges(alt.layer(bars, room), longest, days)


def bars_of(gaps: pd.DataFrame, longest: int) -> pd.DataFrame:
    """The bars of `gaps` (`from_day`, `to_day`, `returns`) up to a day, with air between them."""
    shown = gaps[gaps["from_day"] < longest]
    width = shown["to_day"] - shown["from_day"]
    return shown.assign(until=(shown["from_day"] + 0.85 * width).clip(upper=longest), ground=0)


def _days(longest: int, title: str, field: str = "day:Q") -> alt.X:
    scale = alt.Scale(domain=[0, longest], nice=False)
    return alt.X(field, scale=scale, axis=alt.Axis(title=title, grid=False, tickMinStep=1))


def _with_badges(drawn: alt.LayerChart, longest: int, days: str) -> alt.LayerChart:
    """Numbered badges on lines over a picture of days."""
    rows = alt.Scale(domain=[BOTTOM, -0.5], nice=False, zero=False)
    base = alt.Chart(BADGES).encode(
        x=_days(longest, days), y=alt.Y("level:Q", axis=None, scale=rows)
    )
    # Categories one to four of the theme: the third is the usual, the fourth is to act on.
    kinds = alt.Scale(domain=["went_on", "open", "usual", "own"])
    color = alt.Color("kind:N", legend=None, scale=kinds)
    lines = base.mark_rule(strokeWidth=1.5, aria=False).encode(color=color, y2="bottom:Q")
    discs = base.mark_point(filled=True, size=330, opacity=1, shape="circle").encode(color=color)
    said = base.mark_text(fontSize=12, fontWeight=600, aria=False)
    said = said.encode(text="number:N", color=_ink())
    marks = alt.layer(lines, discs, said).resolve_scale(color="independent")
    return alt.layer(drawn, marks).resolve_scale(y="independent").properties(height=TALL)


def placed(badges: pd.DataFrame, longest: int) -> pd.DataFrame:
    """The badges of `number`, `day` and `own` (the shop's own day) with their places."""
    return pd.DataFrame(
        {
            "number": badges["number"],
            "day": badges["day"],
            "level": levels(badges["day"].tolist(), longest),
            "bottom": BOTTOM,
            "kind": badges["own"].map({True: "own", False: "usual"}),
            "ink": (~badges["own"].astype(bool)).astype(int),
        }
    )


def levels(days: Sequence[int], longest: int) -> list[int]:
    """The row of each badge, 0 on top, so that no two touch even on a phone."""
    apart = longest * BADGE / PHONE
    last: list[float] = []
    rows = dict.fromkeys(sorted(days), 0)
    for day in rows:
        row = next((i for i, seen in enumerate(last) if day - seen >= apart), len(last))
        last[row : row + 1] = [day]
        rows[day] = row
    return [rows[day] for day in days]


def heatmap(*, months: str, tips: Tips) -> alt.LayerChart:
    """Groups by month down, months since across; what is not known yet stays blank.

    Draws `rows`: `cohort`, `group` (two lines, split by |), `month`, `value`, `said` (text in the
    cell) and `ink` of that text, `faint` (few cases), `aloud` (said of the cell), and what `tips`
    names.

    Args:
        months: title of the axis of months.
        tips: what is told of a cell.
    """
    air = alt.Scale(paddingInner=0.08, paddingOuter=0)
    across = alt.Axis(**BARE, title=months, orient="top", labelAngle=0)
    down = alt.Axis(**BARE, **LINES, title=None, labelOverlap=False, labelOffset=-6)
    oldest_first = alt.EncodingSortField("cohort", op="min")
    base = alt.Chart(ROWS).encode(
        x=alt.X("month:O", scale=air, axis=across),
        y=alt.Y("group:N", sort=oldest_first, scale=air, axis=down),
        tooltip=_tips(tips),
        description="aloud:N",
    )
    scale = alt.Scale(zero=True)
    squares = base.mark_rect(cornerRadius=3).encode(
        color=alt.Color("value:Q", scale=scale, legend=None), opacity=_opacity(0.45)
    )
    said = base.mark_text(fontSize=alt.ExprRef(FITTING), aria=False)
    said = said.encode(text="said:N", color=_ink())
    layers = alt.layer(squares, said).resolve_scale(color="independent")
    return layers.properties(height=alt.Step(34))


def drift_chart(*, states: Words, month: str, n: str) -> alt.Chart:
    """Customers by the month of their last purchase and how silent they are.

    Draws `rows`: `month`, `state` (word), `place`, `customers`.

    Args:
        states: the words, in the order of the theme's colours.
        month: title of the axis of months.
        n: title of the axis of counts.
    """
    across = alt.Axis(format="%Y/%m", title=month, grid=False, labelAngle=0)
    chart = alt.Chart(ROWS).mark_bar()
    chart = chart.encode(
        x=alt.X("yearmonth(month):T", axis=across),
        y=alt.Y("customers:Q", axis=alt.Axis(title=n, tickMinStep=1, domain=False)),
        color=_states(states, columns=2),
        order=alt.Order("place:Q"),
        tooltip=[
            alt.Tooltip("yearmonth(month):T", format="%Y/%m", title=month),
            alt.Tooltip("state:N", title=" "),
            alt.Tooltip("customers:Q", title=n, format=","),
        ],
    )
    return chart.properties(height=TALL)


def _headroom(field: str, y: alt.Y) -> alt.Chart:
    """Nothing to be seen, a quarter above the largest value: badges and words need the room."""
    return (
        alt.Chart(ROWS)
        .transform_aggregate(largest=f"max({field})")
        .transform_calculate(top="1.25 * datum.largest")
        .mark_point(opacity=0, aria=False, tooltip=None)
        .encode(y=y)
    )


def _states(states: Words, *, legend: bool = True, columns: int = 3) -> alt.Color:
    """Words of states in the theme's colours, in their order."""
    shown = alt.Legend(
        orient="top",
        title=None,
        symbolType="square",
        symbolSize=90,
        labelFontSize=12,
        labelLimit=220,
        columnPadding=10,
        columns=columns,
    )
    scale = alt.Scale(domain=list(states))
    return alt.Color("state:N", scale=scale, legend=shown if legend else None)


def _opacity(faint: float) -> alt.Opacity:
    """Small numbers stand back."""
    scale = alt.Scale(domain=[False, True], range=[1, faint])
    return alt.Opacity("faint:N", scale=scale, legend=None)


def _ink() -> alt.Color:
    return alt.Color("ink:Q", scale=INK, legend=None)


def _tips(tips: Tips) -> list[alt.Tooltip]:
    return [alt.Tooltip(f"{name}:N", title=word) for name, word in tips]
