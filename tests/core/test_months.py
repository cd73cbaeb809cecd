"""Calendar months of whole days."""

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.months import month_of, month_start, months_before, months_complete

EPOCH = date(1970, 1, 1)


@given(st.lists(st.integers(-40_000, 40_000), min_size=1, max_size=20))
def test_months_are_those_of_the_calendar(days):
    months = month_of(np.array(days, np.int32))

    dates = [EPOCH + timedelta(day) for day in days]
    assert months.tolist() == [(d.year - 1970) * 12 + d.month - 1 for d in dates]
    assert month_start(months).tolist() == [(d.replace(day=1) - EPOCH).days for d in dates]


def test_a_month_is_complete_with_its_last_day():
    january = (date(2026, 1, 31) - EPOCH).days

    assert months_complete(january) == 56 * 12 + 1
    assert months_complete(january - 1) == 56 * 12
    assert month_of(np.empty(0, np.int32)).size == 0


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        ("2026-11-20", 1, "2026-10-20"),
        ("2026-01-31", 2, "2025-11-30"),
        ("2024-02-29", 12, "2023-02-28"),
        ("2024-02-29", 48, "2020-02-29"),
        ("2026-12-01", 12, "2025-12-01"),
        ("2026-05-05", 0, "2026-05-05"),
    ],
)
def test_months_before(day, months, expected):
    assert months_before(date.fromisoformat(day), months) == date.fromisoformat(expected)


@given(st.dates(date(1900, 1, 1)), st.integers(1, 600))
def test_a_month_earlier_is_never_later(day, months):
    assert months_before(day, months) < months_before(day, months - 1) <= day
