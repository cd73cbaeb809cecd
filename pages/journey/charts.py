"""The pictures of the page as Altair charts. Colours come from the theme, data by its name.

A chart is built once from words and limits and then filled with ever new frames, because
building takes longer than all the counting. Each function names the frames it draws.

The theme's categories mean, in their order: went on, still open, drifted away (also: the past,
the usual), act today. A text on a colour takes an end of the theme's scale of blues: 0 reads
on the strong colours, 1 on the pale ones, by day and by night.
"""

import altair as alt

Words = tuple[str, ...]
Tips = tuple[tuple[str, str], ...]
"""Field and word of what is told of a mark."""

ROWS = alt.NamedData("rows")
BEFORE = alt.NamedData("before")

ROW = 46
TALL = 300
"""Pixels of a picture with its axes."""

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
