"""Days and times of every exporter met so far."""

from datetime import datetime

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.intake import text
from core.intake.dates import DateRules, read_moments


def moments(*cells, **rules):
    return read_moments(text.strings(cells), DateRules(**rules))


def stamps(*cells, **rules):
    return moments(*cells, **rules).series().tolist()


def at(*moments):
    return [pd.Timestamp(moment) for moment in moments]


@pytest.mark.parametrize(
    ("cell", "moment"),
    [
        ("2024-05-01 10:02:09", "2024-05-01 10:02:09"),
        ("2024-05-01 10:02:09.123", "2024-05-01 10:02:09"),
        ("2022/8/10", "2022-08-10"),
        ("2025/08/09 23:15", "2025-08-09 23:15:00"),
        ("20260627", "2026-06-27"),
        ("20240501100209", "2024-05-01 10:02:09"),
        ("2024.5.1", "2024-05-01"),
        ("２０２４／５／１", "2024-05-01"),
        ("2024年5月1日", "2024-05-01"),
        ("2024年5月1日 10時02分", "2024-05-01 10:02:00"),
        ("2024/05/01(水)", "2024-05-01"),
        ("令和6年5月1日", "2024-05-01"),
        ("令和元年5月1日", "2019-05-01"),
        ("R6.5.1", "2024-05-01"),
        ("H31.4.30", "2019-04-30"),
        ("昭和64年1月7日", "1989-01-07"),
        ("Sat, Jul 11, 2026", "2026-07-11"),
        ("1 May 2024", "2024-05-01"),
        ("May 1, 2024 10:02 PM", "2024-05-01 22:02:00"),
        ("2024/05/01 7:41:40 午後 GMT+9", "2024-05-01 19:41:40"),
        ("2024/05/01 12:34:56 午後 GMT+9", "2024-05-01 12:34:56"),
        ("2024/05/01 12:04:56 午前 GMT+9", "2024-05-01 00:04:56"),
        ("2020/10/26 7:56:35 AM GMT+9", "2020-10-26 07:56:35"),
        ("2024/5/1 91538", "2024-05-01 09:15:38"),
    ],
)
def test_one_cell(cell, moment):
    assert stamps(cell) == at(moment)


@pytest.mark.parametrize(
    ("cell", "tokyo"),
    [
        ("2024-05-01 10:02:09 +0900", "2024-05-01 10:02:09"),
        ("2024-05-01 10:02:09 -0400", "2024-05-01 23:02:09"),
        ("2024-04-30T15:00:00Z", "2024-05-01 00:00:00"),
        ("2024-04-30T14:59:59+00:00", "2024-04-30 23:59:59"),
        ("2026-01-15 10:00:00 UTC", "2026-01-15 19:00:00"),
    ],
)
def test_a_time_with_an_offset_is_moved_before_the_month_is_cut(cell, tokyo):
    assert stamps(cell) == at(tokyo)


def test_summer_time_of_the_shop_is_heeded():
    assert stamps("2024-01-15T12:00:00Z", "2024-07-15T12:00:00Z", timezone="Europe/Berlin") == at(
        "2024-01-15 13:00:00", "2024-07-15 14:00:00"
    )


def test_times_of_a_utc_report_carry_no_offset():
    assert stamps("2023-01-23 20:24:12", naive="utc") == at("2023-01-24 05:24:12")


def test_spreadsheet_numbers_are_days_and_are_marked():
    found = moments("45413", "45413.5", "2024-05-01")

    assert found.series().tolist() == at("2024-05-01", "2024-05-01 12:00", "2024-05-01")
    assert found.serial.tolist() == [True, True, False]


@pytest.mark.parametrize(
    "cell",
    ["2024-02-30", "2024-13-01", "2024-05-01 25:00", "abc", "1月2日", "Jan-2", "0000-00-00", "12"],
)
def test_what_is_no_day_is_marked_and_never_guessed(cell):
    found = moments(cell)

    assert (found.known.tolist(), found.unreadable.tolist()) == ([False], [True])


def test_a_blank_cell_is_missing_but_not_wrong():
    found = moments("")

    assert (found.known.tolist(), found.unreadable.tolist()) == ([False], [False])


@pytest.mark.parametrize(
    ("column", "order", "days"),
    [
        (["05/01/24", "05/13/24"], "month_first", ["2024-05-01", "2024-05-13"]),
        (["13/01/2024", "05/02/2024"], "day_first", ["2024-01-13", "2024-02-05"]),
        (["24/05/01", "24/05/31"], "year_first", ["2024-05-01", "2024-05-31"]),
        (["02/01/2024", "01/02/2024", "03/02/2024", "05/02/2024"], "day_first",
         ["2024-01-02", "2024-02-01", "2024-02-03", "2024-02-05"]),
    ],
)  # fmt: skip
def test_day_and_month_are_told_apart_for_the_whole_column(column, order, days):
    found = moments(*column)

    assert (found.order, found.assumed) == (order, order == "year_first")
    assert found.series().tolist() == at(*days)


def test_without_evidence_the_reading_is_assumed_and_said_so():
    found = moments("05/01/24", "06/01/24")

    assert (found.order, found.assumed) == ("month_first", True)


def test_the_owner_decides_where_nothing_else_can():
    found = moments("05/01/24", "06/01/24", order="day_first")

    assert (found.order, found.assumed) == ("day_first", False)
    assert found.series().tolist() == at("2024-01-05", "2024-01-06")


@given(st.datetimes(datetime(1900, 1, 1), datetime(2200, 1, 1)), st.sampled_from("-/"))  # noqa: DTZ001 - files tell no zone
def test_agrees_with_the_standard_library(moment, sign):
    cell = moment.strftime(f"%Y{sign}%m{sign}%d %H:%M:%S")

    assert stamps(cell) == at(moment.replace(microsecond=0))
