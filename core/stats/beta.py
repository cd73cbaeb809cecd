"""Two shares believed to lie somewhere: the chance that one is larger, and what it costs to err."""

from dataclasses import dataclass

import numpy as np
from scipy.optimize import brentq
from scipy.special import betainc, betaincinv, ndtr

from core.arrays import Floats
from core.formula import Formula
from core.stats.proportions import Arm

FORMULAS = (
    Formula(
        "belief.chance",
        "P(B > A), A and B beta(a + hits, b + n - hits) each, a = b = 1 unless chosen otherwise",
        "Beta-binomial; integrated numerically",
    ),
    Formula("belief.interval", "central interval of B - A", "Beta-binomial"),
    Formula(
        "belief.loss",
        "E[max(A - B, 0)] when B is kept, E[max(B - A, 0)] when A is",
        "expected loss in points of the share",
    ),
)

# Points of a standard normal deviate and their weights: sums over quantiles at these points
# are integrals to machine precision, because everything vanishes at both ends.
_DEVIATES = np.linspace(-8.5, 8.5, 341)
_WEIGHTS = np.exp(-(_DEVIATES**2) / 2) / np.sqrt(2 * np.pi) * (_DEVIATES[1] - _DEVIATES[0])
_POINTS = ndtr(_DEVIATES)


@dataclass(frozen=True)
class Beta:
    """Where a share is believed to lie.

    Attributes:
        a: 1 plus the hits that the belief is worth.
        b: 1 plus the misses.
    """

    a: float = 1.0
    b: float = 1.0

    def __post_init__(self) -> None:
        """Refuse what is no distribution.

        Raises:
            ValueError: a or b is not above 0.
        """
        for name in ("a", "b"):
            if not getattr(self, name) > 0:
                raise ValueError(f"{name} == {getattr(self, name)}, must be > 0")

    def after(self, arm: Arm) -> "Beta":
        """The belief once the cases of an arm are known."""
        return Beta(self.a + arm.hits, self.b + arm.n - arm.hits)

    def below(self, share: Floats) -> Floats:
        """Chance that the share is below each of (k,) values."""
        return np.asarray(betainc(self.a, self.b, np.clip(share, 0, 1)))

    @property
    def points(self) -> Floats:
        """Its quantiles at the points of the integration."""
        return np.asarray(betaincinv(self.a, self.b, _POINTS))


@dataclass(frozen=True)
class Belief:
    """What two arms make one believe, given where one started.

    Attributes:
        chance: that the treated share is the larger one.
        low: lower bound of the treated share less that of the control.
        high: upper bound.
        loss_treated: share given away on average by treating everybody.
        loss_control: share given away on average by treating nobody.
    """

    chance: float
    low: float
    high: float
    loss_treated: float
    loss_control: float


def believe(
    control: Arm, treated: Arm, *, prior: Beta | None = None, confidence: float = 0.95
) -> Belief:
    """What to believe of two shares after seeing both arms.

    Args:
        control: those nothing was done with.
        treated: the others.
        prior: belief in either share before, None = any share as likely as another.
        confidence: of the central interval of the difference.
    """
    start = prior or Beta()
    one, other = start.after(control), start.after(treated)
    tail = (1 - confidence) / 2
    gain = float(_WEIGHTS @ (other.points * one.below(other.points)))
    gain -= float(_WEIGHTS @ (one.points * (1 - other.below(one.points))))
    mean = other.a / (other.a + other.b) - one.a / (one.a + one.b)
    return Belief(
        chance=float(_WEIGHTS @ one.below(other.points)),
        low=_quantile(one, other, tail),
        high=_quantile(one, other, 1 - tail),
        loss_treated=max(gain - mean, 0.0),
        loss_control=max(gain, 0.0),
    )


def _quantile(one: Beta, other: Beta, q: float) -> float:
    """The difference that `other` less `one` stays below with chance `q`."""
    points = one.points

    def excess(difference: float) -> float:
        return float(_WEIGHTS @ other.below(points + difference)) - q

    return float(brentq(excess, -1.0, 1.0, xtol=1e-10))
