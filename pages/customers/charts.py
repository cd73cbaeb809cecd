"""The pictures of the page as Altair charts. Colours come from the theme, data by its name.

The theme's categories mean, in their order: went on, still open, drifted away, act today.
"""

import json

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


def past_chart(*, actual: str, predicted: str, bought: str, per_customer: str) -> alt.LayerChart:
    """What came as bars, what was foretold as a mark on each.

    Draws `rows`: `place` (order), `bought` (word), `actual`, `predicted` (per customer), `came`,
    `foretold` (texts of them), `faint` (few cases).

    Args:
        actual: what came.
        predicted: what was foretold.
        bought: title of the scale to the right.
        per_customer: title of the scale upwards.
    """
    x = alt.X(
        "bought:N",
        sort=alt.EncodingSortField("place", "min"),
        axis=alt.Axis(title=bought, labelAngle=0, domain=False, ticks=False),
    )
    axis = alt.Axis(title=per_customer, tickCount=4, domain=False)
    # The theme's third colour is wanted second: a name nobody sees takes the place between.
    scale = alt.Scale(domain=[actual, " ", predicted])
    legend = alt.Legend(orient="top", title=None, values=[actual, predicted], symbolOpacity=1)
    color = alt.Color("series:N", scale=scale, legend=legend)
    faint = alt.Opacity(
        "faint:N", scale=alt.Scale(domain=[False, True], range=[1, 0.4]), legend=None
    )
    tips = [
        alt.Tooltip("bought:N", title=bought),
        alt.Tooltip("foretold:N", title=predicted),
        alt.Tooltip("came:N", title=actual),
    ]
    base = alt.Chart(ROWS).encode(x=x, color=color, opacity=faint, tooltip=tips)
    bars = base.transform_calculate(series=json.dumps(actual)).mark_bar(size=26)
    marks = base.transform_calculate(series=json.dumps(predicted)).mark_tick(thickness=5, size=44)
    return alt.layer(
        bars.encode(y=alt.Y("actual:Q", axis=axis)),
        marks.encode(y=alt.Y("predicted:Q", axis=axis)),
    ).properties(height=280)


def months_chart(*, month: str, spent: str, people: str) -> alt.Chart:
    """What each group by first month has spent so far per customer.

    Draws `rows`: `cohort` (month), `spent` (major units), `told` (text of it), `people` (text),
    `faint` (few cases).

    Args:
        month: title of the axis of months.
        spent: title of the axis of money.
        people: what the groups hold.
    """
    across = alt.Axis(format="%Y/%m", title=month, grid=False, labelAngle=0)
    faint = alt.Scale(domain=[False, True], range=[1, 0.4])
    bars = alt.Chart(ROWS).mark_bar(cornerRadiusEnd=2)
    return bars.encode(
        x=alt.X("yearmonth(cohort):T", axis=across),
        y=alt.Y("spent:Q", axis=alt.Axis(title=spent, tickCount=4, domain=False)),
        opacity=alt.Opacity("faint:N", scale=faint, legend=None),
        tooltip=[
            alt.Tooltip("yearmonth(cohort):T", format="%Y/%m", title=month),
            alt.Tooltip("told:N", title=spent),
            alt.Tooltip("people:N", title=people),
        ],
    ).properties(height=280)


def attribute_chart(*, what: str, customers: str) -> alt.LayerChart:
    """How many customers have which attribute.

    Draws `rows`: `word`, `place` (order), `customers`, `told` (text of it).

    Args:
        what: the attribute.
        customers: what is counted.
    """
    labels = alt.Axis(**BARE, title=None, labelLimit=160)
    base = alt.Chart(ROWS).encode(
        y=alt.Y("word:N", sort=alt.EncodingSortField("place", "min"), axis=labels),
        x=alt.X("customers:Q", axis=None),
        tooltip=[alt.Tooltip("word:N", title=what), alt.Tooltip("told:N", title=customers)],
    )
    told = base.mark_text(align="left", dx=6, aria=False).encode(text="told:N")
    return alt.layer(base.mark_bar(size=16, cornerRadiusEnd=2), told).properties(
        height=alt.Step(30)
    )


def proof_chart(*, band: str, share: str, expected: str, customers: str) -> alt.LayerChart:
    """Who bought, by score; the line shows where the share roughly lies, the mark what was said.

    Draws `rows`: `band` (word), `place` (order), `share`, `low`, `high`, `foretold`, `told`,
    `people`, `expected` (texts), `faint` (few cases).

    Args:
        band: title of the scale to the right.
        share: title of the scale upwards.
        expected: what the mark is.
        customers: what a band holds.
    """
    x = alt.X(
        "band:N",
        sort=alt.EncodingSortField("place", "min"),
        axis=alt.Axis(title=band, labelAngle=0, domain=False, ticks=False),
    )
    axis = alt.Axis(title=share, format="%", tickCount=4, domain=False)
    faint = alt.Opacity(
        "faint:N", scale=alt.Scale(domain=[False, True], range=[1, 0.4]), legend=None
    )
    tips = [
        alt.Tooltip("band:N", title=band),
        alt.Tooltip("told:N", title=share),
        alt.Tooltip("expected:N", title=expected),
        alt.Tooltip("people:N", title=customers),
    ]
    base = alt.Chart(ROWS).encode(x=x, opacity=faint, tooltip=tips)
    said = base.transform_filter("isValid(datum.foretold)").transform_calculate(
        series=json.dumps(expected)
    )
    scale = alt.Scale(domain=[" ", "  ", expected])  # the third colour of the theme
    ink = alt.Scale(domain=[0, 1], range="ramp")
    return (
        alt.layer(
            base.mark_bar(size=34, cornerRadiusEnd=2).encode(y=alt.Y("share:Q", axis=axis)),
            base.mark_rule(strokeWidth=2, opacity=0.6, aria=False)
            .transform_calculate(ink="1")
            .encode(y="low:Q", y2="high:Q", color=alt.Color("ink:Q", scale=ink, legend=None)),
            said.mark_tick(thickness=4, size=44, aria=False).encode(
                y="foretold:Q", color=alt.Color("series:N", scale=scale, legend=None)
            ),
        )
        .resolve_scale(color="independent")
        .properties(height=260)
    )
