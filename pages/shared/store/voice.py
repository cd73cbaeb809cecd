"""How a shop speaks: what its owner wrote down, for every text that leaves the shop."""

from core.voice import Voice
from db import audit, documents, members
from pages.shared.store.base import reading, saving

KIND = "voice"


def voice(shop_id: int) -> Voice:
    """The voice of the shop; empty while nobody has written it down."""
    with reading(shop_id) as session:
        return Voice.of(documents.newest(session, shop_id, kind=KIND).get(KIND, {}))


def save_voice(shop_id: int, new: Voice, *, by: int) -> None:
    """Store the voice, as the person `by` wrote it.

    Raises:
        NotAllowed: the person `by` is not an owner of the shop.
    """
    with saving(shop_id) as session:
        members.require(session, shop_id, by, role="owner")
        documents.write(session, shop_id, kind=KIND, name=KIND, content=new.plain())
        audit.record(session, act="settings", shop_id=shop_id, user_id=by, subject=KIND)
