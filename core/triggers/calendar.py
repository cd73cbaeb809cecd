"""Days of the year and of the month, and days on which nothing is sent."""

import numpy as np
import numpy.typing as npt

from core.arrays import Days, Mask
from core.triggers.belt import Belt
from core.triggers.spans import Places

FARTHEST = 400
"""No shop is closed for longer at a stretch; beyond, the last day found is taken."""


def year_of(day: int) -> int:
    """Calendar year of a day."""
    return int(np.datetime64(day, "D").astype("datetime64[Y]").astype(int)) + 1970


def in_year(days: npt.NDArray[np.integer], year: npt.ArrayLike) -> Days:
    """The same day of another year; 29 February is 28 February where there is none.

    Args:
        days: (n,) days since 1970-01-01.
        year: calendar year of all, or (n,) of each.
    """
    dates = days.astype("datetime64[D]")
    months = dates.astype("datetime64[M]")
    in_month = (dates - months).astype(np.int64)
    month = months.astype(np.int64) % 12
    target = ((np.asarray(year) - 1970) * 12 + month).astype("datetime64[M]")
    length = ((target + 1).astype("datetime64[D]") - target.astype("datetime64[D]")).astype(
        np.int64
    )
    first = target.astype("datetime64[D]").astype(np.int64)
    return np.asarray(first + np.minimum(in_month, length - 1), np.int32)


def monthly(day_of_month: int, start: int, end: int) -> list[int]:
    """That day of every month in [start, end)."""
    first, last = (np.datetime64(day, "D").astype("datetime64[M]") for day in (start, end))
    months = np.arange(first, last + 1).astype("datetime64[D]").astype(int) + day_of_month - 1
    return [int(day) for day in months if start <= day < end]


class Closed:
    """Days on which a belt sends nothing.

    Args:
        belt: its closed weekdays and blackouts.
        start: the first day asked for.
        end: the day after the last day that may come up.
    """

    def __init__(self, belt: Belt, start: int, end: int) -> None:
        days = np.arange(start, max(start, end) + FARTHEST, dtype=np.int64)
        shut = np.isin((days + 3) % 7, belt.closed_weekdays)  # 1970-01-01 was a Thursday
        for first, last in belt.blackout:
            shut |= (days >= first) & (days <= last)
        self._start = start
        self.shut: Mask = shut
        upcoming = np.where(shut, days[-1], days)
        self.next_open: npt.NDArray[np.int64] = np.minimum.accumulate(upcoming[::-1])[::-1]

    @property
    def always_open(self) -> bool:
        """No day is closed."""
        return not self.shut.any()

    def on(self, day: Places) -> Mask:
        """(n,) closed."""
        found: Mask = self.shut[day - self._start]
        return found

    def open_from(self, day: Places) -> Days:
        """(n,) the day itself where open, else the next open day."""
        return self.next_open[day - self._start].astype(np.int32)
