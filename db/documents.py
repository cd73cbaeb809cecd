"""Documents of a shop: what its people wrote down, immutable; a change is a new version."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from db.tables import Document


def newest(session: Session, shop_id: int, *, kind: str) -> dict[str, Any]:
    """Name -> content of every document of a kind, in its newest version."""
    rows = session.exec(
        select(Document.name, Document.json_)
        .where(Document.shop_id == shop_id, Document.kind == kind)
        .order_by(col(Document.version))
    )
    return dict(rows.all())  # a later version overwrites an earlier one


@dataclass(frozen=True)
class Version:
    """A document as it was written once.

    Attributes:
        number: from 1.
        content: as JSON holds it.
        at: UTC.
    """

    number: int
    content: Any
    at: datetime


def versions(session: Session, shop_id: int, *, kind: str, name: str) -> list[Version]:
    """Every version of one document, oldest first."""
    rows = session.exec(
        select(Document.version, Document.json_, Document.created_at)
        .where(Document.shop_id == shop_id, Document.kind == kind, Document.name == name)
        .order_by(col(Document.version))
    )
    return [Version(*row) for row in rows]


def write(session: Session, shop_id: int, *, kind: str, name: str, content: object) -> int:
    """Store a document; the same content again makes no new version.

    Returns:
        The number of the version that holds now, from 1.
    """
    last = session.exec(
        select(Document)
        .where(Document.shop_id == shop_id, Document.kind == kind, Document.name == name)
        .order_by(col(Document.version).desc())
    ).first()
    if last is not None and last.json_ == content:
        return last.version
    version = last.version + 1 if last else 1
    session.add(Document(shop_id=shop_id, kind=kind, name=name, version=version, json_=content))
    session.flush()
    return version
