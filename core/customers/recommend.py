"""What to show a customer next: refills due, and what others bought together with hers.

Two products belong together when buyers of one buy the other more often than everybody does, by
more than chance among a few buyers brings about.
"""

from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.sparse import csr_array
from scipy.special import betainc

from core.arrays import Counts, Index, Mask
from core.customers.acts import places
from core.formula import Formula
from core.orders import run_starts
from core.stats.groups import quantile_within, sort_within
from core.stats.intervals import wilson

Reason = Literal["refill", "together", "popular"]
REASONS: tuple[Reason, ...] = ("refill", "together", "popular")

BOTH_FROM = 5
"""Customers who bought both, below which a pair says nothing."""

FALSE_SHARE = 0.05
"""Of the pairs shown, the share that may be there by chance."""

PARTNERS = 8
BUYERS_FROM = 30
REFILL_FROM = 0.2
"""Lower bound of the share who buy a product again, from which on it is used up."""

DUE_FROM, DUE_UPTO = 0.8, 3.0
"""A refill is shown between these parts of its usual gap."""

FORMULAS = (
    Formula(
        "recommend.lift",
        "(both / buyers of a) / (buyers of b / customers)",
        "association of two products over customers",
    ),
    Formula(
        "recommend.low",
        "lower bound of both / buyers of a, over the share of b; from 5 common buyers on",
        "Wilson 1927, 95 %",
    ),
    Formula(
        "recommend.pairs",
        "chance of so many common buyers or more is among the small ones by rank: p <= 0.05 rank / "
        "pairs",
        "binomial, of the buyers of the rarer one; Benjamini and Hochberg 1995",
    ),
    Formula(
        "recommend.refill",
        "bought on two days by a share of its buyers whose lower bound is 20 % or more; due from "
        "0.8 to 3 times the median gap",
        "median of completed gaps; Wilson 1927, 95 %",
    ),
    Formula("recommend.share", "buyers of the product / customers", "share"),
)


@dataclass(frozen=True, eq=False)
class Baskets:
    """Which customer bought which product, from the order lines; n distinct pairs.

    Attributes:
        as_of: lines of later orders are not in it.
        customers: (c,) ids of the buyers, ascending.
        products: (p,) ids of the products, ascending.
        customer: (n,) place in customers, ascending.
        product: (n,) place in products, ascending within the customer.
        last_day: (n,) when she bought it last.
        days: (n,) on how many days she bought it.
        gap_product: (g,) place in products of each completed gap of a product.
        gap: (g,) days of it.
    """

    as_of: int
    customers: npt.NDArray[np.int64]
    products: npt.NDArray[np.int64]
    customer: Index = field(repr=False)
    product: Index = field(repr=False)
    last_day: npt.NDArray[np.int64] = field(repr=False)
    days: Counts = field(repr=False)
    gap_product: Index = field(repr=False)
    gap: npt.NDArray[np.int64] = field(repr=False)

    @classmethod
    def of(
        cls, customer: npt.ArrayLike, product: npt.ArrayLike, day: npt.ArrayLike, *, as_of: int
    ) -> "Baskets":
        """The baskets of valid order lines in any order.

        Args:
            customer: (l,) ids.
            product: (l,) ids, -1 unknown.
            day: (l,) day of the order.
            as_of: later lines are left out.
        """
        ids, goods, days = (np.asarray(c, np.int64) for c in (customer, product, day))
        seen = (days <= as_of) & (goods >= 0)
        customers, who = np.unique(ids[seen], return_inverse=True)
        products, what = np.unique(goods[seen], return_inverse=True)
        order = np.lexsort((days[seen], what, who))
        who, what, on = who[order], what[order], days[seen][order]
        new_pair = run_starts(who) | run_starts(what)
        distinct = new_pair | run_starts(on)
        who, what, on = who[distinct], what[distinct], on[distinct]
        starts = np.flatnonzero(new_pair[distinct])
        again = np.flatnonzero(~new_pair[distinct])
        return cls(
            as_of, customers, products, who[starts], what[starts],
            last_day=on[np.append(starts[1:], on.size)[: starts.size] - 1],
            days=np.diff(np.append(starts, on.size)),
            gap_product=what[again],
            gap=on[again] - on[again - 1],
        )  # fmt: skip

    @property
    def buyers(self) -> Counts:
        """(p,) customers of each product."""
        return np.bincount(self.product, minlength=self.products.size)

    @property
    def key(self) -> Index:
        """(n,) customer and product as one number, ascending."""
        return self.customer * self.products.size + self.product


