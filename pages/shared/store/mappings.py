"""Which column is which in files of an unknown format, as the owner confirmed it."""

from collections.abc import Mapping

from db import documents, members
from pages.shared.store.base import reading, saving

KIND = "mapping"


def remembered(shop_id: int) -> dict[str, dict[str, str]]:
    """Signature of the headings -> logical field -> heading."""
    with reading(shop_id) as session:
        return documents.newest(session, shop_id, kind=KIND)


def remember(
    shop_id: int, signature: str, mapping: Mapping[str, str], *, by: int | None = None
) -> None:
    """Keep a confirmed mapping for the next file with these headings.

    Raises:
        NotAllowed: the person `by` may only look.
    """
    with saving(shop_id) as session:
        members.require(session, shop_id, by, role="staff")
        documents.write(session, shop_id, kind=KIND, name=signature, content=dict(mapping))
