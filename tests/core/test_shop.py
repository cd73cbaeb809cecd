"""What the numbers of a shop depend on."""

import pytest

from core.shop import MALLS, Settings


@pytest.mark.parametrize(
    ("wrong", "rule"),
    [
        ({"malls": ("x",)}, "2..60"),
        ({"malls": ("x" * 61,)}, "2..60"),
        ({"malls": tuple(f"mall {n}" for n in range(MALLS + 1))}, "up to 50"),
        ({"consent": "maybe"}, "unknown, no or yes"),
        ({"consent": "yes", "consent_source": " "}, "where they agreed"),
        ({"margin_bp": 10_001}, "0..10000"),
        ({"transit_days": -1}, "0..60"),
        ({"left_after_days": 0}, "1..3650"),
        ({"working_days": (7,)}, "0..6"),
    ],
)
def test_what_no_number_could_be_computed_from_is_refused(wrong, rule):
    with pytest.raises(ValueError, match=rule):
        Settings(**wrong)
