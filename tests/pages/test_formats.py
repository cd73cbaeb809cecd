"""Numbers, money and days in both languages."""

from datetime import UTC, date, datetime

import numpy as np
import pandas as pd
import pytest

from pages.shared import formats
from pages.shared.i18n import speaking

DAY = date(2026, 11, 21)


@pytest.mark.parametrize(
    ("written", "ja", "en"),
    [
        (lambda: formats.count(23570), "23,570", "23,570"),
        (lambda: formats.count(np.int64(5)), "5", "5"),
        (lambda: formats.decimal(2.25, 1), "2.2", "2.2"),
        (lambda: formats.decimal(3, 0), "3", "3"),
        (lambda: formats.money(1_230_000, "JPY"), "¥1,230,000", "¥1,230,000"),
        (lambda: formats.money(-500, "JPY"), "-¥500", "-¥500"),
        (lambda: formats.money(250_031_563, "USD"), "$2,500,315.63", "$2,500,315.63"),
        (lambda: formats.money(np.int64(5), "KWD"), "KWD0.005", "KWD0.005"),
        (lambda: formats.money(123_450, "RSD"), "RSD1,234.50", "RSD1,234.50"),
        (lambda: formats.money(1999, None), "1,999", "1,999"),
        (lambda: formats.percent(0.4134), "41.3%", "41.3%"),
        (lambda: formats.percent(0.5, 0), "50%", "50%"),
        (lambda: formats.percent(1, 0), "100%", "100%"),
        (
            lambda: formats.between(0.12, 0.151),
            "だいたい12%〜15%の間",
            "roughly between 12% and 15%",
        ),
        (lambda: formats.days(1), "1日", "1 day"),
        (lambda: formats.days(3650.2), "3,650日", "3,650 days"),
        (lambda: formats.day(DAY), "2026年11月21日", "November 21, 2026"),
        (lambda: formats.short_day(DAY), "11月21日", "Nov 21"),
        (lambda: formats.weekday(DAY), "11月21日(土)", "Sat, Nov 21"),
        (lambda: formats.month(DAY), "2026年11月", "Nov 2026"),
        (
            lambda: formats.moment(datetime(2026, 11, 21, 9, 5, tzinfo=UTC)),
            "2026/11/21 9:05",
            "Nov 21, 2026 9:05\u202fAM",
        ),
    ],
)
def test_a_value_is_written_as_its_language_writes_it(written, ja, en):
    with speaking("ja"):
        assert written() == ja
    with speaking("en"):
        assert written() == en


MISSING = [None, float("nan"), np.nan, pd.NA, pd.NaT]


@pytest.mark.parametrize("value", MISSING, ids=repr)
def test_a_missing_value_is_a_dash_and_never_a_nought(value):
    written = [
        formats.count(value),
        formats.decimal(value),
        formats.money(value, "JPY"),
        formats.percent(value),
        formats.between(value, 0.5),
        formats.between(0.5, value),
        formats.days(value),
        formats.day(value),
        formats.short_day(value),
        formats.weekday(value),
        formats.month(value),
        formats.moment(value),
    ]

    assert set(written) == {formats.MISSING}


def test_what_is_not_finite_is_a_dash():
    assert formats.decimal(float("inf")) == formats.MISSING
    assert formats.percent(float("inf")) == formats.MISSING
