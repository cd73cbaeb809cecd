"""Two shares compared: difference with its interval, chance of seeing it without an effect."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy.special import ndtr
from scipy.stats import fisher_exact

from core.arrays import Floats
from core.formula import Formula
from core.stats.intervals import wilson, z_value

SMALL_CELL = 5
"""With an expected count below it the normal approximation is not to be trusted."""

NAN = float("nan")

FORMULAS = (
    Formula("proportions.difference", "p1 - p0, share treated less share of control", "difference"),
    Formula(
        "proportions.interval",
        "low = d - sqrt((p1-l1)^2 + (u0-p0)^2), high = d + sqrt((u1-p1)^2 + (p0-l0)^2); l, u by "
        "Wilson",
        "Newcombe 1998, method 10",
    ),
    Formula(
        "proportions.p_value",
        "two-sided: z = d / sqrt(p (1-p) (1/n0 + 1/n1)), p pooled; exact test where an expected "
        "count is below 5",
        "pooled two-proportion z; Fisher",
    ),
    Formula(
        "proportions.ratio",
        "p1 / p0; interval exp(ln ratio +- 1.96 sqrt(1/x1 - 1/n1 + 1/x0 - 1/n0))",
        "Katz and others 1978",
    ),
    Formula(
        "proportions.pooled",
        "sum of w d / sum of w over the parts, w = n1 n0 / (n1 + n0)",
        "Mantel and Haenszel; variance Sato 1989, test Cochran-Mantel-Haenszel",
    ),
    Formula(
        "proportions.hazard_ratio",
        "ln(-ln(1-p1)) - ln(-ln(1-p0)); SE^2 = sum of p / (n (1-p) ln(1-p)^2)",
        "complementary log-log, proportional hazards within one window",
    ),
)


@dataclass(frozen=True)
class Arm:
    """One side of a comparison.

    Attributes:
        n: cases.
        hits: those to whom it happened.
    """

    n: int
    hits: int

    def __post_init__(self) -> None:
        """Refuse more hits than cases.

        Raises:
            ValueError: hits outside 0..n.
        """
        if not 0 <= self.hits <= self.n:
            raise ValueError(f"hits == {self.hits}, must be in 0..{self.n}")

    @property
    def share(self) -> float:
        """Hits per case, nan without cases."""
        return self.hits / self.n if self.n else NAN


@dataclass(frozen=True)
class Comparison:
    """A treated share against that of the control; nan where an arm is empty.

    Attributes:
        control: those nothing was done with.
        treated: the others.
        difference: share treated less share of control.
        low: lower bound of the difference.
        high: upper bound.
        p_value: chance of a difference so large or larger without any effect.
        method: test it is from: `z`, `fisher`, or `cmh` where parts were pooled.
        ratio: share treated per share of control, nan where that is 0.
        ratio_low: lower bound, nan where an arm has no hit.
        ratio_high: upper bound.
    """

    control: Arm
    treated: Arm
    difference: float
    low: float
    high: float
    p_value: float
    method: Literal["z", "fisher", "cmh"]
    ratio: float
    ratio_low: float
    ratio_high: float


def compare(control: Arm, treated: Arm, *, confidence: float = 0.95) -> Comparison:
    """Compare two shares.

    Args:
        control: those nothing was done with.
        treated: the others.
        confidence: of the two-sided intervals.

    Source: Newcombe 1998; Fisher where an expected count is below 5.
    """
    small = smallest_expected(control, treated) < SMALL_CELL
    p_value = fisher_p(control, treated) if small else z_test(control, treated)[1]
    return Comparison(
        control,
        treated,
        treated.share - control.share,
        *newcombe(control, treated, confidence=confidence),
        p_value=p_value,
        method="fisher" if small else "z",
        **_ratio(control, treated, confidence),
    )


def z_test(control: Arm, treated: Arm) -> tuple[float, float]:
    """The z of the difference with pooled variance, and its two-sided p-value."""
    if not control.n or not treated.n:
        return NAN, NAN
    pooled = (control.hits + treated.hits) / (control.n + treated.n)
    variance = pooled * (1 - pooled) * (1 / control.n + 1 / treated.n)
    z = (treated.share - control.share) / variance**0.5 if variance else 0.0
    return z, float(2 * ndtr(-abs(z)))


def fisher_p(control: Arm, treated: Arm) -> float:
    """Two-sided p-value of Fisher's exact test, nan where an arm is empty."""
    if not control.n or not treated.n:
        return NAN
    table = [[arm.hits, arm.n - arm.hits] for arm in (control, treated)]
    return float(fisher_exact(table).pvalue)


def smallest_expected(control: Arm, treated: Arm) -> float:
    """Smallest of the four counts to expect without an effect, nan where an arm is empty."""
    total, hits = control.n + treated.n, control.hits + treated.hits
    if not control.n or not treated.n:
        return NAN
    return min(control.n, treated.n) * min(hits, total - hits) / total


