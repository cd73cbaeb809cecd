"""How much a customer spends per purchase: Gamma-Gamma, few purchases pulled to the average.

Purchases of one customer scatter around an average of her own (gamma distributed), and these
averages scatter over the customers (gamma again). How often and how much must be unrelated.
"""

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.optimize import minimize_scalar
from scipy.special import gammaln, psi

from core.arrays import Floats, Mask
from core.formula import Formula
from core.history import History
from core.refusal import Refusal
from core.stats.groups import sum_by
from core.stats.likelihood import FARTHEST, Objective, highest, maximum

RELATED_FROM = 0.3
"""From this correlation on, how often and how much are too related to be kept apart."""

STARTS = ((1.0, 1.0, 1.0), (6.0, 4.0, 0.5))

ALIKE = 1e4
"""The second shape of customers who all spend alike: nobody's own average says anything."""

FORMULAS = (
    Formula(
        "spend.expected",
        "(1-w) v p/(q-1) + w z, w = p n / (p n + q - 1); z = mean of n repeat occasions",
        "Gamma-Gamma, Fader and Hardie 2013",
    ),
    Formula("spend.mean", "v p/(q-1)", "Gamma-Gamma, Fader and Hardie 2013"),
    Formula(
        "spend.correlation",
        "Pearson correlation of n and z over the customers with a repeat of known value",
        "the condition of Gamma-Gamma; a warning from .3 on",
    ),
)


@dataclass(frozen=True)
class SpendModel:
    """The amounts of a shop in three numbers; money in minor units.

    Attributes:
        p: shape of the purchases of one customer.
        q: shape of the averages over the customers; there is a mean from 1 on.
        v: their scale, in minor units.
    """

    p: float
    q: float
    v: float

    @property
    def mean(self) -> float:
        """Average per purchase over the customers, minor units."""
        return self.v * self.p / (self.q - 1)

    def expected(self, n: npt.ArrayLike, mean: npt.ArrayLike) -> Floats:
        """(c,) average per purchase expected of each customer, minor units.

        Args:
            n: (c,) repeat occasions of known value.
            mean: (c,) their mean value, not read where n is 0.
        """
        n_ = np.asarray(n, np.float64)
        own = np.where(n_ > 0, np.asarray(mean, np.float64), 0.0)
        weight = self.p * n_ / (self.p * n_ + self.q - 1)
        return np.asarray((1 - weight) * self.mean + weight * own)

    def log_likelihood(self, n: npt.ArrayLike, mean: npt.ArrayLike) -> Floats:
        """(c,) log-likelihood of the mean value of each customer with a repeat."""
        n_, z = np.asarray(n, np.float64), np.asarray(mean, np.float64)
        shape = self.p * n_
        logs = gammaln(shape + self.q) - gammaln(shape) - gammaln(self.q)
        logs += self.q * np.log(self.v) + (shape - 1) * np.log(z) + shape * np.log(n_)
        return np.asarray(logs - (shape + self.q) * np.log(n_ * z + self.v))


@dataclass(frozen=True, eq=False)
class SpendFit:
    """A model and how sure it is.

    Attributes:
        model: the parameters found.
        covariance: (3, 3) of their logarithms.
        log_likelihood: of all customers counted, in minor units.
        n: customers with a repeat of known value.
        correlation: of how often and how much, -1..1.
        alike: customers do not differ, so everybody is expected to spend the average.
    """

    model: SpendModel
    covariance: Floats = field(repr=False)
    log_likelihood: float
    n: float
    correlation: float
    alike: bool = False

    @property
    def related(self) -> bool:
        """How often and how much go together more than the model allows."""
        return abs(self.correlation) > RELATED_FROM


def repeat_values(history: History, *, who: Mask | None = None) -> pd.DataFrame:
    """What each customer spent per occasion after the first, the input of the model.

    Args:
        history: as of the day asked for.
        who: (n_customers,) mask, None = all.

    Returns:
        (n, 3): `customer` (id), `values` (repeat occasions with cash above 0; those of unknown
        or no value say nothing of amounts), `mean_value` (minor units, nan without one).
    """
    customer, cash = history.occasion_customer, history.occasion_cash
    counted = (history.occasion_number > 1) & (cash > 0)
    n = history.n_customers
    values = np.bincount(customer[counted], minlength=n)
    total = sum_by(customer[counted], cash[counted], n)
    mean = np.where(values > 0, total / np.maximum(values, 1), np.nan)
    frame = pd.DataFrame({"customer": history.customer, "values": values, "mean_value": mean})
    return frame if who is None else frame[who]


