"""What messages would change: an assumption about the effect, and from where it pays off.

Whom a belt would have met is exact. What they would have done is not in the history, so the
effect is assumed: while a message is at work, the daily chance to buy is multiplied. Buyers who
would have come anyway are no effect, but they use the coupon too.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from scipy.optimize import brentq

from core.arrays import Floats
from core.formula import Formula
from core.stats.survival import Survival

DRAWS = 20_000
SEED = 20_261_120
INTERVAL_WIDTH = 3.919928
"""Standard deviations between the ends of a two-sided 95 % interval."""

STRONGEST = 1_000.0
"""A message that strong sells to nearly everybody; what does not pay then never does."""

FORMULAS = (
    Formula("whatif.p0", "1 - S(d + w) / S(d) of those met on day d", "Kaplan and Meier 1958"),
    Formula(
        "whatif.p1",
        "1 - prod of (1 - h_t) ^ HR_t; windows that overlap take the larger HR",
        "proportional hazards, discrete days",
    ),
    Formula(
        "whatif.profit",
        "n [p1 (m - k) - p0 m - c]; k, the offer times its use, is paid on all p1 buyers",
        "margin m per order, cost c per contact",
    ),
    Formula("whatif.roi", "profit / (n c + n p1 k)", "profit per money spent"),
    Formula("whatif.break_even", "p1* = (p0 m + c) / (m - k)", "profit = 0"),
    Formula(
        "whatif.chance",
        "share of 20,000 draws with profit > 0; p0 ~ Beta(x + 1/2, n - x + 1/2), HR log-normal",
        "Monte Carlo, fixed seed",
    ),
)


@dataclass(frozen=True)
class Assumption:
    """An opinion about the effect: the daily chance to buy is multiplied by something within.

    Attributes:
        low: lower end of its 95 % interval, above 0.
        high: upper end.
    """

    low: float
    high: float

    def __post_init__(self) -> None:
        """Refuse what is no interval.

        Raises:
            ValueError: the ends are not above 0 and in order.
        """
        if not 0 < self.low <= self.high:
            raise ValueError(f"low == {self.low}, must be in 0..{self.high}")

    @property
    def median(self) -> float:
        """The middle: above and below are equally likely."""
        return float(np.sqrt(self.low * self.high))

    @property
    def sd(self) -> float:
        """Standard deviation of its logarithm."""
        return float(np.log(self.high / self.low) / INTERVAL_WIDTH)


ASSUMPTIONS: dict[str, Assumption] = {
    "careful": Assumption(1.00, 1.10),
    "standard": Assumption(1.00, 1.30),
    "hopeful": Assumption(1.10, 1.60),
}
"""Opinions to begin with; no public evidence fixes them."""


@dataclass(frozen=True)
class Stretch:
    """Days of waiting over which nothing changes in what is sent or offered.

    Attributes:
        chance: share of those still waiting at its start who buy by its end anyway, in 0..1.
        lifted: a message is at work.
        offer: cost of the offer per buyer, times the share that uses it, minor units.
    """

    chance: float
    lifted: bool = True
    offer: float = 0.0


@dataclass(frozen=True)
class Case:
    """People met by one rule, or by several that follow one another.

    Attributes:
        people: how many are met.
        seen: how many the chances rest on, after taking account of those still open.
        margin: left of an order after the goods are paid, minor units.
        cost: of all contacts together, minor units.
        stretches: the wait from the first contact on.
    """

    people: float
    seen: float
    margin: float
    cost: float
    stretches: tuple[Stretch, ...]

    @property
    def p0(self) -> float:
        """Share that buys anyway."""
        return float(1 - np.prod([1 - stretch.chance for stretch in self.stretches]))


@dataclass(frozen=True)
class Outcome:
    """What follows if the daily chance is multiplied by `hr`.

    Attributes:
        hr: the multiple.
        p0: share of those met who buy anyway.
        p1: share that buys then.
        extra: orders that would not have come.
        offers: cost of the offer, paid on all buyers, minor units.
        cost: of the contacts, minor units.
        profit: what is earned, minor units.
        roi: profit per money spent, nan where nothing is spent.
    """

    hr: float
    p0: float
    p1: float
    extra: float
    offers: float
    cost: float
    profit: float
    roi: float


@dataclass(frozen=True)
class PaysOff:
    """From where on messages earn more than they cost.

    Attributes:
        p0: share that buys anyway.
        p1: share that has to buy, nan if they never pay off.
        hr: the multiple of the daily chance that does it, nan if none.
        buyers: how many have to buy, nan if they never pay off.
    """

    p0: float
    p1: float
    hr: float
    buyers: float

    @property
    def is_possible(self) -> bool:
        """Some effect would pay for it."""
        return not np.isnan(self.hr)


@dataclass(frozen=True)
class Spread:
    """Where the profit lies in many worlds that agree with the shop's past and the assumption.

    Attributes:
        mean: minor units.
        low: 5 % of the worlds lie below.
        median: half of them do.
        high: 95 % of them do.
        chance: share of the worlds with a profit.
    """

    mean: float
    low: float
    median: float
    high: float
    chance: float


@dataclass(frozen=True)
class Step:
    """One contact of several that follow one another.

    Attributes:
        day: of the wait, on which it is sent; it works from the next day on.
        window: days it works.
        offer: cost of its offer per buyer, times the share that uses it, minor units.
    """

    day: int
    window: int
    offer: float = 0.0


def single(
    people: float, p0: float, *, seen: float, margin: float, unit_cost: float, offer: float = 0.0
) -> Case:
    """One message to each of `people`, of whom the share `p0` would buy anyway.

    Args:
        people: how many are met.
        p0: share in 0..1.
        seen: how many the share rests on.
        margin: per order, minor units.
        unit_cost: per contact, minor units.
        offer: cost per buyer times the share that uses it, minor units.
    """
    stretch = Stretch(p0, offer=offer)
    return Case(people, seen, margin, people * unit_cost, (stretch,))


def stretches(curve: Survival, steps: Sequence[Step]) -> tuple[Stretch, ...]:
    """The wait from the first step to the end of the last window, as far as it can be told.

    Where windows overlap, a message is at work once, and a buyer uses one offer: the dearest.

    Args:
        curve: the shop's own, days from what the steps count from to the next purchase.
        steps: at least one.
    """
    reached = curve.survival.size - 1
    ends = [step.day + step.window for step in steps]
    first, last = min(step.day for step in steps), min(max(ends), reached)
    if last <= first:
        return ()
    marks = sorted({*(step.day for step in steps), *ends} & set(range(first, last)) | {first, last})
    return tuple(_stretch(curve, steps, start, end) for start, end in pairwise(marks))


def _stretch(curve: Survival, steps: Sequence[Step], start: int, end: int) -> Stretch:
    at_work = [step for step in steps if step.day <= start and end <= step.day + step.window]
    before, after = float(curve.survival[start]), float(curve.survival[end])
    chance = 1 - after / before if before > 0 else 1.0
    return Stretch(chance, bool(at_work), max((step.offer for step in at_work), default=0.0))


def outcome(cases: Sequence[Case], hr: float, *, pull_forward: float = 0.0) -> Outcome:
    """What follows if every message multiplies the daily chance to buy by `hr`.

    Args:
        cases: different people, or different waits of the same.
        hr: the multiple, 1 is no effect.
        pull_forward: share of the extra orders that would have come later anyway.
    """
    people = sum(case.people for case in cases)
    cost = sum(case.cost for case in cases)
    worlds = [_worlds(case, np.array([hr]), np.array([case.p0]), pull_forward) for case in cases]
    buyers, anyway, offers, profit = (float(sum(w[i][0] for w in worlds)) for i in range(4))
    spent = cost + offers
    return Outcome(
        hr=hr,
        p0=anyway / people if people else float("nan"),
        p1=buyers / people if people else float("nan"),
        extra=(buyers - anyway) * (1 - pull_forward),
        offers=offers,
        cost=cost,
        profit=profit,
        roi=profit / spent if spent else float("nan"),
    )


def break_even(cases: Sequence[Case], *, pull_forward: float = 0.0) -> PaysOff:
    """From which share of buyers on the messages pay off.

    Args:
        cases: as for `outcome`.
        pull_forward: see there.
    """

    def profit(hr: float) -> float:
        return outcome(cases, hr, pull_forward=pull_forward).profit

    start = outcome(cases, 1.0)
    people = sum(case.people for case in cases)
    if not people or profit(STRONGEST) <= 0:
        return PaysOff(start.p0, float("nan"), float("nan"), float("nan"))
    hr = float(brentq(profit, 0.0, STRONGEST, xtol=1e-12))
    there = outcome(cases, hr)
    return PaysOff(start.p0, there.p1, hr, there.p1 * people)


def spread(
    cases: Sequence[Case],
    assumption: Assumption,
    *,
    pull_forward: float = 0.0,
    draws: int = DRAWS,
    seed: int = SEED,
) -> Spread:
    """Where the profit lies when neither the shop's past nor the effect is known exactly.

    One effect holds for all cases of a world; the shares of those who buy anyway are drawn for
    each case.

    Args:
        cases: as for `outcome`.
        assumption: about the effect.
        pull_forward: see `outcome`.
        draws: worlds.
        seed: the same worlds each time.
    """
    rng = np.random.default_rng(seed)
    hr = assumption.median * np.exp(assumption.sd * rng.standard_normal(draws))
    profit = np.zeros(draws)
    for case in cases:
        hits = case.seen * case.p0
        p0 = rng.beta(hits + 0.5, case.seen - hits + 0.5, draws)
        profit += _worlds(case, hr, p0, pull_forward)[3]
    low, median, high = np.quantile(profit, [0.05, 0.5, 0.95])
    return Spread(
        float(profit.mean()), float(low), float(median), float(high), float((profit > 0).mean())
    )


def _worlds(
    case: Case, hr: Floats, p0: Floats, pull_forward: float
) -> tuple[Floats, Floats, Floats, Floats]:
    """Buyers, buyers anyway, cost of the offers and profit in each of (w,) worlds.

    Where the share that buys anyway is not the one of the case, the daily chances of all days
    rise or fall by one multiple.
    """
    wait = -np.log1p(-np.minimum(p0, 1 - 1e-12))
    waiting, given = np.ones_like(p0), np.zeros_like(p0)
    for stretch, part in zip(case.stretches, _parts(case.stretches), strict=True):
        left = waiting * np.exp(-wait * part * (hr if stretch.lifted else 1.0))
        given += stretch.offer * (waiting - left)
        waiting = left
    buyers, anyway, offers = case.people * (1 - waiting), case.people * p0, case.people * given
    gained = (buyers - anyway) * (1 - pull_forward) * case.margin
    return buyers, anyway, offers, gained - offers - case.cost


def _parts(stretches: Sequence[Stretch]) -> Floats:
    """(s,) how the daily chances of the whole wait fall on its stretches; they add up to 1."""
    force = -np.log1p(-np.minimum([stretch.chance for stretch in stretches], 1 - 1e-12))
    total = force.sum()
    return force / total if total > 0 else np.full(force.size, 1 / max(force.size, 1))
