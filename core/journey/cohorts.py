"""Groups by month of first purchase: who keeps buying, and what they have spent so far."""

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pandas as pd

from core.arrays import Amounts, Codes, Counts, Index, Mask
from core.formula import Formula
from core.history import History
from core.journey.firsts import Firsts, counted_from, left_out
from core.months import month_of, month_start, months_complete
from core.orders import run_starts
from core.stats.groups import quantile_within, sort_within, sum_by
from core.stats.intervals import evidence

TOP = 0.01
MONEY = ["mean", "median", "top_share"]

FORMULAS = (
    Formula("cohorts.size", "customers whose first occasion lies in the month", "count"),
    Formula("cohorts.buyers", "distinct customers with an occasion in the month", "count"),
    Formula(
        "cohorts.retention",
        "distinct buyers in calendar month m after the first / size; blank until the month is over",
        "cohort analysis by calendar month",
    ),
    Formula(
        "cohorts.ltv",
        "sum of cash_amount up to the end of month m / size, the silent included",
        "historical lifetime value",
    ),
    Formula("cohorts.cash", "sum of cash_amount up to the end of month m", "sum"),
    Formula("cohorts.unknown_orders", "valid orders whose amount is not known", "count"),
    Formula("cohorts.mean", "cash up to the last whole month / size", "mean"),
    Formula("cohorts.margin_ltv", "ltv x margin in basis points / 10000", "owner's margin"),
    Formula("cohorts.median", "Q50 of cash per customer up to the last whole month", "quantile"),
    Formula(
        "cohorts.top_share",
        "cash of the ceil(1 %) customers who spent most / cash of all",
        "concentration",
    ),
)


@dataclass(frozen=True, eq=False)
class Cohorts:
    """Retention and money by month of first purchase, as known on one day.

    Attributes:
        as_of: facts up to this day count.
        n: customers counted.
        n_left_out: customers chosen, but with the other kind of first occasion.
        cells: one row per group and month begun: `cohort` (first of its month), `month` (0 is
            the month of the first purchase), `size`, `buyers`, `retention` (share), `cash`
            (cumulated, minor units), `ltv` and `margin_ltv` (minor units per customer); the
            last five are nan while the month is not over, money also where it is unknown;
            `evidence` (of the size).
        groups: one row per group: `cohort`, `size`, `unknown_orders` (amount not known),
            `mean`, `median` (minor units per customer up to the last whole month),
            `top_share` (of the 1 % who spent most), `evidence`.
        overall: the same in one row for all whose first month is over; `cohort` is missing.
    """

    as_of: int
    n: int
    n_left_out: int
    cells: pd.DataFrame = field(repr=False)
    groups: pd.DataFrame = field(repr=False)
    overall: pd.DataFrame = field(repr=False)


def cohorts(
    history: History,
    *,
    margin_bp: int | None = None,
    firsts: Firsts = "true",
    who: Mask | None = None,
) -> Cohorts:
    """Retention and cumulative cash by month of first purchase.

    Args:
        history: as of the day asked for.
        margin_bp: gross margin in basis points of cash, None leaves `margin_ltv` blank.
        firsts: which first occasions to count from.
        who: (n_customers,) mask, None = all.
    """
    mine = counted_from(history, firsts=firsts, who=who)
    start, group, count = _grouped(history, mine)
    facts = _Facts(history)
    cells = _cells(history, facts, start, group, count)
    cells["margin_ltv"] = cells["ltv"] * (np.nan if margin_bp is None else margin_bp / 10_000)
    return Cohorts(
        as_of=history.as_of,
        n=int(mine.sum()),
        n_left_out=left_out(history, firsts=firsts, who=who),
        cells=cells,
        groups=_groups(facts, start, group, count),
        overall=_overall(history, facts, mine),
    )


def _grouped(history: History, mine: Mask) -> tuple[int, Codes, int]:
    """First month, (n_customers,) group of each, number of groups; one beyond is nobody's."""
    month = month_of(history.first_day)
    start = int(month[mine].min()) if mine.any() else 0
    count = int(month_of(np.array([history.as_of], np.int32))[0]) - start + 1 if mine.any() else 0
    return start, np.where(mine, month - start, count).astype(np.int32), count


def _cells(history: History, facts: "_Facts", start: int, group: Codes, count: int) -> pd.DataFrame:
    """One row per group and month begun."""
    cohort, month = np.nonzero(np.tri(count, dtype=np.bool_)[::-1])
    size = np.bincount(group, minlength=count + 1)
    buyers = _buyers(history, start, group, count)
    cash = _cash(history, start, group, count)
    known = sum_by(group, facts.known, count + 1) > 0
    over = start + cohort + month < facts.over
    filled = size[cohort] > 0
    buyers_told = np.where(over, buyers[cohort, month], np.nan)
    cash_told = np.where(over & known[cohort], np.cumsum(cash, axis=1)[cohort, month], np.nan)
    frame = pd.DataFrame(
        {
            "cohort": _dates(start + cohort),
            "month": month,
            "size": size[cohort],
            "buyers": buyers_told,
            "retention": buyers_told / np.maximum(size[cohort], 1),
            "cash": cash_told,
            "ltv": cash_told / np.maximum(size[cohort], 1),
            "evidence": np.array([evidence(n) for n in size.tolist()])[cohort],
        }
    )
    return frame[filled].reset_index(drop=True)


