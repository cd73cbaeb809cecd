"""Which rank the facts alone would give each customer, day by day, from the first order on."""

from dataclasses import dataclass, field
from typing import Literal

import numpy as np
import numpy.typing as npt

from core.arrays import Days, Index, Mask, readonly
from core.customers.acts import Acts, places
from core.history import History
from core.orders import NEVER, run_starts

Rank = Literal["first", "repeater", "vip_candidate", "vip", "ambassador"]
RANKS: tuple[Rank, ...] = ("first", "repeater", "vip_candidate", "vip", "ambassador")
NO_LEVEL = -1
REPEATER, CANDIDATE, VIP, AMBASSADOR = 1, 2, 3, 4

COUNTS = ("occasions", "orders", "spend", "promoter", "referrals", "shares")
SHARES = ("review", "share")


@dataclass(frozen=True)
class RankRules:
    """What each rank takes, and when it may be lost.

    Attributes:
        candidate_occasions: occasions of a VIP candidate.
        vip_occasions: occasions of a VIP.
        vip_order: or a single order of so much, minor units; None = no such way.
        vip_spend: or so much in all, minor units; None = no such way.
        promoter_from: answer of an ambassador, 0..10.
        promoter_days: days her answer counts.
        referrals: friends of hers who bought.
        shares: or reviews and posts.
        review: month and day of the yearly review, the only time a rank is taken away;
            None = never.
        notice_days: from the review until then.
    """

    candidate_occasions: int = 3
    vip_occasions: int = 5
    vip_order: int | None = 20_000
    vip_spend: int | None = None
    promoter_from: int = 9
    promoter_days: int = 365
    referrals: int = 1
    shares: int = 2
    review: tuple[int, int] | None = (4, 1)
    notice_days: int = 60

    def __post_init__(self) -> None:
        """Refuse steps that lead nowhere.

        Raises:
            ValueError: name, value and rule of the first part out of range.
        """
        steps = (2, self.candidate_occasions, self.vip_occasions)
        for name, value, least in (
            ("candidate_occasions", self.candidate_occasions, 3),
            ("vip_occasions", self.vip_occasions, steps[1] + 1),
            ("vip_order", self.vip_order, 1),
            ("vip_spend", self.vip_spend, 1),
            ("promoter_days", self.promoter_days, 1),
            ("referrals", self.referrals, 1),
            ("shares", self.shares, 1),
            ("notice_days", self.notice_days, 0),
        ):
            if value is not None and value < least:
                raise ValueError(f"{name} == {value}, must be >= {least}")
        if self.notice_days > 300:
            raise ValueError(f"notice_days == {self.notice_days}, must be <= 300")
        if self.review is not None and not _is_date(*self.review):
            raise ValueError(f"review == {self.review}, must be a day of every year")


