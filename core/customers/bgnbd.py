"""How often a customer will buy again: BG/NBD and MBG/NBD, buying with drop-out for good.

While alive a customer buys at random with a rate of her own (gamma distributed over the
customers); after a purchase she drops out with a chance of her own (beta distributed). BG/NBD
lets nobody drop out before the first repeat; MBG/NBD does, so that whoever bought only once
may already have left. Times are in weeks.
"""

from dataclasses import dataclass, field
from typing import Literal, Self

import numpy as np
import numpy.typing as npt
from scipy.special import betaln, expit, gammaln, hyp2f1, psi, xlogy

from core.arrays import Floats, Index, readonly
from core.formula import Formula
from core.refusal import Refusal
from core.stats.likelihood import Objective, maximum

Kind = Literal["bg", "mbg"]

LONGEST = 10.0
"""The largest age on the scale the parameters are fitted on."""

HAIR = 1e-7

STARTS = ((1.0, 1.0, 1.0, 1.0), (0.3, 0.5, 0.8, 2.5))

FORMULAS = (
    Formula(
        "buying.expected",
        "(a+b+x)/(a-1) [1 - (1-z)^(a-1) 2F1(a+b-r, a-1; a+b+x; z)] P(alive), z = t/(alpha+T+t)",
        "MBG/NBD, Batislam, Denizel and Filiztekin 2007, by Euler's transformation",
    ),
    Formula(
        "buying.alive",
        "1 / (1 + a/(b+x) ((alpha+T)/(alpha+t_x))^(r+x))",
        "MBG/NBD, Batislam, Denizel and Filiztekin 2007",
    ),
    Formula(
        "buying.chance",
        "P(alive) [1 - ((alpha+T)/(alpha+T+t))^(r+x)]: at least one purchase within t",
        "MBG/NBD: the rate of the living is gamma(r+x, alpha+T)",
    ),
    Formula(
        "buying.parameters",
        "largest sum of log L over log r, log alpha, log a, log b; ages scaled to 10",
        "MBG/NBD and BG/NBD (Fader, Hardie and Lee 2005); BFGS from two starts",
    ),
)


@dataclass(frozen=True, eq=False)
class Repeats:
    """What the models read of the customers, equal ones counted together; k distinct rows.

    Attributes:
        x: (k,) repeat purchases.
        recency: (k,) t_x, first to last purchase in weeks, 0 without a repeat.
        age: (k,) T, first purchase to as_of in weeks.
        weight: (k,) customers with these values.
        row_of: (n,) row of each customer.
    """

    x: Floats
    recency: Floats
    age: Floats
    weight: Floats
    row_of: Index

    @classmethod
    def of(cls, x: npt.ArrayLike, recency: npt.ArrayLike, age: npt.ArrayLike) -> Self:
        """Count equal customers together.

        Args:
            x: (n,) repeat purchases.
            recency: (n,) weeks from first to last purchase.
            age: (n,) weeks from first purchase to as_of.

        Raises:
            ValueError: a recency outside 0..age, or one without a repeat.
        """
        columns = [np.asarray(column, np.float64) for column in (x, recency, age)]
        if not np.all((columns[1] >= 0) & (columns[1] <= columns[2])):
            raise ValueError("recency must be in 0..age")
        if np.any((columns[0] == 0) & (columns[1] > 0)):
            raise ValueError("recency must be 0 without a repeat")
        order = np.lexsort(columns)
        ordered = [column[order] for column in columns]
        new = np.ones(order.size, np.bool_)
        new[1:] = np.any([column[1:] != column[:-1] for column in ordered], axis=0)
        row_of = np.empty(order.size, np.int64)
        row_of[order] = np.cumsum(new) - 1
        weight = np.bincount(row_of).astype(np.float64)
        x_, recency_, age_ = (readonly(column[new]) for column in ordered)
        return cls(x_, recency_, age_, readonly(weight), readonly(row_of))

    @property
    def n(self) -> float:
        """Customers."""
        return float(self.weight.sum())


