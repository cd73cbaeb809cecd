"""The one number that moved: this month's counts against those of the month before."""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from core.arrays import Mask
from core.formula import Formula
from core.history import History
from core.stats.intervals import z_value

Measure = Literal["second", "again", "new"]
"""Second purchases, purchases of whoever had bought before, first purchases."""

FORMULAS = (
    Formula(
        "moved.beyond_chance",
        "|now - before| / sqrt(now + before) >= z(95 %)",
        "difference of two Poisson counts, conditional on their sum, normal approximation",
    ),
)


@dataclass(frozen=True)
class Moved:
    """A count of two periods of equal length that follow each other.

    Attributes:
        measure: what is counted.
        now: in the `days` up to and including as_of.
        before: in the `days` before those.
        days: length of each period.
        beyond_chance: the difference is larger than ups and downs by chance usually are.
    """

    measure: Measure
    now: int
    before: int
    days: int
    beyond_chance: bool


def moved(history: History, *, days: int = 30) -> Moved | None:
    """The measure that moved most against its own ups and downs, None without two full periods.

    Args:
        history: as of the day asked for.
        days: length of a period.

    Raises:
        ValueError: `days` is below 1.
    """
    if days < 1:
        raise ValueError(f"days == {days}, must be >= 1")
    if history.is_empty or history.as_of - int(history.occasion_day.min()) + 1 < 2 * days:
        return None
    counts = {name: _counts(history, kind, days) for name, kind in _kinds(history).items()}
    strength = {name: _strength(*pair) for name, pair in counts.items()}
    measure = max(counts, key=lambda name: strength[name])
    now, before = counts[measure]
    return Moved(measure, now, before, days, strength[measure] >= z_value(0.95))


def _kinds(history: History) -> dict[Measure, Mask]:
    """(m,) occasions that each measure counts."""
    number, true_first = history.occasion_number, history.true_first[history.occasion_customer]
    return {
        "second": (number == 2) & true_first,
        "again": number >= 2,
        "new": (number == 1) & true_first,
    }


def _counts(history: History, kind: Mask, days: int) -> tuple[int, int]:
    """How many occasions of a kind lie in the last period and in the one before it."""
    age = (history.as_of - history.occasion_day[kind]) // days
    return int(np.count_nonzero(age == 0)), int(np.count_nonzero(age == 1))


def _strength(now: int, before: int) -> float:
    """The difference in units of its usual ups and downs."""
    return abs(now - before) / float(np.sqrt(now + before)) if now + before else 0.0
