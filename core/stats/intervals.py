"""Intervals of shares, and how much a number of cases can carry."""

from typing import Literal

import numpy as np
import numpy.typing as npt
from scipy.special import ndtri

from core.arrays import Floats

Evidence = Literal["reference", "interval", "full"]

REFERENCE_BELOW = 30
"""Below this many cases only counts are shown, as a reference."""

FULL_FROM = 100
"""From this many cases on groups may be compared."""


def z_value(confidence: float) -> float:
    """Standard normal deviate of a two-sided interval, 1.959964 for .95."""
    return float(ndtri(0.5 + confidence / 2))


def wilson(
    hits: npt.ArrayLike, n: npt.ArrayLike, *, confidence: float = 0.95
) -> tuple[Floats, Floats]:
    """Wilson score interval of the share hits / n.

    Args:
        hits: (k,) cases counted.
        n: (k,) cases looked at.
        confidence: of the two-sided interval.

    Returns:
        (k,) lower and (k,) upper bound in 0..1, nan where n is 0.

    Source: Wilson 1927.
    """
    hits, n = np.asarray(hits, np.float64), np.asarray(n, np.float64)
    z = z_value(confidence)
    with np.errstate(invalid="ignore", divide="ignore"):
        share = hits / n
        centre = (share + z**2 / (2 * n)) / (1 + z**2 / n)
        half = z / (1 + z**2 / n) * np.sqrt(share * (1 - share) / n + z**2 / (4 * n**2))
    return np.clip(centre - half, 0, 1), np.clip(centre + half, 0, 1)


def evidence(n: int) -> Evidence:
    """What `n` cases can carry: counts only, a value with its interval, or comparisons too."""
    if n < REFERENCE_BELOW:
        return "reference"
    return "interval" if n < FULL_FROM else "full"
