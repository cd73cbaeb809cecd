"""The picture of coverage: orders per month of every source."""

import altair as alt
import pandas as pd

ROW = 30


def months_chart(months: pd.DataFrame, *, axis: str, month_format: str) -> alt.Chart:
    """Bars of one source; of several one strip each, darker where there are more orders.

    Args:
        months: (k,) rows `source` (its name), `month`, `orders`; months without any are 0.
        axis: what is counted.
        month_format: how months are written on the axis.
    """
    x = alt.X(
        "yearmonth(month):T",
        title=None,
        axis=alt.Axis(format=month_format, grid=False, labelOverlap=True, ticks=False),
    )
    tips = ["source:N", alt.Tooltip("month:T", format=month_format), alt.Tooltip("orders:Q")]
    if len(months["source"].unique()) == 1:
        y = alt.Y("orders:Q", title=axis, axis=alt.Axis(tickCount=3, domain=False, ticks=False))
        bars = alt.Chart(months).mark_bar(cornerRadiusEnd=2)
        return bars.encode(x=x, y=y, tooltip=tips).properties(height=150)
    y = alt.Y("source:N", title=None, axis=alt.Axis(domain=False, ticks=False))
    color = alt.Color("orders:Q", legend=alt.Legend(orient="top", title=axis))
    strips = alt.Chart(months[months["orders"] > 0]).mark_rect(height=ROW * 0.6)
    return strips.encode(x=x, y=y, color=color, tooltip=tips).properties(height=alt.Step(ROW))
