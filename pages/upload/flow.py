"""From a chosen file to the first insight, one step below the other."""

import pandas as pd
import streamlit as st

from pages.shared import insight, made_up, refusals, store
from pages.shared.i18n import t, tn
from pages.shared.store import demo, histories, imports
from pages.shared.text import plain
from pages.upload import columns, first, guide, preview, questions, storing
from pages.upload import reading as readings
from pages.upload.reading import Reading

FILES = "upload.files"
STORED = "stored"  # of the address: the upload whose result is shown
KINDS = ["csv", "tsv", "txt", "xlsx", "xls"]


def question() -> str:
    """What the page answers at this step."""
    if STORED in st.query_params:
        return t("Where do customers fall off?")
    if st.session_state.get(FILES):
        return t("Did it understand your file?")
    return t("Upload your orders")


def draw(shop: store.Shop) -> None:
    """The step somebody is at; storing turns the page over to what the address then asks for."""
    step, done = guide.step(), _stored(shop)
    holds = not imports.listed(shop.id).empty
    if step == "first" and holds:
        _what_first(shop)
        return
    if done is not None or (step == "ladder" and holds):
        _result(shop, done)
        return
    form, work = st.empty(), st.empty()
    with form.container():
        ready = _chosen(shop)
    if ready is None:
        return
    form.empty()
    with work.container():
        number = storing.save(shop, *ready)
    turn = {guide.PARAMETER: "ladder"} if step else {}
    st.switch_page("upload/page.py", query_params={STORED: str(number), **turn})


def _chosen(shop: store.Shop) -> tuple | None:
    """Choose, look, answer; what is to be stored once somebody says so."""
    made_up.notice(shop)
    files = st.file_uploader(
        t("Order files of your shop platform: CSV, TSV, TXT or Excel, up to 100 MB each"),
        type=KINDS,
        accept_multiple_files=True,
        key=FILES,
        disabled=shop.role == "viewer",
    )
    st.caption(f":material/lock: {t('This data never leaves this computer.')}")
    if shop.role == "viewer":
        st.caption(t("Your account may look, but not upload."))
    reading = readings.of(shop, files)
    if reading is None:
        return None
    guess = columns.unconfirmed(reading)
    if reading.refusal is not None and reading.refusal.code != "needs_mapping":
        _refused(shop, reading)
    if guess is not None:
        columns.draw(reading, guess)
    if reading.intake is None or guess is not None:
        return None
    return _previewed(shop, reading)


def _refused(shop: store.Shop, reading: Reading) -> None:
    """What is wrong and what to do; where the owner can decide it, the choice."""
    st.error(refusals.sentence(reading.refusal, quote=plain), icon=":material/error:")
    if reading.refusal.code == "decimals_not_allowed" and imports.listed(shop.id).empty:
        questions.currency(reading)


def _previewed(shop: store.Shop, reading: Reading) -> tuple | None:
    if reading.changes.already is not None:
        st.info(
            t("This very file is stored already. Nothing would change."), icon=":material/check:"
        )
    preview.draw(reading.intake, reading.changes, shop.settings.malls)
    if reading.changes.already is not None:
        return None
    said = questions.ask(shop, reading, reading.intake)
    if not st.button(t("Store these orders"), type="primary", key="upload.store"):
        return None
    missing = list(said.missing)
    if demo.is_in(shop.id):
        missing.append(t("Remove the demo shop first, or its orders would mix with yours."))
    for sentence in missing:
        st.warning(sentence)
    return None if missing else (reading.intake, said)


def _stored(shop: store.Shop) -> pd.Series | None:
    """The upload whose result the address asks for, if the shop has it."""
    asked, listed = st.query_params.get(STORED, ""), imports.listed(shop.id)
    if listed.empty or not (listed["id"].astype("str") == asked).any():
        return None
    return listed[listed["id"].astype("str") == asked].iloc[0]


def _result(shop: store.Shop, done: pd.Series | None) -> None:
    """One sentence, one picture, one next step."""
    if done is not None:
        st.markdown(f":blue[:material/check_circle:] {_what_was_stored(done)}")
    history = histories.history(shop.id)
    insight.draw(
        insight.of(history, shop.settings), histories.day_of(history.as_of), key="upload.insight"
    )
    with st.container(horizontal=True):
        if guide.step():
            st.button(
                t("What should I do first?"), type="primary", on_click=guide.go, args=("first",)
            )
        elif st.button(t("See where customers fall off, and when"), type="primary"):
            st.switch_page("journey/page.py")
        st.button(t("Upload another file"), on_click=_again)


def _what_was_stored(done: pd.Series) -> str:
    if done["kind"] == "customers":
        return tn("Stored: {n} customer.", "Stored: {n} customers.", int(done["customers"]))
    if done["kind"] == "answers":
        return tn("Stored: {n} answer.", "Stored: {n} answers.", int(done["answers"]))
    return tn("Stored: {n} order.", "Stored: {n} orders.", int(done["orders"]))


def _again() -> None:
    st.query_params.pop(STORED, None)
    if guide.step():
        guide.go("upload")


def _what_first(shop: store.Shop) -> None:
    """The last screen of the guide."""
    history = histories.history(shop.id)
    seen = insight.of(history, shop.settings)
    if seen is None:
        st.subheader(t("First, upload orders that say who ordered"), anchor=False)
    else:
        heading, sentences = first.words(first.of(history, seen.ladder))
        st.subheader(heading, anchor=False)
        for sentence in sentences:
            st.markdown(sentence)
    with st.container(horizontal=True):
        if st.button(t("See where customers fall off, and when"), type="primary"):
            st.switch_page("journey/page.py")
        st.button(t("Back"), on_click=guide.go, args=("ladder",))
