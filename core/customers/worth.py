"""What may come from each customer in the next months, and when that cannot be said.

What was spent so far and what may come stand apart and are never added up.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pandas as pd

from core.arrays import Floats, Index, Mask
from core.customers.bgnbd import BuyingFit, BuyingModel, Kind, Repeats, fit_buying
from core.customers.buying import buying_summary
from core.customers.spend import SpendFit, SpendModel, fit_spend, repeat_values
from core.formula import Formula
from core.history import History
from core.journey.gaps import gap_counts
from core.refusal import Refusal
from core.stats.groups import sum_by
from core.stats.intervals import z_value
from core.stats.quantiles import quantile_of_counts

CUSTOMERS_FROM = 500
REPEATERS_FROM = 150
GAPS_SEEN = 3
"""The longest age must be so many median gaps."""

MONTH_WEEKS = 365.25 / 12 / 7
STEP = 1e-4

FORMULAS = (
    Formula(
        "worth.cash_expected",
        "E[M] x sum over i = 1..H of (E[Y(i)] - E[Y(i-1)]) / (1+d)^i, i in months of 365.25/12 "
        "days, (1+d)^12 = 1 + yearly rate",
        "discounted cash flow; E[Y] by MBG/NBD, E[M] by Gamma-Gamma",
    ),
    Formula(
        "worth.profit_expected", "margin in basis points / 10000 x cash_expected", "owner's margin"
    ),
    Formula(
        "worth.range",
        "value x exp(+-1.96 SE); SE of the logarithm from the curvature of both likelihoods",
        "delta method; says how sure the expectation is, not how one person will behave",
    ),
    Formula("worth.expected_occasions", "E[Y(H)], see buying.expected", "MBG/NBD"),
    Formula("worth.chance", "see buying.chance, t = H months", "MBG/NBD"),
    Formula("worth.alive", "see buying.alive", "MBG/NBD"),
    Formula("worth.value_per_occasion", "see spend.expected, minor units", "Gamma-Gamma"),
    Formula("worth.spent", "sum of cash_amount by as_of", "historical, nothing expected in it"),
)


@dataclass(frozen=True)
class Total:
    """What may come from all customers chosen, minor units; nan where it cannot be said.

    Attributes:
        cash: discounted cash expected.
        low: lower bound of what the expectation may be.
        high: upper bound.
        profit: gross profit of it, nan while the margin is not known.
        profit_low: lower bound.
        profit_high: upper bound.
        occasions: purchases expected.
    """

    cash: float
    low: float
    high: float
    profit: float
    profit_low: float
    profit_high: float
    occasions: float


@dataclass(frozen=True, eq=False)
class Worth:
    """What may come, as known on one day.

    Attributes:
        as_of: facts up to this day count.
        months: H.
        n: customers the models are fitted on, those with a true first purchase.
        n_apparent: customers left out of the fit; they are foretold as a reference only.
        buying: the model of how often.
        spend: the model of how much, or why there is none.
        total: over the customers chosen.
        customers: one row per customer chosen: `customer` (id), `reference` (first purchase
            may not be the first), `spent` (cash so far, minor units, nan where unknown),
            `expected_occasions`, `chance` (of at least one), `alive` (likely to buy again at
            all), `value_per_occasion`, `cash_expected`, `cash_low`, `cash_high`,
            `profit_expected`, `profit_low`, `profit_high` (minor units, nan where it cannot
            be said). Rank by expected_occasions, never by alive.
    """

    as_of: int
    months: int
    n: int
    n_apparent: int
    buying: BuyingFit
    spend: SpendFit | Refusal
    total: Total
    customers: pd.DataFrame = field(repr=False)


def worth(
    history: History,
    *,
    margin_bp: int | None = None,
    months: int = 12,
    yearly_rate: float = 0.10,
    confidence: float = 0.95,
    who: Mask | None = None,
) -> Worth | Refusal:
    """Purchases, cash and profit to expect of each customer in the next `months`.

    Args:
        history: as of the day asked for.
        margin_bp: gross margin in basis points of cash, None leaves profit blank.
        months: how far to look, 1..36.
        yearly_rate: by how much money loses in a year.
        confidence: of the ranges.
        who: (n_customers,) mask of those foretold, None = all; the fit is of the whole shop.

    Returns:
        The outlook, or why there is none: `few_customers`, `few_repeaters`, `short_span`, or
        what the fit says (see `maximum`).

    Raises:
        ValueError: `months` or `yearly_rate` out of range.
    """
    if not 1 <= months <= 36:
        raise ValueError(f"months == {months}, must be in 1..36")
    if not 0 <= yearly_rate <= 1:
        raise ValueError(f"yearly_rate == {yearly_rate}, must be in 0..1")
    buying = fitted_buying(history)
    if isinstance(buying, Refusal):
        return buying
    spend = fitted_spend(history)
    outlook = _Outlook(history, months, yearly_rate, who)
    margin = np.nan if margin_bp is None else margin_bp / 10_000
    frame, total = outlook.table(buying, spend, z_value(confidence), margin)
    return Worth(
        as_of=history.as_of,
        months=months,
        n=int(buying.n),
        n_apparent=history.n_apparent,
        buying=buying,
        spend=spend,
        total=total,
        customers=frame,
    )


def too_little(history: History) -> Refusal | None:
    """Why a model of buying would be a guess in this shop, None where it would not.

    Counted are customers with a true first purchase, their repeaters, and the longest time
    any of them has been followed, in median gaps.
    """
    true = history.true_first
    customers = int(np.count_nonzero(true))
    repeaters = int(np.count_nonzero(true & (history.occasions > 1)))
    if customers < CUSTOMERS_FROM:
        return Refusal("few_customers", customers, CUSTOMERS_FROM)
    if repeaters < REPEATERS_FROM:
        return Refusal("few_repeaters", repeaters, REPEATERS_FROM)
    span = history.as_of - int(history.first_day[true].min())
    needed = GAPS_SEEN * quantile_of_counts(gap_counts(history, who=true), 0.5)
    return Refusal("short_span", span, needed) if span < needed else None


def fitted_buying(history: History, *, kind: Kind = "mbg") -> BuyingFit | Refusal:
    """How often the customers of a shop buy, where its size allows to say."""
    refusal = too_little(history)
    if refusal is not None:
        return refusal
    return fit_buying(repeats_of(history, who=history.true_first), kind)


def fitted_spend(history: History) -> SpendFit | Refusal:
    """How much they spend per occasion, where enough amounts are known."""
    values = repeat_values(history, who=history.true_first)
    known = int(np.count_nonzero(values["values"]))
    if known < REPEATERS_FROM:
        return Refusal("few_repeaters", known, REPEATERS_FROM)
    return fit_spend(values["values"], values["mean_value"])


def repeats_of(history: History, *, who: Mask | None = None) -> Repeats:
    """The customers as the models of buying read them, in weeks."""
    summary = buying_summary(history, who=who)
    last, age = (summary[name].to_numpy() / 7 for name in ("last_repeat_days", "age_days"))
    return Repeats.of(summary["repeats"], last, age)


class _Outlook:
    """The customers foretold, prepared so that a model is applied to distinct ones only."""

    def __init__(self, history: History, months: int, yearly_rate: float, who: Mask | None) -> None:
        self.chosen = np.flatnonzero(np.ones(history.n_customers, np.bool_) if who is None else who)
        self.history = history
        self.repeats = repeats_of(history, who=who)
        values = repeat_values(history, who=who)
        self.n_values = values["values"].to_numpy(np.float64)
        self.mean_value = values["mean_value"].to_numpy(np.float64)
        self.weeks = MONTH_WEEKS * np.arange(1, months + 1)
        discount = (1 + yearly_rate) ** (-np.arange(1, months + 2) / 12)
        self.share = discount[:-1] - discount[1:]  # of E[Y(i)], by summation by parts
        self.share[-1] = discount[-2]
        self.x, self.age, self.pair = _pairs(self.repeats)

    def table(
        self, buying: BuyingFit, spend: SpendFit | Refusal, z: float, margin: float
    ) -> tuple[pd.DataFrame, Total]:
        """Every customer, and their sum."""
        occasions = self.plain_occasions(buying.model)
        cash, spread, total = self._cash(buying, spend, z)
        frame = pd.DataFrame(
            {
                "customer": self.history.customer[self.chosen],
                "reference": ~self.history.true_first[self.chosen],
                "spent": _spent(self.history)[self.chosen],
                "expected_occasions": occasions,
                "chance": self._chance(buying.model),
                "alive": self._alive(buying.model),
                "value_per_occasion": (
                    np.nan if isinstance(spend, Refusal) else self.value(spend.model)
                ),
                "cash_expected": cash,
                "cash_low": cash / spread,
                "cash_high": cash * spread,
            }
        )
        for name in ("expected", "low", "high"):
            frame[f"profit_{name}"] = frame[f"cash_{name}"] * margin
        whole, wide = total
        low, high = whole / wide, whole * wide
        profit = (whole * margin, low * margin, high * margin)
        return frame, Total(whole, low, high, *profit, occasions=float(occasions.sum()))

    def _cash(
        self, buying: BuyingFit, spend: SpendFit | Refusal, z: float
    ) -> tuple[Floats, Floats, tuple[float, float]]:
        """Cash and the factor of its range, of each customer and of all."""
        if isinstance(spend, Refusal):
            nothing = np.full(self.chosen.size, np.nan)
            return nothing, nothing, (np.nan, np.nan)
        often, much = self.occasions(buying.model), self.value(spend.model)
        cash = often * much
        by_often = _slopes(lambda logs: self.occasions(_buying(buying, logs)), _logs(buying.model))
        by_much = _slopes(lambda logs: self.value(_spend(logs)), _spend_logs(spend.model))
        slopes = [(by_often / often, buying.covariance), (by_much / much, spend.covariance)]
        variance = sum(np.einsum("ic,ij,jc->c", s, c, s) for s, c in slopes)
        whole = cash / cash.sum() if cash.size else cash
        of_sum = sum(float((s @ whole) @ c @ (s @ whole)) for s, c in slopes)
        total = (float(cash.sum()), float(np.exp(z * np.sqrt(of_sum))))
        return cash, np.exp(z * np.sqrt(variance)), total

    def occasions(self, model: BuyingModel) -> Floats:
        """(n,) discounted occasions of the months ahead."""
        ahead = model.expected_of_living(self.weeks, self.x[:, None], self.age[:, None])
        return self._by_customer(model, ahead @ self.share)

    def plain_occasions(self, model: BuyingModel) -> Floats:
        """(n,) occasions of the months ahead."""
        return self._by_customer(model, model.expected_of_living(self.weeks[-1], self.x, self.age))

    def value(self, model: SpendModel) -> Floats:
        """(n,) expected value of an occasion, minor units."""
        return model.expected(self.n_values, self.mean_value)

    def _by_customer(self, model: BuyingModel, of_living: Floats) -> Floats:
        rows = self.repeats
        alive = model.alive(rows.x, rows.recency, rows.age)
        return (of_living[self.pair] * alive)[rows.row_of]

    def _chance(self, model: BuyingModel) -> Floats:
        rows = self.repeats
        return model.chance(self.weeks[-1], rows.x, rows.recency, rows.age)[rows.row_of]

    def _alive(self, model: BuyingModel) -> Floats:
        rows = self.repeats
        return model.alive(rows.x, rows.recency, rows.age)[rows.row_of]


def _pairs(repeats: Repeats) -> tuple[Floats, Floats, Index]:
    """Distinct pairs of repeats and age, and the pair of every row."""
    packed, pair = np.unique(repeats.x + 1j * repeats.age, return_inverse=True)
    return packed.real, packed.imag, pair


def _slopes(values: Callable[[Floats], Floats], logs: Floats) -> Floats:
    """(p, n) change of the values with each logarithm, by differences."""
    steps = STEP * np.eye(logs.size)
    return np.array([(values(logs + s) - values(logs - s)) / (2 * STEP) for s in steps])


def _logs(model: BuyingModel) -> Floats:
    return np.log([model.r, model.alpha, model.a, model.b])


def _buying(fit: BuyingFit, logs: Floats) -> BuyingModel:
    return BuyingModel(fit.model.kind, *np.exp(logs).tolist())


def _spend_logs(model: SpendModel) -> Floats:
    return np.log([model.p, model.q, model.v])


def _spend(logs: Floats) -> SpendModel:
    return SpendModel(*np.exp(logs).tolist())


def _spent(history: History) -> npt.NDArray[np.float64]:
    """(n_customers,) cash so far, nan where no amount is known."""
    customer, n = history.order_customer, history.n_customers
    known = np.bincount(customer[history.known & ~history.is_void], minlength=n) > 0
    return np.where(known, sum_by(customer, history.cash, n), np.nan)
