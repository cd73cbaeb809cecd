"""The numbers of the page, each computed once per state of the data or per weighting."""

from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt
import pandas as pd
import streamlit as st

from core.arrays import Mask
from core.customers.engagement import Components, Scores, scores
from core.customers.levels import CANDIDATE, RANKS, RankRules
from core.customers.ranks import Ranks, call_first, next_steps
from core.journey.drift import STATES, customer_states
from core.journey.people import customer_list
from pages.customers.view import View, meant
from pages.shared.store import fields, histories

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
        is_apparent: (c,) the first purchase may lie before the data.
        inside: (c,) belongs to the group that is looked at.
    """

    as_of: int
    standing: Ranks
    state: npt.NDArray[np.int8] = field(repr=False)
    components: Components = field(repr=False)
    people: pd.DataFrame = field(repr=False)
    is_apparent: Mask = field(repr=False)
    inside: Mask = field(repr=False)

    @property
    def n(self) -> int:
        """How many customers are looked at."""
        return int(np.count_nonzero(self.inside))

    @property
    def apparent(self) -> int:
        """How many of them may have bought before the data begins."""
        return int(np.count_nonzero(self.is_apparent & self.inside))

    @property
    def leaving(self) -> Mask:
        """(c,) about to drift away."""
        return np.asarray((self.state == LEAVING) & self.inside)

    @property
    def in_touch(self) -> Mask:
        """(c,) no more than a little quiet."""
        return np.isin(self.state, IN_TOUCH) & self.inside

    @property
    def top(self) -> Mask:
        """(c,) VIP candidates and all above."""
        return np.asarray((self.standing.held >= CANDIDATE) & self.inside)

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
    everybody = _known(view.shop_id, view.version, view.as_of, view.rules, view.state)
    return replace(everybody, inside=meant(view)) if view.group else everybody


@_shared
def _known(
    shop_id: int,
    version: int,  # noqa: ARG001 - it is the key
    as_of: int,
    rules: RankRules,
    state: tuple[int, ...],  # noqa: ARG001 - it is the key
) -> Known:
    seen = histories.on(shop_id, as_of)
    standing = fields.standing_of(shop_id, seen, rules)
    everybody = np.ones(seen.n_customers, np.bool_)
    people = customer_list(seen, everybody).sort_values("customer", ignore_index=True)
    steps = next_steps(standing)
    return Known(
        as_of=seen.as_of,
        standing=standing,
        state=customer_states(seen),
        components=fields.known_of(shop_id, seen),
        people=people.assign(next_rank=steps["next_rank"], needed=steps["occasions"]),
        is_apparent=~seen.true_first,
        inside=everybody,
    )


@_shared
def scores_of(view: View) -> Scores:
    """The score of everybody, weighed as the view says."""
    return scores(known(view).components, view.weights)


def to_call(view: View) -> Mask:
    """(c,) VIPs of the view whose score has fallen."""
    seen = known(view)
    return call_first(seen.standing, scores_of(view).score) & seen.inside


def bars(view: View) -> pd.DataFrame:
    """Customers by rank and state: `rank`, `state` (places), `customers`, `reached`, `share`."""
    seen = known(view)
    shape = (len(RANKS), len(STATES))
    pair = (seen.standing.held.astype(np.int64) * len(STATES) + seen.state)[seen.inside]
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
    mask = seen.inside.copy()
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
