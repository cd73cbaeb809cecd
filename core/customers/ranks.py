"""The ladder from a first purchase to an ambassador: rights earned, not today's temperature.

A rank is reached on the day of the event and kept: only a yearly review takes it away, after
notice, from those whose facts no longer carry it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import pandas as pd

from core.arrays import Days, Mask, readonly
from core.customers.acts import Acts
from core.customers.levels import AMBASSADOR, RANKS, VIP, Levels, RankRules, levels
from core.formula import Formula
from core.history import History
from core.months import month_of, month_start
from core.orders import NEVER
from core.stats.intervals import evidence
from core.stats.survival import survival

QUARTER = 3

FORMULAS = (
    Formula(
        "ranks.rank",
        "first match: ambassador = VIP and answer >= 9 within 365 days and (a friend bought or 2 "
        "reviews or posts); VIP = 5 occasions or one order of the amount; candidate = 3; "
        "repeater = 2; first = 1; kept until a review",
        "owner's rules",
    ),
    Formula("ranks.earned", "the same from the facts of the day alone", "owner's rules"),
    Formula("ranks.moves", "customers by rank at the start and at the end of a quarter", "count"),
    Formula(
        "ranks.median_days",
        "first day with 1 - S >= 0.5 of the days from reaching a rank to reaching the next",
        "Kaplan and Meier 1958; censored at as_of",
    ),
)

Held = npt.NDArray[np.int8]


@dataclass(frozen=True, eq=False)
class Ranks:
    """The rank of every customer on one day.

    Attributes:
        as_of: facts up to this day count.
        rules: as chosen.
        customer: (c,) ids, ascending.
        held: (c,) place in RANKS.
        earned: (c,) place in RANKS that the facts of the day alone would give.
        since: (c,) day the rank was first reached.
        falls_on: (c,) day it is taken away unless earned again, NEVER without notice.
        occasions: (c,) so far.
        spend: (c,) net_amount so far where it makes a rank, else 0.
        acts_known: the shop keeps a record of what an ambassador takes.
    """

    as_of: int
    rules: RankRules
    customer: npt.NDArray[np.int64] = field(repr=False)
    held: Held = field(repr=False)
    earned: Held = field(repr=False)
    since: Days = field(repr=False)
    falls_on: Days = field(repr=False)
    occasions: npt.NDArray[np.int64] = field(repr=False)
    spend: npt.NDArray[np.int64] = field(repr=False)
    acts_known: bool

    @property
    def counts(self) -> pd.DataFrame:
        """One row per rank: `rank`, `customers`."""
        customers = np.bincount(self.held, minlength=len(RANKS))
        return pd.DataFrame({"rank": RANKS, "customers": customers})


def ranks(history: History, rules: RankRules, *, acts: Acts | None = None) -> Ranks:
    """Every customer's rank, since when, and whether it is about to be lost.

    Args:
        history: as of the day asked for.
        rules: what each rank takes, and when it is lost.
        acts: what customers did beside buying, None while the shop keeps no such record;
            without it nobody is an ambassador.
    """
    known = levels(history, rules, acts=acts)
    held, noticed = _Ladder(known, rules).to(history.as_of)
    last = known.rows_at(history.as_of)
    reached = known.reached()
    falls_on = _end_of_notice(rules, history.as_of)
    return Ranks(
        as_of=history.as_of,
        rules=rules,
        customer=history.customer,
        held=readonly(held),
        earned=readonly(known.level[last]),
        since=readonly(reached[held, np.arange(held.size)]),
        falls_on=readonly(np.where(noticed, np.int32(falls_on), np.int32(NEVER))),
        occasions=readonly(known.occasions[last]),
        spend=readonly(known.spend[last]),
        acts_known=acts is not None,
    )


def next_steps(standing: Ranks) -> pd.DataFrame:
    """What each customer lacks for the next rank.

    Returns:
        (c, 6): `customer` (id), `next_rank` (missing at the top of what can be reached),
        `occasions` (more that are needed; nan where no number of them helps), `order` (or one
        order of so much, minor units, nan = no such way), `spend` (or so much more in all),
        `advocacy` (a high answer and a friend, reviews or posts, as far as missing).
    """
    rules, held = standing.rules, standing.held
    top = AMBASSADOR if standing.acts_known else VIP
    goal = np.where(held < top, held + 1, top)
    more = held < top
    needed = np.array([1, 2, rules.candidate_occasions, rules.vip_occasions, 0])[goal]
    by_count = more & (goal <= VIP)
    to_vip = more & (goal == VIP)
    spend = np.nan if rules.vip_spend is None else rules.vip_spend - standing.spend
    return pd.DataFrame(
        {
            "customer": standing.customer,
            "next_rank": _names(np.where(more, goal, -1)),
            "occasions": np.where(by_count, np.maximum(needed - standing.occasions, 1), np.nan),
            "order": np.where(to_vip, rules.vip_order or np.nan, np.nan),
            "spend": np.where(to_vip, spend, np.nan),
            "advocacy": more & (goal == AMBASSADOR),
        }
    )


def call_first(standing: Ranks, score: npt.NDArray[np.float64], *, below: float = 30) -> Mask:
    """(c,) VIPs and ambassadors whose temperature has fallen: the first to call."""
    return np.asarray((standing.held >= VIP) & (score < below))


def moves(
    history: History,
    rules: RankRules,
    *,
    acts: Acts | None = None,
    quarters: int = 8,
    who: Mask | None = None,
) -> pd.DataFrame:
    """How customers moved between ranks in each of the last quarters.

    Args:
        history: as of the day asked for.
        rules: what each rank takes.
        acts: what customers did beside buying.
        quarters: how many, the running one included.
        who: (n_customers,) mask of those counted, None = all.

    Returns:
        (k, 5): `quarter` (its first day), `complete` (it is over), `from_rank` (missing: first
        bought in the quarter), `to_rank`, `customers`; those who stay are in it too.
    """
    if history.is_empty:
        return pd.DataFrame(columns=["quarter", "complete", "from_rank", "to_rank", "customers"])
    days = _quarter_ends(history, quarters)
    known = levels(history, rules, acts=acts)
    ladder = _Ladder(known, rules)
    held = [ladder.to(day)[0] for day in days]
    tables = []
    for (start, end), (before, after) in zip(pairwise(days), pairwise(held), strict=True):
        seen = after >= 0 if who is None else (after >= 0) & who
        pair = (before[seen] + 1) * len(RANKS) + after[seen]
        counts = np.bincount(pair)
        filled = np.flatnonzero(counts)
        month = month_start(month_of(np.array([start + 1], np.int32)))
        table = {
            "quarter": month.astype("datetime64[D]").astype("datetime64[s]").repeat(filled.size),
            "complete": end < history.as_of or _is_quarter_end(end),
            "from_rank": _names(filled // len(RANKS) - 1),
            "to_rank": _names(filled % len(RANKS)),
            "customers": counts[filled],
        }
        tables.append(pd.DataFrame(table))
    return pd.concat(tables, ignore_index=True)


def days_to_next(
    history: History, rules: RankRules, *, acts: Acts | None = None, who: Mask | None = None
) -> pd.DataFrame:
    """How long each step takes, those still on it counted as such.

    Counted are customers with a true first purchase who stood on the step for a day at least;
    `who` is a mask of those meant, None = all.

    Returns:
        One row per step: `rank`, `next_rank`, `n` (customers on it so far), `went_on`,
        `median_days` (nan while less than half have gone on), `evidence`.
    """
    reached = levels(history, rules, acts=acts).reached()
    top = AMBASSADOR if acts is not None else VIP
    rows = []
    for rank in range(top):
        start, end = reached[rank], reached[rank + 1]
        on = history.true_first & (start < end)
        on = on if who is None else on & who
        went = end[on] != NEVER
        duration = np.where(went, end[on], history.as_of) - start[on]
        curve = survival(duration, went)
        rows.append(
            {
                "rank": RANKS[rank],
                "next_rank": RANKS[rank + 1],
                "n": int(on.sum()),
                "went_on": int(went.sum()),
                "median_days": curve.day_of_share(0.5) if curve.n else np.nan,
                "evidence": evidence(int(on.sum())),
            }
        )
    return pd.DataFrame(rows)


def rank_days(
    history: History, rules: RankRules, customer: int, *, acts: Acts | None = None
) -> tuple[tuple[int, int], ...]:
    """When the rank of one customer changed: day and place in RANKS, oldest first.

    Args:
        history: as of the day asked for.
        rules: what each rank takes, and when it is lost.
        customer: id.
        acts: what customers did beside buying.
    """
    known = levels(_of_one(history, customer), rules, acts=acts)
    if not known.customers:
        return ()
    ladder, held, changes = _Ladder(known, rules), -1, []
    first = int(known.day.min(initial=history.as_of))
    ends = [day + rules.notice_days for day in _review_days(rules, first - 366, history.as_of)]
    days = {*known.day.tolist(), *(day for day in ends if first < day <= history.as_of)}
    for day in sorted(days):
        rank = int(ladder.to(day)[0][0])
        if rank not in (held, -1):
            changes.append((day, rank))
        held = rank
    return tuple(changes)


def _of_one(history: History, customer: int) -> History:
    """The history of one customer alone."""
    base = history.base
    place = int(np.searchsorted(base.ids, customer))
    start, end = np.append(base.person_at, base.person.size)[place : place + 2]
    orders = base.orders.take(np.arange(start, end))
    visits = base.visit_of[start:end]
    merged = bool(np.unique(visits[visits >= 0]).size < np.count_nonzero(visits >= 0))
    return History.build(orders, history.as_of, merge_same_day=merged)


class _Ladder:
    """Ranks as they are held, walked forward through the yearly reviews."""

    def __init__(self, known: Levels, rules: RankRules) -> None:
        self.known, self.rules = known, rules
        self.day = -NEVER
        self.held = np.full(known.customers, -1, np.int8)
        self.noticed = np.zeros(known.customers, np.bool_)

    def to(self, day: int) -> tuple[Held, Mask]:
        """(c,) ranks held on a day not before the last one asked for, and who is under notice."""
        for review in self._reviews(self.day, day):
            self._climb(review.day)
            if review.ends:
                fallen = self.noticed & (self.known.at(review.day) < self.held)
                self.held = np.where(fallen, self.known.at(review.day), self.held)
                self.noticed = np.zeros_like(self.noticed)
            else:
                self.noticed = self.known.at(review.day) < self.held
        self._climb(day)
        return self.held, self.noticed & (self.known.at(day) < self.held)

    def _climb(self, day: int) -> None:
        """Promotions up to a day."""
        self.held = np.maximum(self.held, self.known.highest(self.day, day))
        self.day = day

    def _reviews(self, after: int, upto: int) -> Iterator["_Review"]:
        """Reviews and the ends of their notices in (after, upto], in order."""
        if not self.known.day.size or self.rules.review is None:
            return
        first = max(after, int(self.known.day.min()) - 1)
        for review in _review_days(self.rules, first - self.rules.notice_days, upto):
            for day, ends in ((review, False), (review + self.rules.notice_days, True)):
                if first < day <= upto:
                    yield _Review(day, ends)


@dataclass(frozen=True)
class _Review:
    """A day on which ranks are looked at; at the end of the notice they fall."""

    day: int
    ends: bool


def _names(places: npt.NDArray[np.integer]) -> pd.Series:
    """Names of ranks, missing for -1."""
    return pd.Series(np.array([*RANKS, None], object)[places], dtype="str")


def _review_days(rules: RankRules, after: int, upto: int) -> Sequence[int]:
    """Days of the yearly reviews in (after, upto]."""
    if rules.review is None:
        return []
    month, day = rules.review
    years = month_of(np.array([max(after, -365_000), upto], np.int32)) // 12
    days = month_start(12 * np.arange(years[0], years[1] + 1) + month - 1) + day - 1
    return [d for d in days.tolist() if after < d <= upto]


def _end_of_notice(rules: RankRules, as_of: int) -> int:
    """Day on which those under notice fall, NEVER where no notice runs."""
    running = _review_days(rules, as_of - rules.notice_days, as_of)
    return running[-1] + rules.notice_days if running else NEVER


def _quarter_ends(history: History, quarters: int) -> list[int]:
    """Evenings before each of the last quarters, and as_of."""
    month = int(month_of(np.array([history.as_of], np.int32))[0])
    first = int(month_of(history.first_day.min(keepdims=True))[0])
    start = month - month % QUARTER
    starts = [start - QUARTER * back for back in range(quarters - 1, -1, -1)]
    kept = [s for s in starts if s + QUARTER > first]
    return [*(int(d) - 1 for d in month_start(kept)), history.as_of]


def _is_quarter_end(day: int) -> bool:
    """The day is the last of its quarter."""
    today, tomorrow = month_of(np.array([day, day + 1], np.int32)).tolist()
    return bool(today // QUARTER != tomorrow // QUARTER)
