"""The pictures of the page: where the triggers stand, and what the belt does all together.

As in `pages.shared.waits_chart`, a chart is built once from words and limits and then filled with
ever new frames; colours come from the theme.
"""

import altair as alt
import pandas as pd

from pages.shared.waits_chart import TALL, headroom, placed, with_badges

ROWS = alt.NamedData("rows")

BINS = 40


def steps_chart(*, last: float, first: float, across: str, up: str, format_: str) -> alt.LayerChart:
    """Bars from left to right with the triggers as numbered lines on them.

    Draws `rows`: `start`, `until`, `ground` (0), `count`; `badges` as `placed` gives them.

    Args:
        last: end of the axis.
        first: begin of the axis.
        across: title of the axis the triggers stand on.
        up: title of the axis of counts.
        format_: of the numbers on the axis across.
    """
    tips = [
        alt.Tooltip("start:Q", title=across, format=","),
        alt.Tooltip("count:Q", title=up, format=","),
    ]
    axis = alt.Axis(title=up, tickCount=4, tickMinStep=1, domain=False)
    bars = alt.Chart(ROWS).mark_bar(opacity=0.85)
    bars = bars.encode(
        x=_across("start:Q", first, last, across, format_),
        x2="until:Q",
        y=alt.Y("count:Q", axis=axis),
        y2="ground:Q",
        tooltip=tips,
    )
    room = headroom("count", alt.Y("top:Q", axis=axis))
    return with_badges(alt.layer(bars, room), _across("at:Q", first, last, across, format_))


def _across(field: str, first: float, last: float, title: str, format_: str) -> alt.X:
    scale = alt.Scale(domain=[first, last], nice=False, zero=False)
    axis = alt.Axis(title=title, grid=False, tickMinStep=1, format=format_, tickCount=6)
    return alt.X(field, scale=scale, axis=axis)


def months_chart(*, states: tuple[str, ...], month: str, n: str) -> alt.Chart:
    """Contacts by month: written to, and held back.

    Draws `rows`: `month`, `state` (word), `place`, `contacts`.

    Args:
        states: written to, held back by consent, held back otherwise.
        month: title of the axis of months.
        n: title of the axis of counts.
    """
    legend = alt.Legend(
        orient="top", title=None, symbolType="square", labelLimit=220, columns=2, columnPadding=10
    )
    return (
        alt.Chart(ROWS)
        .mark_bar()
        .encode(
            x=alt.X(
                "yearmonth(month):T",
                axis=alt.Axis(format="%Y/%m", title=month, grid=False, labelAngle=0),
            ),
            y=alt.Y("contacts:Q", axis=alt.Axis(title=n, tickMinStep=1, domain=False)),
            color=alt.Color("state:N", scale=alt.Scale(domain=list(states)), legend=legend),
            order=alt.Order("place:Q"),
            tooltip=[
                alt.Tooltip("yearmonth(month):T", format="%Y/%m", title=month),
                alt.Tooltip("state:N", title=" "),
                alt.Tooltip("contacts:Q", title=n, format=","),
            ],
        )
        .properties(height=TALL)
    )


def calendar_chart(*, weekdays: tuple[str, ...], day: str, n: str) -> alt.Chart:
    """Contacts of each day: weeks across, weekdays down, more is deeper.

    Draws `rows`: `week` (its Monday), `weekday` (word), `day`, `contacts`.

    Args:
        weekdays: the words, Monday first.
        day: what a day is called.
        n: what is counted.
    """
    across = alt.Axis(
        format="%-m", title=None, labelOverlap=True, domain=False, ticks=False,
        labelExpr="date(datum.value) <= 7 ? timeFormat(datum.value, '%Y/%m') : ''",
    )  # fmt: skip
    down = alt.Axis(title=None, domain=False, ticks=False)
    return (
        alt.Chart(ROWS)
        .mark_rect(cornerRadius=2)
        .encode(
            x=alt.X("yearmonthdate(week):O", axis=across, scale=alt.Scale(paddingInner=0.12)),
            y=alt.Y(
                "weekday:N",
                sort=list(weekdays),
                axis=down,
                scale=alt.Scale(domain=list(weekdays), paddingInner=0.12),
            ),
            color=alt.Color("contacts:Q", scale=alt.Scale(zero=True), legend=None),
            tooltip=[
                alt.Tooltip("day:T", format="%Y/%m/%d", title=day),
                alt.Tooltip("contacts:Q", title=n, format=","),
            ],
        )
        .properties(height=alt.Step(20))
    )


def bars_of(counts: pd.Series | list[int], start: float = 0, width: float = 1) -> pd.DataFrame:
    """The bars of counts that stand side by side, with air between them."""
    frame = pd.DataFrame({"count": list(counts)})
    frame["start"] = start + width * frame.index
    return frame.assign(until=frame["start"] + 0.85 * width, ground=0)


def centred(counts: list[int], first: int) -> pd.DataFrame:
    """The bars of whole numbers from `first` on, each around its number."""
    return bars_of(counts, first - 0.425, 1)


__all__ = ["BINS", "bars_of", "calendar_chart", "centred", "months_chart", "placed", "steps_chart"]
