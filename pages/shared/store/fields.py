"""Everything a shop's customers can be chosen by, worked out once per state of its data."""

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
import pandas as pd
import streamlit as st

from core.customers.attributes import profile_share
from core.customers.engagement import Components, Weights, components, scores
from core.customers.fields import customer_fields
from core.customers.levels import RankRules
from core.customers.ranks import Ranks, ranks
from core.customers.rfm import CutOffs, rfm_facts, rfm_scores
from core.customers.segments import Choice, Field
from core.customers.worth import worth
from core.history import History
from pages.shared.store import histories, shops, traits, weights

_shared = st.cache_resource(max_entries=8, show_spinner=False)

FORECAST = frozenset({"expected_occasions", "chance", "cash_expected"})
BANDS = frozenset({"r", "f", "m"})
NAMES = BANDS | {
    "recency_days", "age_days", "occasions", "spent", "first_channel", "list", "state",
    "temperature", "score", "rank", "age_band", "gender", "region", "breadth",
}  # fmt: skip
"""All fields but those of a forecast."""


@dataclass(frozen=True)
class Ways:
    """How the shop weighs its customers: what fields depend on beside the orders."""

    weights: Weights
    cut_offs: CutOffs
    rules: RankRules

    @classmethod
    def of(cls, shop_id: int) -> "Ways":
        """Those of a shop."""
        currency = shops.settings(shop_id).currency
        limits = weights.cut_offs(shop_id) or weights.usual_cut_offs(currency)
        return cls(weights.weights(shop_id), limits, weights.rank_rules(shop_id))


def fields(
    shop_id: int, history: History, wanted: Collection[str] | None = None
) -> dict[str, Field]:
    """What is known of each customer of a history of the shop, by name.

    Args:
        shop_id: whose customers.
        history: of the shop, as of the day asked for.
        wanted: names that are asked for, None = all; a forecast takes a second and is made only
            where it is asked for.

    Returns:
        The fields there are; what nobody can tell of anybody is not among them.
    """
    ways = Ways.of(shop_id)
    asked = None if wanted is None else tuple(sorted(wanted))
    if _is_changed(shop_id, history):
        found = _worked_out(shop_id, ways.cut_offs, ways.rules, asked, history)
    else:
        version = traits.version(shop_id)
        found = _remembered(
            shop_id, version, history.as_of, ways.cut_offs, ways.rules, asked, history
        )
    if asked is not None and "score" not in asked:
        return found
    # Weighed anew each time: a moved weight leaves everything else as it is.
    return found | {"score": scores(known_of(shop_id, history), ways.weights).score}


@_shared
def _remembered(
    shop_id: int,
    version: tuple[int, ...],  # noqa: ARG001 - it is the key
    as_of: int,  # noqa: ARG001 - it is the key
    cut_offs: CutOffs,
    rules: RankRules,
    asked: tuple[str, ...] | None,
    _history: History,
) -> dict[str, Field]:
    return _worked_out(shop_id, cut_offs, rules, asked, _history)


def _worked_out(
    shop_id: int,
    cut_offs: CutOffs,
    rules: RankRules,
    asked: tuple[str, ...] | None,
    history: History,
) -> dict[str, Field]:
    """All fields asked for but the score."""
    attributes = traits.attributes(shop_id, history)
    everything, names = asked is None, frozenset(asked or ())
    ranked = everything or "rank" in names
    found = customer_fields(
        history,
        known=known_of(shop_id, history),
        standing=standing_of(shop_id, history, rules) if ranked else None,
        outlook=worth(history) if everything or names & FORECAST else None,
        bands=_bands(history, cut_offs) if everything or names & BANDS else None,
        attributes={name: values for name, values in attributes.items() if told(values)},
    )
    return found if everything else {name: found[name] for name in names & found.keys()}


def _bands(history: History, cut_offs: CutOffs) -> pd.DataFrame:
    return rfm_scores(rfm_facts(history), cut_offs=cut_offs)


def known_of(shop_id: int, history: History) -> Components:
    """What the scores of the customers are made of, with what is known besides their orders."""
    if _is_changed(shop_id, history):
        return _known(shop_id, history)
    return _known_then(shop_id, traits.version(shop_id), history.as_of, history)


@_shared
def _known_then(
    shop_id: int,
    version: tuple[int, ...],  # noqa: ARG001 - it is the key
    as_of: int,  # noqa: ARG001 - it is the key
    _history: History,
) -> Components:
    return _known(shop_id, _history)


def _known(shop_id: int, history: History) -> Components:
    said = traits.attributes(shop_id, history)
    profile = {name: said[name] for name in traits.OF_THE_PERSON}
    asked = any(told(said[name]) for name in traits.ASKED)
    share = profile_share(profile) if asked else None
    return components(history, acts=traits.acts(shop_id), profile=share)


def standing_of(shop_id: int, history: History, rules: RankRules | None = None) -> Ranks:
    """The rank of every customer of a history of the shop."""
    chosen = rules or weights.rank_rules(shop_id)
    if _is_changed(shop_id, history):
        return ranks(history, chosen, acts=traits.acts(shop_id))
    return _standing_then(shop_id, traits.version(shop_id), history.as_of, chosen, history)


@_shared
def _standing_then(
    shop_id: int,
    version: tuple[int, ...],  # noqa: ARG001 - it is the key
    as_of: int,  # noqa: ARG001 - it is the key
    rules: RankRules,
    _history: History,
) -> Ranks:
    return ranks(_history, rules, acts=traits.acts(shop_id))


def _is_changed(shop_id: int, history: History) -> bool:
    """The orders of the shop are others since the history was handed out."""
    return histories.history(shop_id).base is not history.base


def told(values: Field) -> bool:
    """Something is known of somebody: a field of which nothing is known is no choice."""
    if isinstance(values, Choice):
        return bool((values.codes >= 0).any())
    return bool((np.nan_to_num(values) != 0).any())