@dataclass(frozen=True)
class BuyingModel:
    """The customers of a shop in four numbers; times in weeks.

    Attributes:
        kind: with drop-out after a repeat only (bg), or after any purchase (mbg).
        r: shape of the buying rates.
        alpha: their scale, in weeks.
        a: drop-out chances are beta(a, b).
        b: see a.
    """

    kind: Kind
    r: float
    alpha: float
    a: float
    b: float

    @property
    def _first(self) -> int:
        """1 where the first purchase, too, may be followed by a drop-out."""
        return int(self.kind == "mbg")

    def log_likelihood(
        self, x: npt.ArrayLike, recency: npt.ArrayLike, age: npt.ArrayLike
    ) -> Floats:
        """(n,) log-likelihood of each customer."""
        x_, recency_, age_ = _floats(x, recency, age)
        either = np.logaddexp(*_ways(self, x_, recency_, age_))
        rate = gammaln(self.r + x_) - gammaln(self.r) + self.r * np.log(self.alpha)
        stays = betaln(self.a, self.b + x_ + self._first) - betaln(self.a, self.b)
        return np.asarray(rate + stays + either)

    def alive(self, x: npt.ArrayLike, recency: npt.ArrayLike, age: npt.ArrayLike) -> Floats:
        """(n,) chance not to have dropped out; bg gives everybody without a repeat a 1."""
        alive, left = _ways(self, *_floats(x, recency, age))
        return np.asarray(expit(alive - left))

    def expected(
        self, weeks: npt.ArrayLike, x: npt.ArrayLike, recency: npt.ArrayLike, age: npt.ArrayLike
    ) -> Floats:
        """(n,) purchases expected in the next `weeks`."""
        return self.expected_of_living(weeks, x, age) * self.alive(x, recency, age)

    def expected_of_living(
        self, weeks: npt.ArrayLike, x: npt.ArrayLike, age: npt.ArrayLike
    ) -> Floats:
        """(n,) purchases expected in the next `weeks` of those who have not dropped out."""
        t, x_, age_ = _floats(weeks, x, age)
        a = _off(self.a, 1.0)
        c = _off(a + self.b + x_ - 1 + self._first, 0.0)
        z = t / (self.alpha + age_ + t)
        series = hyp2f1(a + self.b - 1 - self.r + self._first, a - 1, c, z)
        return np.asarray(c / (a - 1) * (1 - (1 - z) ** (a - 1) * series))

    def chance(
        self, weeks: npt.ArrayLike, x: npt.ArrayLike, recency: npt.ArrayLike, age: npt.ArrayLike
    ) -> Floats:
        """(n,) chance of at least one purchase in the next `weeks`."""
        t, x_, age_ = _floats(weeks, x, age)
        none = ((self.alpha + age_) / (self.alpha + age_ + t)) ** (self.r + x_)
        return np.asarray((1 - none) * self.alive(x, recency, age))

    def expected_of_new(self, weeks: npt.ArrayLike) -> Floats:
        """Repeat purchases expected of a new customer in her first `weeks`."""
        return self.expected(weeks, 0, 0, 0)

    def share_with(self, repeats: int, weeks: npt.ArrayLike) -> Floats:
        """Share of new customers with exactly so many repeat purchases in their first `weeks`.

        Source: Fader, Hardie and Lee 2005, (8); for mbg with one chance more to drop out.
        """
        stays = repeats + self._first
        whole = betaln(self.a, self.b)
        still = np.exp(betaln(self.a, self.b + stays) - whole) * self._bought(repeats, weeks)
        if stays == 0:
            return np.asarray(still)
        more = 1 - sum((self._bought(n, weeks) for n in range(repeats)), np.zeros(()))
        return np.asarray(still + np.exp(betaln(self.a + 1, self.b + stays - 1) - whole) * more)

    def _bought(self, n: int, weeks: npt.ArrayLike) -> Floats:
        """Share who would buy exactly `n` times within `weeks` if nobody dropped out."""
        t = np.asarray(weeks, np.float64)
        logs = gammaln(self.r + n) - gammaln(self.r) - gammaln(n + 1)
        logs += self.r * np.log(self.alpha / (self.alpha + t)) + xlogy(n, t / (self.alpha + t))
        return np.asarray(np.exp(logs))


