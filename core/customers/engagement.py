"""How engaged a customer is: a sum everybody can follow, with weights the owner moves.

What is known of the customers is worked out once; moving a weight only weighs it anew.
"""

from dataclasses import astuple, dataclass, field, fields
from functools import cached_property
from typing import Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from core.arrays import Floats, readonly
from core.customers.acts import BEST_ANSWER, PARTICIPATION, Acts, acts_of, latest_answer
from core.formula import Formula
from core.history import History
from core.journey.returning import all_spells
from core.stats.groups import sum_by

Component = Literal["recency", "frequency", "money", "voice", "participation", "profile", "social"]
COMPONENTS: tuple[Component, ...] = (
    "recency", "frequency", "money", "voice", "participation", "profile", "social",
)  # fmt: skip
VOICE = COMPONENTS.index("voice")

Temperature = Literal["warm", "mild", "cool", "unknown"]
TEMPERATURES: tuple[Temperature, ...] = ("warm", "mild", "cool", "unknown")
WARM_FROM, MILD_FROM = 90.0, 70.0

USUAL_HALF_LIFE = 90
ENOUGH_REPEATS = 5
ENOUGH_ACTS = 4
ANSWER_DAYS = 180
MANY_SPENT_SHARE = 0.9

FORMULAS = (
    Formula("engagement.score", "sum of w c / sum of w over the components known", "weighted mean"),
    Formula(
        "engagement.contribution", "w c / sum of w known; these add up to the score", "share of it"
    ),
    Formula(
        "engagement.recency",
        "100 (1/2)^(days since the last occasion / H), H = day by which half of all spells have "
        "ended, else 90",
        "exponential decay; H by Kaplan-Meier",
    ),
    Formula("engagement.frequency", "100 min(occasions - 1, 5) / 5", "capped share"),
    Formula(
        "engagement.money", "100 min(net_amount so far / Q90 of the customers, 1)", "capped share"
    ),
    Formula("engagement.voice", "10 x answer of 0..10, at most 180 days old", "answer"),
    Formula(
        "engagement.participation",
        "100 min(reviews, referrals, proposals, events, development and community / 4, 1)",
        "capped share",
    ),
    Formula("engagement.profile", "100 x share of the profile that is known", "share"),
    Formula("engagement.social", "100 x share handed over, weight 0 unless chosen", "share"),
    Formula(
        "engagement.temperature", "voice from 90 warm, from 70 mild, else cool", "answer bands"
    ),
)


@dataclass(frozen=True)
class Weights:
    """What each component counts; only their proportions matter."""

    recency: float = 25
    frequency: float = 25
    money: float = 15
    voice: float = 15
    participation: float = 15
    profile: float = 5
    social: float = 0

    def __post_init__(self) -> None:
        """Refuse weights that weigh nothing.

        Raises:
            ValueError: a weight below 0 or not finite; all of them 0.
        """
        for weight in fields(self):
            value = getattr(self, weight.name)
            if not 0 <= value < np.inf:
                raise ValueError(f"{weight.name} == {value}, must be >= 0")
        if not sum(astuple(self)) > 0:
            raise ValueError("sum of weights == 0, must be > 0")


@dataclass(frozen=True, eq=False)
class Components:
    """What is known of each customer on one day, on scales of 0 to 100.

    Attributes:
        as_of: facts up to this day count.
        customer: (c,) ids, ascending.
        half_life: H, days of silence that halve the first component.
        high_spend: Q90 of net_amount per customer, minor units, nan where none is known.
        values: (7, c) by COMPONENTS, nan where nothing is known.
    """

    as_of: int
    customer: npt.NDArray[np.int64] = field(repr=False)
    half_life: float
    high_spend: float
    values: Floats = field(repr=False)

    @cached_property
    def filled(self) -> Floats:
        """(7, c) the values, 0 where nothing is known."""
        return readonly(np.nan_to_num(self.values))

    @cached_property
    def is_known(self) -> Floats:
        """(7, c) 1 where something is known, else 0."""
        return readonly((~np.isnan(self.values)).astype(np.float64))

    @property
    def unused(self) -> tuple[Component, ...]:
        """Components nothing is known of for anybody."""
        return tuple(
            name
            for name, row in zip(COMPONENTS, self.values, strict=True)
            if bool(np.isnan(row).all())
        )

    @property
    def temperature(self) -> npt.NDArray[np.int8]:
        """(c,) place in TEMPERATURES: how warm the customer feels, from her answer alone."""
        voice = self.values[VOICE]
        bands = np.where(voice >= WARM_FROM, 0, np.where(voice >= MILD_FROM, 1, 2))
        return np.where(np.isnan(voice), 3, bands).astype(np.int8)


@dataclass(frozen=True, eq=False)
class Scores:
    """The score of each customer and what it is made of.

    Attributes:
        known: what it weighs.
        weights: as chosen.
        score: (c,) 0..100, nan where all that is known weighs nothing.
    """

    known: Components = field(repr=False)
    weights: Weights
    score: Floats = field(repr=False)

    @property
    def as_of(self) -> int:
        """Facts up to this day count."""
        return self.known.as_of

    @property
    def customer(self) -> npt.NDArray[np.int64]:
        """(c,) ids, ascending."""
        return self.known.customer

    @cached_property
    def contributions(self) -> Floats:
        """(7, c) by COMPONENTS, 0 where missing; they add up to the score."""
        return self.parts(slice(None))

    def parts(self, places: npt.NDArray[np.integer] | slice) -> Floats:
        """(7, k) contributions of some of the customers, by their places."""
        weight = np.array(astuple(self.weights), np.float64)
        available = weight @ self.known.is_known[:, places]
        with np.errstate(invalid="ignore", divide="ignore"):
            return np.asarray(self.known.filled[:, places] * (weight[:, None] / available))

    @cached_property
    def missing(self) -> npt.NDArray[np.bool_]:
        """(7, c) True where a component with a weight is not known."""
        weight = np.array(astuple(self.weights))[:, None]
        return np.asarray((self.known.is_known == 0) & (weight > 0))


