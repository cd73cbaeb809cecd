"""The pictures of the page: a tidy frame in, an Altair chart out. Colours come from the theme.

The theme's categories mean, in their order: went on, still open, drifted away (also: the past,
the usual), act today. A text on a colour takes an end of the theme's scale of blues: 0 reads
on the strong colours, 1 on the pale ones, by day and by night.
"""

from collections.abc import Mapping, Sequence

import altair as alt
import pandas as pd

ROW = 46
TALL = 300
"""Pixels of a picture with its axes; about 90 of them belong to the lower axis."""
BADGE = 22
"""Pixels from one row of badges to the next."""
PHONE = 290
"""Pixels a picture is wide on a phone, without its axis."""

INK = alt.Scale(domain=[0, 1], range="ramp")
BARE = {"domain": False, "ticks": False, "grid": False, "labelFlush": False}


def ladder_chart(
    rows: pd.DataFrame,
    before: pd.DataFrame,
    *,
    states: Sequence[str],
    share: str,
    tips: Mapping[str, str],
) -> alt.LayerChart:
    """Three states of every step as one bar each; an earlier day as a thin bar below.

    Args:
        rows: `label` (two lines, split by |), `step`, `state` (word), `code`, `place` (order of
            the states), `share`, `percent` (text in the bar), `faint` (few cases) and `ink` of
            that text, `aloud` (said of the bar), and what `tips` names.
        before: the same of the earlier day, empty without one.
        states: the words of the states, in the order of the theme's colours.
        share: title of the axis.
        tips: field -> word of what is told of a bar.
    """
    shown = _ladder_places(rows, share) | {
        "opacity": _opacity(0.4),
        "tooltip": _tips(tips),
        "description": "aloud:N",
    }
    picked = alt.selection_point(name="box", fields=["step", "code"], on="click", clear=False)
    bars = (
        alt.Chart(rows)
        .mark_bar(size=18, yOffset=-5, cursor="pointer")
        .encode(color=_states(states), **shown)
        .add_params(picked)
    )
    past = alt.Chart(before).mark_bar(size=5, yOffset=10)
    past = past.encode(color=_states(states, legend=False), **shown)
    said = (
        alt.Chart(rows[rows["place"] == 0].assign(start=0.0))
        .mark_text(align="left", dx=8, yOffset=-5, fontWeight=600, fontSize=13, aria=False)
        .encode(x="start:Q", y=shown["y"], text="percent:N", color=_ink())
    )
    layers = [bars, said] if before.empty else [bars, past, said]
    drawn = alt.layer(*layers).resolve_scale(color="independent")
    return drawn.properties(height=alt.Step(ROW))


def _ladder_places(rows: pd.DataFrame, share: str) -> dict[str, object]:
    """Where the bars lie: shares of one across, steps down."""
    lines = alt.Axis(**BARE, title=None, labelExpr="split(datum.label, '|')", labelLimit=200)
    across = alt.Axis(format="%", grid=False, tickCount=5, domain=False, title=share)
    return {
        "x": alt.X(
            "share:Q",
            scale=alt.Scale(domain=[0, 1]),
            axis=None if rows["faint"].all() else across,  # few cases: counts, no shares
        ),
        "y": alt.Y("label:N", sort=list(dict.fromkeys(rows["label"])), axis=lines),
        "order": alt.Order("place:Q"),
    }


