"""Cases of unhappy customers: when one is due, what it was about, how it ended."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

Cause = Literal[
    "product", "delivery", "packing", "price", "service", "website", "expectation", "other"
]
CAUSES: tuple[Cause, ...] = (
    "product", "delivery", "packing", "price", "service", "website", "expectation", "other",
)  # fmt: skip

Outcome = Literal["settled", "thanked", "unreached", "lost"]
OUTCOMES: tuple[Outcome, ...] = ("settled", "thanked", "unreached", "lost")
"""Set right, thanked without anything to set right, never reached, gone for good."""

WITHIN_DAYS = 2
"""Working days in which an unhappy customer hears from the shop (F8)."""

UNHAPPY_TO = 6
"""The highest answer that opens a case."""


def due(answered: date, working_days: Collection[int], *, within: int = WITHIN_DAYS) -> date:
    """The last day to answer: so many working days after the answer.

    Args:
        answered: shop-local day of the answer.
        working_days: weekdays the shop works, 0 = Monday; with none every day counts.
        within: working days.

    Source: F8.
    """
    works = set(working_days) or set(range(7))
    day, left = answered, within
    while left:
        day += timedelta(days=1)
        left -= day.weekday() in works
    return day


@dataclass(frozen=True)
class InTime:
    """Closed cases and how many of them were answered by their day; open ones past it.

    Attributes:
        closed: with an outcome.
        in_time: closed by the day they were due.
        overdue: open, and the day has passed.
    """

    closed: int
    in_time: int
    overdue: int


def in_time(cases: Iterable[tuple[date, date | None]], today: date) -> InTime:
    """Count (due, closed) days of cases; None is open."""
    known = list(cases)
    closed = [(by, on) for by, on in known if on is not None]
    return InTime(
        closed=len(closed),
        in_time=sum(on <= by for by, on in closed),
        overdue=sum(on is None and by < today for by, on in known),
    )
