"""Was the outlook right before? Fitted on the first part of the past, compared with the rest."""

from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from core.arrays import Counts, Floats, Mask
from core.customers.bgnbd import BuyingFit, Kind, Repeats
from core.customers.worth import fitted_buying, repeats_of
from core.formula import Formula
from core.history import History
from core.refusal import Refusal
from core.stats.intervals import evidence

FIRST_PART = 0.6
GROUPS = ("0", "1", "2", "3-4", "5-6", "7+")
GROUP_FROM = np.array([0, 1, 2, 3, 5, 7])
MOST_REPEATS = 7

FORMULAS = (
    Formula(
        "past_check.ratio",
        "sum of E[Y(as_of - t)] fitted on facts by t / occasions in (t, as_of]; t after 60 % of "
        "the time",
        "holdout calibration; seasons are not modelled",
    ),
    Formula("past_check.predicted", "mean of E[Y(as_of - t)] over the group", "MBG/NBD"),
    Formula("past_check.actual", "occasions in (t, as_of] / customers of the group", "mean"),
    Formula("past_check.customers", "customers by repeats up to t", "count"),
    Formula(
        "past_check.repeats",
        "customers with 0, 1, 2, ... repeats by t, beside the sum of P(X(T) = x) of the model",
        "Fader, Hardie and Lee 2005",
    ),
)


@dataclass(frozen=True, eq=False)
class PastCheck:
    """What the model would have said on an earlier day, and what came.

    Attributes:
        day: t; the model knew the facts up to it.
        as_of: what came is counted up to this day.
        n: customers foretold.
        fit: the model of that day.
        predicted: occasions foretold of all.
        actual: occasions that came.
        groups: one row per number of repeats by t: `repeats` (0, 1, 2, 3-4, 5-6, 7+),
            `customers`, `predicted`, `actual` (occasions per customer, nan without one),
            `evidence`.
        repeats: one row per number of repeats by t, 7 is 7 or more: `repeats`, `customers`,
            `modelled` (customers the model puts there).
    """

    day: int
    as_of: int
    n: int
    fit: BuyingFit
    predicted: float
    actual: int
    groups: pd.DataFrame = field(repr=False)
    repeats: pd.DataFrame = field(repr=False)

    @property
    def ratio(self) -> float:
        """Foretold per occasion that came, nan where none came."""
        return self.predicted / self.actual if self.actual else float("nan")


def past_check(
    history: History, *, day: int | None = None, kind: Kind = "mbg", who: Mask | None = None
) -> PastCheck | Refusal:
    """Foretell the rest of the past from its first part, and compare.

    Args:
        history: as of the day asked for.
        day: t, the last day the model knows; None = after 60 % of the time.
        kind: which of the models.
        who: (n_customers,) mask of those compared, None = all; the fit is of the whole shop.

    Returns:
        The comparison, or why the model could not have been fitted then.

    Raises:
        ValueError: `day` is not before as_of.
    """
    if history.is_empty:
        return Refusal("few_customers", 0.0)
    start = int(history.first_day.min())
    day = start + int(FIRST_PART * (history.as_of - start)) if day is None else day
    if day >= history.as_of > start:
        raise ValueError(f"day == {day}, must be < {history.as_of}")
    earlier = history.at(day)
    fit = fitted_buying(earlier, kind=kind)
    if isinstance(fit, Refusal):
        return fit
    chosen = earlier.true_first & known_by_then(history, earlier, who)
    came = occasions_since(history, earlier)[chosen]
    rows = repeats_of(earlier, who=chosen)
    weeks = (history.as_of - day) / 7
    foretold = fit.model.expected(weeks, rows.x, rows.recency, rows.age)[rows.row_of]
    return PastCheck(
        day=day,
        as_of=history.as_of,
        n=int(chosen.sum()),
        fit=fit,
        predicted=float(foretold.sum()),
        actual=int(came.sum()),
        groups=_groups(rows.x[rows.row_of], foretold, came),
        repeats=_repeats(fit, rows),
    )


def known_by_then(history: History, earlier: History, who: Mask | None) -> Mask:
    """(earlier.n_customers,) the customers of `who` among those of an earlier day."""
    if who is None:
        return np.ones(earlier.n_customers, np.bool_)
    return np.isin(earlier.customer, history.customer[who])


def occasions_since(history: History, earlier: History) -> Counts:
    """(earlier.n_customers,) occasions after the earlier day, as known on the later one."""
    later = history.occasion_day > earlier.as_of
    came = np.bincount(history.occasion_customer[later], minlength=history.n_customers)
    place = np.searchsorted(history.customer, earlier.customer)
    place = np.minimum(place, max(history.n_customers - 1, 0))
    if not came.size:
        return np.zeros(earlier.n_customers, np.int64)
    return np.where(history.customer[place] == earlier.customer, came[place], 0)


def _groups(x: Floats, foretold: Floats, came: Counts) -> pd.DataFrame:
    """Foretold and come, by repeats so far."""
    group = np.searchsorted(GROUP_FROM, x, side="right") - 1
    customers = np.bincount(group, minlength=len(GROUPS))
    with np.errstate(invalid="ignore"):
        predicted, actual = (
            np.bincount(group, values, minlength=len(GROUPS)) / customers
            for values in (foretold, came)
        )
    return pd.DataFrame(
        {
            "repeats": GROUPS,
            "customers": customers,
            "predicted": predicted,
            "actual": actual,
            "evidence": [evidence(n) for n in customers.tolist()],
        }
    )


def _repeats(fit: BuyingFit, rows: Repeats) -> pd.DataFrame:
    """Customers by repeats, as they are and as the model has them."""
    ages, at = np.unique(rows.age, return_inverse=True)
    weight = np.bincount(at, rows.weight)
    few = [float(weight @ fit.model.share_with(n, ages)) for n in range(MOST_REPEATS)]
    capped = np.minimum(rows.x, MOST_REPEATS).astype(np.int64)
    return pd.DataFrame(
        {
            "repeats": np.arange(MOST_REPEATS + 1),
            "customers": np.bincount(capped, rows.weight, minlength=MOST_REPEATS + 1).astype(int),
            "modelled": [*few, rows.n - sum(few)],
        }
    )