@dataclass(frozen=True, eq=False)
class Facts:
    """What the components are made of, one value per customer, nan where unknown.

    Attributes:
        silence: (c,) days since the last occasion.
        occasions: (c,) at least 1.
        spent: (c,) net_amount so far, minor units.
        answer: (c,) latest answer 0..10 of the last 180 days.
        acts: (c,) of participation.
        profile: (c,) share 0..1 of the profile that is known.
        social: (c,) share 0..1 of what she could do on social networks.
    """

    silence: Floats
    occasions: Floats
    spent: Floats
    answer: Floats
    acts: Floats
    profile: Floats
    social: Floats


def facts_of(
    history: History,
    *,
    acts: Acts | None = None,
    profile: npt.ArrayLike | None = None,
    social: npt.ArrayLike | None = None,
) -> Facts:
    """What is known of each customer.

    Args:
        history: as of the day asked for.
        acts: what customers did beside buying, None while the shop keeps no such record.
        profile: (n_customers,) share 0..1 of the profile that is known, nan unknown.
        social: (n_customers,) share 0..1 of what she could do on social networks.
    """
    unknown, ids, as_of = np.full(history.n_customers, np.nan), history.customer, history.as_of
    answer = did = unknown
    if acts is not None:
        answer = latest_answer(acts, ids, as_of=as_of, within=ANSWER_DAYS)
    if acts is not None and acts.on_record(as_of) & set(PARTICIPATION):
        did = acts_of(acts, ids, PARTICIPATION, as_of=as_of).astype(np.float64)
    return Facts(
        silence=(as_of - history.last_day).astype(np.float64),
        occasions=history.occasions.astype(np.float64),
        spent=spent_so_far(history),
        answer=answer,
        acts=did,
        profile=unknown if profile is None else np.asarray(profile, np.float64),
        social=unknown if social is None else np.asarray(social, np.float64),
    )


def components(
    history: History,
    *,
    acts: Acts | None = None,
    profile: npt.ArrayLike | None = None,
    social: npt.ArrayLike | None = None,
) -> Components:
    """What each customer's score is made of; arguments as in `facts_of`."""
    facts = facts_of(history, acts=acts, profile=profile, social=social)
    half_life, high = _half_life(history), high_spend(facts.spent)
    values = component_values(facts, half_life=half_life, high_spend=high)
    return Components(history.as_of, history.customer, half_life, high, readonly(values))


def component_values(facts: Facts, *, half_life: float, high_spend: float) -> Floats:
    """(7, c) components of 0..100 by COMPONENTS, nan where a fact is missing.

    Args:
        facts: of (c,) customers.
        half_life: days of silence that halve the first component.
        high_spend: minor units at which the third is full, nan or 0 leaves it missing.
    """
    rows = (
        0.5 ** (facts.silence / half_life),
        (facts.occasions - 1) / ENOUGH_REPEATS,
        facts.spent / (high_spend if high_spend > 0 else np.nan),
        facts.answer / BEST_ANSWER,
        facts.acts / ENOUGH_ACTS,
        facts.profile,
        facts.social,
    )
    return np.asarray(100 * np.clip(np.stack(rows), 0, 1))


def scores(known: Components, weights: Weights | None = None) -> Scores:
    """Weigh what is known of each customer; what is missing drops out instead of counting 0."""
    chosen = weights or Weights()
    weight = np.array(astuple(chosen), np.float64)
    with np.errstate(invalid="ignore", divide="ignore"):
        score = weight @ known.filled / (weight @ known.is_known)
    return Scores(known, chosen, readonly(score))


def movers(before: Scores, after: Scores, *, most: int = 20) -> pd.DataFrame:
    """Whom another weighting moves most.

    Returns:
        (k, 4): `customer` (id), `before`, `after` (0..100), `moved`; largest move first.
    """
    moved = after.score - before.score
    order = np.lexsort((before.customer, -np.abs(np.nan_to_num(moved))))
    chosen = order[:most][np.nan_to_num(moved)[order[:most]] != 0]
    return pd.DataFrame(
        {
            "customer": before.customer[chosen],
            "before": before.score[chosen],
            "after": after.score[chosen],
            "moved": moved[chosen],
        }
    )


def spent_so_far(history: History) -> Floats:
    """(n_customers,) net_amount of all valid orders, minor units, nan where none is known."""
    customer, n = history.order_customer, history.n_customers
    known = np.bincount(customer[history.known & ~history.is_void], minlength=n) > 0
    return np.where(known, sum_by(customer, history.net, n), np.nan)


def high_spend(spent: Floats) -> float:
    """What nine of ten customers have not spent, minor units, nan where no amount is known."""
    known = spent[~np.isnan(spent)]
    return float(np.quantile(known, MANY_SPENT_SHARE)) if known.size else float("nan")


def _half_life(history: History) -> float:
    """Day by which half of all spells have ended, else the usual one."""
    half = float("nan") if history.is_empty else all_spells(history).day_of_share(0.5)
    return USUAL_HALF_LIFE if np.isnan(half) else max(half, 1.0)
