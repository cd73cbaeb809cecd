"""How fast the history and the numbers of the journey page are, beside DuckDB and Polars.

All read the same synthetic shop and give the same numbers (a test holds them equal). The
history is sorted once; the rivals get their windows (number, gap, first day) ready-made too, so
that the journey row compares only the counting. Times are the best of a few runs.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from time import perf_counter

import numpy as np

from core.history import History, OrderColumns
from core.journey.belt import belt_days, return_curve
from core.journey.cohorts import cohorts
from core.journey.drift import drift
from core.journey.ladder import ladder
from core.journey.returning import all_spells, gap_histogram, returning

Row = tuple[str, float, float | None, dict[str, float]]

START, DAYS = 18_993, 1_096  # three whole years, so that every month is over
AS_OF = START + DAYS - 1
LEFT_AFTER = 120


def bench(orders: int) -> Iterator[Row]:
    """Rows (work, seconds, budget in seconds or None, {rival: seconds}) at `orders` orders."""
    columns = synthetic_orders(orders)
    history = History.build(columns, AS_OF + 30)
    engines = rivals(columns)
    big = orders >= 1_000_000
    windows = {name: best(engine.windows, 2) for name, engine in engines.items()}
    yield (
        "history: sort, number, gaps",
        best(lambda: History.build(columns, AS_OF), 3),
        None,
        windows,
    )
    yield "history: as of an earlier day", best(lambda: touched(history.at(AS_OF)), 5), 0.06, {}
    yield (
        "journey: all numbers",
        best_of_fresh(history, all_numbers),
        0.3 if big else None,
        {name: best(engine.numbers, 2) for name, engine in engines.items()},
    )
    for name, part in PARTS.items():
        yield f"journey: {name}", best_of_fresh(history, part), None, {}


def synthetic_orders(orders: int, seed: int = 1) -> OrderColumns:
    """A growing shop of `orders` / 4 customers over three years, a few of them very frequent."""
    rng = np.random.default_rng(seed)
    customers = max(orders // 4, 1)
    first = START + (DAYS * np.sqrt(rng.random(customers))).astype(np.int64)
    again = (customers * rng.random(orders - customers) ** 1.7).astype(np.int64)
    later = first[again] + 1 + rng.exponential(180, again.size).astype(np.int64)
    inside = START + DAYS - first[again]
    day = np.where(later <= AS_OF, later, first[again] + (later - first[again]) % inside)
    shuffled = rng.permutation(orders)
    return OrderColumns.of(
        np.concatenate([np.arange(customers), again])[shuffled],
        np.concatenate([first, day])[shuffled],
        second=rng.integers(0, 86_400, orders),
        net=np.rint(rng.lognormal(8.3, 0.7, orders)),
        complete_sources=frozenset({0}),
    )


# --- ours


def touched(history: History) -> History:
    """The history with what most pages read from it worked out."""
    assert history.occasion_net.size == history.occasion_cash.size
    assert history.true_first.size == history.last_day.size
    return history


def numbers_of_returning(history: History) -> tuple[object, ...]:
    """Rates, times, histogram, curve and belt days."""
    back = returning(history)
    return back, gap_histogram(history), return_curve(back.curves[0]), belt_days(back.curves[0])


PARTS: dict[str, Callable[[History], object]] = {
    "ladder, two days": lambda h: (
        ladder(h, left_after=LEFT_AFTER),
        ladder(h.at(AS_OF - 90), left_after=LEFT_AFTER),
    ),
    "coming back": numbers_of_returning,
    "all spells": all_spells,
    "by first month": lambda h: cohorts(h, margin_bp=3_000),
    "drifting away": drift,
}


def all_numbers(history: History) -> list[object]:
    """Everything the journey page shows."""
    return [part(history) for part in PARTS.values()]


# --- the same with others


@dataclass(frozen=True)
class Rival:
    """One way to do the same.

    Attributes:
        windows: sort the orders into occasions with their numbers and gaps.
        numbers: the numbers of the journey page from ready windows, by name.
    """

    windows: Callable[[], object]
    numbers: Callable[[], dict[str, object]]


def rivals(columns: OrderColumns) -> dict[str, Rival]:
    """Those of the rivals that are installed."""
    found = {}
    for name, make in (("DuckDB", duckdb_rival), ("Polars", polars_rival)):
        try:
            found[name] = make(columns)
        except ImportError:
            continue
    return found


WINDOWS = """
    create or replace table occasion as
    select customer, day, cash,
           row_number() over w as number,
           coalesce(lead(day) over w - day, -1)::int as gap,
           min(day) over (partition by customer) as first,
           max(day) over (partition by customer) as last
    from (select customer, day, sum(cash)::bigint as cash from orders group by customer, day)
    window w as (partition by customer order by day)
