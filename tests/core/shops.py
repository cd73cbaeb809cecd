"""Random small shops, the same facts cut at a day, and a slow history to compare with."""

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pandas as pd
from hypothesis import strategies as st

from core.history import NEVER, History, OrderColumns
from core.orders import DTYPES

LAST = 120


def _facts(day: int) -> st.SearchStrategy[dict]:
    later = st.one_of(st.just(NEVER), st.integers(day - 1, LAST + 20))
    return st.fixed_dictionaries(
        {
            "customer": st.sampled_from([3, 7, 11, 900, -4]),
            "day": st.just(day),
            "second": st.sampled_from([0, 0, 50]),
            "net": st.integers(0, 5_000),
            "points_own": st.integers(0, 300),
            "known": st.booleans(),
            "refund": st.integers(0, 900),
            "refund_day": later,
            "void_day": st.one_of(st.just(NEVER), later),
            "shipped_day": later,
            "delivered_day": later,
            "own_list": st.booleans(),
            "renewal": st.sampled_from([False, False, False, True]),
            "channel": st.integers(0, 2),
            "source": st.integers(0, 1),
            "product": st.integers(-1, 3),
        }
    )


def orders_from(rows: list[dict], **rest: object) -> OrderColumns:
    names = rows[0] if rows else ("customer", "day")
    columns = {name: [row[name] for row in rows] for name in names}
    channels, sources = ("web", "store", "app"), ("shop", "mall")
    return OrderColumns.of(**columns, channels=channels, sources=sources, **rest)


def rows_of_shop(max_size: int = 25) -> st.SearchStrategy[list[dict]]:
    return st.lists(st.integers(0, LAST).flatmap(_facts), max_size=max_size)


@st.composite
def shops(draw: st.DrawFn, max_size: int = 25) -> OrderColumns:
    sources = draw(st.sampled_from([frozenset(), frozenset({0}), frozenset({0, 1})]))
    return orders_from(draw(rows_of_shop(max_size)), complete_sources=sources)


def complete(customer: object, day: object, **columns: object) -> OrderColumns:
    """Orders of a source that holds everything since the opening."""
    return OrderColumns.of(customer, day, complete_sources=frozenset({0}), **columns)


def plain_shop(seed: int, customers: int = 60, days: int = 400) -> OrderColumns:
    """Orders of a seeded shop without cancellations; gaps of many lengths."""
    rng = np.random.default_rng(seed)
    n = customers * 3
    customer, day = rng.integers(0, customers, n), rng.integers(0, days, n)
    return complete(customer, day, net=rng.integers(0, 9_000, n))


def cut(orders: OrderColumns, day: int) -> OrderColumns:
    """The same facts, as a file written on the evening of `day` would hold them."""
    rows = np.flatnonzero(orders.day <= day)
    kept = {name: getattr(orders, name)[rows] for name in DTYPES}
    for name in ("refund_day", "void_day", "shipped_day", "delivered_day"):
        kept[name] = np.where(kept[name] <= day, kept[name], NEVER).astype(np.int32)
    kept["refund"] = np.where(kept["refund_day"] == NEVER, 0, kept["refund"])
    return replace(orders, **kept)


PUBLIC = (
    "customer", "occasion_offsets", "occasion_customer", "occasion_day", "occasion_number",
    "occasion_gap", "occasions", "first_day", "last_day", "first_channel", "first_own",
    "first_product", "has_own", "source_start", "burn_in", "true_first", "order_customer",
    "offsets", "occasion_of", "day", "second", "sequence", "known", "own_list", "renewal",
    "channel", "source", "product", "points_own", "void_day", "refund_day", "shipped_day",
    "delivered_day", "is_void", "refund", "net", "cash", "occasion_net", "occasion_cash",
    "occasion_channel",
)  # fmt: skip


def assert_same(one: History, other: History, skip: tuple[str, ...] = ()) -> None:
    assert one.as_of == other.as_of
    for name in PUBLIC:
        if name not in skip:
            a, b = getattr(one, name), getattr(other, name)
            assert a.dtype == b.dtype, name
            np.testing.assert_array_equal(a, b, err_msg=name)


@dataclass
class SlowOccasion:
    customer: int
    day: int
    net: int
    cash: int
    channel: int
    number: int
    gap: int


def slow_occasions(orders: OrderColumns, as_of: int, *, merge: bool = True) -> list[SlowOccasion]:
    """Occasions read off order by order, the way a person would with a pencil."""
    columns = {name: getattr(orders, name).tolist() for name in DTYPES}
    rows = [
        dict(zip(columns, values, strict=True)) for values in zip(*columns.values(), strict=True)
    ]
    rows.sort(key=lambda r: (r["customer"], r["day"], r["second"], r["sequence"]))
    days: dict[tuple, list[dict]] = {}
    for row in rows:
        if row["day"] <= as_of and not row["renewal"]:
            key = (
                (row["customer"], row["day"]) if merge else (row["customer"], row["day"], len(days))
            )
            days.setdefault(key, []).append(row)
    found: list[SlowOccasion] = []
    for (customer, day, *_), parts in days.items():
        valid = [p for p in parts if p["void_day"] > as_of]
        if not valid:
            continue
        net = sum(p["net"] - (p["refund"] if p["refund_day"] <= as_of else 0) for p in valid)
        cash = net - sum(p["points_own"] for p in valid)
        head = next(p for p in parts if p["void_day"] > p["day"] or p in valid)
        before = found[-1] if found and found[-1].customer == customer else None
        if before is not None:
            before.gap = day - before.day
        number = before.number + 1 if before else 1
        found.append(SlowOccasion(customer, day, net, cash, head["channel"], number, -1))
    return found


def day_number(date: str) -> int:
    """Days since 1970-01-01."""
    return int(np.datetime64(date, "D").astype(int))


def cdnow(path: Path) -> OrderColumns:
    """The purchases of the CDNOW master or sample file; it begins with true first purchases."""
    table = pd.read_csv(path, sep=r"\s+", header=None, skiprows=1 if "master" in path.name else 0)
    customer, date, dollars = (table.iloc[:, i].to_numpy() for i in (-4, -3, -1))
    days = pd.to_datetime(pd.Series(date.astype(str))).to_numpy("datetime64[D]").astype(int)
    return complete(customer, days, net=np.rint(dollars * 100))
