"""Uploads of a shop: what they would change, storing them, taking them back."""

import hashlib
from collections.abc import Sequence

import pandas as pd

from core.intake import Intake, Upload
from db import audit, imports, members
from db.imports import Answers, Changes, NoSuchImport, Progress
from pages.shared.store.base import reading, saving

__all__ = [
    "Answers",
    "Changes",
    "NoSuchImport",
    "Progress",
    "changes",
    "commit",
    "digest",
    "listed",
    "undo",
]


def digest(uploads: Sequence[Upload]) -> str:
    """One SHA-256 over the files, whatever their order."""
    each = sorted(hashlib.sha256(upload.content).hexdigest() for upload in uploads)
    return hashlib.sha256("".join(each).encode()).hexdigest()


def changes(shop_id: int, intake: Intake, sha256: str) -> Changes:
    """What storing `intake` would change in the shop."""
    with reading(shop_id) as session:
        return imports.changes(session, shop_id, intake=intake, sha256=sha256)


def commit(shop_id: int, intake: Intake, answers: Answers, progress: Progress) -> int:
    """Store an upload: all of it, or nothing if anything fails or `progress` raises.

    Returns:
        The number of the import.

    Raises:
        NotAllowed: the person `answers.by` may only look.
    """
    with saving(shop_id) as session:
        members.require(session, shop_id, answers.by, role="staff")
        number = imports.store(session, shop_id, intake=intake, answers=answers, progress=progress)
        audit.record(
            session,
            act="import",
            shop_id=shop_id,
            user_id=answers.by,
            subject=f"import:{number}",
            count=intake.understood.orders,
        )
    return number


def undo(shop_id: int, import_id: int, *, by: int | None = None) -> None:
    """Take an upload back exactly.

    Args:
        shop_id: whose upload it is.
        import_id: its number.
        by: the person who takes it back, None from the command line.

    Raises:
        NotAllowed: the person may only look.
        NoSuchImport: the shop has no live import of that number.
    """
    with saving(shop_id) as session:
        members.require(session, shop_id, by, role="staff")
        imports.undo(session, shop_id, import_id)
        subject = f"import:{import_id}"
        audit.record(session, act="undo", shop_id=shop_id, user_id=by, subject=subject)


def listed(shop_id: int) -> pd.DataFrame:
    """The live uploads, newest first: id, source, format, files, as_of, uploaded_at, orders, ..."""
    with reading(shop_id) as session:
        rows = [
            {
                "id": record.id,
                "source": record.source,
                "kind": record.kind,
                "format": record.format,
                "files": record.file_names,
                "as_of": record.as_of,
                "complete": record.complete_since,
                "zero_orders": record.zero_orders,
                "consent": record.consent_claim,
                "uploaded_at": record.uploaded_at,
                **record.understood,
            }
            for record in reversed(imports.live(session, shop_id))
        ]
    return pd.DataFrame(rows)
