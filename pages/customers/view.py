"""What is looked at: whose customers, on which day, and how they are weighed."""

from dataclasses import dataclass, field

import numpy as np

from core.arrays import Mask
from core.customers.engagement import Weights
from core.customers.levels import RankRules
from core.history import History
from core.orders import NEVER
from pages.shared.store import groups, histories, traits, weights


@dataclass(frozen=True)
class View:
    """The part of every number that all figures of the page share; the key of what is cached.

    Attributes:
        shop_id: the shop.
        version: of its history.
        weights: of the score.
        as_of: the day, as the history counts days; the newest where it has not come.
        rules: what a rank takes.
        group: key of a saved group, "" = everybody.
        stamp: of that group.
        state: of what is known besides the orders.
    """

    shop_id: int
    version: int
    weights: Weights = field(default_factory=Weights)
    as_of: int = NEVER
    rules: RankRules = field(default_factory=RankRules)
    group: str = ""
    stamp: str = ""
    state: tuple[int, ...] = ()

    def key(self, name: str) -> str:
        """The key of a widget: of one shop and one state of its data, so that none outlives it."""
        return f"customers.{self.shop_id}.{self.version}.{name}"


def made(shop_id: int, version: int, *, as_of: int = NEVER, group: str = "") -> View:
    """The view of a shop as it weighs its customers."""
    return View(
        shop_id,
        version,
        weights.weights(shop_id),
        as_of,
        weights.rank_rules(shop_id),
        group,
        groups.stamp(shop_id, group),
        traits.version(shop_id),
    )


def history(view: View) -> History:
    """The history as it was known on the day of the view."""
    return histories.on(view.shop_id, view.as_of)


def meant(view: View) -> Mask:
    """(n_customers,) the customers of the view."""
    known = history(view)
    if not view.group:
        return np.ones(known.n_customers, np.bool_)
    return groups.mask(view.shop_id, view.group, known)