def fit_spend(values: npt.ArrayLike, mean_value: npt.ArrayLike) -> SpendFit | Refusal:
    """The parameters under which the amounts of the customers are likeliest.

    Args:
        values: (c,) repeat occasions of known value; customers without one are left out.
        mean_value: (c,) their mean value, minor units.

    Returns:
        The fit, or why there is none to be trusted: as `maximum` says, or `no_mean` (a few
        customers spend so much that an average means nothing). Customers who do not differ at
        all are no reason: see `alike`.
    """
    n, z = np.asarray(values, np.float64), np.asarray(mean_value, np.float64)
    n, z = n[n > 0], z[n > 0]
    if n.size == 0:
        return Refusal("few_repeaters", 0.0)
    scale = float(z.mean())
    objective = _objective(n, z / scale)
    found = maximum(objective, STARTS, n=n.size)
    if isinstance(found, Refusal):
        return _alike(n, z, scale, objective) or found
    p, q, v = np.exp(found.logs).tolist()
    if q <= 1:
        return Refusal("no_mean", q, 1.0)
    in_money = found.log_likelihood - n.size * np.log(scale)
    model = SpendModel(p, q, v * scale)
    return SpendFit(model, found.covariance, in_money, n.size, _correlation(n, z))


def _alike(n: Floats, z: Floats, scale: float, objective: Objective) -> SpendFit | None:
    """The model without differences between customers, None where it explains less."""
    mean = float(n @ z / n.sum())
    p, height = 1.0, float("nan")
    if z.std() > 0:
        p, height = _one_gamma(n, z / mean)
        height -= n.size * np.log(mean)
        best = n.size * (highest(objective, STARTS) - float(np.log(scale)))
        if best - height > FARTHEST:
            return None
    covariance = np.zeros((3, 3))
    covariance[2, 2] = float(((n * (z - mean)) ** 2).sum()) / (n.sum() * mean) ** 2
    model = SpendModel(p, ALIKE, mean * (ALIKE - 1) / p)
    return SpendFit(model, covariance, height, n.size, _correlation(n, z), alike=True)


def _one_gamma(n: Floats, z: Floats) -> tuple[float, float]:
    """Shape of a gamma distribution of average 1 that means of n values have, and its height."""

    def lost(log_p: float) -> float:
        shape = np.exp(log_p) * n
        terms = shape * np.log(shape) - gammaln(shape) + (shape - 1) * np.log(z) - shape * z
        return -float(terms.sum())

    found = minimize_scalar(lost, bounds=(-10, 20), method="bounded")
    return float(np.exp(found.x)), -float(found.fun)


def _objective(n: Floats, z: Floats) -> Objective:
    """Mean negative log-likelihood and its gradient by the logarithms of p, q, v.

    Few distinct `n` stand beside many `z`: gamma functions are worked out once per n.
    """
    of_n, at = np.unique(n, return_inverse=True)
    share = np.bincount(at) / n.size
    spent, log_z, log_n = n * z, float(np.log(z).mean()), np.log(of_n)
    n_log_z = float((n * np.log(z)).mean())

    def objective(logs: Floats) -> tuple[float, Floats]:
        p, q, v = values = np.exp(logs)
        both, total = p * of_n + q, np.log(spent + v)
        of_all = gammaln(both) - gammaln(p * of_n) - gammaln(q) + p * of_n * log_n
        terms = share @ of_all + q * np.log(v) + p * n_log_z - log_z - (both[at] * total).mean()
        slopes = (
            share @ (of_n * (psi(both) - psi(p * of_n) + log_n)) + n_log_z - (n * total).mean(),
            share @ psi(both) - psi(q) + np.log(v) - total.mean(),
            q / v - (both[at] / (spent + v)).mean(),
        )
        return -float(terms), -np.array(slopes) * values

    return objective


def _correlation(n: Floats, z: Floats) -> float:
    """Pearson correlation, nan where one of the two never varies."""
    if n.size < 2 or n.std() == 0 or z.std() == 0:
        return float("nan")
    return float(np.corrcoef(n, z)[0, 1])
