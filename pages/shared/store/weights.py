"""How a shop weighs its customers: the weights of the score, and the limits of its bands."""

from dataclasses import asdict, replace

from core.customers.engagement import Weights
from core.customers.rfm import CutOffs
from db import audit, documents, members
from pages.shared.store.base import reading, saving

KIND = "weights"
SCORE, BANDS = "score", "bands"


def weights(shop_id: int) -> Weights:
    """The weights of the score, as the shop set them."""
    return replace(Weights(), **_stored(shop_id).get(SCORE, {}))


def cut_offs(shop_id: int) -> CutOffs | None:
    """The limits of recent, often and much; None while the shop has set none."""
    stored = _stored(shop_id).get(BANDS)
    return None if stored is None else CutOffs(**{k: tuple(v) for k, v in stored.items()})


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
