"""The numbers of the page, each computed once per state of the data or per weighting."""

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pandas as pd
import streamlit as st

from core.arrays import Mask
from core.customers.engagement import Components, Scores, components, scores
from core.customers.levels import CANDIDATE, RANKS, RankRules
from core.customers.ranks import Ranks, call_first, next_steps, ranks
from core.journey.drift import STATES, customer_states
from core.journey.people import customer_list
from pages.customers.view import View
from pages.shared.store import histories

_shared = st.cache_resource(max_entries=4, show_spinner=False)

LEAVING = STATES.index("at_risk")
IN_TOUCH = (STATES.index("active"), STATES.index("watch"))


@dataclass(frozen=True, eq=False)
class Known:
    """What is known of the customers whatever the weights; arrays by place in the history.

    Attributes:
        as_of: facts up to this day count.
        standing: the rank of each.
        state: (c,) place in STATES.
        components: what the score is made of.
        people: (c, k) `customer`, `first_day`, `last_day`, `occasions`, `cash`, `next_rank`,
            `needed` (purchases to it, nan where none lead there).
        apparent: customers whose first purchase may lie before the data.
    """

    as_of: int
    standing: Ranks
    state: npt.NDArray[np.int8] = field(repr=False)
    components: Components = field(repr=False)
    people: pd.DataFrame = field(repr=False)
    apparent: int

    @property
    def n(self) -> int:
        """How many customers."""
        return self.state.size

    @property
    def leaving(self) -> Mask:
        """(c,) about to drift away."""
        return np.asarray(self.state == LEAVING)

    @property
    def in_touch(self) -> Mask:
        """(c,) no more than a little quiet."""
        return np.isin(self.state, IN_TOUCH)

    @property
    def top(self) -> Mask:
        """(c,) VIP candidates and all above."""
        return np.asarray(self.standing.held >= CANDIDATE)

    @property
    def has_amounts(self) -> bool:
        """Some amount is known."""
        return bool(self.people["cash"].notna().any())

    @property
    def can_tell(self) -> bool:
        """Somebody has come back, so silence has a measure."""
        return bool((self.state != STATES.index("unknown")).any())


def known(view: View) -> Known:
    """What is known of the customers of the view."""
    return _known(view.shop_id, view.version)


@_shared
def _known(shop_id: int, version: int) -> Known:  # noqa: ARG001 - the version is the key
    history = histories.history(shop_id)
    standing = ranks(history, RankRules())
    everybody = np.ones(history.n_customers, np.bool_)
    people = customer_list(history, everybody).sort_values("customer", ignore_index=True)
    steps = next_steps(standing)
    return Known(
        as_of=history.as_of,
        standing=standing,
        state=customer_states(history),
        components=components(history),
        people=people.assign(next_rank=steps["next_rank"], needed=steps["occasions"]),
        apparent=history.n_apparent,
    )


@_shared
def scores_of(view: View) -> Scores:
    """The score of everybody, weighed as the view says."""
    return scores(known(view).components, view.weights)


def to_call(view: View) -> Mask:
    """(c,) VIPs whose score has fallen."""
    return call_first(known(view).standing, scores_of(view).score)


def bars(view: View) -> pd.DataFrame:
    """Customers by rank and state: `rank`, `state` (places), `customers`, `reached`, `share`."""
    seen = known(view)
    shape = (len(RANKS), len(STATES))
    pair = seen.standing.held.astype(np.int64) * len(STATES) + seen.state
    counts = np.bincount(pair, minlength=shape[0] * shape[1]).reshape(shape)
    rank, state = np.indices(shape)
    frame = pd.DataFrame(
        {"rank": rank.ravel(), "state": state.ravel(), "customers": counts.ravel()}
    )
    frame["reached"] = counts.sum(axis=1).repeat(shape[1])
    frame["share"] = frame["customers"] / frame["reached"].where(frame["reached"] > 0)
    return frame


def listed(view: View, ranks_: tuple[int, ...], states: tuple[int, ...], *, near: bool) -> Mask:
    """(c,) who is in the list; no rank or no state chosen means all of them.

    Args:
        view: whose customers.
        ranks_: places in RANKS.
        states: places in STATES.
        near: only those whom one more purchase lifts to the next rank.
    """
    seen = known(view)
    mask = np.ones(seen.n, np.bool_)
    if ranks_:
        mask &= np.isin(seen.standing.held, ranks_)
    if states:
        mask &= np.isin(seen.state, states)
    if near:
        mask &= seen.people["needed"].to_numpy() == 1
    return mask


def rows(view: View, mask: Mask) -> pd.DataFrame:
    """The customers chosen, highest rank and score first, with `rank`, `state` and `score`."""
    seen, score = known(view), scores_of(view).score
    held = seen.standing.held
    places = np.flatnonzero(mask)
    order = np.lexsort((-np.nan_to_num(score[places], nan=-1), -held[places]))
    places = places[order]
    return seen.people.iloc[places].assign(
        rank=held[places], state=seen.state[places], score=score[places], place=places
    )
