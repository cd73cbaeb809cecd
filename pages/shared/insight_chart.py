"""The picture of the first insight: how many went on after each purchase."""

import altair as alt
import pandas as pd

BAR = 16
INK = alt.Scale(domain=[0, 1], range="ramp")
"""Ends of the theme's blues: 0 reads on the first colour of the states, 1 on the page, by day
and by night."""


def ladder_chart(steps: pd.DataFrame, *, states: list[str], axis: str) -> alt.LayerChart:
    """One bar per step, cut into the three states.

    Args:
        steps: (3k,) rows `step`, `state`, `place` (order within the bar), `share`, and in the
            first row of each step `inside` (the share that went on) and `beside` (of how many).
        states: the words of `state`: went on, still open, drifted away.
        axis: what the shares are shares of.
    """
    names = list(dict.fromkeys(steps["step"]))
    y = alt.Y("step:N", sort=names, title=None, axis=alt.Axis(domain=False, ticks=False))
    x = alt.X(
        "share:Q",
        title=axis,
        scale=alt.Scale(domain=[0, 1]),
        axis=alt.Axis(format="%", tickCount=5, grid=False, domain=False, ticks=False),
    )
    small = {"labelFontSize": 12, "columnPadding": 8}  # three words fit a phone
    legend = alt.Legend(orient="top", title=None, symbolType="square", **small)
    color = alt.Color("state:N", scale=alt.Scale(domain=states), legend=legend)
    bars = alt.Chart(steps).mark_bar(size=BAR).encode(x=x, y=y, color=color, order="place:Q")
    first = steps[steps["place"] == 0]
    ink = alt.Color("ink:Q", scale=INK, legend=None)
    inside = alt.Chart(first.assign(ink=0)).mark_text(align="left", dx=8, fontWeight=600)
    inside = inside.encode(x=alt.datum(0), y=y, text="inside:N", color=ink)
    beside = alt.Chart(first.assign(ink=1)).mark_text(align="left", dx=8)
    beside = beside.encode(x=alt.datum(1), y=y, text="beside:N", color=ink)
    chart = alt.layer(bars, inside, beside).resolve_scale(color="independent")
    return chart.properties(height=alt.Step(BAR * 2.2))
