"""The bench of the triggers compares like with like: the rivals' counts are ours."""

import importlib.util
from pathlib import Path

import numpy as np
import pytest

from core.history import History

SPEC = importlib.util.spec_from_file_location(
    "triggers_bench", Path(__file__).with_name("triggers_bench.py")
)
triggers_bench = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(triggers_bench)


@pytest.mark.parametrize("name", ["DuckDB", "Polars"])
def test_the_rival_gives_our_counts(name):
    pytest.importorskip(name.lower())
    columns = triggers_bench.journey_bench.synthetic_orders(4_000)
    facts = triggers_bench.known(History.build(columns, triggers_bench.AS_OF))

    ours = triggers_bench.months_met(facts)

    first = np.datetime64(triggers_bench.START, "D").astype("datetime64[M]").astype(int)
    expected = [
        (rule, int(first + month), int(ours[rule, month])) for rule, month in np.argwhere(ours)
    ]
    assert triggers_bench.rivals(columns)[name]() == expected


def test_the_bench_yields_its_rows():
    rows = list(triggers_bench.bench(2_000))

    assert rows[0][0] == "triggers: reach of nine rules, again"
    assert all(seconds > 0 for _, seconds, _, _ in rows)
