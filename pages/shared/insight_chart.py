"""The picture of the first insight: how many went on after each purchase."""

import altair as alt
import pandas as pd

BAR = 14


def ladder_chart(steps: pd.DataFrame, *, states: list[str], axis: str) -> alt.LayerChart:
    """One bar per step, cut into the three states.

    Args:
        steps: (3k,) rows `step`, `state`, `place` (order within the bar), `customers`, `share`,
            and `told`, what stands at the end of the bar, in the first row of each step.
        states: the words of `state`: went on, still open, drifted away.
        axis: what the shares are shares of.
    """
    names = list(dict.fromkeys(steps["step"]))
    y = alt.Y("step:N", sort=names, title=None, axis=alt.Axis(domain=False, ticks=False))
    bars = (
        alt.Chart(steps)
        .mark_bar(size=BAR)
        .encode(
            y=y,
            x=alt.X(
                "share:Q",
                title=axis,
                scale=alt.Scale(domain=[0, 1.25]),
                axis=alt.Axis(
                    format="%",
                    values=[0, 0.25, 0.5, 0.75, 1],
                    grid=False,
                    domain=False,
                    ticks=False,
                ),
            ),
            color=alt.Color(
                "state:N",
                scale=alt.Scale(domain=states),
                legend=alt.Legend(orient="top", title=None, symbolType="square"),
            ),
            order="place:Q",
        )
    )
    told = (
        alt.Chart(steps.dropna(subset="told"))
        .mark_text(align="left", dx=8)
        .encode(y=y, x=alt.datum(1), text="told:N")
    )
    return (bars + told).properties(height=alt.Step(BAR * 2.2))
