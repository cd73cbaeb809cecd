"""Numbers, money and days as the present language writes them; a missing value is a dash."""

import math
from datetime import date, datetime
from decimal import Decimal

import pandas as pd
from babel.dates import format_date, format_skeleton, format_time, get_month_names
from babel.numbers import format_currency, format_decimal, format_percent

from core.intake.money import minor_digits
from pages.shared.i18n import language, t, tn

MISSING = "–"


def is_missing(value: object) -> bool:
    """Whether there is no value: None, nan, NA or NaT."""
    return value is None or value is pd.NaT or value is pd.NA or value != value  # noqa: PLR0124 - nan differs from itself


def count(n: float | None) -> str:
    """A whole number: 23,570."""
    return MISSING if is_missing(n) else format_decimal(round(n), "#,##0", locale=language())


def decimal(value: float | None, digits: int = 1) -> str:
    """A number with a fixed number of digits after the point."""
    if is_missing(value) or math.isinf(value):
        return MISSING
    return format_decimal(Decimal(repr(float(value))), _pattern(digits), locale=language())


def _pattern(digits: int) -> str:
    return "#,##0" + ("." + "0" * digits if digits else "")


def money(minor: float | None, currency: str | None) -> str:
    """An amount in minor units of `currency` (ISO 4217), with its sign: ¥12,300, $12.30.

    Without a currency the amount is a bare number of units.
    """
    if is_missing(minor):
        return MISSING
    if currency is None:
        return count(minor)
    digits = minor_digits(currency)
    amount = Decimal(round(minor)).scaleb(-digits)
    pattern = "¤" + _pattern(digits)  # the digits amounts are stored in, whatever is usual in print
    text = format_currency(amount, currency, pattern, locale=language(), currency_digits=False)
    return text.replace("\uffe5", "¥")  # the half-width sign aligns with the digits


def percent(share: float | None, digits: int = 1) -> str:
    """A share between 0 and 1 as a percentage: 41.3%."""
    if is_missing(share) or math.isinf(share):
        return MISSING
    pattern = "#,##0" + ("." + "0" * digits if digits else "") + "%"
    return format_percent(Decimal(repr(float(share))), pattern, locale=language())


def between(low: float | None, high: float | None, digits: int = 0) -> str:
    """Where a share roughly lies: "roughly between 12% and 15%"."""
    if is_missing(low) or is_missing(high):
        return MISSING
    return t(
        "roughly between {low} and {high}", low=percent(low, digits), high=percent(high, digits)
    )


def days(n: float | None) -> str:
    """A length in days: 45 days."""
    if is_missing(n):
        return MISSING
    return tn("{n} day", "{n} days", round(n))


def day(value: date | None) -> str:
    """A date in full: November 20, 2026; 2026年11月20日."""
    return MISSING if is_missing(value) else format_date(value, "long", locale=language())


def short_day(value: date | None) -> str:
    """A date where the year is known: Nov 20; 11月20日."""
    return MISSING if is_missing(value) else format_skeleton("MMMd", value, locale=language())


def weekday(value: date | None) -> str:
    """A date as today's is written: Sat, Nov 21; 11月21日(土)."""
    return MISSING if is_missing(value) else format_skeleton("MMMEd", value, locale=language())


def month(value: date | None) -> str:
    """A month: Nov 2026; 2026年11月."""
    return MISSING if is_missing(value) else format_skeleton("yMMM", value, locale=language())


def month_name(number: int) -> str:
    """A month of every year, 1 to 12: April; 4月."""
    return str(get_month_names("wide", context="stand-alone", locale=language())[number])


def moment(value: datetime | None) -> str:
    """A date with the time of day, in the zone the value is in: Nov 20, 2026, 9:05 AM."""
    if is_missing(value):
        return MISSING
    parts = (
        format_date(value, "medium", locale=language()),
        format_time(value, "short", locale=language()),
    )
    return " ".join(parts)