def rates_chart(
    rows: pd.DataFrame, *, series: tuple[str, str], days: str, share: str
) -> alt.LayerChart:
    """Who came back within some horizons, with the range, beside the naive ratio.

    Args:
        rows: `horizon` (word), `value`, `low`, `high`, `naive`, `percent` (word).
        series: what the rate and the naive ratio are called.
        days: title of the axis of horizons.
        share: title of the axis of shares.
    """
    rate, naive = series
    top = float(rows[["high", "value", "naive"]].max().max())
    axis = alt.Axis(format="%", title=share, tickCount=5, domain=False)
    scale = alt.Scale(domain=[0, min(1, top * 1.15) or 1], nice=False)
    x = alt.X(
        "horizon:N",
        sort=list(rows["horizon"]),
        axis=alt.Axis(labelAngle=0, title=days, domain=False),
    )
    # The theme's third colour is wanted second: a name nobody sees takes the place between.
    color = alt.Color(
        "series:N",
        scale=alt.Scale(domain=[rate, "", naive]),
        legend=alt.Legend(
            orient="top",
            title=None,
            values=[rate, naive],
            labelLimit=300,
            symbolOpacity=1,
            symbolType="circle",
        ),
    )
    tips = [alt.Tooltip("horizon:N", title=days), alt.Tooltip("percent:N", title=share)]
    base = alt.Chart(rows.assign(series=rate)).encode(x=x, color=color, tooltip=tips)
    plain = alt.Chart(rows.assign(series=naive)).encode(x=x, color=color)
    y = alt.Y("value:Q", scale=scale, axis=axis)
    return alt.layer(
        base.mark_bar(size=26, opacity=0.22, cornerRadius=5).encode(
            y=alt.Y("low:Q", scale=scale, axis=axis), y2="high:Q"
        ),
        plain.mark_tick(thickness=4, size=44).encode(y=alt.Y("naive:Q", scale=scale, axis=axis)),
        base.mark_point(filled=True, size=130, opacity=1, shape="circle").encode(y=y),
        base.mark_text(dy=-12, fontWeight=600, fontSize=13).encode(
            y=alt.Y("high:Q", scale=scale, axis=axis), text="percent:N"
        ),
    ).properties(height=TALL)


def chance_chart(
    curve: pd.DataFrame, badges: pd.DataFrame, *, longest: int, days: str, share: str
) -> alt.LayerChart:
    """How likely coming back is, day by day, with the days worth writing on.

    Args:
        curve: `day`, `smoothed_chance`.
        badges: `number`, `day`, `own` (the shop's own day, not a usual one).
        longest: last day drawn.
        days: title of the axis of days.
        share: title of the axis of shares.
    """
    shown = curve[(curve["day"] >= 1) & (curve["day"] <= longest)]
    top = float(shown["smoothed_chance"].max()) * 1.3 or 1.0
    base = alt.Chart(shown).encode(
        x=_days(longest, days),
        y=alt.Y(
            "smoothed_chance:Q",
            scale=alt.Scale(domain=[0, top], nice=False),
            axis=alt.Axis(format=".1%", title=share, tickCount=4, domain=False),
        ),
        tooltip=[
            alt.Tooltip("day:Q", title=days),
            alt.Tooltip("smoothed_chance:Q", title=share, format=".2%"),
        ],
    )
    area, line = base.mark_area(opacity=0.18), base.mark_line(strokeWidth=2)
    return _with_badges([area, line], badges, longest, days)


def gaps_chart(
    bars: pd.DataFrame,
    badges: pd.DataFrame,
    *,
    longest: int,
    days: str,
    returns: str,
    faint: bool = False,
) -> alt.LayerChart:
    """How many came back after how many days.

    Args:
        bars: `from_day`, `to_day` (exclusive), `returns`.
        badges: as for `chance_chart`.
        longest: last day drawn.
        days: title of the axis of days.
        returns: title of the axis of counts.
        faint: few cases, they stand back.
    """
    shown = bars[bars["from_day"] < longest]
    width = shown["to_day"] - shown["from_day"]
    until = (shown["from_day"] + 0.85 * width).clip(upper=longest)
    shown = shown.assign(until=until, ground=0)
    top = float(shown["returns"].max()) * 1.3 or 1.0
    scale = alt.Scale(domain=[0, top], nice=False)
    axis = alt.Axis(title=returns, tickCount=4, tickMinStep=1, domain=False)
    drawn = alt.Chart(shown).mark_bar(opacity=0.4 if faint else 0.85)
    drawn = drawn.encode(
        x=_days(longest, days, "from_day:Q"),
        x2="until:Q",
        y=alt.Y("returns:Q", scale=scale, axis=axis),
        y2="ground:Q",
        tooltip=_tips({"from_day": days, "returns": returns}),
    )
    return _with_badges([drawn], badges, longest, days)


def _days(longest: int, title: str, field: str = "day:Q") -> alt.X:
    return alt.X(
        field,
        scale=alt.Scale(domain=[0, longest], nice=False),
        axis=alt.Axis(title=title, grid=False, tickMinStep=1),
    )


