"""Times with the name of their zone beside them."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.intake import text
from core.intake.dates import DateRules, read_moments
from core.intake.zones import in_shop_zone

NAMES = {"tokyo": "Asia/Tokyo", "pacific time (us & canada)": "America/Los_Angeles"}


def moved(cells, zones, timezone="Asia/Tokyo"):
    moments = read_moments(text.strings(cells), DateRules())
    found, unknown = in_shop_zone(moments, text.strings(zones), NAMES, timezone)
    return [str(at) for at in found.series()], unknown.tolist()


@pytest.mark.parametrize(
    ("zone", "local"),
    [
        ("Pacific Time (US & Canada)", "2026-01-02 03:30:00"),
        ("TOKYO", "2026-01-01 10:30:00"),
        ("Asia/Kolkata", "2026-01-01 14:00:00"),
        ("", "2026-01-01 10:30:00"),
    ],
)
def test_a_name_decides_where_a_time_is(zone, local):
    assert moved(["2026-01-01 10:30:00"], [zone]) == ([local], [False])


@pytest.mark.parametrize("zone", ["Atlantis", "../etc", "\x00", "/"])
def test_an_unknown_name_changes_nothing(zone):
    assert moved(["2026-01-01 10:30:00"], [zone]) == (["2026-01-01 10:30:00"], [True])


def test_a_day_without_a_time_stays_that_day():
    found, unknown = moved(["2026-01-01", "2026-01-01 23:00"], ["Pacific Time (US & Canada)"] * 2)

    assert [at[:10] for at in found] == ["2026-01-01", "2026-01-02"]
    assert unknown == [False, False]


def test_of_an_hour_that_comes_twice_the_first_counts():
    found, _ = moved(["2026-11-01 01:30:00"], ["America/Los_Angeles"], "UTC")

    assert found == ["2026-11-01 08:30:00"]


def test_an_hour_that_never_was_is_the_next_one():
    found, _ = moved(["2026-03-08 02:30:00"], ["America/Los_Angeles"], "UTC")

    assert found == ["2026-03-08 10:00:00"]


@given(
    st.datetimes(datetime(1990, 1, 1), datetime(2037, 1, 1)),  # noqa: DTZ001 - local times
    st.sampled_from(["Asia/Tokyo", "America/Phoenix", "Asia/Kathmandu", "UTC"]),
)
def test_agrees_with_the_standard_library(moment, zone):
    moment = moment.replace(microsecond=0, second=1)
    there = moment.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC).replace(tzinfo=None)

    assert moved([str(moment)], [zone], "UTC")[0] == [str(there)]
