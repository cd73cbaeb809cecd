"""Recent, often, much: every customer on a scale of 1 to 5, three times."""

from dataclasses import dataclass, fields
from typing import Literal

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.stats import rankdata

from core.arrays import Floats
from core.formula import Formula
from core.history import History
from core.orders import NEVER
from core.stats.groups import sum_by

Mode = Literal["cut_offs", "quantile"]
BANDS = 5
SECOND = 2

FORMULAS = (
    Formula("rfm.cut_offs", "5 for the best of four limits reached, 1 for none", "owner's limits"),
    Formula(
        "rfm.quantile",
        "ceil(5 rank / n), equal values take their average rank",
        "Hughes, Strategic Database Marketing, with ties averaged",
    ),
)


@dataclass(frozen=True)
class CutOffs:
    """Limits of the bands 5, 4, 3 and 2; what reaches none of them is in band 1.

    Attributes:
        recency_days: at most so many days since the last occasion.
        frequency: at least so many occasions.
        amount: at least so much, in minor units.
    """

    recency_days: tuple[int, int, int, int] = (30, 60, 90, 180)
    frequency: tuple[int, int, int, int] = (10, 5, 3, 2)
    amount: tuple[int, int, int, int] = (50_000, 30_000, 10_000, 5_000)

    def __post_init__(self) -> None:
        """Refuse limits that are out of order.

        Raises:
            ValueError: name, value and rule of the first limits that are.
        """
        for name in (f.name for f in fields(self)):
            limits = getattr(self, name)
            best_first = sorted(limits, reverse=name != "recency_days")
            if list(limits) != best_first:
                raise ValueError(f"{name} == {limits}, must be {tuple(best_first)}")


def rfm_facts(history: History, *, days: int | None = 365) -> pd.DataFrame:
    """What the bands are made of.

    Args:
        history: as of the day asked for.
        days: purchases and money of so many days up to as_of, None = of all time.

    Returns:
        (c, 4): `customer` (id), `recency_days` (since the last occasion, whenever that was),
        `frequency` (occasions), `amount` (net_amount as the history counts it, minor units).
    """
    n, from_day = history.n_customers, -NEVER if days is None else history.as_of - days + 1
    occasions = history.occasion_customer[history.occasion_day >= from_day]
    orders = history.day >= from_day
    return pd.DataFrame(
        {
            "customer": history.customer,
            "recency_days": history.as_of - history.last_day,
            "frequency": np.bincount(occasions, minlength=n),
            "amount": sum_by(history.order_customer[orders], history.net[orders], n),
        }
    )


def suggested_cut_offs(facts: pd.DataFrame) -> CutOffs:
    """Limits from the shop's own customers: fifths, as far as equal values let them be parted.

    Band 2 of frequency begins with the second occasion; what lies above is taken from those
    who have one. Amounts are rounded to two digits, and counted among those who spent.
    """
    days, often, much = (facts[name] for name in ("recency_days", "frequency", "amount"))
    again, spent = often[often >= SECOND], much[much > 0]
    if days.empty:
        return CutOffs()
    usual = CutOffs()
    return CutOffs(
        recency_days=_limits(days, (0.2, 0.4, 0.6, 0.8)),
        frequency=_rising(again) if again.size else usual.frequency,
        amount=_limits(_rounded(spent), (0.8, 0.6, 0.4, 0.2)) if spent.size else usual.amount,
    )


def _limits(values: pd.Series, shares: tuple[float, ...]) -> tuple[int, int, int, int]:
    best, good, fair, weak = values.quantile(list(shares), interpolation="lower").astype(int)
    return int(best), int(good), int(fair), int(weak)


def _rising(often: pd.Series) -> tuple[int, int, int, int]:
    """Quarters of those who came again; each limit above the one below it."""
    quarters = often.quantile([0.25, 0.5, 0.75]).to_numpy().round().astype(int)
    steps = np.arange(1, 4)
    three, four, five = (np.maximum.accumulate(np.maximum(quarters, 3) - steps) + steps).tolist()
    return five, four, three, SECOND


def _rounded(amounts: pd.Series) -> pd.Series:
    unit = 10.0 ** np.maximum(np.floor(np.log10(amounts.astype(float))) - 1, 0)
    rounded: pd.Series = (np.round(amounts / unit) * unit).astype(np.int64)
    return rounded


def rfm_scores(
    facts: pd.DataFrame, *, mode: Mode = "cut_offs", cut_offs: CutOffs | None = None
) -> pd.DataFrame:
    """Band every customer by recency, frequency and money: 1 is weak, 5 strong.

    Args:
        facts: (n, 3+) `recency_days` (since the last occasion), `frequency` (occasions) and
            `amount` (net_amount, minor units) of every customer, over the same span.
        mode: the owner's limits, or fifths of the customers.
        cut_offs: limits for the first mode, None = the usual ones.

    Returns:
        (n, 3+3) the facts with `r`, `f`, `m` (1..5); equal values have equal bands.
    """
    limits = cut_offs or CutOffs()
    bands = {
        "r": _band(-facts["recency_days"].to_numpy(), tuple(-d for d in limits.recency_days), mode),
        "f": _band(facts["frequency"].to_numpy(), limits.frequency, mode),
        "m": _band(facts["amount"].to_numpy(), limits.amount, mode),
    }
    return facts.assign(**bands)


def _band(
    values: npt.NDArray[np.number], limits: tuple[int, ...], mode: Mode
) -> npt.NDArray[np.int8]:
    """Bands 1..5 of (n,) `values`; larger values, higher band."""
    if mode == "cut_offs":
        reached = np.count_nonzero(values[:, None] >= np.array(limits), axis=1)
        return np.asarray(1 + reached, np.int8)
    bands: Floats = np.ceil(BANDS * rankdata(values) / max(values.size, 1))
    return bands.astype(np.int8)
