"""What is looked at: whose history, as of which day, which of the customers."""

from dataclasses import dataclass, replace

import numpy as np
import streamlit as st

from core.arrays import Mask
from core.history import History, who
from core.journey.firsts import Firsts
from pages.shared.store import histories


@dataclass(frozen=True)
class Chosen:
    """A group of customers, by their first purchase; empty means everybody.

    Attributes:
        channels: names of channels.
        own: the shop's own customers (True) or a mall's (False).
        products: ids of products.
        first_from: first purchase on or after this day.
        first_to: first purchase before this day (exclusive).
    """

    channels: tuple[str, ...] = ()
    own: bool | None = None
    products: tuple[int, ...] = ()
    first_from: int | None = None
    first_to: int | None = None


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
    whole = histories.history(view.shop_id)
    return whole if view.as_of >= whole.as_of else _at(view.shop_id, view.version, view.as_of)


@st.cache_resource(max_entries=2, show_spinner=False)
def _at(shop_id: int, version: int, day: int) -> History:  # noqa: ARG001 - the version is the key
    return histories.history(shop_id).at(day)


def meant(view: View, known: History) -> Mask | None:
    """(n_customers,) the customers of the view, None = all."""
    if view.chosen == Chosen():
        return None
    chosen = view.chosen
    return who(
        known,
        channels=chosen.channels or None,
        own=chosen.own,
        products=chosen.products or None,
        first_from=chosen.first_from,
        first_to=chosen.first_to,
    )


def counted(mask: Mask) -> int:
    """How many customers a mask means."""
    return int(np.count_nonzero(mask))
