"""Does the score tell who buys? Scored as of some months ago, compared with what came since."""

from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from scipy.optimize import minimize
from scipy.special import expit

from core.arrays import Floats, Index, Mask
from core.customers.acts import Acts
from core.customers.engagement import COMPONENTS, Weights, components, scores
from core.customers.past_check import known_by_then, occasions_since
from core.formula import Formula
from core.history import History
from core.refusal import Refusal
from core.stats.auc import Auc, auc
from core.stats.intervals import REFERENCE_BELOW, evidence, wilson

DAYS = 90
BAND_EDGES = np.array([0, 20, 40, 60, 80])
LEARN_CUSTOMERS, LEARN_BUYERS = 1_000, 150

FORMULAS = (
    Formula(
        "validity.auc",
        "score on facts by t = as_of - 90 against an occasion in (t, as_of], see auc.value",
        "backtest without knowledge of the future",
    ),
    Formula("validity.share", "customers of the band with an occasion in (t, as_of]", "Wilson"),
    Formula(
        "validity.foretold",
        "the same share of the band one period earlier: scored at t - 90, bought in (t - 90, t]",
        "calibration on a period before",
    ),
    Formula(
        "validity.brier",
        "mean of (foretold - bought)^2; beside it that of one share for all",
        "Brier 1950",
    ),
    Formula(
        "validity.noise", "2 SE: weightings that differ by less are equally good", "rule of thumb"
    ),
    Formula(
        "validity.suggested",
        "weights >= 0 of a logistic regression on the period before, scaled to 100",
        "offered from 1000 customers and 150 buyers on",
    ),
)


@dataclass(frozen=True, eq=False)
class Validity:
    """What the score would have said on an earlier day, and who bought since.

    Attributes:
        day: t; the score knew the facts up to it.
        as_of: purchases count up to this day.
        n: customers scored.
        buyers: those with an occasion since.
        auc: of the score.
        parts: one row per component known: `component`, `auc`, `low`, `high`, `n`.
        bands: one row per fifth of the scale: `band_from`, `band_to`, `customers`, `bought`,
            `share`, `low`, `high`, `foretold` (nan without a period before), `evidence`.
        brier: of what was foretold by band, nan without a period before.
        brier_of_one: of foretelling the same of everybody.
        noise: difference of two areas that says nothing.
    """

    day: int
    as_of: int
    n: int
    buyers: int
    auc: Auc
    parts: pd.DataFrame = field(repr=False)
    bands: pd.DataFrame = field(repr=False)
    brier: float
    brier_of_one: float

    @property
    def noise(self) -> float:
        """Difference between two weightings below which neither is better."""
        return 2 * self.auc.error

    @property
    def may_learn(self) -> bool:
        """There are enough customers to let the past suggest weights."""
        return self.n >= LEARN_CUSTOMERS and self.buyers >= LEARN_BUYERS


@dataclass(frozen=True)
class Suggestion:
    """Weights the past suggests, judged on a later period that they have not seen.

    Attributes:
        weights: suggested; they add up to 100.
        auc: of the suggestion.
        auc_now: of the weights in use, on the same period.
        better: by more than noise.
    """

    weights: Weights
    auc: Auc
    auc_now: Auc

    @property
    def better(self) -> bool:
        """The suggestion is better by more than noise."""
        return self.auc.value - self.auc_now.value > 2 * self.auc_now.error


def validity(
    history: History,
    *,
    weights: Weights | None = None,
    acts: Acts | None = None,
    days: int = DAYS,
    who: Mask | None = None,
) -> Validity | Refusal:
    """Score as of an earlier day and compare with the purchases since.

    What carries no date (profile, social networks) is left out of the score: it could know
    what came later.

    Args:
        history: as of the day asked for.
        weights: of the score, None = the usual ones.
        acts: what customers did beside buying.
        days: length of the period.
        who: (n_customers,) mask of those judged, None = all.

    Returns:
        The comparison, or why there is none: `short_span`, `few_customers`, `one_outcome`.

    Raises:
        ValueError: `days` is below 1.
    """
    if days < 1:
        raise ValueError(f"days == {days}, must be >= 1")
    now = _Period(history, history.as_of - days, acts, who)
    refusal = now.refusal()
    if refusal is not None:
        return refusal
    score, bought = now.scored(weights)
    before = _Period(history, now.day - days, acts, who, until=now.day)
    foretold = _shares(*before.scored(weights))
    once = float(before.bought.mean()) if before.bought.size else float("nan")
    result = auc(score, bought)
    return Validity(
        day=now.day,
        as_of=history.as_of,
        n=result.n,
        buyers=result.hits,
        auc=result,
        parts=_parts(now),
        bands=_bands(score, bought, foretold),
        brier=float(np.mean((foretold[_band(score)] - bought) ** 2)),
        brier_of_one=float(np.mean((once - bought) ** 2)),
    )


