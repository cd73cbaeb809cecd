"""One customer in the light of all: the score and why, the rank and what is next, what to show."""

from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from core.customers.engagement import COMPONENTS, TEMPERATURES, VOICE, scores
from core.customers.ranks import next_steps, rank_days
from core.history import History
from core.journey.drift import customer_states
from core.orders import NEVER
from db import members
from pages.shared.store import fields, histories, recommendations, traits, weights
from pages.shared.store.base import reading


@dataclass(frozen=True, eq=False)
class Portrait:
    """What the numbers of the shop say of one customer.

    Attributes:
        as_of: day, as the history counts days.
        rank: place in RANKS.
        since: day the rank was reached.
        falls_on: day it is taken away unless earned again, None without notice.
        climbed: day and place of each rank held so far, oldest first, those taken away too.
        next_rank: code of the next one, None at the top of what can be reached.
        needed: purchases to it, nan where none lead there.
        order: or one order of so much, minor units, nan = no such way.
        spend: or so much more in all, minor units, nan = no such way.
        state: place in STATES of silence.
        score: 0..100, nan where nothing is known.
        parts: `component`, `value` (0..100) and `adds`, the most first; these add up to the score.
        missing: components with a weight of which nothing is known.
        temperature: code of how warm the customer feels by the latest answer, "unknown" without.
        voice: that answer on a scale of 0..100, nan without.
        recommended: rows of `recommendations`.
    """

    as_of: int
    rank: int
    since: int
    falls_on: int | None
    climbed: tuple[tuple[int, int], ...]
    next_rank: str | None
    needed: float
    order: float
    spend: float
    state: int
    score: float
    parts: pd.DataFrame = field(repr=False)
    missing: tuple[str, ...]
    temperature: str
    voice: float
    recommended: pd.DataFrame = field(repr=False)


def portrait(shop_id: int, customer: int, *, by: int) -> Portrait | None:
    """One customer as the shop weighs its customers; None for who has bought nothing yet.

    Raises:
        NotAllowed: the person `by` may only look, or is not of this shop.
    """
    with reading(shop_id) as session:
        members.require(session, shop_id, by, role="staff")
    history = histories.history(shop_id)
    place = int(np.searchsorted(history.customer, customer))
    if place >= history.n_customers or history.customer[place] != customer:
        return None
    return _portrait(shop_id, history, place)


def _portrait(shop_id: int, history: History, place: int) -> Portrait:
    rules, acts = weights.rank_rules(shop_id), traits.acts(shop_id)
    standing = fields.standing_of(shop_id, history, rules)
    scored = scores(fields.known_of(shop_id, history), weights.weights(shop_id))
    step = next_steps(standing).iloc[place]
    falls_on = int(standing.falls_on[place])
    customer = int(history.customer[place])
    adds = scored.parts(np.array([place]))[:, 0]
    parts = pd.DataFrame(
        {"component": COMPONENTS, "value": scored.known.values[:, place], "adds": adds}
    )
    return Portrait(
        as_of=history.as_of,
        rank=int(standing.held[place]),
        since=int(standing.since[place]),
        falls_on=None if falls_on == NEVER else falls_on,
        climbed=rank_days(history, rules, customer, acts=acts),
        next_rank=None if pd.isna(step["next_rank"]) else str(step["next_rank"]),
        needed=float(step["occasions"]),
        order=float(step["order"]),
        spend=float(step["spend"]),
        state=int(customer_states(history)[place]),
        score=float(scored.score[place]),
        parts=parts[parts["adds"] > 0].sort_values("adds", ascending=False, ignore_index=True),
        missing=tuple(np.array(COMPONENTS)[scored.missing[:, place]].tolist()),
        temperature=TEMPERATURES[int(scored.known.temperature[place])],
        voice=float(scored.known.values[VOICE, place]),
        recommended=recommendations.recommendations(shop_id, customers=[customer]),
    )
