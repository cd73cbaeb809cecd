"""How well a number puts those to whom it happens above those to whom it does not."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.stats import rankdata

from core.formula import Formula
from core.stats.intervals import z_value

FORMULAS = (
    Formula(
        "auc.value",
        "share of pairs (one it happened to, one not) in which the first has the larger number; "
        "equal numbers count half",
        "area under the ROC curve; Mann and Whitney",
    ),
    Formula(
        "auc.interval",
        "A +- 1.96 SE; n1 n0 SE^2 = A(1-A) + (n1-1)(A/(2-A) - A^2) + (n0-1)(2A^2/(1+A) - A^2)",
        "Hanley and McNeil 1982",
    ),
)


@dataclass(frozen=True)
class Auc:
    """The area under the curve, nan where it happened to nobody or to everybody.

    Attributes:
        value: .5 is a coin, 1 is never wrong.
        low: lower bound.
        high: upper bound.
        error: standard error.
        n: cases.
        hits: those it happened to.
    """

    value: float
    low: float
    high: float
    error: float
    n: int
    hits: int


def auc(number: npt.ArrayLike, happened: npt.ArrayLike, *, confidence: float = 0.95) -> Auc:
    """Judge a number by what happened afterwards.

    Args:
        number: (n,) larger where it should be likelier; cases without one (nan) are left out.
        happened: (n,) whether it did.
        confidence: of the two-sided interval.

    Source: Hanley and McNeil 1982.
    """
    told = ~np.isnan(np.asarray(number, np.float64))
    values, hit = np.asarray(number, np.float64)[told], np.asarray(happened, np.bool_)[told]
    n1 = int(np.count_nonzero(hit))
    n0 = hit.size - n1
    if not n1 or not n0:
        nan = float("nan")
        return Auc(nan, nan, nan, nan, hit.size, n1)
    area = (float(rankdata(values)[hit].sum()) - n1 * (n1 + 1) / 2) / (n1 * n0)
    spread = area * (1 - area)
    spread += (n1 - 1) * (area / (2 - area) - area**2)
    spread += (n0 - 1) * (2 * area**2 / (1 + area) - area**2)
    error = (max(spread, 0.0) / (n1 * n0)) ** 0.5
    half = z_value(confidence) * error
    return Auc(area, max(area - half, 0.0), min(area + half, 1.0), error, hit.size, n1)
