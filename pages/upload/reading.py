"""The files somebody chose, read with the answers given so far; kept until they are stored."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import streamlit as st

from core.intake import Intake, Options, Refused, Upload, read
from pages.shared import store, workbooks
from pages.shared.i18n import t
from pages.shared.store import imports, mappings
from pages.shared.store.imports import Changes

KEY = "upload.reading"  # of st.session_state, for the run of one upload
YEN = "JPY"
ANSWER = "upload.{name}.{sha}"


@dataclass(frozen=True, eq=False)
class Reading:
    """What came of the chosen files: an intake and what it would change, or a refusal.

    Attributes:
        files: the uploads in Streamlit's numbering, so that new ones are noticed.
        sha256: of their bytes; answers are kept under it.
        names: of the files.
        asked: everything the reading depends on.
        version: of the shop's history that `changes` were compared with.
        intake, changes: None where the files were refused.
        refusal: None where they were read.
    """

    files: tuple[str, ...]
    sha256: str
    names: tuple[str, ...]
    asked: Options
    version: tuple[int, int]
    intake: Intake | None = None
    changes: Changes | None = None
    refusal: Refused | None = None

    def key(self, name: str) -> str:
        """Key of the widget that asks for `name` about these files."""
        return ANSWER.format(name=name, sha=self.sha256[:12])


def of(shop: store.Shop, files: Sequence) -> Reading | None:
    """Read the chosen `files` of an uploader; nothing is read twice with the same answers."""
    if not files:
        release()
        return None
    held: Reading | None = st.session_state.get(KEY)
    ids = tuple(file.file_id for file in files)
    version = (shop.id, shop.history_version)
    same = held is not None and held.files == ids
    sha256 = held.sha256 if same else imports.digest(_uploads(files))
    asked = options(shop, sha256)
    if not same or (held.asked, held.version) != (asked, version):
        names = tuple(file.name for file in files)
        held = Reading(ids, sha256, names, asked, version)
        with st.spinner(t("Reading your file ...")):
            held = _read(shop, held, _uploads(files))
        st.session_state[KEY] = held
        if _reads_as_yen(held):
            st.session_state[held.key("currency")] = YEN
            return of(shop, files)
    return held


def _reads_as_yen(reading: Reading) -> bool:
    """Whole amounts in a currency that nobody has named are taken for yen until told otherwise."""
    if reading.intake is None or reading.key("currency") in st.session_state:
        return False
    known = reading.intake.understood
    return known.currency is None and known.scale == 0 and known.file_total is not None


def release() -> None:
    """Forget the files; what was not stored is gone."""
    st.session_state.pop(KEY, None)


def options(shop: store.Shop, sha256: str) -> Options:
    """What the reader cannot know: the answers given so far, else the shop's settings."""

    def answer(name: str) -> object:
        return st.session_state.get(ANSWER.format(name=name, sha=sha256[:12]))

    return Options(
        currency=answer("currency") or shop.settings.currency,
        timezone=shop.settings.timezone,
        zero_orders=answer("zero_orders") or zero_orders_before(shop.id),
        dates_order=answer("dates_order"),
        mapping=answer("mapping"),
        remembered=mappings.remembered(shop.id),
    )


def zero_orders_before(shop_id: int) -> str:
    """Whether orders of amount 0 counted in the newest upload."""
    listed = imports.listed(shop_id)
    return "drop" if listed.empty else listed["zero_orders"].iloc[0]


def confirm(reading_key: str, mapping: Mapping[str, str]) -> None:
    """Remember for this upload which column is which; the next run reads it so."""
    st.session_state[reading_key] = dict(mapping)


def _uploads(files: Sequence) -> list[Upload]:
    return [Upload(file.name, file.getvalue()) for file in files]


def _read(shop: store.Shop, reading: Reading, uploads: Sequence[Upload]) -> Reading:
    try:
        intake = read(uploads, reading.asked, open_book=workbooks.sheets)
        changes = imports.changes(shop.id, intake, reading.sha256)
    except Refused as refusal:
        return replace(reading, refusal=refusal.with_traceback(None))
    return replace(reading, intake=intake, changes=changes)
