"""Maximum likelihood of positive parameters, and when its answer is not to be believed."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
from scipy.optimize import minimize

from core.arrays import Floats, readonly
from core.refusal import Refusal

Objective = Callable[[Floats], tuple[float, Floats]]
"""Logarithms of the parameters -> mean negative log-likelihood and its gradient by them."""

LARGEST = 1_000.0
"""A parameter beyond it (on the scale it is fitted on) has run away."""

STEEPEST = 1e-6
"""A mean log-likelihood that still rises faster has no maximum there."""

FARTHEST = 0.5
"""Log-likelihoods of two starts that differ by more found different hills."""

WIDEST = 5.0
"""A standard error of a logarithm beyond it: the data say nothing of the parameter."""

EDGE = 20.0
STEP = 1e-4


@dataclass(frozen=True, eq=False)
class Maximum:
    """Where the likelihood is largest.

    Attributes:
        logs: (p,) logarithms of the parameters.
        covariance: (p, p) of the logarithms, from the curvature.
        log_likelihood: of all `n` cases.
        n: cases.
    """

    logs: Floats
    covariance: Floats = field(repr=False)
    log_likelihood: float
    n: float


def maximum(
    objective: Objective, starts: Sequence[Sequence[float]], *, n: float
) -> Maximum | Refusal:
    """Climb from every start, and compare where that leads.

    Args:
        objective: see above; defined for any logarithms within -20..20.
        starts: parameters to begin with.
        n: cases the mean is taken over.

    Returns:
        The highest point, or why there is none to be trusted: `degenerate` (a parameter ran
        away), `not_converged`, `two_answers` (the starts disagree) or `flat`.

    Source: BFGS (Nocedal and Wright, Numerical Optimization, ch. 6) with analytic gradient.
    """
    found = [_climb(objective, np.log(start)) for start in starts]
    values = [objective(logs)[0] for logs in found]
    logs = found[int(np.argmin(values))]
    steepness = float(np.abs(objective(logs)[1]).max())
    if logs.max() > np.log(LARGEST):
        return Refusal("degenerate", float(np.exp(logs.max())), LARGEST)
    if not steepness <= STEEPEST:
        return Refusal("not_converged", steepness, STEEPEST)
    apart = float(n * (max(values) - min(values)))
    if not apart <= FARTHEST:
        return Refusal("two_answers", apart, FARTHEST)
    covariance = _covariance(objective, logs, n)
    if covariance is None:
        return Refusal("flat", float("inf"), WIDEST)
    return Maximum(readonly(logs), readonly(covariance), float(-n * min(values)), n)


def highest(objective: Objective, starts: Sequence[Sequence[float]]) -> float:
    """Mean log-likelihood as high as any start leads, whether or not there is a top."""
    return max(-objective(_climb(objective, np.log(start)))[0] for start in starts)


def _climb(objective: Objective, start: Floats) -> Floats:
    """Logarithms from which it goes no higher, kept where everything stays finite."""

    def within(logs: Floats) -> tuple[float, Floats]:
        return objective(np.clip(logs, -EDGE, EDGE))

    with np.errstate(all="ignore"):
        done = minimize(within, start, jac=True, method="BFGS", options={"gtol": 1e-9})
    return np.asarray(np.clip(done.x, -EDGE, EDGE))


def _covariance(objective: Objective, logs: Floats, n: float) -> Floats | None:
    """Inverse curvature by differences of the gradient, None where it is not a hilltop."""
    steps = STEP * np.eye(logs.size)
    rows = [(objective(logs + s)[1] - objective(logs - s)[1]) / (2 * STEP) for s in steps]
    curvature = n * (np.array(rows) + np.array(rows).T) / 2
    if not np.isfinite(curvature).all() or np.linalg.eigvalsh(curvature).min() < WIDEST**-2:
        return None
    return np.asarray(np.linalg.inv(curvature))
