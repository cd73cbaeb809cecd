"""Calendar months of whole days."""

import calendar
from datetime import date

import numpy as np
import numpy.typing as npt

from core.arrays import Codes, Days


def month_of(days: Days) -> Codes:
    """(n,) months since January 1970 of (n,) `days` since 1970-01-01."""
    if not days.size:
        return days
    start, end = int(days.min()), int(days.max())
    month = np.arange(start, end + 1).astype("datetime64[D]").astype("datetime64[M]")
    return month.astype(np.int32)[days - start]


def month_start(months: npt.ArrayLike) -> Days:
    """(n,) first day of each of (n,) `months` since January 1970."""
    first = np.asarray(months, np.int64).astype("datetime64[M]").astype("datetime64[D]")
    return first.astype(np.int32)


def months_complete(as_of: int) -> int:
    """The month (since January 1970) that is the first not wholly over by the end of `as_of`."""
    return int(month_of(np.array([as_of + 1], np.int32))[0])


def months_before(day: date, months: int) -> date:
    """The same day of the month so many months earlier, or that month's last day."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))
