"""The picture of coverage: orders per month of every source."""

import altair as alt
import pandas as pd


def months_chart(months: pd.DataFrame, *, axis: str, month_format: str) -> alt.Chart:
    """Small bars per month, one row per source.

    Args:
        months: (k,) rows `source` (its name), `month`, `orders`.
        axis: unit of the bars.
        month_format: how months are written on the axis.
    """
    return (
        alt.Chart(months)
        .mark_bar(cornerRadiusTopLeft=2, cornerRadiusTopRight=2)
        .encode(
            x=alt.X(
                "yearmonth(month):T",
                title=None,
                axis=alt.Axis(format=month_format, grid=False, labelOverlap=True, ticks=False),
            ),
            y=alt.Y("orders:Q", title=axis, axis=alt.Axis(tickCount=3, domain=False, ticks=False)),
            row=alt.Row(
                "source:N", title=None, header=alt.Header(labelAnchor="start", orient="top")
            ),
        )
        .properties(height=90)
        .resolve_scale(y="independent")
    )
