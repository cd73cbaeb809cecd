"""The whole shop to take along: a zip of CSV files, the same bytes for the same data."""

from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import pandas as pd

from db import audit, exports, members
from pages.shared import csv
from pages.shared.i18n import LANGUAGES, speaking, t
from pages.shared.store import people
from pages.shared.store.base import reading, saving
from pages.shared.store.here import SignedOut
from pages.shared.store.people import Role

MIME = "application/zip"
BEGINNING = (1980, 1, 1, 0, 0, 0)
"""The earliest time a zip can hold: when it was packed is no part of what is in it."""


def whole_shop(shop_id: int) -> bytes:
    """Every table of the shop as CSV in one zip; `handed_over` also asks who takes it."""
    packed = BytesIO()
    with reading(shop_id) as session, ZipFile(packed, "w", compression=ZIP_DEFLATED) as archive:
        archive.writestr(_entry("README.txt"), _explained())
        for table in exports.tables(session, shop_id):
            with archive.open(_entry(f"{table.name}.csv"), "w", force_zip64=True) as file:
                for number, chunk in enumerate(table.chunks):
                    file.write(_lines(chunk, with_heading=number == 0))
    return packed.getvalue()


def _lines(chunk: pd.DataFrame, *, with_heading: bool) -> bytes:
    """Rows as CSV; the byte order mark and the headings stand at the beginning only."""
    whole = csv.encode(chunk)
    return whole if with_heading else whole.removeprefix(csv.encode(chunk.head(0)))


def _entry(name: str) -> ZipInfo:
    """A file of the zip; nothing about it depends on the day or on the system."""
    entry = ZipInfo(name, BEGINNING)
    entry.compress_type, entry.create_system, entry.external_attr = ZIP_DEFLATED, 3, 0o600 << 16
    return entry


def _explained() -> bytes:
    """How to read the files, in every language: the same whoever asks."""
    texts = []
    for language in LANGUAGES:
        with speaking(language):
            texts.append(
                t(
                    "Each file is one table of your shop, as text in UTF-8 with commas. Amounts "
                    "are whole numbers of the smallest unit of your currency: yen, or cents. A "
                    "quote stands before a text that a spreadsheet would run as a formula. The "
                    "files hold names and addresses of your customers: keep them where only you "
                    "can read them."
                )
            )
    return ("\r\n\r\n".join(texts) + "\r\n").encode("utf-8-sig")


def handed_over(shop_id: int, token: str | None) -> bytes:
    """`whole_shop` for the owner behind a session token, who is written down before having it.

    Raises:
        SignedOut, NotAllowed: as for `taken`.
    """
    _require(shop_id, token, role="owner")
    packed = whole_shop(shop_id)
    with reading(shop_id) as session:
        customers = exports.customers(session, shop_id)
    taken(shop_id, token, what="whole_shop", count=customers, role="owner")
    return packed


def taken(shop_id: int, token: str | None, *, what: str, count: int, role: Role = "viewer") -> None:
    """Write down that somebody takes data of customers along, before they have it.

    A file is made when it is asked for, which may be long after its button was drawn: so the
    session and the role are looked up anew.

    Args:
        shop_id: whose data.
        token: of the session, as it was when the button was drawn.
        what: a code.
        count: of how many customers.
        role: who may.

    Raises:
        SignedOut: the session has ended.
        NotAllowed: the person's role does not reach, or no longer.
    """
    user_id = _require(shop_id, token, role=role)
    with saving(shop_id) as session:
        audit.record(
            session, act="export", shop_id=shop_id, user_id=user_id, subject=what, count=count
        )


def _require(shop_id: int, token: str | None, *, role: Role) -> int:
    live = people.live(token)
    if live is None:
        raise SignedOut
    with reading(shop_id) as session:
        members.require(session, shop_id, live.person.id, role=role)
    return live.person.id