@dataclass(frozen=True, eq=False)
class Levels:
    """The level of every customer after each day that changed something; k such days.

    A level is a place in RANKS, -1 before the first occasion and while all are void.

    Attributes:
        as_of: facts up to this day count.
        customers: how many the history has.
        place: (k,) place of the customer in the history, ascending.
        day: (k,) day of the change, ascending within the customer.
        level: (k,) from that evening on.
        occasions: (k,) occasions by then.
        spend: (k,) net_amount by then, minor units; 0 where it makes no rank.
    """

    as_of: int
    customers: int
    place: Index = field(repr=False)
    day: Days = field(repr=False)
    level: npt.NDArray[np.int8] = field(repr=False)
    occasions: npt.NDArray[np.int64] = field(repr=False)
    spend: npt.NDArray[np.int64] = field(repr=False)

    def at(self, day: int) -> npt.NDArray[np.int8]:
        """(customers,) level on the evening of a day."""
        level = np.full(self.customers, NO_LEVEL, np.int8)
        rows = self.rows_at(day)
        level[self.place[rows]] = self.level[rows]
        return level

    def highest(self, after: int, upto: int) -> npt.NDArray[np.int8]:
        """(customers,) highest level reached in (after, upto], -1 where nothing changed."""
        best = np.full(self.customers, NO_LEVEL, np.int8)
        chosen = np.flatnonzero((self.day > after) & (self.day <= upto))
        if chosen.size:
            starts = np.flatnonzero(run_starts(self.place[chosen]))
            best[self.place[chosen[starts]]] = np.maximum.reduceat(self.level[chosen], starts)
        return best

    def reached(self) -> npt.NDArray[np.int32]:
        """(ranks, customers) first day of each rank or a higher one, NEVER not yet."""
        days = np.full((len(RANKS), self.customers), NEVER, np.int32)
        for rank in range(len(RANKS)):
            rows = np.flatnonzero(self.level >= rank)
            rows = rows[run_starts(self.place[rows])]
            days[rank, self.place[rows]] = self.day[rows]
        return days

    def rows_at(self, day: int) -> Index:
        """The last change by a day of each customer who had one."""
        known = np.flatnonzero(self.day <= day)
        last = np.ones(known.size, np.bool_)
        last[:-1] = run_starts(self.place[known])[1:]
        return known[last]


def levels(history: History, rules: RankRules, *, acts: Acts | None = None) -> Levels:
    """Follow what counts for a rank from day to day, each fact from its effective day on.

    Args:
        history: as of the day asked for.
        rules: what each rank takes.
        acts: what customers did beside buying, None while the shop keeps no such record.
    """
    changes = [_occasions(history), _orders(history, rules)]
    changes += _spend(history) if rules.vip_spend is not None else []
    changes += _advocacy(history, rules, acts) if acts is not None else []
    place, day, kind, amount = (np.concatenate([c[i] for c in changes]) for i in range(4))
    seen = day <= history.as_of
    low = int(day[seen].min()) if seen.any() else 0
    key = place[seen] * (history.as_of - low + 1) + (day[seen] - low)
    order = np.argsort(key, kind="stable")
    evening = np.append(run_starts(key[order])[1:], True)[: order.size]
    ends = order[evening]
    at = _Running(place[seen], kind[seen], amount[seen], order, evening)
    return Levels(
        as_of=history.as_of,
        customers=history.n_customers,
        place=readonly(place[seen][ends]),
        day=readonly(day[seen][ends].astype(np.int32)),
        level=readonly(_level(at, rules)),
        occasions=readonly(at["occasions"]),
        spend=readonly(at["spend"]),
    )


Changes = tuple[Index, Index, Index, Index]
"""Place of the customer, day, place in COUNTS, by how much; all (n,)."""


class _Running:
    """The counts of each customer on the evenings that changed something."""

    def __init__(
        self, place: Index, kind: Index, amount: Index, order: Index, evening: Mask
    ) -> None:
        self.place, self.kind, self.amount = place[order], kind[order], amount[order]
        self.evening = evening
        self.starts = run_starts(self.place)

    def __getitem__(self, name: str) -> npt.NDArray[np.int64]:
        """(k,) the count so far."""
        steps = np.where(self.kind == COUNTS.index(name), self.amount, 0)
        upto = np.cumsum(steps)
        before = (upto - steps)[self.starts]
        mine = upto - np.repeat(before, np.diff(np.append(np.flatnonzero(self.starts), upto.size)))
        return np.asarray(mine[self.evening])


def _level(at: _Running, rules: RankRules) -> npt.NDArray[np.int8]:
    """(k,) the rank that the counts give."""
    occasions = at["occasions"]
    vip = (occasions >= rules.vip_occasions) | ((at["orders"] > 0) & (occasions > 0))
    if rules.vip_spend is not None:
        vip |= (at["spend"] >= rules.vip_spend) & (occasions > 0)
    level = np.where(occasions > 0, 0, NO_LEVEL)
    level[occasions >= 2] = REPEATER
    level[occasions >= rules.candidate_occasions] = CANDIDATE
    level[vip] = VIP
    spread = (at["referrals"] >= rules.referrals) | (at["shares"] >= rules.shares)
    level[vip & spread & (at["promoter"] > 0)] = AMBASSADOR
    return level.astype(np.int8)


