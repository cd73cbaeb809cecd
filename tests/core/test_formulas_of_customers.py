"""Every number of the customers and experiments says how it is computed."""

from dataclasses import fields

import numpy as np
import pytest

from core.customers.engagement import COMPONENTS
from core.customers.levels import RankRules
from core.customers.past_check import past_check
from core.customers.ranks import days_to_next, moves
from core.customers.recommend import Baskets, pairs, recommend, refills
from core.customers.validity import Validity, validity
from core.customers.worth import Total, worth
from core.formulas import FORMULAS
from core.history import History
from core.stats.beta import Belief
from core.stats.proportions import Comparison
from tests.core.shops import complete

LABELS = {
    "customer", "reference", "evidence", "component", "band_from", "band_to", "n", "product",
    "partner", "reason", "because", "rank", "next_rank", "quarter", "complete", "from_rank",
    "to_rank", "day", "as_of", "parts", "bands", "control", "treated", "method",
}  # fmt: skip
ALIASES = {
    "worth.cash": "worth.cash_expected", "worth.profit": "worth.profit_expected",
    "worth.occasions": "worth.expected_occasions", "worth.cash_low": "worth.range",
    "worth.cash_high": "worth.range", "worth.profit_low": "worth.range",
    "worth.profit_high": "worth.range", "worth.low": "worth.range", "worth.high": "worth.range",
    "past_check.modelled": "past_check.repeats", "validity.low": "auc.interval",
    "validity.high": "auc.interval", "validity.customers": "validity.share",
    "validity.bought": "validity.share", "validity.buyers": "validity.share",
    "validity.brier_of_one": "validity.brier", "recommend.both": "recommend.lift",
    "recommend.buyers": "recommend.lift", "recommend.partner_buyers": "recommend.lift",
    "recommend.again": "recommend.refill", "recommend.gap_days": "recommend.refill",
    "recommend.silence_days": "recommend.refill", "ranks.customers": "ranks.moves",
    "ranks.went_on": "ranks.median_days", "proportions.low": "proportions.interval",
    "proportions.high": "proportions.interval", "proportions.ratio_low": "proportions.ratio",
    "proportions.ratio_high": "proportions.ratio", "belief.low": "belief.interval",
    "belief.high": "belief.interval", "belief.loss_treated": "belief.loss",
    "belief.loss_control": "belief.loss",
}  # fmt: skip


@pytest.fixture(scope="module")
def numbers():
    """Names of the numbers, by area."""
    rng = np.random.default_rng(1)
    first, again = rng.integers(0, 500, 700), (700 * rng.random(1_500) ** 2).astype(int)
    later = np.minimum(first[again] + 1 + rng.exponential(120, 1_500).astype(int), 599)
    customer, day = np.r_[np.arange(700), again], np.r_[first, later]
    history = History.build(complete(customer, day, net=rng.integers(500, 9_000, 2_200)), 600)
    outlook, past = worth(history), past_check(history, day=550)
    shop = Baskets.of(customer, customer % 7, day, as_of=600)
    shown = [pairs(shop), refills(shop), recommend(shop)]
    steps = [moves(history, RankRules()), days_to_next(history, RankRules())]
    return {
        "worth": [*outlook.customers, *names(Total)],
        "past_check": [*past.groups, *past.repeats],
        "validity": [*names(Validity), *(validity(history).bands), *(validity(history).parts)],
        "recommend": [name for table in shown for name in table],
        "ranks": [name for table in steps for name in table],
        "proportions": names(Comparison),
        "belief": names(Belief),
        "engagement": [*COMPONENTS, "score", "temperature"],
    }


def names(kind):
    return [part.name for part in fields(kind)]


def test_every_number_shown_has_its_formula(numbers):
    missing = [
        code
        for area, columns in numbers.items()
        for column in set(columns) - LABELS
        if (code := ALIASES.get(f"{area}.{column}", f"{area}.{column}")) not in FORMULAS
    ]

    assert missing == []
