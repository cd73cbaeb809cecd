"""What a test teaches about the effect to assume: assumption and measurement taken together."""

from dataclasses import dataclass

import numpy as np

from core.formula import Formula
from core.stats.proportions import Comparison, combine, log_hazard_ratio

FORMULAS = (
    Formula(
        "learned.effect",
        "normal x normal: mean = (m0/s0^2 + m1/s1^2) / (1/s0^2 + 1/s1^2) of ln hazard ratio",
        "D8; measured by complementary log-log",
    ),
)


@dataclass(frozen=True)
class Learned:
    """How much faster it happens to the treated, as a hazard ratio, and how sure that is.

    Attributes:
        before: median of what was assumed.
        after: median with the test.
        sd: of the logarithm, with the test.
    """

    before: float
    after: float
    sd: float


def learned(comparison: Comparison, *, median: float, sd: float) -> Learned | None:
    """The assumption, updated by a test.

    Args:
        comparison: of the planned end.
        median: hazard ratio that was assumed.
        sd: of its logarithm, above 0.

    Returns:
        The updated one; None where a side has no hit, or nothing but hits.
    """
    measured = log_hazard_ratio(comparison.control, comparison.treated)
    if not np.isfinite(measured).all():
        return None
    mean, spread = combine((float(np.log(median)), sd), measured)
    return Learned(median, float(np.exp(mean)), spread)