def _row_starts(first_month: Codes, start: int, group: Codes, count: int) -> Index:
    """(n_customers,) what turns a calendar month into the place of (group, months since).

    Customers outside all groups point at a last row that nobody reads.
    """
    nobody = count * count - first_month
    return np.where(group < count, group * (count - 1) - start, nobody).astype(np.int64)


def _buyers(history: History, start: int, group: Codes, count: int) -> Counts:
    """(groups+1, months) customers with an occasion in the calendar month."""
    rows = _row_starts(month_of(history.first_day), start, group, count)
    month = month_of(history.occasion_day)
    new = run_starts(month)
    new[history.occasion_offsets[:-1]] = True
    place = history.per_occasion(rows) + month
    return _table(np.bincount(place[new], minlength=(count + 1) * count), count)


def _cash(history: History, start: int, group: Codes, count: int) -> Amounts:
    """(groups+1, months) cash of the month.

    Renewals before the first occasion known count in its month, so that no money is lost.
    """
    first_month, orders = month_of(history.first_day), np.diff(history.offsets)
    rows = _row_starts(first_month, start, group, count)
    place = np.repeat(rows, orders) + month_of(history.day)
    if history.renewal.any() or history.is_void.any():
        place = np.maximum(place, np.repeat(rows + first_month, orders))
    return _table(sum_by(place, history.cash, (count + 1) * count), count)


def _table(flat: Counts, count: int) -> Counts:
    """(groups+1, months) of the flat places; the row of nobody may run over its end."""
    return flat[: (count + 1) * count].reshape(count + 1, count)


class _Facts:
    """What each customer has brought up to the last whole month.

    Attributes:
        over: the first month that is not over.
        spent: (n_customers,) cash of the orders before it.
        known: (n_customers,) valid orders whose amount is known.
        unknown: (n_customers,) valid orders whose amount is not.
    """

    def __init__(self, history: History) -> None:
        self.over = months_complete(history.as_of)
        past, valid = history.day < month_start([self.over])[0], ~history.is_void
        cash = history.cash if past.all() else np.where(past, history.cash, 0)
        self.spent = _by_customer(history, cash)
        self.known = _by_customer(history, valid & history.known)
        self.unknown = _by_customer(history, valid & ~history.known)


def _by_customer(history: History, amount: Amounts | Mask) -> Amounts:
    """(n_customers,) sums of the orders' `amount`, as differences of its running sum."""
    upto = np.concatenate(([0], np.cumsum(amount, dtype=np.int64)))
    return np.diff(upto[history.offsets])


def _groups(facts: _Facts, start: int, group: Codes, count: int) -> pd.DataFrame:
    """Size, mean, median and concentration of every group that has members."""
    frame = _spread(facts, group, count)
    frame.insert(0, "cohort", _dates(start + np.arange(count)))
    frame.loc[start + np.arange(count) >= facts.over, MONEY] = np.nan
    return frame[frame["size"] > 0].reset_index(drop=True)


def _overall(history: History, facts: _Facts, mine: Mask) -> pd.DataFrame:
    """The same in one row for the customers whose first month is over."""
    over = mine & (month_of(history.first_day) < facts.over)
    frame = _spread(facts, np.where(over, 0, 1).astype(np.int32), 1)
    frame.insert(0, "cohort", np.array(["NaT"], "datetime64[s]"))
    return frame


def _spread(facts: _Facts, group: Codes, count: int) -> pd.DataFrame:
    """Sizes, means, medians and top shares of groups 0..count-1; later groups are dropped."""
    kept = group < count
    ordered, offsets = sort_within(facts.spent[kept], group[kept], count)
    sizes = np.diff(offsets)
    sums, top = _sums(ordered, offsets)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean, share = sums / sizes, np.where(sums > 0, top / sums, np.nan)
    columns: dict[str, npt.ArrayLike] = {
        "size": sizes,
        "unknown_orders": sum_by(group[kept], facts.unknown[kept], count),
        "mean": mean,
        "median": quantile_within(ordered, offsets, 0.5),
        "top_share": share,
        "evidence": [evidence(n) for n in sizes.tolist()],
    }
    frame = pd.DataFrame(columns)
    frame.loc[sum_by(group[kept], facts.known[kept], count) == 0, MONEY] = np.nan
    return frame


def _sums(ordered: Amounts, offsets: Index) -> tuple[Amounts, Amounts]:
    """(groups,) sum of each group, and of its largest 1 % (at least one customer)."""
    upto = np.concatenate(([0], np.cumsum(ordered)))
    first_of_top = offsets[1:] - np.ceil(TOP * np.diff(offsets)).astype(np.int64)
    return upto[offsets[1:]] - upto[offsets[:-1]], upto[offsets[1:]] - upto[first_of_top]


def _dates(months: npt.ArrayLike) -> npt.NDArray[np.datetime64]:
    """First days of the months, as dates."""
    return month_start(months).astype("datetime64[D]").astype("datetime64[s]")
