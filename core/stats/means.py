"""Two averages compared, with what was known of each case beforehand taken out."""

from dataclasses import dataclass

import numpy as np
from scipy.special import stdtr, stdtrit

from core.arrays import Floats, Mask
from core.formula import Formula

NAN = float("nan")

FORMULAS = (
    Formula("means.difference", "mean of the treated - mean of the control", "difference"),
    Formula(
        "means.interval",
        "d +- t(.975, f) sqrt(s0^2/n0 + s1^2/n1), f by Welch and Satterthwaite",
        "Welch 1947",
    ),
    Formula(
        "means.adjusted",
        "y - theta (x - mean x), theta = cov(x)^-1 cov(x, y) over both sides together",
        "CUPED, Deng and others 2013",
    ),
    Formula(
        "means.variance_factor", "var(adjusted y) / var(y) = 1 - R^2", "CUPED, Deng and others 2013"
    ),
)


@dataclass(frozen=True)
class MeanComparison:
    """The average of the treated against that of the control; nan where it cannot be said.

    Attributes:
        control_n: cases.
        treated_n: cases.
        control_mean: average.
        treated_mean: average.
        difference: of the averages, after what was known beforehand is taken out.
        low: lower bound.
        high: upper bound.
        p_value: chance of a difference so large or larger without any effect, two-sided.
    """

    control_n: int
    treated_n: int
    control_mean: float
    treated_mean: float
    difference: float
    low: float
    high: float
    p_value: float


def compare_means(y: Floats, control: Mask, *, confidence: float = 0.95) -> MeanComparison:
    """Compare two averages without assuming that both sides scatter alike.

    Args:
        y: (n,) values.
        control: (n,) those nothing was done with.
        confidence: of the two-sided interval.

    Source: Welch 1947.
    """
    zero, one = y[control], y[~control]
    n0, n1 = zero.size, one.size
    mean0, mean1 = (float(side.mean()) if side.size else NAN for side in (zero, one))
    sides = n0, n1, mean0, mean1, mean1 - mean0
    if min(n0, n1) < 2:
        return MeanComparison(*sides, NAN, NAN, NAN)
    parts = [float(side.var(ddof=1)) / side.size for side in (zero, one)]
    difference, error = mean1 - mean0, sum(parts) ** 0.5
    if error == 0:
        return MeanComparison(*sides, difference, difference, float(difference == 0))
    freedom = error**4 / (parts[0] ** 2 / (n0 - 1) + parts[1] ** 2 / (n1 - 1))
    half = float(stdtrit(freedom, 0.5 + confidence / 2)) * error
    p_value = 2 * float(stdtr(freedom, -abs(difference) / error))
    return MeanComparison(*sides, difference - half, difference + half, p_value)


def adjusted(y: Floats, known: Floats) -> tuple[Floats, float]:
    """Take out of the values what was known of the cases beforehand.

    Args:
        y: (n,) values.
        known: (k, n) what was known before, of all cases alike.

    Returns:
        (n,) values with the same average, and the factor their variance shrinks by (1 where
        nothing can be taken out).

    Source: Deng, Xu, Kohavi and Walker 2013 (CUPED), with several covariates.
    """
    if y.size < 2 or y.var() == 0:
        return y, 1.0
    x = known - known.mean(axis=1, keepdims=True)
    theta = np.linalg.lstsq(x.T, y - y.mean(), rcond=None)[0]
    rest = y - theta @ x
    return rest, float(rest.var() / y.var())
