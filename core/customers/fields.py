"""Everything a group of customers can be chosen by, and groups that every shop needs."""

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
import pandas as pd

from core.customers.engagement import TEMPERATURES, Components, Scores, spent_so_far
from core.customers.levels import RANKS
from core.customers.ranks import Ranks
from core.customers.segments import Choice, Condition, Field, Segment, numbers
from core.customers.worth import Worth
from core.history import History
from core.journey.drift import STATES, customer_states
from core.refusal import Refusal

LISTS = ("own", "mall")

READY: dict[str, Segment] = {
    "new": Segment(
        (Condition("occasions", "at_most", (1,)), Condition("age_days", "at_most", (30,)))
    ),
    "bought_once": Segment((Condition("occasions", "at_most", (1,)),)),
    "repeaters": Segment((Condition("occasions", "at_least", (2,)),)),
    "at_risk": Segment((Condition("state", "is", ("at_risk",)),)),
    "drifted": Segment((Condition("state", "is", ("drifted",)),)),
    "vips": Segment((Condition("rank", "is", ("vip", "ambassador")),)),
    "cold_vips": Segment(
        (Condition("rank", "is", ("vip", "ambassador")), Condition("score", "below", (30,)))
    ),
    "warm": Segment((Condition("temperature", "is", ("warm",)),)),
    "unhappy": Segment((Condition("temperature", "is", ("cool",)),)),
    "likely": Segment((Condition("expected_occasions", "at_least", (1,)),)),
}
"""Groups by code; one whose fields are not there yet is left out of the offer."""


def customer_fields(
    history: History,
    *,
    known: Components | None = None,
    score: Scores | None = None,
    standing: Ranks | None = None,
    outlook: Worth | Refusal | None = None,
    bands: pd.DataFrame | None = None,
    attributes: Mapping[str, Field] | None = None,
) -> dict[str, Field]:
    """What is known of each customer, by name, as far as it has been worked out.

    Args:
        history: as of the day asked for.
        known: gives `temperature`.
        score: gives `score`.
        standing: gives `rank`.
        outlook: of all customers; gives `expected_occasions`, `chance`, `cash_expected`.
        bands: recent, often and much of all customers; gives `r`, `f`, `m`.
        attributes: fields of the customers themselves, taken as they are.

    Returns:
        These and `recency_days`, `age_days`, `occasions`, `spent` (minor units, nan unknown),
        `first_channel`, `list`, `state` (of drifting away); all (n_customers,).
    """
    state = customer_states(history)
    unknown = STATES.index("unknown")
    fields: dict[str, Field] = {
        "recency_days": numbers(history.as_of - history.last_day),
        "age_days": numbers(history.as_of - history.first_day),
        "occasions": numbers(history.occasions),
        "spent": numbers(spent_so_far(history)),
        "first_channel": Choice(history.first_channel, history.channels),
        "list": Choice(np.where(history.has_own, 0, 1).astype(np.int8), LISTS),
        "state": Choice(np.where(state == unknown, -1, state).astype(np.int8), STATES[:unknown]),
    }
    if known is not None:
        fields["temperature"] = _temperature(known.temperature)
    if score is not None:
        fields["score"] = score.score
    if standing is not None:
        fields["rank"] = Choice(standing.held, RANKS)
    if isinstance(outlook, Refusal):
        outlook = None
    for frame, names in (
        (
            None if outlook is None else outlook.customers,
            ("expected_occasions", "chance", "cash_expected"),
        ),
        (bands, ("r", "f", "m")),
    ):
        fields |= {name: numbers(frame[name]) for name in names} if frame is not None else {}
    return fields | dict(attributes or {})


def offered(fields: Mapping[str, Field]) -> dict[str, Segment]:
    """The ready groups whose fields are there."""
    return {code: group for code, group in READY.items() if group.fields <= fields.keys()}


def _temperature(places: npt.NDArray[np.int8]) -> Choice:
    """The temperature as a choice, of which "unknown" is none."""
    last = len(TEMPERATURES) - 1
    return Choice(np.where(places == last, -1, places).astype(np.int8), TEMPERATURES[:last])
