"""What only the owner can know about a file, asked in plain words and only where it is open."""

from dataclasses import dataclass
from datetime import date

import streamlit as st

from core.intake import Intake
from pages.shared import currencies, formats, store
from pages.shared.i18n import language, mark, t, tn
from pages.shared.store import imports
from pages.shared.store.imports import Answers
from pages.upload import preview
from pages.upload.reading import Reading
from pages.upload.words import COMPLETE

DATE_FORMAT = {"ja": "YYYY/MM/DD", "en": "YYYY-MM-DD"}
FIELD = 320
"""Pixels: a field is as wide as what goes into it, and fits a phone."""
CONSENT = {
    "column": mark("As the file says for each customer"),
    "yes": mark("Yes, everybody in it"),
    "no": mark("No"),
    "unknown": mark("I do not know"),
}
ZERO = {"drop": mark("No, leave them out"), "keep": mark("Yes, count them")}
DATES = {
    "month_first": mark("Month first: 03/04 is March 4"),
    "day_first": mark("Day first: 03/04 is 3 April"),
}


@dataclass(frozen=True)
class Said:
    """The answers as the form stands.

    Attributes:
        answers: what is stored with the upload.
        margin_bp: None where it was not asked or left open.
        missing: what has to be said before the upload can be stored, in words.
    """

    answers: Answers
    margin_bp: int | None
    missing: tuple[str, ...] = ()


def ask(shop: store.Shop, reading: Reading, intake: Intake) -> Said:
    """Draw the open questions."""
    before = earlier(shop.id, intake.source)
    st.subheader(t("What only you can know"), anchor=False)
    with st.container(border=True, key="upload.questions"):
        unsaid = is_open(reading) and currency(reading) is None
        _dates_order(reading, intake)
        as_of = _downloaded(shop, reading, intake)
        complete = _complete(reading, intake, before)
        _zero_orders(reading, intake)
        consent, source, on = _consent(shop, reading, intake, before)
        margin_bp = _margin(shop, reading) if intake.understood.kind == "orders" else None
    missing = [t("Please choose the currency.")] if unsaid else []
    if consent == "yes" and not source.strip():
        missing.append(t("Please say where your customers agreed to e-mail."))
    answers = Answers(
        as_of=as_of,
        complete=complete,
        consent=consent,
        consent_source=source.strip(),
        consent_on=on,
        file_names=reading.names,
        sha256=reading.sha256,
        zero_orders=reading.asked.zero_orders,
    )
    return Said(answers, margin_bp, tuple(missing))


def earlier(shop_id: int, source: str) -> dict:
    """The newest upload of the same platform, to ask nothing twice."""
    listed = imports.listed(shop_id)
    same = listed[listed["source"] == source] if len(listed) else listed
    return {} if same.empty else same.iloc[0].to_dict()


def is_open(reading: Reading) -> bool:
    """Whether the currency has to be asked: neither the file nor the shop says it."""
    if reading.intake is None or reading.key("currency") in st.session_state:
        return True
    known = reading.intake.understood
    return known.currency is None and known.file_total is not None


def currency(reading: Reading) -> str | None:
    """The currency of the amounts."""
    key = reading.key("currency")
    return st.selectbox(
        t("In which currency are the amounts?"),
        currencies.CHOICE,
        index=None,
        format_func=currencies.name,
        placeholder=t("Choose the currency"),
        key=key,
        width=FIELD,
        persist_state="session",
    )


def _dates_order(reading: Reading, intake: Intake) -> None:
    key = reading.key("dates_order")
    if "day_month_assumed" not in intake.understood.notes and key not in st.session_state:
        return
    codes = list(DATES)
    assumed = intake.understood.dates_order
    st.radio(
        t("The file's dates can be read in two ways. Which comes first?"),
        codes,
        index=codes.index(assumed) if assumed in codes else 0,
        format_func=lambda code: t(DATES[code]),
        key=key,
        persist_state="session",
    )