def pairs(baskets: Baskets) -> pd.DataFrame:
    """Products bought by the same customers more often than chance would have it.

    Returns:
        One row per product and partner, strongest first: `product`, `partner` (ids), `both`,
        `buyers`, `partner_buyers` (customers), `share` (of the buyers who bought the partner),
        `lift`, `low` (what the lift is at least); up to 8 partners each.
    """
    n, buyers = baskets.customers.size, baskets.buyers
    a, b, both = _common(baskets)
    chosen = _beyond_chance(n, buyers, a, b, both)
    a, b, both = a[chosen], b[chosen], both[chosen]
    base = buyers[b] / max(n, 1)
    low = wilson(both, buyers[a])[0] / base
    order = np.lexsort((b, -low, a))
    rank = np.arange(a.size) - np.repeat(*_runs(a[order]))
    kept = order[rank < PARTNERS]
    a, b, both, base = a[kept], b[kept], both[kept], base[kept]
    share = both / buyers[a]
    return pd.DataFrame(
        {
            "product": baskets.products[a],
            "partner": baskets.products[b],
            "both": both,
            "buyers": buyers[a],
            "partner_buyers": buyers[b],
            "share": share,
            "lift": share / base,
            "low": low[kept],
        }
    )


def _common(baskets: Baskets) -> tuple[Index, Index, Counts]:
    """Places of two products, both ways round, and how many customers bought both."""
    shape = baskets.customers.size, baskets.products.size
    ones = np.ones(baskets.product.size, np.int64)
    bought = csr_array((ones, (baskets.customer, baskets.product)), shape=shape)
    together = (bought.T @ bought).tocoo()
    kept = (together.row != together.col) & (together.data >= BOTH_FROM)
    row, col = (np.asarray(c[kept], np.int64) for c in (together.row, together.col))
    return row, col, np.asarray(together.data[kept], np.int64)


def _beyond_chance(n: int, buyers: Counts, a: Index, b: Index, both: Counts) -> Mask:
    """The pairs that are more than chance among all that could have been."""
    fewer, more = np.minimum(buyers[a], buyers[b]), np.maximum(buyers[a], buyers[b])
    chance = betainc(both, fewer - both + 1, more / max(n, 1))  # of so many of the rarer's buyers
    once = np.flatnonzero(a < b)
    possible = int(np.count_nonzero(buyers >= BOTH_FROM))
    lines = FALSE_SHARE * np.arange(1, once.size + 1) / max(possible * (possible - 1) / 2, 1)
    ordered = np.sort(chance[once])
    passed = np.flatnonzero(ordered <= lines)
    return np.asarray(chance <= (ordered[passed[-1]] if passed.size else -1.0))


def refills(baskets: Baskets) -> pd.DataFrame:
    """Products that are used up and bought again.

    Returns:
        One row per product: `product` (id), `buyers`, `again` (customers who bought it on two
        days or more), `low` (share of these at least), `gap_days` (median).
    """
    p, buyers = baskets.products.size, baskets.buyers
    again = np.bincount(baskets.product[baskets.days > 1], minlength=p)
    low = wilson(again, buyers)[0]
    ordered, offsets = sort_within(baskets.gap, baskets.gap_product, p)
    frame = pd.DataFrame(
        {
            "product": baskets.products,
            "buyers": buyers,
            "again": again,
            "low": low,
            "gap_days": quantile_within(ordered, offsets, 0.5),
        }
    )
    return frame[(buyers >= BUYERS_FROM) & (low >= REFILL_FROM)].reset_index(drop=True)


