"""The pictures of the journey page: valid, in the theme's colours, drawing what they are given."""

import json
import re
from collections.abc import Iterator
from itertools import pairwise

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pages.journey import charts
from pages.shared import waits_chart
from pages.shared.figure import Picture

STATES = ("went on", "still open", "drifted away")
TIPS = (("what", "Purchase"), ("told", "Customers"))

LADDER = pd.DataFrame(
    {
        "step": 1, "label": "1|3", "what": "1", "place": [0, 1, 2], "code": ["a", "b", "c"],
        "state": STATES, "share": 1 / 3, "faint": False, "ink": 0, "percent": "33%",
        "told": "1", "aloud": "one",
    }
)  # fmt: skip
RATES = pd.DataFrame(
    {
        "horizon": [30, 60], "within": ["30 days", "60 days"], "value": [0.1, 0.2],
        "low": [0.05, 0.1], "high": [0.2, 0.3], "naive": [0.1, 0.1], "percent": ["10%", "20%"],
    }
)  # fmt: skip
CURVE = pd.DataFrame({"day": [1, 2, 3], "smoothed_chance": [0.1, 0.2, 0.1]})
GAPS = pd.DataFrame({"from_day": [0, 7, 14], "to_day": [7, 14, 21], "returns": [3, 0, 2]})
DAYS = pd.DataFrame({"number": [1, 2, 3, 4], "day": [3, 7, 14, 42], "own": [False] * 3 + [True]})
CELLS = pd.DataFrame(
    {
        "cohort": pd.to_datetime(["2026-01-01"]), "group": "Jan|40", "which": "Jan", "month": 1,
        "value": 0.2, "said": "20", "ink": 1, "faint": False, "told": "8", "aloud": "eight",
    }
)  # fmt: skip
DRIFT = pd.DataFrame(
    {"month": pd.to_datetime(["2026-01-01"]), "state": "quiet", "place": 0, "customers": 5}
)
BADGES = waits_chart.placed(DAYS, 120)

PICTURES = {
    "ladder": Picture(
        charts.ladder_chart,
        {"states": STATES, "share": "share", "tips": TIPS},
        {"rows": LADDER, "before": LADDER},
    ),
    "ladder of few": Picture(
        charts.ladder_chart,
        {"states": STATES, "share": None, "tips": TIPS},
        {"rows": LADDER, "before": LADDER.iloc[:0]},
    ),
    "rates": Picture(
        waits_chart.rates_chart,
        {"rate": "it's the rate", "naive": "simple", "days": "within", "share": "share"},
        {"rows": RATES},
    ),
    "chance": Picture(
        waits_chart.chance_chart,
        {"longest": 120, "days": "days", "share": "share"},
        {"rows": CURVE, "badges": BADGES},
    ),
    "gaps": Picture(
        waits_chart.gaps_chart,
        {"longest": 21, "days": "days", "returns": "returns", "faint": True},
        {"rows": waits_chart.bars_of(GAPS, 21), "badges": BADGES.iloc[:0]},
    ),
    "map": Picture(
        charts.heatmap,
        {"months": "months", "tips": (("which", "Group"), ("told", "Bought"))},
        {"rows": CELLS},
    ),
    "drift": Picture(
        charts.drift_chart,
        {"states": ("usual", "quiet", "gone", "going"), "month": "month", "n": "n"},
        {"rows": DRIFT},
    ),
}


@pytest.fixture(params=PICTURES)
def picture(request: pytest.FixtureRequest) -> Picture:
    return PICTURES[request.param]


def marks(spec: dict) -> Iterator[dict]:
    """Every layer that draws, with the data it inherits."""
    for layer in spec.get("layer", []):
        yield from marks({"data": spec.get("data"), **layer})
    if "mark" in spec:
        yield spec


def fields(encoding: object) -> Iterator[str]:
    if isinstance(encoding, dict):
        if isinstance(encoding.get("field"), str):
            yield encoding["field"]
        for value in encoding.values():
            yield from fields(value)
    if isinstance(encoding, list):
        for value in encoding:
            yield from fields(value)


def made_up(layer: dict) -> set[str]:
    """Fields a layer computes itself."""
    return {step["as"] for step in layer.get("transform", []) if "as" in step}


def test_a_picture_is_valid(picture):
    assert picture.build(**picture.words).to_dict()


def test_a_picture_draws_only_fields_it_is_given(picture):
    spec = picture.spec()
    missing = {
        (layer["data"]["name"], field)
        for layer in marks(spec)
        for field in fields(layer["encoding"])
        if field not in set(picture.data[layer["data"]["name"]]) | made_up(layer)
    }

    assert missing == set()


def test_a_picture_sets_no_colour(picture):
    text = json.dumps(picture.build(**picture.words).to_dict())

    assert re.findall(r"#[0-9a-fA-F]{3,8}\b|\brgba?\(", text) == []
    assert not re.search(r'"(color|fill|stroke)": "(?!independent)', text)


def test_every_axis_that_is_shown_has_a_word(picture):
    for layer in marks(picture.spec()):
        for name in ("x", "y"):
            axis = layer["encoding"].get(name, {}).get("axis")
            if axis and axis.get("labelExpr") is None:
                assert axis["title"]


def test_the_first_three_colours_are_the_three_states():
    spec = PICTURES["ladder"].spec()
    scales = [layer["encoding"]["color"]["scale"] for layer in marks(spec)]

    assert [s["domain"] for s in scales if s["domain"] != [0, 1]] == [list(STATES)] * 2


def test_a_picture_is_built_once_and_filled_anew():
    first = PICTURES["map"]
    second = Picture(first.build, dict(first.words), {"rows": CELLS.assign(value=0.9)})

    one, other = first.spec(), second.spec()

    assert one["datasets"]["rows"]["value"].tolist() == [0.2]
    assert other["datasets"]["rows"]["value"].tolist() == [0.9]
    one["layer"].clear()
    assert first.spec()["layer"]


@pytest.mark.parametrize(
    ("days", "longest", "rows"),
    [([3, 7, 14, 42], 120, [0, 1, 0, 0]), ([3, 7, 14, 362], 392, [0, 1, 2, 0]), ([], 90, [])],
)
def test_badges_that_would_touch_stand_on_rows_of_their_own(days, longest, rows):
    assert waits_chart.levels(days, longest) == rows


@given(st.lists(st.integers(1, 400), max_size=6, unique=True), st.integers(30, 430))
def test_no_two_badges_touch(days, longest):
    apart = longest * waits_chart.BADGE / waits_chart.PHONE
    rows = waits_chart.levels(days, longest)

    for row in set(rows):
        on_it = sorted(day for day, mine in zip(days, rows, strict=True) if mine == row)
        assert all(b - a >= apart for a, b in pairwise(on_it))


def test_bars_leave_air_and_end_with_the_picture():
    bars = waits_chart.bars_of(GAPS, 20)

    assert (bars["until"] < bars["to_day"]).all()
    assert bars["until"].max() <= 20
    assert bars["returns"].tolist() == [3, 0, 2]
