"""How a shop weighs its customers: the score, the limits of its bands, what a rank takes."""

from dataclasses import asdict, replace

from core.amounts import usual_amount
from core.customers.engagement import Weights
from core.customers.levels import RankRules
from core.customers.rfm import CutOffs
from db import audit, documents, members, shops
from pages.shared.store.base import reading, saving

KIND = "weights"
SCORE, BANDS, RANKS = "score", "bands", "ranks"


def weights(shop_id: int) -> Weights:
    """The weights of the score, as the shop set them."""
    return replace(Weights(), **_stored(shop_id).get(SCORE, {}))


def cut_offs(shop_id: int) -> CutOffs | None:
    """The limits of recent, often and much; None while the shop has set none."""
    stored = _stored(shop_id).get(BANDS)
    return None if stored is None else CutOffs(**{k: tuple(v) for k, v in stored.items()})


def usual_cut_offs(currency: str | None) -> CutOffs:
    """The limits of a shop that has set none, in its money."""
    most, much, some, little = (usual_amount(yen, currency) for yen in CutOffs().amount)
    return replace(CutOffs(), amount=(most, much, some, little))


def rank_rules(shop_id: int) -> RankRules:
    """What a rank takes, as the shop set it; amounts of a shop that set none are in its money."""
    with reading(shop_id) as session:
        currency = shops.settings(session, shop_id).currency
    stored = dict(_stored(shop_id).get(RANKS, {}))
    if stored.get("review"):
        stored["review"] = tuple(stored["review"])
    return replace(usual_rules(currency), **stored)


def usual_rules(currency: str | None) -> RankRules:
    """What a rank takes in a shop that has not said so, in its money."""
    return RankRules(vip_order=usual_amount(RankRules().vip_order or 0, currency))


def save_rank_rules(shop_id: int, new: RankRules, *, by: int) -> None:
    """Store what a rank takes, as the person `by` set it."""
    _save(shop_id, RANKS, asdict(new), by)


def save_weights(shop_id: int, new: Weights, *, by: int) -> None:
    """Store the weights of the score, as the person `by` set them."""
    _save(shop_id, SCORE, asdict(new), by)


def save_cut_offs(shop_id: int, new: CutOffs, *, by: int) -> None:
    """Store the limits, as the person `by` set them."""
    _save(shop_id, BANDS, {name: list(limits) for name, limits in asdict(new).items()}, by)


def _stored(shop_id: int) -> dict[str, dict]:
    with reading(shop_id) as session:
        return documents.newest(session, shop_id, kind=KIND)


def _save(shop_id: int, name: str, content: dict, by: int) -> None:
    with saving(shop_id) as session:
        members.require(session, shop_id, by, role="staff")
        documents.write(session, shop_id, kind=KIND, name=name, content=content)
        audit.record(session, act="settings", shop_id=shop_id, user_id=by, subject=name)
