"""Calendar months of whole days."""

from datetime import date, timedelta

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from core.months import month_of, month_start, months_complete

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