@dataclass(frozen=True, eq=False)
class BuyingFit:
    """A model and how sure it is.

    Attributes:
        model: the parameters found.
        covariance: (4, 4) of their logarithms.
        log_likelihood: of all customers, times in weeks.
        n: customers.
    """

    model: BuyingModel
    covariance: Floats = field(repr=False)
    log_likelihood: float
    n: float


def fit_buying(repeats: Repeats, kind: Kind = "mbg") -> BuyingFit | Refusal:
    """The parameters under which the purchases of the customers are likeliest.

    Args:
        repeats: the customers; their first purchases known are true first purchases.
        kind: which of the models.

    Returns:
        The fit, or why there is none to be trusted (see `maximum`).
    """
    scale = float(repeats.age.max(initial=0.0)) / LONGEST
    if scale <= 0:
        return Refusal("short_span", 0.0)
    found = maximum(_objective(repeats, kind, scale), STARTS, n=repeats.n)
    if isinstance(found, Refusal):
        return found
    r, alpha, a, b = np.exp(found.logs).tolist()
    return BuyingFit(
        BuyingModel(kind, r, alpha * scale, a, b),
        found.covariance,
        found.log_likelihood - float(repeats.weight @ repeats.x * np.log(scale)),
        repeats.n,
    )


def _ways(model: BuyingModel, x: Floats, recency: Floats, age: Floats) -> tuple[Floats, Floats]:
    """Logarithms of the two ways to have bought so: still there, and left after the last time."""
    stays = x + (model.kind == "mbg")
    may = stays > 0
    odds = np.log(model.a) - np.log(np.where(may, model.b + stays - 1, 1.0))
    left = np.where(may, odds - (model.r + x) * np.log(model.alpha + recency), -np.inf)
    return -(model.r + x) * np.log(model.alpha + age), left


def _objective(repeats: Repeats, kind: Kind, scale: float) -> Objective:
    """Mean negative log-likelihood of the rows and its gradient, ages over `scale`.

    Repeats, recencies and ages take few distinct values each: logarithms and gamma functions
    are worked out once per value, not once per row.
    """
    (x, at_x), (recency, at_recency), (age, at_age) = (
        np.unique(column, return_inverse=True)
        for column in (repeats.x, repeats.recency / scale, repeats.age / scale)
    )
    weight = repeats.weight / repeats.n
    by_x = np.bincount(at_x, weight)
    stays = x + (kind == "mbg")
    may = stays > 0

    def objective(logs: Floats) -> tuple[float, Floats]:
        r, alpha, a, b = values = np.exp(logs)
        log_age, log_recency = np.log(alpha + age)[at_age], np.log(alpha + recency)[at_recency]
        odds = np.where(may, np.log(a) - np.log(np.where(may, b + stays - 1, 1.0)), -np.inf)
        against = odds[at_x] + (r + x)[at_x] * (log_age - log_recency)  # log odds to have left
        left = weight * expit(against)
        rate = gammaln(r + x) - gammaln(r) + r * np.log(alpha)
        of_x = rate + betaln(a, b + stays) - betaln(a, b)
        rows = np.logaddexp(0, against) - (r + x)[at_x] * log_age
        # the slopes by r, alpha, a and b
        since = (weight - left) / (alpha + age)[at_age] + left / (alpha + recency)[at_recency]
        both = psi(a + b) - by_x @ psi(a + b + stays)
        by_b = left / np.where(may, b + stays - 1, 1.0)[at_x]
        gradient = values * np.array(
            [
                by_x @ psi(r + x) - psi(r) + np.log(alpha)
                - (weight - left) @ log_age - left @ log_recency,
                r / alpha - (r + x)[at_x] @ since,
                both + left.sum() / a,
                both + by_x @ psi(b + stays) - psi(b) - by_b.sum(),
            ]
        )  # fmt: skip
        return -float(by_x @ of_x + weight @ rows), -gradient

    return objective


def _floats(*values: npt.ArrayLike) -> tuple[Floats, ...]:
    return tuple(np.asarray(value, np.float64) for value in values)


def _off(value: npt.ArrayLike, pole: float) -> Floats:
    """The value, moved a hair off a pole that the formula as a whole does not have."""
    values = np.asarray(value, np.float64)
    return np.where(np.abs(values - pole) < HAIR, pole + HAIR, values)
