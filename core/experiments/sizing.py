"""How many customers a test takes, how long that is, and what a small shop can see at all."""

from dataclasses import dataclass
from math import ceil

import numpy as np
from scipy.optimize import brentq
from scipy.special import ndtri

from core.formula import Formula

LEVEL = 0.05
POWER = 0.8
LONGEST_MONTHS = 12
"""A test that takes longer than a year is better not begun."""

FORMULAS = (
    Formula(
        "sizing.customers",
        "n0 = [z(1-level/2) sqrt(p q (1 + 1/k)) + z(power) sqrt(p0 q0 + p1 q1 / k)]^2 / "
        "(p1 - p0)^2, p = (p0 + k p1)/(1 + k), n1 = k n0",
        "two-proportion z test, pooled under no effect; Fleiss 1981",
    ),
    Formula("sizing.months", "ceil((n0 + n1) / new customers a month)", "count"),
    Formula(
        "sizing.detectable",
        "smallest p1 > p0 with p1 - p0 = (z(1-level/2) + z(power)) sqrt(p0 q0/n0 + p1 q1/n1)",
        "two-proportion z test, unpooled",
    ),
)


@dataclass(frozen=True)
class Size:
    """How many customers a test needs.

    Attributes:
        control: customers kept aside.
        treated: the others.
    """

    control: int
    treated: int

    @property
    def total(self) -> int:
        """Customers in all."""
        return self.control + self.treated

    def months(self, per_month: float) -> int:
        """Whole months until so many have come, at `per_month` new ones.

        Raises:
            ValueError: `per_month` is not above 0.
        """
        if not per_month > 0:
            raise ValueError(f"per_month == {per_month}, must be > 0")
        return ceil(self.total / per_month)


def needed(
    p0: float, p1: float, *, control_share: float = 0.5, level: float = LEVEL, power: float = POWER
) -> Size:
    """Customers to tell a share of `p1` from one of `p0`.

    Args:
        p0: share to expect of those kept aside, above 0 and below 1.
        p1: share that would be worth it, another one.
        control_share: of the customers kept aside.
        level: chance of a false alarm, two-sided.
        power: chance to see the difference if it is there.

    Raises:
        ValueError: a share out of range, or no difference.
    """
    for name, value in (("p0", p0), ("p1", p1), ("control_share", control_share)):
        _within(name, value)
    if p0 == p1:
        raise ValueError(f"p1 == {p1}, must differ from p0")
    k = (1 - control_share) / control_share
    p = (p0 + k * p1) / (1 + k)
    alarm, seen = ndtri(1 - level / 2), ndtri(power)
    root = alarm * np.sqrt(p * (1 - p) * (1 + 1 / k))
    root += seen * np.sqrt(p0 * (1 - p0) + p1 * (1 - p1) / k)
    control = float(root / (p1 - p0)) ** 2
    return Size(_up(control), _up(k * control))


def detectable(
    p0: float, control: int, treated: int, *, level: float = LEVEL, power: float = POWER
) -> float:
    """The smallest share above `p0` that so many customers can tell from it, nan if none.

    Args:
        p0: share to expect of those kept aside, above 0 and below 1.
        control: customers kept aside.
        treated: the others.
        level: chance of a false alarm, two-sided.
        power: chance to see the difference if it is there.
    """
    _within("p0", p0)
    if control < 1 or treated < 1:
        return float("nan")
    z = float(ndtri(1 - level / 2) + ndtri(power))

    def beyond(p1: float) -> float:
        return p1 - p0 - z * float(np.sqrt(p0 * (1 - p0) / control + p1 * (1 - p1) / treated))

    return float(brentq(beyond, p0, 1.0)) if beyond(1.0) > 0 else float("nan")


def _within(name: str, value: float) -> None:
    """Refuse shares that leave nothing to compare."""
    if not 0 < value < 1:
        raise ValueError(f"{name} == {value}, must be in 0..1, ends excluded")


def _up(n: float) -> int:
    """The next whole number, a hair of rounding aside."""
    return ceil(n - 1e-9)
