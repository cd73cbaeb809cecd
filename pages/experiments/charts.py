"""The pictures of the page as Altair charts. Colours come from the theme, data by its name."""

import altair as alt

ROWS = alt.NamedData("rows")
LINES = {"labelExpr": "split(datum.label, '|')", "labelLimit": 200, "labelFontSize": 13}
"""Labels of two lines, split by |."""


def sides_chart(*, treated: str, control: str, share: str) -> alt.LayerChart:
    """The share of each side as a bar, with where it roughly lies as a line.

    Draws `rows`: `side` (two lines, split by |), `place` (order), `share`, `low`, `high`,
    `percent` (text of the share), `told` (of how many), `aloud`.

    Args:
        treated: the side that got it; takes the theme's first colour.
        control: those kept aside; takes the third.
        share: title of the axis.
    """
    scale = alt.Scale(domain=[treated, " ", control])
    # The dark end of the theme's ramp is the one ink that reads by day and by night.
    ink = alt.Color("ink:Q", scale=alt.Scale(domain=[0, 1], range="ramp"), legend=None)
    y = alt.Y(
        "side:N",
        sort=alt.EncodingSortField("place", "min"),
        axis=alt.Axis(title=None, domain=False, ticks=False, **LINES),
    )
    axis = alt.Axis(format="%", title=share, tickCount=5, domain=False)
    tips = [alt.Tooltip("told:N", title=share)]
    base = alt.Chart(ROWS).encode(y=y, tooltip=tips)
    bars = base.mark_bar(size=26).encode(
        x=alt.X("share:Q", axis=axis, scale=alt.Scale(zero=True)),
        color=alt.Color("side:N", scale=scale, legend=None),
        description="aloud:N",
    )
    inked = base.transform_calculate(ink="1")
    ranges = inked.mark_rule(strokeWidth=2, opacity=0.6, aria=False).encode(
        x=alt.X("low:Q", axis=axis), x2="high:Q", color=ink
    )
    said = inked.mark_text(align="left", dx=8, fontSize=13, fontWeight=600, aria=False).encode(
        x=alt.X("high:Q", axis=axis), text="percent:N", color=ink
    )
    return (
        alt.layer(bars, alt.layer(ranges, said))
        .resolve_scale(color="independent")
        .properties(height=alt.Step(56))
    )
