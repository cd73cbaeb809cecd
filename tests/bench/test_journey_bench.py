"""The bench compares like with like: the rivals' numbers are ours."""

import importlib.util
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from core.history import History
from core.journey.cohorts import cohorts
from core.journey.drift import STATES, drift
from core.journey.ladder import ladder
from core.journey.returning import all_spells, gap_histogram, step_curves

SPEC = importlib.util.spec_from_file_location(
    "journey_bench", Path(__file__).with_name("journey_bench.py")
)
journey_bench = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(journey_bench)

AS_OF = journey_bench.AS_OF
N = journey_bench.LEFT_AFTER


def rows(frame):
    return [tuple(row) for row in frame.astype(int).itertuples(index=False, name=None)]


def ladder_rows(history):
    return rows(ladder(history, left_after=N).steps[["step", "went_on", "left", "open"]])


def spell_rows(curve):
    censored = -np.diff(np.append(curve.at_risk, 0)) - curve.events
    return [
        (back, day, counts[day])
        for back, counts in ((False, censored), (True, curve.events))
        for day in np.flatnonzero(counts).tolist()
    ]


def months_since_1970(dates):
    return [(date.year - 1970) * 12 + date.month - 1 for date in dates]


def our_numbers(columns):
    history = History.build(columns, AS_OF)
    groups, away = cohorts(history), drift(history)
    cells = groups.cells.assign(cohort=months_since_1970(groups.cells["cohort"]))
    cells["calendar"] = cells["cohort"] + cells["month"]
    cells["spent"] = cells.groupby("cohort")["cash"].diff().fillna(cells["cash"])
    bars, states, by_month = gap_histogram(history), away.states, away.by_month
    top = groups.groups["top_share"] * groups.groups["mean"] * groups.groups["size"]
    return {
        "ladder": ladder_rows(history),
        "ladder before": ladder_rows(history.at(AS_OF - 90)),
        "spells": [
            (step, *row)
            for step, curve in enumerate(step_curves(history), start=1)
            for row in spell_rows(curve)
        ],
        "all spells": spell_rows(all_spells(history)),
        "gaps": [(b.from_day // 7, b.returns) for b in bars.itertuples() if b.returns],
        "buyers": rows(cells.loc[cells["buyers"] > 0, ["cohort", "calendar", "buyers"]]),
        "cash": rows(cells.loc[cells["buyers"] > 0, ["cohort", "calendar", "spent"]]),
        "spread": [
            (month, size, median, round(best))
            for month, size, median, best in zip(
                months_since_1970(groups.groups["cohort"]),
                groups.groups["size"], groups.groups["median"], top, strict=True,
            )
        ],
        "drift": sorted(
            zip(
                months_since_1970(by_month["month"]),
                [STATES.index(state) for state in by_month["state"]],
                by_month["customers"], strict=True,
            )
        ),
        "measured": [
            (STATES.index(r.state), r.then, r.returned) for r in states.itertuples() if r.then
        ],
    }  # fmt: skip


@pytest.fixture(scope="module")
def columns():
    return journey_bench.synthetic_orders(4_000)


def flat(rows):
    return [value for row in rows for value in row]


@pytest.mark.parametrize("name", ["DuckDB", "Polars"])
def test_the_rival_gives_our_numbers(columns, name):
    pytest.importorskip(name.lower())
    theirs = journey_bench.rivals(columns)[name].numbers()

    ours = our_numbers(columns)
    for number, expected in ours.items():
        assert flat(theirs[number]) == pytest.approx(flat(expected)), number
    assert pd.Series(theirs.keys()).isin(ours.keys()).all()


def test_the_bench_yields_its_rows():
    rows_ = list(journey_bench.bench(2_000))

    assert rows_[2][0] == "journey: all numbers"
    assert all(seconds > 0 for _, seconds, _, _ in rows_)
