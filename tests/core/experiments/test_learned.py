"""What a test teaches about the effect to assume."""

import numpy as np
import pytest

from core.experiments.learned import learned
from core.stats.proportions import Arm, compare, log_hazard_ratio

STANDARD = {"median": 1.1402, "sd": 0.066931}
TEST = compare(Arm(1_000, 90), Arm(1_000, 120))


def test_the_test_draws_the_assumption_toward_what_was_seen():
    """Precision weights by hand: 1/.066931^2 = 223.2, and that of the test."""
    log, se = log_hazard_ratio(TEST.control, TEST.treated)
    weights = np.array([0.066931**-2, se**-2])
    mean = (np.log(1.1402) * weights[0] + log * weights[1]) / weights.sum()

    found = learned(TEST, **STANDARD)

    assert found.before == 1.1402
    assert found.after == pytest.approx(np.exp(mean))
    assert found.before < found.after < np.exp(log)
    assert found.sd == pytest.approx(weights.sum() ** -0.5)


def test_a_larger_test_teaches_more():
    large = compare(Arm(100_000, 9_000), Arm(100_000, 12_000))

    assert learned(large, **STANDARD).after > learned(TEST, **STANDARD).after
    assert learned(large, **STANDARD).sd < learned(TEST, **STANDARD).sd


def test_without_hits_on_a_side_nothing_is_learned():
    assert learned(compare(Arm(50, 0), Arm(50, 5)), **STANDARD) is None