def _with_badges(
    layers: list[alt.Chart], badges: pd.DataFrame, longest: int, days: str
) -> alt.LayerChart:
    """Numbered badges on lines, on rows of their own where they would touch."""
    if badges.empty:
        return alt.layer(*layers).properties(height=TALL)
    placed = badges.assign(
        level=levels(badges["day"].tolist(), longest),
        kind=badges["own"].map({True: "own", False: "usual"}),
        ink=(~badges["own"]).astype(int),
    )
    bottom = (TALL - 90) / BADGE - 0.5
    rows = alt.Scale(domain=[bottom, -0.5], nice=False, zero=False)
    placed = placed.assign(bottom=bottom)[["number", "day", "level", "bottom", "kind", "ink"]]
    base = alt.Chart(placed).encode(
        x=_days(longest, days), y=alt.Y("level:Q", axis=None, scale=rows)
    )
    # Categories one to four of the theme: the third is the usual, the fourth is to act on.
    color = alt.Color(
        "kind:N", legend=None, scale=alt.Scale(domain=["went_on", "open", "usual", "own"])
    )
    lines = base.mark_rule(strokeWidth=1.5).encode(color=color, y2="bottom:Q")
    discs = base.mark_point(filled=True, size=330, opacity=1, shape="circle").encode(color=color)
    said = base.mark_text(fontSize=12, fontWeight=600).encode(text="number:N", color=_ink())
    marks = alt.layer(lines, discs, said).resolve_scale(color="independent")
    both = alt.layer(alt.layer(*layers), marks)
    return both.resolve_scale(y="independent").properties(height=TALL)


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


def heatmap(cells: pd.DataFrame, *, months: str, tips: Mapping[str, str]) -> alt.LayerChart:
    """Groups by month down, months since across; what is not known yet stays blank.

    Args:
        cells: `group` (word, in order), `month`, `value`, `said` (text in the cell), `faint`
            (few cases), `aloud` (said of the cell), and what `tips` names.
        months: title of the axis of months.
        tips: field -> word of what is told of a cell.
    """
    order = list(dict.fromkeys(cells["group"]))
    top = float(cells.loc[~cells["faint"], "value"].max())
    top = top if top > 0 else float(cells["value"].max()) or 1.0
    inked = cells.assign(ink=((cells["value"] < 0.5 * top) | cells["faint"]).astype(int))
    air = alt.Scale(paddingInner=0.08, paddingOuter=0)
    across = alt.Axis(**BARE, title=months, orient="top", labelAngle=0)
    down = alt.Axis(**BARE, title=None, labelLimit=200, labelOverlap=False)
    base = alt.Chart(inked).encode(
        x=alt.X("month:O", scale=air, axis=across),
        y=alt.Y("group:N", sort=order, scale=air, axis=down),
        tooltip=_tips(tips),
        description="aloud:N",
    )
    squares = base.mark_rect(cornerRadius=3).encode(
        color=alt.Color("value:Q", scale=alt.Scale(domain=[0, top], clamp=True), legend=None),
        opacity=_opacity(0.45),
    )
    said = base.mark_text(fontSize=11, aria=False).encode(text="said:N", color=_ink())
    layers = alt.layer(squares, said).resolve_scale(color="independent")
    return layers.properties(height=alt.Step(27))


def drift_chart(rows: pd.DataFrame, *, states: Sequence[str], month: str, n: str) -> alt.Chart:
    """Customers by the month of their last purchase and how silent they are.

    Args:
        rows: `month`, `state` (word), `place`, `customers`.
        states: the words, in the order of the theme's colours.
        month: title of the axis of months.
        n: title of the axis of counts.
    """
    across = alt.Axis(format="%Y/%m", title=month, grid=False, labelAngle=0)
    chart = (
        alt.Chart(rows)
        .mark_bar()
        .encode(
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
    )
    return chart.properties(height=TALL)


def _states(states: Sequence[str], *, legend: bool = True, columns: int = 3) -> alt.Color:
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
    return alt.Opacity(
        "faint:N", scale=alt.Scale(domain=[False, True], range=[1, faint]), legend=None
    )


def _ink() -> alt.Color:
    return alt.Color("ink:Q", scale=INK, legend=None)


def _tips(tips: Mapping[str, str]) -> list[alt.Tooltip]:
    return [alt.Tooltip(name, title=word) for name, word in tips.items()]
