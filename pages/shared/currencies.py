"""The currencies that can be chosen, as people call them."""

from babel.numbers import get_currency_name

from pages.shared.i18n import language

CHOICE = ("JPY", "USD", "EUR", "GBP", "AUD", "CAD", "CNY", "HKD", "KRW", "SGD", "TWD")


def name(code: str) -> str:
    """A currency in words, with its code: Japanese Yen (JPY)."""
    return f"{get_currency_name(code, locale=language())} ({code})"
