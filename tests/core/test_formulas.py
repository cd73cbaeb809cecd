"""Every number of the journey says how it is computed."""

import pytest

from core.formulas import _MODULES, FORMULAS
from core.history import History
from core.journey.belt import belt_days, return_curve
from core.journey.cohorts import cohorts
from core.journey.drift import drift
from core.journey.ladder import ladder
from core.journey.returning import gap_histogram, returning
from tests.core.shops import plain_shop

LABELS = {
    "step", "horizon", "n", "evidence", "day", "from_day", "to_day", "kind", "cohort", "month",
    "state", "then",
}  # fmt: skip
ALIASES = {
    "returning.low": "returning.interval", "returning.high": "returning.interval",
    "belt.at_risk": "returning.at_risk", "belt.returns": "returning.returns",
    "belt.peak_returns": "belt.peak_day", "belt.next_30_days": "belt.next_30",
    "drift.returned": "drift.measured", "drift.measured_chance": "drift.measured",
    "drift.share": "drift.customers",
}  # fmt: skip


@pytest.fixture(scope="module")
def frames():
    history = History.build(plain_shop(1), 400)
    back = returning(history)
    groups, away = cohorts(history), drift(history)
    return {
        "ladder": [ladder(history).steps],
        "returning": [back.rates, back.times, gap_histogram(history)],
        "belt": [return_curve(back.curves[0]), belt_days(back.curves[0])],
        "cohorts": [groups.cells, groups.groups, groups.overall],
        "drift": [away.states, away.by_month],
    }


def test_every_number_shown_has_its_formula(frames):
    missing = []
    for area, tables in frames.items():
        for column in {name for table in tables for name in table} - LABELS:
            code = ALIASES.get(f"{area}.{column}", f"{area}.{column}")
            for suffix in ("", "_share", "_low", "_high"):
                if code.removesuffix(suffix) in FORMULAS:
                    break
            else:
                missing.append(code)

    assert missing == []


def test_codes_are_unique_and_nothing_is_left_unsaid():
    assert len(FORMULAS) == sum(len(module.FORMULAS) for module in _MODULES)
    for formula in FORMULAS.values():
        assert formula.formula
        assert formula.source
