"""Amounts that are proposed before a shop has said its own, in the money it counts in."""

MINOR_UNITS_PER_YEN = {
    "JPY": 1, "USD": 1, "EUR": 1, "GBP": 1, "AUD": 1, "CAD": 1, "SGD": 1, "CNY": 5, "HKD": 5,
    "KRW": 10, "TWD": 20,
}  # fmt: skip
"""By their order of magnitude, so that a round amount stays round whatever the day's rate."""


def usual_amount(yen: int, currency: str | None) -> int:
    """An amount proposed in yen, in minor units of another currency.

    Args:
        yen: the proposal.
        currency: ISO 4217 code, None while the shop has said none.
    """
    return yen * MINOR_UNITS_PER_YEN.get(currency or "JPY", 1)
