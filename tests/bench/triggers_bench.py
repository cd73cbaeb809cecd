"""How fast whom the triggers meet, and the whole replay, are; the reach beside DuckDB and Polars.

All read the same synthetic shop and give the same counts per rule and month (a test holds them
equal). The rivals get their windows (occasions, their numbers, first days) ready-made, as ours
come with the history. "First" is the first time after an upload, "again" what a slider costs.
"""

import importlib.util
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd

from core.consent import Consents
from core.history import History, OrderColumns
from core.triggers.belt import Belt
from core.triggers.facts import Answers, Facts
from core.triggers.gates import met_by_month
from core.triggers.outcomes import Outcomes
from core.triggers.presets import usual_belt
from core.triggers.reach import reach
from core.triggers.replay import replay
from core.triggers.today import due

SPEC = importlib.util.spec_from_file_location(
    "journey_bench", Path(__file__).with_name("journey_bench.py")
)
journey_bench = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(journey_bench)

START, AS_OF = journey_bench.START, journey_bench.AS_OF
END = AS_OF + 1
BELT = usual_belt()
NINE = Belt("nine", tuple(rule for rule in BELT.rules if rule.kind != "score"))

Row = tuple[str, float, float | None, dict[str, float]]


def bench(orders: int) -> Iterator[Row]:
    """Rows (work, seconds, budget in seconds or None, {rival: seconds}) at `orders` orders."""
    columns = journey_bench.synthetic_orders(orders)
    facts = known(History.build(columns, AS_OF))
    best, big = journey_bench.best, orders >= 1_000_000
    counts = {name: best(count, 3) for name, count in rivals(columns).items()}
    months_met(facts)
    yield (
        "triggers: reach of nine rules, again",
        best(lambda: months_met(facts), 7),
        (0.03 if big else None),
        counts,
    )
    yield (
        "triggers: reach of nine rules, first",
        best(lambda: months_met(fresh(facts)), 5),
        None,
        {},
    )
    gates = {
        "all gates, again": (facts, BELT),
        "all gates, weekends closed": (facts, replace(BELT, closed_weekdays=(5, 6))),
        "all gates, a tenth kept aside": (facts, aside(BELT)),
        "all gates, consents day by day": (replace(facts, consent_day=None), BELT),
    }
    for name, (of, belt) in gates.items():
        replay(of, belt, START, END)
        seconds = best(lambda of=of, belt=belt: replay(of, belt, START, END), 4)
        yield f"triggers: {name}", seconds, 0.4 if big else None, {}
    nothing = Outcomes.of()
    seconds = best(lambda: due(facts, BELT, AS_OF, nothing, START), 3)
    yield "triggers: the list of a day", seconds, None, {}


def known(history: History) -> Facts:
    """Six in ten have agreed to e-mail; one answer for fifty orders."""
    rng = np.random.default_rng(3)
    ids = history.base.ids
    said = ids[rng.random(ids.size) < 0.6]
    words = pd.DataFrame(
        {"customer": said, "key": said, "channel": "email", "agreed": True, "day": START}
    )
    refusals = pd.DataFrame({"customer": [], "channel": [], "day": []})
    n = history.n_orders // 50
    answers = Answers.of(
        ids[rng.integers(0, ids.size, n)], rng.integers(START, END, n), rng.integers(0, 11, n),
        second=rng.integers(0, 86_400, n),
    )  # fmt: skip
    return Facts(history, Consents.build(words, refusals, ()), answers, consent_day=AS_OF)


def fresh(facts: Facts) -> Facts:
    """The same facts, nothing worked out of them yet."""
    return replace(facts)


def aside(belt: Belt) -> Belt:
    """The same belt with a tenth of everybody kept aside."""
    rules = tuple(replace(rule, kept_aside_bp=1_000, experiment="all") for rule in belt.rules)
    return replace(belt, rules=rules)


def months_met(facts: Facts) -> np.ndarray:
    """(rules, months) whom nine rules meet."""
    return met_by_month(reach(facts, NINE, START, END), START, END)


# --- the same with others


def rivals(columns: OrderColumns) -> dict[str, Callable[[], list]]:
    """Those of the rivals that are installed: counts per rule and month."""
    found = {}
    for name, make in (("DuckDB", duckdb_rival), ("Polars", polars_rival)):
        try:
            found[name] = make(columns)
        except ImportError:
            continue
    return found


def duckdb_rival(columns: OrderColumns) -> Callable[[], list]:
    """DuckDB over the same columns in memory."""
    import duckdb

    connection = duckdb.connect()
    arrays = {"customer": columns.customer, "day": columns.day, "cash": columns.net}
    connection.register("given", arrays)
    connection.execute("create table orders as select * from given")
    connection.execute(journey_bench.WINDOWS)
    month = journey_bench.MONTH.format("due")
    parts = [
        f"select {place} as rule, day + {rule.days} as due from {table} where {condition}"
        for place, rule in enumerate(NINE.rules)
        for table, condition in [
            {
                "elapsed": ("occasion", "number = 1"),
                "count": ("occasion", f"number = {rule.count}"),
                "amount": ("orders", f"cash >= {rule.at_least}"),
            }[rule.kind]
        ]
    ]
    query = f"""
        select rule, {month}, count(*) from ({" union all ".join(parts)})
        where due < {END} group by 1, 2 order by 1, 2"""
    return lambda: connection.execute(query).fetchall()


def polars_rival(columns: OrderColumns) -> Callable[[], list]:
    """Polars over the same columns in memory."""
    import polars as pl

    orders = pl.DataFrame({"customer": columns.customer, "day": columns.day, "cash": columns.net})
    occasions = journey_bench.polars_windows(pl, orders)
    return lambda: polars_reach(pl, orders, occasions)


def polars_reach(pl, orders, occasions):
    """The same counts as the query above."""
    date = pl.col("due").cast(pl.Date)
    month = (date.dt.year() - 1970) * 12 + date.dt.month() - 1
    found = []
    for place, rule in enumerate(NINE.rules):
        if rule.kind == "amount":
            rows = orders.lazy().filter(pl.col("cash") >= rule.at_least)
        else:
            rows = occasions.lazy().filter(pl.col("number") == max(rule.count, 1))
        due_ = rows.select(due=pl.col("day") + rule.days).filter(pl.col("due") < END)
        found.append(due_.group_by(month=month).len().select(rule=place, month="month", n="len"))
    return sorted(row for table in pl.collect_all(found) for row in table.iter_rows())