def suggest_weights(
    history: History,
    *,
    weights: Weights | None = None,
    acts: Acts | None = None,
    days: int = DAYS,
    who: Mask | None = None,
) -> Suggestion | Refusal:
    """Weights that would have told best who buys, tried on a period they were not made for.

    Arguments as in `validity`.

    Returns:
        The suggestion, or why there is none: as `validity` says, or too little to learn from
        in the period before (`few_customers`, `few_buyers`).
    """
    now = _Period(history, history.as_of - days, acts, who)
    before = _Period(history, now.day - days, acts, who, until=now.day)
    refusal = now.refusal() or before.refusal() or before.too_little_to_learn()
    if refusal is not None:
        return refusal
    learned = learned_weights(before.known.values[:, before.chosen], before.bought)
    return Suggestion(learned, auc(*now.scored(learned)), auc(*now.scored(weights)))


def learned_weights(values: Floats, bought: Mask) -> Weights:
    """Weights of at least 0 under which the score tells best who bought; they add up to 100.

    Args:
        values: (7, n) components of the customers; a missing one counts as the average.
        bought: (n,) who of them bought afterwards.
    """
    used = ~np.isnan(values).all(axis=1)
    known = values[used]
    x = np.where(np.isnan(known), np.nanmean(known, axis=1, keepdims=True), known) / 100
    sign = np.where(bought, -1.0, 1.0)

    def loss(theta: Floats) -> tuple[float, Floats]:
        logit = theta[0] + theta[1:] @ x
        error = (expit(logit) - bought) / bought.size
        return float(np.logaddexp(0, sign * logit).mean()), np.append(error.sum(), x @ error)

    bounds = [(None, None), *[(0, None)] * len(x)]
    slopes = minimize(loss, np.zeros(len(x) + 1), jac=True, method="L-BFGS-B", bounds=bounds).x[1:]
    weight = np.zeros(len(COMPONENTS))
    weight[used] = 100 * slopes / slopes.sum() if slopes.sum() > 0 else 100 / len(x)
    return Weights(*weight.tolist())


class _Period:
    """The customers as they were on a day, and who of them bought in the period after it."""

    def __init__(
        self,
        history: History,
        day: int,
        acts: Acts | None,
        who: Mask | None,
        *,
        until: int | None = None,
    ) -> None:
        self.day = day
        self.earlier = history.at(day)
        later = history if until is None else history.at(until)
        self.known = components(self.earlier, acts=acts)
        self.chosen = known_by_then(history, self.earlier, who)
        self.bought = (occasions_since(later, self.earlier) > 0)[self.chosen]

    def scored(self, weights: Weights | None) -> tuple[Floats, Mask]:
        """Scores of those chosen that have one, and whether they bought."""
        score = scores(self.known, weights).score[self.chosen]
        told = ~np.isnan(score)
        return score[told], self.bought[told]

    def refusal(self) -> Refusal | None:
        """Why nothing can be compared, None where it can."""
        n, buyers = self.bought.size, int(np.count_nonzero(self.bought))
        if self.earlier.is_empty:
            return Refusal("short_span", 0)
        if n < REFERENCE_BELOW:
            return Refusal("few_customers", n, REFERENCE_BELOW)
        return Refusal("one_outcome", buyers) if buyers in (0, n) else None

    def too_little_to_learn(self) -> Refusal | None:
        """Why weights would be guesses, None where they would not."""
        n, buyers = self.bought.size, int(np.count_nonzero(self.bought))
        if n < LEARN_CUSTOMERS:
            return Refusal("few_customers", n, LEARN_CUSTOMERS)
        return Refusal("few_buyers", buyers, LEARN_BUYERS) if buyers < LEARN_BUYERS else None


def _band(score: Floats) -> Index:
    """Place of each score among the fifths of the scale."""
    return np.searchsorted(BAND_EDGES, score, side="right") - 1


def _shares(score: Floats, bought: Mask) -> Floats:
    """Share of each band who bought; a band nobody was in takes that of all."""
    band = _band(score)
    customers = np.bincount(band, minlength=BAND_EDGES.size)
    hits = np.bincount(band[bought], minlength=BAND_EDGES.size)
    with np.errstate(invalid="ignore"):
        return np.where(customers > 0, hits / np.maximum(customers, 1), hits.sum() / score.size)


def _bands(score: Floats, bought: Mask, foretold: Floats) -> pd.DataFrame:
    """Who bought, by fifth of the scale."""
    band = _band(score)
    customers = np.bincount(band, minlength=BAND_EDGES.size)
    hits = np.bincount(band[bought], minlength=BAND_EDGES.size)
    low, high = wilson(hits, customers)
    return pd.DataFrame(
        {
            "band_from": BAND_EDGES,
            "band_to": np.append(BAND_EDGES[1:], 100),
            "customers": customers,
            "bought": hits,
            "share": np.where(customers > 0, hits / np.maximum(customers, 1), np.nan),
            "low": low,
            "high": high,
            "foretold": foretold,
            "evidence": [evidence(n) for n in customers.tolist()],
        }
    )


def _parts(period: _Period) -> pd.DataFrame:
    """How well each component alone tells."""
    rows = []
    for name, values in zip(COMPONENTS, period.known.values[:, period.chosen], strict=True):
        alone = auc(values, period.bought)
        if alone.n:
            row = {"component": name, "auc": alone.value, "low": alone.low, "high": alone.high}
            rows.append(row | {"n": alone.n})
    return pd.DataFrame(rows)
