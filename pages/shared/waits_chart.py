"""Pictures of the days until the next purchase, with numbered badges on the days that count.

Colours come from the theme, data by its name: a chart is built once from words and limits and
then filled with ever new frames. Each function names the frames it draws.
"""

import json
from collections.abc import Sequence

import altair as alt
import pandas as pd

Tips = tuple[tuple[str, str], ...]
"""Field and word of what is told of a mark."""

ROWS = alt.NamedData("rows")
BADGES = alt.NamedData("badges")

TALL = 300
"""Pixels of a picture with its axes; about 90 of them belong to the lower axis."""
BADGE = 22
"""Pixels from one row of badges to the next."""
BOTTOM = (TALL - 90) / BADGE - 0.5
PHONE = 290
"""Pixels a picture is wide on a phone, without its axis."""

INK = alt.Scale(domain=[0, 1], range="ramp")
"""Ends of the theme's blues: 0 reads on strong colours, 1 on pale ones, by day and by night."""


def rates_chart(*, rate: str, naive: str, days: str, share: str) -> alt.LayerChart:
    """Who came back within some horizons, with the range, beside the naive ratio.

    Draws `rows`: `horizon` (days), `within` (word), `value`, `low`, `high`, `naive`, `percent`
    (word).

    Args:
        rate: what the rate is called.
        naive: what the naive ratio is called.
        days: title of the axis of horizons.
        share: title of the axis of shares.
    """
    # The theme's third colour is wanted second: a name nobody sees takes the place between.
    kept = alt.Scale(domain=[rate, "", naive])
    legend = alt.Legend(
        orient="top", title=None, values=[rate, naive], labelLimit=300, symbolOpacity=1
    )
    color = alt.Color("series:N", scale=kept, legend=legend)
    across = alt.Axis(labelAngle=0, title=days, domain=False)
    x = alt.X("within:N", sort=alt.EncodingSortField("horizon", op="min"), axis=across)
    axis = alt.Axis(format="%", title=share, tickCount=5, domain=False)
    tips = _tips((("within", days), ("percent", share)))
    base = alt.Chart(ROWS).transform_calculate(series=json.dumps(rate))
    base = base.encode(x=x, color=color, tooltip=tips)
    plain = alt.Chart(ROWS).transform_calculate(series=json.dumps(naive)).encode(x=x, color=color)

    def y(field: str) -> alt.Y:
        return alt.Y(f"{field}:Q", axis=axis)

    return alt.layer(
        base.mark_bar(size=26, opacity=0.22, cornerRadius=5).encode(y=y("low"), y2="high:Q"),
        plain.mark_tick(thickness=4, size=44).encode(y=y("naive")),
        base.mark_point(filled=True, size=130, opacity=1, shape="circle").encode(y=y("value")),
        base.mark_text(dy=-12, fontWeight=600, fontSize=13, aria=False).encode(
            y=y("high"), text="percent:N"
        ),
        headroom("high", y("top")),
    ).properties(height=TALL)


def chance_chart(*, longest: int, days: str, share: str) -> alt.LayerChart:
    """How likely coming back is, day by day, with the days worth writing on.

    Draws `rows`: `day`, `smoothed_chance`; `badges` as `placed` gives them.

    Args:
        longest: last day drawn.
        days: title of the axis of days.
        share: title of the axis of shares.
    """
    axis = alt.Axis(format=".1%", title=share, tickCount=4, domain=False)
    tips = [
        alt.Tooltip("day:Q", title=days),
        alt.Tooltip("smoothed_chance:Q", title=share, format=".2%"),
    ]
    base = alt.Chart(ROWS).encode(
        x=_days(longest, days), y=alt.Y("smoothed_chance:Q", axis=axis), tooltip=tips
    )
    area, line = base.mark_area(opacity=0.18), base.mark_line(strokeWidth=2)
    room = headroom("smoothed_chance", alt.Y("top:Q", axis=axis))
    return with_badges(alt.layer(area, line, room), _days(longest, days, "at:Q"))