def _downloaded(shop: store.Shop, reading: Reading, intake: Intake) -> date:
    """The as_of of the upload; the day of the last order unless somebody knows better."""
    today = store.today(shop.settings.timezone)
    last = intake.understood.last_day or today
    day = st.date_input(
        t("When did you download this file?"),
        value=last,
        min_value=last,
        max_value=max(today, last),
        format=DATE_FORMAT[language()],
        key=reading.key("as_of"),
        width=FIELD,
        persist_state="session",
    )
    if intake.understood.kind == "orders" and day == last and today > last:
        st.caption(
            t(
                ":material/warning: Taken for now: the day of the last order, {day}. Set the real "
                "day, so that quiet days at the end count too.",
                day=formats.day(last),
            )
        )
    return day


def _complete(reading: Reading, intake: Intake, before: dict) -> str:
    """Asked once per platform."""
    if intake.understood.kind != "orders":
        return "unknown"
    said = before.get("complete")
    if said in ("yes", "middle"):
        # The earlier upload goes on saying yes; this one may hold the newest orders only.
        return "unknown" if said == "yes" else said
    codes = list(COMPLETE)
    return st.radio(
        t("Does it hold all orders since you opened?"),
        codes,
        index=codes.index("unknown"),
        format_func=lambda code: t(COMPLETE[code]),
        key=reading.key("complete"),
        horizontal=True,
        persist_state="session",
    )


def _zero_orders(reading: Reading, intake: Intake) -> None:
    found = intake.understood.zero_orders
    if not found:
        return
    codes = list(ZERO)
    st.radio(
        tn(
            "{n} order has the amount 0. Is it a purchase?",
            "{n} orders have the amount 0. Are they purchases?",
            found,
        ),
        codes,
        index=codes.index(reading.asked.zero_orders),
        format_func=lambda code: t(ZERO[code]),
        key=reading.key("zero_orders"),
        horizontal=True,
        persist_state="session",
    )


def _consent(
    shop: store.Shop, reading: Reading, intake: Intake, before: dict
) -> tuple[str, str, date | None]:
    """Whether these customers agreed to e-mail; since when and where it is written, if they did."""
    if intake.understood.kind == "answers" or preview.is_mall(intake, shop.settings.malls):
        return "unknown", "", None  # whatever they agreed to, they agreed to with the mall
    codes = [code for code in CONSENT if code != "column" or intake.consent_column]
    claim = before.get("consent") or {}
    usual = shop.settings
    if claim.get("consent", "unknown") == "unknown":
        claim = {"consent": usual.consent, "source": usual.consent_source}
    likely = "column" if intake.consent_column else claim["consent"]
    consent = st.radio(
        t("Did these customers agree to get e-mail from you?"),
        codes,
        index=codes.index(likely if likely in codes else "unknown"),
        format_func=lambda code: t(CONSENT[code]),
        key=reading.key("consent"),
        horizontal=True,
        persist_state="session",
    )
    if consent != "yes":
        return consent, "", None
    where, when = st.columns(2)
    source = where.text_input(
        t("Where did they agree?"),
        value=claim.get("source") or "",
        max_chars=200,
        placeholder=t("for example: a tick box in the order form"),
        key=reading.key("consent_source"),
        persist_state="session",
    )
    on = when.date_input(
        t("Since when?"),
        value=intake.understood.first_day or store.today(shop.settings.timezone),
        max_value=store.today(shop.settings.timezone),
        format=DATE_FORMAT[language()],
        key=reading.key("consent_on"),
        persist_state="session",
    )
    return consent, source, on


def _margin(shop: store.Shop, reading: Reading) -> int | None:
    """Asked until it has been answered once; only the owner sees it."""
    if shop.settings.margin_bp is not None or shop.role != "owner":
        return None
    percent = st.number_input(
        t("Roughly what share of a sale is left after the goods are paid? (%)"),
        min_value=0,
        max_value=100,
        value=None,
        step=5,
        placeholder=t("for example 40; you can also say it later"),
        key=reading.key("margin"),
        width=FIELD,
        persist_state="session",
    )
    return None if percent is None else percent * 100