def newcombe(control: Arm, treated: Arm, *, confidence: float = 0.95) -> tuple[float, float]:
    """Interval of the difference from the Wilson intervals of both shares."""
    hits, n = [control.hits, treated.hits], [control.n, treated.n]
    low, high = wilson(hits, n, confidence=confidence)
    p0, p1 = control.share, treated.share
    below = np.hypot(p1 - low[1], high[0] - p0)
    above = np.hypot(high[1] - p1, p0 - low[0])
    return max(float(p1 - p0 - below), -1.0), min(float(p1 - p0 + above), 1.0)


def wald(control: Arm, treated: Arm, *, confidence: float = 0.95) -> tuple[float, float]:
    """Textbook interval of the difference, for whoever wants to check; too short for small n."""
    if not control.n or not treated.n:
        return NAN, NAN
    difference = treated.share - control.share
    half = z_value(confidence) * sum(_variance(arm) for arm in (control, treated)) ** 0.5
    return difference - half, difference + half


def pool(parts: Sequence[tuple[Arm, Arm]], *, confidence: float = 0.95) -> Comparison:
    """Compare within parts (months, phases of another split) and pool what was seen in each.

    Adding the parts up before comparing would mix their levels with the effect as soon as the
    split differs between them.

    Args:
        parts: control and treated of each; a part with an empty arm tells nothing.
        confidence: of the two-sided interval.

    Source: Mantel-Haenszel risk difference, variance by Sato 1989; Cochran-Mantel-Haenszel.
    """
    told = [part for part in parts if part[0].n and part[1].n]
    control, treated = (
        Arm(sum(part[i].n for part in told), sum(part[i].hits for part in told)) for i in (0, 1)
    )
    if len(told) < 2:
        return compare(control, treated, confidence=confidence)
    columns = [[arm.n, arm.hits] for part in told for arm in part]
    n0, b, n1, a = np.array(columns, np.float64).reshape(-1, 4).T
    n = n0 + n1
    weight = (n1 * n0 / n).sum()
    difference = float(((a * n0 - b * n1) / n).sum() / weight)
    p_part = (n1**2 * b - n0**2 * a + n1 * n0 * (n0 - n1) / 2) / n**2
    q_part = (a * (n0 - b) + b * (n1 - a)) / (2 * n)
    variance = (difference * p_part.sum() + q_part.sum()) / weight**2
    half = z_value(confidence) * float(np.sqrt(max(variance, 0.0)))
    return Comparison(
        control,
        treated,
        difference,
        max(difference - half, -1.0),
        min(difference + half, 1.0),
        p_value=_cmh(n0, b, n1, a),
        method="cmh",
        **_ratio(control, treated, confidence),
    )


def log_hazard_ratio(control: Arm, treated: Arm) -> tuple[float, float]:
    """How much faster it happens to the treated, as a logarithm, and its standard error.

    Both are nan where an arm has no hit or nothing but hits.
    """
    if not all(0 < arm.hits < arm.n for arm in (control, treated)):
        return NAN, NAN
    left = [np.log1p(-arm.share) for arm in (control, treated)]
    spread = sum(
        arm.share / (arm.n * (1 - arm.share) * log**2)
        for arm, log in zip((control, treated), left, strict=True)
    )
    return float(np.log(-left[1]) - np.log(-left[0])), float(np.sqrt(spread))


def combine(assumed: tuple[float, float], measured: tuple[float, float]) -> tuple[float, float]:
    """Mean and standard deviation of two normal beliefs in the same number, taken together."""
    weights = assumed[1] ** -2, measured[1] ** -2
    mean = (assumed[0] * weights[0] + measured[0] * weights[1]) / sum(weights)
    return mean, sum(weights) ** -0.5


def _variance(arm: Arm) -> float:
    return arm.share * (1 - arm.share) / arm.n


def _ratio(control: Arm, treated: Arm, confidence: float) -> dict[str, float]:
    """The ratio of the shares with its interval."""
    if not control.hits or not treated.n:
        return {"ratio": NAN, "ratio_low": NAN, "ratio_high": NAN}
    ratio = treated.share / control.share
    if not treated.hits:
        return {"ratio": ratio, "ratio_low": NAN, "ratio_high": NAN}
    spread = sum(1 / arm.hits - 1 / arm.n for arm in (control, treated)) ** 0.5
    wide = float(np.exp(z_value(confidence) * spread))
    return {"ratio": ratio, "ratio_low": ratio / wide, "ratio_high": ratio * wide}


def _cmh(n0: Floats, b: Floats, n1: Floats, a: Floats) -> float:
    """Two-sided p-value of no effect in any part, without continuity correction."""
    n, hits = n0 + n1, a + b
    variance = float((n1 * n0 * hits * (n - hits) / (n**2 * (n - 1))).sum())
    beyond = float((a - n1 * hits / n).sum())
    return float(2 * ndtr(-abs(beyond) / variance**0.5)) if variance else 1.0
