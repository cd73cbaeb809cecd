"""What is looked at: whose history, as of which day, which of the customers."""

from dataclasses import dataclass, replace

import numpy as np

from core.arrays import Mask
from core.history import History, who
from core.journey.firsts import Firsts
from pages.shared.store import groups, histories


@dataclass(frozen=True)
class Chosen:
    """A group of customers, by their first purchase or saved; empty means everybody.

    Attributes:
        channels: names of channels.
        own: the shop's own customers (True) or a mall's (False).
        products: ids of products.
        first_from: first purchase on or after this day.
        first_to: first purchase before this day (exclusive).
        group: key of a saved group.
        stamp: of that group, so that nothing is remembered beyond it.
    """

    channels: tuple[str, ...] = ()
    own: bool | None = None
    products: tuple[int, ...] = ()
    first_from: int | None = None
    first_to: int | None = None
    group: str = ""
    stamp: str = ""


@dataclass(frozen=True)
class View:
    """The part of every number that all figures of the page share; the key of what is cached.

    Attributes:
        shop_id: the shop.
        version: of its history.
        as_of: day, as the history counts days.
        chosen: group of customers.
        firsts: true first purchases, or those of data that starts midway.
    """

    shop_id: int
    version: int
    as_of: int
    chosen: Chosen = Chosen()
    firsts: Firsts = "true"

    def on(self, day: int) -> "View":
        """The same view as of another day."""
        return replace(self, as_of=day)


def history(view: View) -> History:
    """The history as it was known on the day of the view."""
    return histories.on(view.shop_id, view.as_of)


def meant(view: View, known: History) -> Mask | None:
    """(n_customers,) the customers of the view, None = all."""
    if view.chosen == Chosen():
        return None
    chosen = view.chosen
    mask = who(
        known,
        channels=chosen.channels or None,
        own=chosen.own,
        products=chosen.products or None,
        first_from=chosen.first_from,
        first_to=chosen.first_to,
    )
    return mask & groups.mask(view.shop_id, chosen.group, known) if chosen.group else mask


def counted(mask: Mask) -> int:
    """How many customers a mask means."""
    return int(np.count_nonzero(mask))
