"""A belt fitted to the shop: days and amounts read off its own past, each with its reason."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from core.arrays import Amounts, Mask
from core.formula import Formula
from core.history import History
from core.journey.belt import LEAD_DAYS, peaks
from core.journey.gaps import gap_counts
from core.journey.returning import step_curves
from core.stats.intervals import REFERENCE_BELOW
from core.stats.quantiles import quantile_of_counts
from core.stats.survival import Survival
from core.triggers.belt import Belt
from core.triggers.rule import Rule

Reason = Literal["before_rise", "share_of_orders", "unusual_silence"]

SHARES = (0.20, 0.05, 0.01)
"""Share of the orders that the first, second and third amount speak to."""

UNUSUAL = 0.90
"""Share of the finished waits that were shorter than an unusual silence."""

ROUND = (1.0, 1.2, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0)
"""Amounts that can be remembered, times a power of ten."""

FORMULAS = (
    Formula("suggest.day", "peak_day - 3", "steepest parts of the Kaplan-Meier curve"),
    Formula(
        "suggest.amount",
        "round number next to the quantile 80, 95, 99 % of net_amount of valid orders",
        "quantile",
    ),
    Formula("suggest.silence", "Q90 of completed gaps", "quantile"),
)


@dataclass(frozen=True)
class Suggestion:
    """Another value for one part of one rule, and why.

    Attributes:
        rule: its id.
        field: the part.
        now: what it is.
        value: what would suit the shop.
        reason: before_rise: people come back around `around`. share_of_orders: a `share` of the
            orders reach it. unusual_silence: a `share` of those who came back were back by then.
        around: day people come back, nan for other reasons.
        share: see reason; for before_rise of those met, who buy within 30 days; nan unknown.
        n: people or orders it rests on.
    """

    rule: str
    field: str
    now: int
    value: int
    reason: Reason
    around: float
    share: float
    n: int


def suggest(history: History, belt: Belt) -> tuple[Suggestion, ...]:
    """What would suit the shop better; empty where its past is too small to tell.

    Args:
        history: as of the day asked for.
        belt: whose rules are fitted; rules for a group of customers are left as they are.
    """
    rules = [rule for rule in belt.rules if not rule.group]
    found = (*_days(history, rules), *_amounts(history, rules), *_silence(history, rules))
    return tuple(each for each in found if each.value != each.now)


def fitted(belt: Belt, suggestions: Iterable[Suggestion]) -> Belt:
    """The belt with the suggestions taken over."""
    wanted = {each.rule: {each.field: each.value} for each in suggestions}
    rules = tuple(replace(rule, **wanted.get(rule.id, {})) for rule in belt.rules)  # type: ignore[arg-type]  # the names are fields of a rule
    return replace(belt, rules=rules)


def _days(history: History, rules: list[Rule]) -> Iterator[Suggestion]:
    """The last messages of the belt move before the days people come back.

    The first ones stay: thanks cannot wait for a month.
    """
    steps = sorted((rule for rule in rules if rule.kind == "elapsed"), key=lambda rule: rule.days)
    curve = step_curves(history, steps=1)[0]
    clearest = [peak.day for peak in peaks(curve) if peak.day > LEAD_DAYS]
    own = sorted(clearest[: max(len(steps) - 1, min(len(steps), 1))])
    for rule, around in zip(steps[len(steps) - len(own) :], own, strict=True):
        day = around - LEAD_DAYS + rule.day_one
        yield Suggestion(
            rule.id, "days", rule.days, day, "before_rise", float(around), *_chance(curve, day)
        )


def _chance(curve: Survival, day: int) -> tuple[float, int]:
    """Share of those silent until a day who buy within 30 days, and how many they are."""
    rate = curve.told_rate(30, after=day)
    return rate.value, rate.n


def _amounts(history: History, rules: list[Rule]) -> Iterator[Suggestion]:
    """Amounts that a fifth, a twentieth and a hundredth of the orders reach."""
    steps = [rule for rule in rules if rule.kind == "amount" and rule.amount_of == "order"]
    steps.sort(key=lambda rule: rule.at_least)
    net = order_values(history)
    if net.size < REFERENCE_BELOW:
        return
    lowest = 0
    for rule, share in zip(steps, SHARES, strict=False):
        value = remembered(float(np.quantile(net, 1 - share)), above=lowest)
        lowest, reached = value, net >= value
        yield Suggestion(
            rule.id, "at_least", rule.at_least, value, "share_of_orders", float("nan"),
            float(reached.mean()), int(reached.sum()),
        )  # fmt: skip


def _silence(history: History, rules: list[Rule]) -> Iterator[Suggestion]:
    """A silence that nine of ten who came back had broken by then."""
    days = unusual_silence(history)
    if days is None:
        return
    counts = gap_counts(history)
    share, n = float(counts[: days + 1].sum() / counts.sum()), int(counts.sum())
    for rule in rules:
        if rule.kind == "silence":
            yield Suggestion(
                rule.id, "days", rule.days, days, "unusual_silence", float("nan"), share, n
            )


def unusual_silence(history: History) -> int | None:
    """Days by which nine of ten who came back were back, None where too few came back."""
    counts = gap_counts(history)
    if counts.sum() < REFERENCE_BELOW:
        return None
    return max(round(quantile_of_counts(counts, UNUSUAL)), 1)


def order_values(history: History, *, who: Mask | None = None) -> Amounts:
    """(k,) net amounts of the valid orders whose amount is known."""
    rows = history.known & ~history.is_void & (history.net > 0)
    if who is not None:
        rows &= who[history.order_customer]
    return history.net[rows]


def remembered(amount: float, *, above: int = 0) -> int:
    """The round number nearest to an amount, and above another one."""
    if amount <= 0:
        return above + 1
    ten = 10.0 ** np.floor(np.log10(max(amount, above + 1)))
    numbers = np.unique(np.round(np.outer([ten, ten * 10], ROUND)).astype(np.int64))
    numbers = numbers[numbers > above]
    return int(numbers[np.argmin(np.abs(numbers - amount))])
