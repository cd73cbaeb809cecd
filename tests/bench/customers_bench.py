"""How fast the numbers of the customers page are, beside pandas where it does the same.

The work on every move of a weight is what a person waits for: scores, the groups they decide
and the top of the list. Times are the best of a few runs.
"""

from collections.abc import Callable, Iterator
from dataclasses import astuple, replace
from pathlib import Path
from time import perf_counter

import numpy as np
import pandas as pd

from core.customers.acts import Acts
from core.customers.engagement import COMPONENTS, Components, Weights, components, scores
from core.customers.fields import customer_fields, offered
from core.customers.levels import RankRules
from core.customers.ranks import call_first, moves, next_steps, ranks
from core.customers.recommend import Baskets, pairs, recommend, refills
from core.customers.segments import numbers
from core.customers.validity import validity
from core.customers.worth import worth
from core.history import History, OrderColumns

Row = tuple[str, float, float | None, dict[str, float]]

CDNOW = Path(__file__).resolve().parents[3] / "shared" / "data" / "cdnow" / "CDNOW_master.txt"
CDNOW_AS_OF = 10_134  # 30 September 1997
START, DAYS = 18_993, 1_096
AS_OF = START + DAYS - 1
TOP = 200


def bench(orders: int) -> Iterator[Row]:
    """Rows (work, seconds, budget in seconds or None, {rival: seconds}) at `orders` orders."""
    if CDNOW.exists():
        history = cdnow_history()
        yield "worth: fit and foretell 23,570 of CDNOW", best(lambda: worth(history), 3), 1.0, {}
    history = History.build(synthetic_orders(orders), AS_OF)
    acts = synthetic_acts(history)
    known, standing = components(history, acts=acts), ranks(history, RankRules(), acts=acts)
    fields = customer_fields(history, known=known, standing=standing)
    frame = as_frame(known)
    people = f"{history.n_customers:,} customers"
    yield (
        f"a weight moves: all of it ({people})",
        best(lambda: moved_weight(known, fields, standing), 5),
        0.5,
        {},
    )
    yield (
        "  of it: scores, the first 200 with parts",
        best(lambda: top_list(known, Weights(voice=40)), 5),
        None,
        {"pandas": best(lambda: pandas_list(frame, Weights(voice=40)), 5)},
    )
    yield (
        "components of the scores",
        best(lambda: components(fresh(history), acts=acts), 3),
        None,
        {},
    )
    yield "ranks", best(lambda: ranks(fresh(history), RankRules(), acts=acts), 3), None, {}
    yield (
        "ranks: movement over 8 quarters",
        best(lambda: moves(fresh(history), RankRules(), acts=acts), 1),
        None,
        {},
    )
    yield "next steps", best(lambda: next_steps(standing), 3), None, {}
    yield "worth: fit and foretell all", best(lambda: worth(fresh(history)), 1), None, {}
    yield "does the score tell", best(lambda: validity(fresh(history), acts=acts), 1), None, {}
    yield from recommendations(history)


def recommendations(history: History) -> Iterator[Row]:
    """Products of every customer, and of one."""
    rng = np.random.default_rng(5)
    product = (300 * rng.random(history.n_orders) ** 2).astype(int)
    customer = history.customer[history.order_customer]
    lines = customer, product + 100 * (customer % 3), history.day
    shop = Baskets.of(*lines, as_of=AS_OF)
    together, again = pairs(shop), refills(shop)
    ready = {"together": together, "again": again}
    yield (
        "products: baskets, pairs, refills",
        best(lambda: (pairs(b := Baskets.of(*lines, as_of=AS_OF)), refills(b)), 1),
        None,
        {},
    )
    yield "products: for everybody", best(lambda: recommend(shop, **ready), 1), None, {}
    yield "products: for one", best(lambda: recommend(shop, who=[7], **ready), 3), None, {}


def moved_weight(known: Components, fields: dict, standing: object) -> object:
    """All that is worked out anew when a weight moves."""
    weighed, top, parts = top_list(known, Weights(voice=40))
    now = fields | {"score": numbers(weighed.score)}
    groups = {code: int(group.mask(now).sum()) for code, group in offered(now).items()}
    return groups, call_first(standing, weighed.score), top, parts


def top_list(known: Components, weights: Weights) -> tuple:
    """Scores, and the customers with the highest, with what these are made of."""
    weighed = scores(known, weights)
    ranked = -np.nan_to_num(weighed.score)
    top = np.argpartition(ranked, TOP)[:TOP]
    top = top[np.argsort(ranked[top])]
    return weighed, top, weighed.parts(top)


# --- the same with pandas


def as_frame(known: Components) -> pd.DataFrame:
    """The components as columns."""
    return pd.DataFrame(known.values.T, columns=list(COMPONENTS), index=known.customer)


def pandas_list(frame: pd.DataFrame, weights: Weights) -> pd.DataFrame:
    """Scores with their parts and the top of the list, column by column."""
    weight = pd.Series(astuple(weights), index=frame.columns)
    available = frame.notna().mul(weight).sum(axis=1)
    parts = frame.mul(weight).div(available, axis=0)
    return parts.assign(score=parts.sum(axis=1)).nlargest(TOP, "score")


# --- shops


def cdnow_history() -> History:
    """The 23,570 customers of CDNOW as of 30 September 1997."""
    table = pd.read_csv(CDNOW, sep=r"\s+", header=None, skiprows=1)
    day = pd.to_datetime(table[1].astype(str)).to_numpy("datetime64[D]").astype(int)
    orders = OrderColumns.of(
        table[0], day, net=np.rint(table[3] * 100), complete_sources=frozenset({0})
    )
    return History.build(orders, CDNOW_AS_OF)


def synthetic_orders(orders: int, seed: int = 1) -> OrderColumns:
    """A growing shop of `orders` / 4 customers over three years."""
    rng = np.random.default_rng(seed)
    customers = max(orders // 4, 1)
    first = START + (DAYS * np.sqrt(rng.random(customers))).astype(np.int64)
    again = (customers * rng.random(orders - customers) ** 1.7).astype(np.int64)
    later = first[again] + 1 + rng.exponential(180, again.size).astype(np.int64)
    inside = START + DAYS - first[again]
    day = np.where(later <= AS_OF, later, first[again] + (later - first[again]) % inside)
    return OrderColumns.of(
        np.concatenate([np.arange(customers), again]),
        np.concatenate([first, day]),
        net=np.rint(rng.lognormal(8.3, 0.7, orders)),
        complete_sources=frozenset({0}),
    )


def synthetic_acts(history: History) -> Acts:
    """An answer of every fifth customer, and a review of every tenth."""
    rng = np.random.default_rng(3)
    fifth, tenth = history.customer[::5], history.customer[::10]
    day = np.r_[AS_OF - rng.integers(0, 300, fifth.size), AS_OF - rng.integers(0, 900, tenth.size)]
    kind = ["recommendation"] * fifth.size + ["review"] * tenth.size
    value = np.r_[rng.integers(0, 11, fifth.size), np.full(tenth.size, np.nan)]
    return Acts.of(np.r_[fifth, tenth], day, kind, value)


def fresh(history: History) -> History:
    """The same history with nothing worked out yet."""
    return replace(history)


def best(work: Callable[[], object], runs: int) -> float:
    """Shortest of a few runs, in seconds."""
    times = []
    for _ in range(runs):
        start = perf_counter()
        work()
        times.append(perf_counter() - start)
    return min(times)
