"""The demo shop as an upload: its file goes the way every order file goes."""

from core.demo.files import demo_file
from core.demo.shop import CURRENCY
from core.intake import Options, Upload, read
from db import members
from pages.shared.store import clock, imports
from pages.shared.store.base import reading

TIMEZONE = "Asia/Tokyo"
FILE_NAME = "orders_export_hana.csv"
"""As `demo_file` calls it; a shop that has this file has the demo."""


def load(shop_id: int, progress: imports.Progress, *, by: int | None = None) -> None:
    """Fill the shop with the demo shop's orders up to yesterday.

    Raises:
        NotAllowed: the person `by` may only look.
    """
    _require(shop_id, by)
    as_of = clock.today(TIMEZONE)
    name, content = demo_file(as_of)
    uploads = [Upload(name, content)]
    intake = read(uploads, Options(currency=CURRENCY, timezone=TIMEZONE, as_of=as_of))
    answers = imports.Answers(
        as_of=as_of,
        complete="yes",
        consent="column" if intake.consent_column else "unknown",
        file_names=(name,),
        sha256=imports.digest(uploads),
        by=by,
    )
    imports.commit(shop_id, intake, answers, progress)


def is_in(shop_id: int) -> bool:
    """Whether the shop has the demo shop's file."""
    return any(FILE_NAME in names for names in files(shop_id))


def files(shop_id: int) -> list[str]:
    """The names of the files of each upload of the shop."""
    listed = imports.listed(shop_id)
    return [] if listed.empty else listed["files"].to_list()


def remove(shop_id: int, *, by: int | None = None) -> None:
    """Take the demo shop out again, exactly.

    Raises:
        NotAllowed: the person `by` may only look.
    """
    _require(shop_id, by)
    listed = imports.listed(shop_id)
    for number, names in zip(listed.get("id", ()), listed.get("files", ()), strict=True):
        if FILE_NAME in names:
            imports.undo(shop_id, int(number), by=by)


def _require(shop_id: int, by: int | None) -> None:
    """Ask before the work begins; what stores asks again."""
    with reading() as session:
        members.require(session, shop_id, by, role="staff")
