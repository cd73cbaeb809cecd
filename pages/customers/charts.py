"""The pictures of the page as Altair charts. Colours come from the theme, data by its name.

The theme's categories mean, in their order: went on, still open, drifted away, act today.
"""

import altair as alt

Words = tuple[str, ...]
Tips = tuple[tuple[str, str], ...]
"""Field and word of what is told of a mark."""

ROWS = alt.NamedData("rows")
ROW = 50
BARE = {"domain": False, "ticks": False, "grid": False, "labelFlush": False}
LINES = {"labelExpr": "split(datum.label, '|')", "labelLimit": 200}
"""Labels of two lines, split by |."""


def ranks_chart(*, states: Words, shown: Words, share: str, tips: Tips) -> alt.Chart:
    """How quiet the customers of each rank are, the highest rank on top.

    Draws `rows`: `label` (two lines, split by |), `rank`, `place` (order of the states),
    `state` (word), `code`, `share`, `faint` (few cases), `aloud`, and what `tips` names.

    Args:
        states: a word for each of the theme's colours.
        shown: those of them the legend names.
        share: title of the axis.
        tips: what is told of a bar.
    """
    legend = alt.Legend(
        orient="top", title=None, values=list(shown), symbolType="square", symbolSize=90,
        labelFontSize=12, labelLimit=220, columns=2, columnPadding=10,
    )  # fmt: skip
    across = alt.Axis(format="%", grid=False, tickCount=5, domain=False, title=share)
    picked = alt.selection_point(name="box", fields=["rank", "code"], on="click", clear=False)
    faint = alt.Scale(domain=[False, True], range=[1, 0.45])
    lines = alt.Axis(**BARE, **LINES, title=None)
    drawn = alt.Chart(ROWS).mark_bar(size=20, cursor="pointer").add_params(picked)
    return drawn.encode(
        x=alt.X("share:Q", scale=alt.Scale(domain=[0, 1]), axis=across),
        y=alt.Y("label:N", sort=alt.EncodingSortField("rank", "min", "descending"), axis=lines),
        color=alt.Color("state:N", scale=alt.Scale(domain=list(states)), legend=legend),
        order=alt.Order("place:Q"),
        opacity=alt.Opacity("faint:N", scale=faint, legend=None),
        tooltip=[alt.Tooltip(f"{name}:N", title=word) for name, word in tips],
        description="aloud:N",
    ).properties(height=alt.Step(ROW))


def bands_chart(*, recent: str, often: str, customers: str) -> alt.LayerChart:
    """How many customers stand where on two scales of 1 to 5.

    Draws `rows`: `r`, `f` (1..5), `customers`, `told` (text of it), `depth` (0..1 of the largest),
    `strong` (deep enough for a light text), `faint` (few cases).

    Args:
        recent: title of the scale upwards.
        often: title of the scale to the right.
        customers: what is counted.
    """
    x = alt.X("f:O", axis=alt.Axis(title=often, labelAngle=0, domain=False, ticks=False))
    y = alt.Y("r:O", sort="descending", axis=alt.Axis(title=recent, domain=False, ticks=False))
    tips = [
        alt.Tooltip("r:O", title=recent),
        alt.Tooltip("f:O", title=often),
        alt.Tooltip("told:N", title=customers),
    ]
    base = alt.Chart(ROWS).encode(x=x, y=y, tooltip=tips)
    ink = alt.Scale(domain=[0, 1], range="ramp")
    # The square root lets small cells differ; the theme's scale deepens with the count.
    boxes = base.mark_rect(cornerRadius=4).encode(
        color=alt.Color("depth:Q", scale=alt.Scale(type="sqrt", domain=[0, 1]), legend=None),
    )
    said = base.mark_text(fontSize=13, fontWeight=600, aria=False).encode(
        text="told:N",
        color=alt.Color("ink:Q", scale=ink, legend=None),
    )
    drawn = alt.layer(boxes, said.transform_calculate(ink="datum.strong ? 0 : 1"))
    return drawn.resolve_scale(color="independent").properties(height=280)