def recommend(
    baskets: Baskets,
    *,
    who: npt.ArrayLike | None = None,
    most: int = 2,
    together: pd.DataFrame | None = None,
    again: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """One or two products for each customer, with the reason.

    Refills that are due come first, then partners of what she has bought, then what most
    customers buy; never what she has bought already, unless it is a refill.

    Args:
        baskets: of the shop.
        who: ids of the customers meant, None = all buyers.
        most: products each.
        together: the pairs, None = worked out here.
        again: the refills, None = worked out here.

    Returns:
        One row per customer and product, best first: `customer`, `product` (ids), `reason`,
        `because` (id of what she has bought; the product itself for a refill, -1 for popular),
        `lift`, `low`, `both`, `buyers` (together), `silence_days`, `gap_days` (refill),
        `share` (of all customers, popular); nan where it is no part of the reason.
    """
    ids = baskets.customers if who is None else np.asarray(who, np.int64)
    chosen = np.isin(baskets.customers, ids)
    mine = chosen[baskets.customer]
    due = _refills_due(baskets, mine, refills(baskets) if again is None else again)
    partners = _partners(baskets, mine, pairs(baskets) if together is None else together, most)
    best = _best(_joined([due, partners]), most)
    popular = _popular(baskets, chosen, best, most)
    found = _best(_joined([best, popular]), most)
    columns = {name: found[name] for name in _COLUMNS if name not in _IDS}
    return pd.DataFrame(
        {
            "customer": baskets.customers[found["customer"].astype(np.int64)],
            "product": baskets.products[found["product"].astype(np.int64)],
            "reason": np.array(REASONS)[found["reason"].astype(np.int64)],
            "because": found["because"].astype(np.int64),
            **columns,
        }
    )


Candidates = dict[str, npt.NDArray[Any]]
"""Places of customers and products, place of the reason in REASONS, its strength and figures."""

_IDS = ("customer", "product", "reason", "strength", "because")
_COLUMNS = (*_IDS, "lift", "low", "both", "buyers", "silence_days", "gap_days", "share")


def _refills_due(baskets: Baskets, mine: Mask, again: pd.DataFrame) -> Candidates:
    """What a customer has bought and will have used up by now; those nearest their day first."""
    rows = np.flatnonzero(mine)
    goods = again["product"].to_numpy(np.int64)
    place, known = places(goods, baskets.products[baskets.product[rows]])
    rows = rows[known]
    silence = baskets.as_of - baskets.last_day[rows]
    gap = again["gap_days"].to_numpy(np.float64)[place[known]]
    due = (silence >= DUE_FROM * gap) & (silence <= DUE_UPTO * gap)
    rows, silence, gap = rows[due], silence[due], gap[due]
    return {
        "customer": baskets.customer[rows],
        "product": baskets.product[rows],
        "reason": np.full(rows.size, REASONS.index("refill")),
        "strength": -np.abs(silence / gap - 1),
        "because": baskets.products[baskets.product[rows]],
        "silence_days": silence,
        "gap_days": gap,
    }


def _partners(baskets: Baskets, mine: Mask, together: pd.DataFrame, most: int) -> Candidates:
    """Partners of what a customer has bought, without what she has bought; the surest first.

    A pair is known by its place among all pairs, the surest being 0: one sort of customer and
    place as one number puts everybody's candidates in order.
    """
    surest = together.sort_values(["low", "partner", "product"], ascending=[False, True, True])
    partner = np.searchsorted(baskets.products, surest["partner"].to_numpy(np.int64))
    wide = max(len(surest), 1)
    key = _offers(baskets, mine, surest, partner)
    chosen = []
    for _ in range(most):
        first = key[run_starts(key // wide)]
        chosen.append(first)
        taken = np.full(baskets.customers.size, -1)
        taken[first // wide] = partner[first % wide]
        key = key[partner[key % wide] != taken[key // wide]]
    found = np.concatenate(chosen)
    figures = {
        name: surest[name].to_numpy()[found % wide]
        for name in ("lift", "low", "both", "buyers", "product")
    }
    return {
        "customer": found // wide,
        "product": partner[found % wide],
        "reason": np.full(found.size, REASONS.index("together")),
        "strength": figures["low"],
        "because": figures.pop("product"),
        **figures,
    }


def _offers(baskets: Baskets, mine: Mask, surest: pd.DataFrame, partner: Index) -> Index:
    """Customer and place of the pair as one number, ascending, for every partner not owned."""
    goods = surest["product"].to_numpy(np.int64)
    by_product = np.argsort(goods, kind="stable")
    starts, stops = (
        np.searchsorted(goods[by_product], baskets.products, side) for side in ("left", "right")
    )
    rows = np.flatnonzero(mine)
    many = (stops - starts)[baskets.product[rows]]
    owner = np.repeat(rows, many)
    within = np.arange(owner.size) - np.repeat(np.cumsum(many) - many, many)
    place = by_product[starts[baskets.product[owner]] + within]
    customer = baskets.customer[owner]
    fresh = ~_owned(baskets, customer, partner[place])
    return np.sort(customer[fresh] * max(len(surest), 1) + place[fresh])


def _popular(baskets: Baskets, chosen: Mask, best: Candidates, most: int) -> Candidates:
    """What many customers bought, for those who would else have too little to look at."""
    n, p, buyers = baskets.customers.size, baskets.products.size, baskets.buyers
    open_ = np.where(chosen, most - np.bincount(best["customer"].astype(np.int64), minlength=n), 0)
    shown = np.sort(best["customer"] * p + best["product"]).astype(np.int64)
    taken: list[tuple[Index, int]] = []
    for product in np.lexsort((baskets.products, -buyers)).tolist():
        needy = np.flatnonzero(open_ > 0)
        if not needy.size or buyers[product] < BUYERS_FROM:
            break
        fresh = ~_owned(baskets, needy, product) & ~places(shown, needy * p + product)[1]
        open_[needy[fresh]] -= 1
        taken.append((needy[fresh], product))
    customer = np.concatenate([c for c, _ in taken] or [np.zeros(0, np.int64)])
    product = np.repeat([p for _, p in taken], [c.size for c, _ in taken]).astype(np.int64)
    share = buyers[product] / max(n, 1)
    return {
        "customer": customer,
        "product": product,
        "reason": np.full(customer.size, REASONS.index("popular")),
        "strength": share,
        "because": np.full(customer.size, -1),
        "share": share,
    }


def _joined(parts: list[Candidates]) -> Candidates:
    """Candidates of several reasons; figures of another reason are missing."""
    sizes = [part["customer"].size for part in parts]
    return {
        name: np.concatenate(
            [p.get(name, np.full(n, np.nan)) for p, n in zip(parts, sizes, strict=True)]
        )
        for name in _COLUMNS
    }


def _best(found: Candidates, most: int) -> Candidates:
    """The best candidates of each customer."""
    order = np.lexsort((found["product"], -found["strength"], found["reason"], found["customer"]))
    customer = found["customer"][order]
    rank = np.arange(order.size) - np.repeat(*_runs(customer))
    return {name: column[order][rank < most] for name, column in found.items()}


def _runs(values: npt.NDArray[Any]) -> tuple[Index, Counts]:
    """Where each run of equal values begins, and how long it is."""
    starts = np.flatnonzero(run_starts(values))
    return starts, np.diff(np.append(starts, values.size))


def _owned(baskets: Baskets, customer: Index, product: Index | int) -> Mask:
    """The customer has bought the product; places in both."""
    return places(baskets.key, customer * baskets.products.size + product)[1]