"""
STATES = """
    with gaps as (select customer, gap from occasion where gap >= 0 and day + gap <= {day}),
    pooled as (select quantile_cont(gap, [.5, .8, .9]) as q from gaps),
    own as (select customer, quantile_cont(gap, [.5, .8, .9]) as q from gaps
            group by customer having count(*) >= 5),
    people as (select customer, max(day) as last from occasion where day <= {day} group by customer)
    select people.customer, people.last,
        (silence > line(own.q, pooled.q, 1))::int + (silence > line(own.q, pooled.q, 2))::int
            + (silence > line(own.q, pooled.q, 3))::int as state
    from (select *, {day} - last as silence from people) people
    left join own using (customer), pooled
"""
LINE = """
    create or replace macro line(own, pooled, i) as case when own is null then pooled[i]
        else least(greatest(own[i], pooled[i] / 2), pooled[i] * 2) end
"""
MONTH = (
    "((year(date '1970-01-01' + {0}::int) - 1970) * 12 + month(date '1970-01-01' + {0}::int) - 1)"
)
QUERIES = {
    "ladder": """
        select number, count(*) filter (gap >= 0), count(*) filter (gap < 0 and {d} - day > {n}),
               count(*) filter (gap < 0 and {d} - day <= {n})
        from occasion where number <= 5 group by 1 order by 1""",
    "ladder before": """
        select number, count(*) filter (gap >= 0 and day + gap <= {t}),
               count(*) filter ((gap < 0 or day + gap > {t}) and {t} - day > {n}),
               count(*) filter ((gap < 0 or day + gap > {t}) and {t} - day <= {n})
        from occasion where number <= 5 and day <= {t} group by 1 order by 1""",
    "spells": """
        select number, gap >= 0, case when gap >= 0 then gap else {d} - day end, count(*)
        from occasion where number <= 5 group by 1, 2, 3 order by 1, 2, 3""",
    "all spells": """
        select gap >= 0, case when gap >= 0 then gap else {d} - day end, count(*)
        from occasion group by 1, 2 order by 1, 2""",
    "gaps": "select gap // 7, count(*) from occasion where gap >= 0 group by 1 order by 1",
    "buyers": f"""
        select {MONTH.format("first")}, {MONTH.format("day")}, count(distinct customer)
        from occasion group by 1, 2 order by 1, 2""",
    "cash": f"""
        select {MONTH.format("first")}, {MONTH.format("day")}, sum(cash)::bigint
        from occasion group by 1, 2 order by 1, 2""",
    "spread": f"""
        select first_month, count(*), median(spent),
               sum(spent) filter (place <= ceil(size / 100))::bigint
        from (select *, row_number() over (partition by first_month order by spent desc) as place,
                     count(*) over (partition by first_month) as size
              from (select {MONTH.format("first")} as first_month, sum(cash) as spent
                    from occasion group by customer, first))
        group by 1 order by 1""",
    "drift": f"""
        select {MONTH.format("last")}, state, count(*) from ({{states}}) group by 1, 2
        order by 1, 2""",
    "measured": """
        select state, count(*), count(*) filter (latest > {t})
        from ({states_before})
        join (select customer, max(day) as latest from occasion group by 1) using (customer)
        group by 1 order by 1""",
}


def duckdb_rival(columns: OrderColumns) -> Rival:
    """DuckDB over the same columns in memory."""
    import duckdb

    connection = duckdb.connect()
    arrays = {"customer": columns.customer, "day": columns.day, "cash": columns.net}
    connection.register("given", arrays)
    connection.execute("create table orders as select * from given")
    connection.execute(LINE)
    connection.execute(WINDOWS)
    words = {"d": AS_OF, "t": AS_OF - 90, "n": LEFT_AFTER}
    words["states"] = STATES.format(day=AS_OF)
    words["states_before"] = STATES.format(day=AS_OF - 90)
    asked = {name: query.format(**words) for name, query in QUERIES.items()}
    return Rival(
        windows=lambda: connection.execute(WINDOWS),
        numbers=lambda: {n: connection.execute(q).fetchall() for n, q in asked.items()},
    )


def polars_rival(columns: OrderColumns) -> Rival:
    """Polars over the same columns in memory."""
    import polars as pl

    orders = pl.DataFrame({"customer": columns.customer, "day": columns.day, "cash": columns.net})
    ready = polars_windows(pl, orders)
    return Rival(
        windows=lambda: polars_windows(pl, orders), numbers=lambda: polars_numbers(pl, ready)
    )


def polars_windows(pl, orders):
    """Occasions with their numbers, gaps, first and last days."""
    day = pl.col("day")
    return (
        orders.group_by("customer", "day")
        .agg(pl.col("cash").sum())
        .sort("customer", "day")
        .with_columns(
            number=day.cum_count().over("customer"),
            gap=(day.shift(-1).over("customer") - day).fill_null(-1),
            first=day.min().over("customer"),
            last=day.max().over("customer"),
        )
    )


def polars_numbers(pl, ready):
    """The same numbers as the queries above."""
    gap, day, number = pl.col("gap"), pl.col("day"), pl.col("number")
    before = AS_OF - 90

    def month(name):
        date = pl.col(name).cast(pl.Date)
        return (date.dt.year() - 1970) * 12 + date.dt.month() - 1

    def steps(as_of):
        back = (gap >= 0) & (day + gap <= as_of)
        gone = ~back & (as_of - day > LEFT_AFTER)
        chosen = ready.filter((number <= 5) & (day <= as_of)).group_by("number")
        return chosen.agg(back.sum(), gone.sum().alias("left"), (~back & ~gone).sum().alias("o"))

    def states(as_of):
        gaps = ready.filter((gap >= 0) & (day + gap <= as_of))
        shares = (0.5, 0.8, 0.9)
        lines = [gaps["gap"].quantile(q, "linear") for q in shares]
        own = (
            gaps.group_by("customer")
            .agg(pl.len().alias("gaps"), *(gap.quantile(q, "linear").alias(f"{q}") for q in shares))
            .filter(pl.col("gaps") >= 5)
        )
        people = ready.filter(day <= as_of).group_by("customer").agg(day.max().alias("last"))
        silence = as_of - pl.col("last")
        past = [
            (silence > pl.col(f"{q}").clip(line / 2, line * 2).fill_null(line)).cast(pl.Int32)
            for q, line in zip(shares, lines, strict=True)
        ]
        joined = people.join(own, on="customer", how="left")
        return joined.select("customer", "last", pl.sum_horizontal(past).alias("state"))

    length = pl.when(gap >= 0).then(gap).otherwise(AS_OF - day).alias("length")
    spells = ready.select(number, (gap >= 0).alias("back"), length)
    months = ready.select(
        "customer", "cash", month("first").alias("cohort"), month("day").alias("month")
    )
    spent = months.group_by("customer", "cohort").agg(pl.col("cash").sum())
    top = pl.col("cash").sort(descending=True).head((pl.len() / 100).ceil().cast(pl.Int64)).sum()
    then = states(before).join(
        ready.group_by("customer").agg(day.max().alias("latest")), on="customer"
    )
    came_back = (pl.col("latest") > before).sum()
    tables = {
        "ladder": steps(AS_OF),
        "ladder before": steps(before),
        "spells": spells.filter(number <= 5).group_by("number", "back", "length").len(),
        "all spells": spells.group_by("back", "length").len(),
        "gaps": ready.filter(gap >= 0).group_by(gap // 7).len(),
        "buyers": months.group_by("cohort", "month").agg(pl.col("customer").n_unique()),
        "cash": months.group_by("cohort", "month").agg(pl.col("cash").sum()),
        "spread": spent.group_by("cohort").agg(
            pl.len(), pl.col("cash").median().alias("median"), top.alias("top")
        ),
        "drift": states(AS_OF).group_by(month("last"), "state").len(),
        "measured": then.group_by("state").agg(pl.len().alias("n"), came_back),
    }
    return {name: sorted(table.iter_rows()) for name, table in tables.items()}


# --- time


def best(work: Callable[[], object], runs: int) -> float:
    """Shortest of a few runs, in seconds."""
    times = []
    for _ in range(runs):
        start = perf_counter()
        work()
        times.append(perf_counter() - start)
    return min(times)


def best_of_fresh(history: History, work: Callable[[History], object], runs: int = 3) -> float:
    """Shortest run on a history nothing has been worked out of yet."""
    return min(best(partial(work, history.at(AS_OF)), 1) for _ in range(runs))
