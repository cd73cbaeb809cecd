"""The bench compares like with like: pandas gives our scores."""

import importlib.util
from pathlib import Path

import numpy as np
import pytest

from core.customers.engagement import Weights, components
from core.history import History

SPEC = importlib.util.spec_from_file_location(
    "customers_bench", Path(__file__).with_name("customers_bench.py")
)
customers_bench = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(customers_bench)


def test_pandas_gives_our_scores():
    history = History.build(customers_bench.synthetic_orders(4_000), customers_bench.AS_OF)
    known = components(history, acts=customers_bench.synthetic_acts(history))
    weights = Weights(voice=40)

    theirs = customers_bench.pandas_list(customers_bench.as_frame(known), weights)

    weighed, top, parts = customers_bench.top_list(known, weights)
    assert theirs["score"].tolist() == pytest.approx(weighed.score[top].tolist())
    assert np.nan_to_num(theirs.iloc[:, :7].to_numpy()).sum(axis=1) == pytest.approx(
        parts.sum(axis=0)
    )


@pytest.mark.slow
def test_the_bench_yields_its_rows():
    rows = list(customers_bench.bench(4_000))

    assert any(work.startswith("a weight moves") for work, *_ in rows)
    assert all(seconds > 0 for _, seconds, _, _ in rows)