def _occasions(history: History) -> Changes:
    """An occasion from its day until its last part became void."""
    base = history.base
    place, known = places(history.customer, base.ids[base.visit_person])
    return _while(place, base.visit_day, base.visit_void, known, "occasions")


def _orders(history: History, rules: RankRules) -> Changes:
    """An order that alone makes a VIP, until it is void or refunded below that."""
    base = history.base
    orders = base.orders
    enough = np.zeros(orders.net.size, np.bool_)
    if rules.vip_order is not None:
        enough = (orders.net >= rules.vip_order) & ~orders.renewal
    rows = np.flatnonzero(enough)
    less = orders.net[rows] - orders.refund[rows] < (rules.vip_order or 0)
    until = np.where(
        less, np.minimum(orders.refund_day[rows], orders.void_day[rows]), orders.void_day[rows]
    )
    place, known = places(history.customer, orders.customer[rows])
    return _while(place, orders.day[rows], until, known, "orders")


def _spend(history: History) -> list[Changes]:
    """Money comes with the order and goes with refunds and cancellations."""
    orders, code = history.base.orders, COUNTS.index("spend")
    place, known = places(history.customer, orders.customer)
    rows = np.flatnonzero(known)
    changes: list[Changes] = []
    returned = np.where(orders.refund_day < orders.void_day, orders.refund, 0)
    for day, amount in (
        (orders.day, orders.net),
        (np.maximum(orders.refund_day, orders.day), -returned),
        (np.maximum(orders.void_day, orders.day), returned - orders.net),
    ):
        mine = rows[(day[rows] != NEVER) & (amount[rows] != 0)]
        kind = np.full(mine.size, code)
        changes.append((place[mine], day[mine].astype(np.int64), kind, amount[mine]))
    return changes


def _advocacy(history: History, rules: RankRules, acts: Acts) -> list[Changes]:
    """High answers while they count, friends who bought, reviews and posts."""
    changes = []
    rows = acts.rows(("recommendation",), history.as_of)
    place, known = places(history.customer, acts.customer[rows])
    day = acts.day[rows].astype(np.int64)
    until = day + rules.promoter_days + 1
    same = ~run_starts(acts.customer[rows])
    until[:-1] = np.where(same[1:], np.minimum(until[:-1], day[1:]), until[:-1])
    high = known & (acts.value[rows] >= rules.promoter_from)
    changes.append(_while(place, day, until, high, "promoter"))
    for name, kinds in (("referrals", ("referral",)), ("shares", SHARES)):
        rows = acts.rows(kinds, history.as_of)
        place, known = places(history.customer, acts.customer[rows])
        never = np.full(rows.size, NEVER)
        changes.append(_while(place, acts.day[rows], never, known, name))
    return changes


def _while(
    place: Index, start: npt.ArrayLike, stop: npt.ArrayLike, chosen: Mask, name: str
) -> Changes:
    """One more from `start` on, one less from `stop` on; nothing where it never was."""
    start, stop = np.asarray(start, np.int64), np.asarray(stop, np.int64)
    rows = np.flatnonzero(chosen & (stop > start))
    ending = rows[stop[rows] != NEVER]
    both = np.concatenate([rows, ending])
    days = np.concatenate([start[rows], stop[ending]])
    amount = np.repeat(np.array([1, -1]), [rows.size, ending.size])
    return place[both].astype(np.int64), days, np.full(both.size, COUNTS.index(name)), amount


def _is_date(month: int, day: int) -> bool:
    """A day that every year has."""
    lengths = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
    return 1 <= month <= 12 and 1 <= day <= lengths[month - 1]