def gaps_chart(*, longest: int, days: str, returns: str, faint: bool = False) -> alt.LayerChart:
    """How many came back after how many days.

    Draws `rows`: `from_day`, `until`, `ground` (0), `returns`; `badges` as `placed` gives them.

    Args:
        longest: last day drawn.
        days: title of the axis of days.
        returns: title of the axis of counts.
        faint: few cases, they stand back.
    """
    axis = alt.Axis(title=returns, tickCount=4, tickMinStep=1, domain=False)
    bars = alt.Chart(ROWS).mark_bar(opacity=0.4 if faint else 0.85)
    bars = bars.encode(
        x=_days(longest, days, "from_day:Q"),
        x2="until:Q",
        y=alt.Y("returns:Q", axis=axis),
        y2="ground:Q",
        tooltip=_tips((("from_day", days), ("returns", returns))),
    )
    room = headroom("returns", alt.Y("top:Q", axis=axis))
    return with_badges(alt.layer(bars, room), _days(longest, days, "at:Q"))


def bars_of(gaps: pd.DataFrame, longest: int) -> pd.DataFrame:
    """The bars of `gaps` (`from_day`, `to_day`, `returns`) up to a day, with air between them."""
    shown = gaps[gaps["from_day"] < longest]
    width = shown["to_day"] - shown["from_day"]
    return shown.assign(until=(shown["from_day"] + 0.85 * width).clip(upper=longest), ground=0)


def _days(longest: int, title: str, field: str = "day:Q") -> alt.X:
    scale = alt.Scale(domain=[0, longest], nice=False)
    return alt.X(field, scale=scale, axis=alt.Axis(title=title, grid=False, tickMinStep=1))


def with_badges(drawn: alt.LayerChart, x: alt.X) -> alt.LayerChart:
    """Numbered badges on lines over a picture; draws `badges` as `placed` gives them.

    Args:
        drawn: the picture.
        x: its axis across, asking for the field `at` of the badges.
    """
    rows = alt.Scale(domain=[BOTTOM, -0.5], nice=False, zero=False)
    base = alt.Chart(BADGES).encode(x=x, y=alt.Y("level:Q", axis=None, scale=rows))
    # Categories one to four of the theme: the third is the usual, the fourth is to act on.
    kinds = alt.Scale(domain=["went_on", "open", "usual", "own"])
    color = alt.Color("kind:N", legend=None, scale=kinds)
    lines = base.mark_rule(strokeWidth=1.5, aria=False).encode(color=color, y2="bottom:Q")
    discs = base.mark_point(filled=True, size=330, opacity=1, shape="circle").encode(color=color)
    said = base.mark_text(fontSize=12, fontWeight=600, aria=False)
    said = said.encode(text="number:N", color=_ink())
    marks = alt.layer(lines, discs, said).resolve_scale(color="independent")
    return alt.layer(drawn, marks).resolve_scale(y="independent").properties(height=TALL)


def placed(badges: pd.DataFrame, longest: float, *, of: str = "day") -> pd.DataFrame:
    """The badges of `number`, `own` (to act on) and where they stand, with their places.

    Args:
        badges: the frame.
        longest: end of the axis.
        of: the column that says where they stand.
    """
    return pd.DataFrame(
        {
            "number": badges["number"],
            "at": badges[of],
            "level": levels(badges[of].tolist(), longest),
            "bottom": BOTTOM,
            "kind": badges["own"].map({True: "own", False: "usual"}),
            "ink": (~badges["own"].astype(bool)).astype(int),
        }
    )


def levels(places: Sequence[float], longest: float) -> list[int]:
    """The row of each badge, 0 on top, so that no two touch even on a phone."""
    apart = longest * BADGE / PHONE
    last: list[float] = []
    rows = dict.fromkeys(sorted(places), 0)
    for place in rows:
        row = next((i for i, seen in enumerate(last) if place - seen >= apart), len(last))
        last[row : row + 1] = [place]
        rows[place] = row
    return [rows[place] for place in places]


def headroom(field: str, y: alt.Y) -> alt.Chart:
    """Nothing to be seen, a quarter above the largest value: badges and words need the room."""
    return (
        alt.Chart(ROWS)
        .transform_aggregate(largest=f"max({field})")
        .transform_calculate(top="1.25 * datum.largest")
        .mark_point(opacity=0, aria=False, tooltip=None)
        .encode(y=y)
    )


def _ink() -> alt.Color:
    return alt.Color("ink:Q", scale=INK, legend=None)


def _tips(tips: Tips) -> list[alt.Tooltip]:
    return [alt.Tooltip(f"{name}:N", title=word) for name, word in tips]
