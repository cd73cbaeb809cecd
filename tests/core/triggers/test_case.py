"""When an unhappy customer has to hear from the shop, and whether they do."""

from datetime import date, timedelta

import pytest

from core.triggers.case import InTime, due, in_time

WEEK = (0, 1, 2, 3, 4)
FRIDAY = date(2026, 11, 20)


@pytest.mark.parametrize(
    ("answered", "by"),
    [
        (date(2026, 11, 18), FRIDAY),  # Wednesday
        (date(2026, 11, 19), date(2026, 11, 23)),
        (FRIDAY, date(2026, 11, 24)),
        (date(2026, 11, 21), date(2026, 11, 24)),  # Saturday: Monday is the first day
        (date(2026, 11, 22), date(2026, 11, 24)),
    ],
)
def test_F8_two_working_days(answered, by):
    assert due(answered, WEEK) == by


def test_a_shop_that_works_every_day_answers_in_two_days():
    for days in (range(7), ()):
        assert due(FRIDAY, days) == FRIDAY + timedelta(days=2)


def test_a_shop_that_works_on_mondays_takes_two_mondays():
    assert due(FRIDAY, (0,)) == date(2026, 11, 30)


def test_cases_in_time_late_and_open():
    day = FRIDAY
    later = day + timedelta(days=1)
    cases = [(day, day), (day, later), (day, None), (later, None)]

    assert in_time(cases, later) == InTime(closed=2, in_time=1, overdue=1)
    assert in_time([], day) == InTime(0, 0, 0)
