"""Proposed amounts in the money of the shop."""

import pytest

from core.amounts import MINOR_UNITS_PER_YEN, usual_amount


@pytest.mark.parametrize(
    ("currency", "minor"),
    [(None, 20_000), ("JPY", 20_000), ("USD", 20_000), ("TWD", 400_000), ("XXX", 20_000)],
)
def test_a_proposal_is_told_in_minor_units_of_the_shop(currency, minor):
    assert usual_amount(20_000, currency) == minor


def test_round_amounts_stay_round():
    for currency in MINOR_UNITS_PER_YEN:
        assert usual_amount(5_000, currency) % 1_000 == 0
