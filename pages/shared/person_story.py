"""The timeline of one customer: everything that happened, newest first."""

import pandas as pd
import streamlit as st

from pages.shared import customer_words, formats, sources
from pages.shared.channels import LABELS
from pages.shared.i18n import language, mark, t
from pages.shared.store import Shop
from pages.shared.store.stories import Entry
from pages.shared.table import DAYS
from pages.shared.texts.finished import finished

STAFF = "staff"
"""Where something was said that somebody of the shop recorded."""

CHAPTERS = {
    "bought": mark("What was bought"),
    "contacts": mark("Contacts"),
    "acts": mark("Answers and acts"),
    "words": mark("Consent"),
    "ranks": mark("Rank"),
}
CHAPTER = {
    "order": "bought", "renewal": "bought", "cancelled": "bought", "refund": "bought",
    "contact": "contacts", "case": "contacts", "act": "acts", "rank": "ranks",
    "yes": "words", "no": "words", "stopped": "words",
}  # fmt: skip
HEADLINE = {
    "order": mark("Bought"),
    "renewal": mark("Subscription delivery"),
    "cancelled": mark("Order cancelled"),
    "refund": mark("Money returned"),
    "case": mark("Looked after as unhappy"),
    "yes": mark("Agreed: {channel}"),
    "no": mark("Did not agree: {channel}"),
    "stopped": mark("Stopped: {channel}"),
}
ACT = {
    "recommendation": mark("Would recommend us: {answer} of 10"),
    "review": mark("Wrote a review"),
    "share": mark("Posted about us"),
    "referral": mark("A friend bought"),
    "feedback": mark("Made a suggestion"),
    "event": mark("Came to an event"),
    "development": mark("Took part in product development"),
    "community": mark("Posted in the community"),
    "invitation": mark("Was invited"),
}
OUTCOME = {
    "done": mark("Contacted: {what}"),
    "skipped": mark("Left out: {what}"),
    "no_answer": mark("No answer: {what}"),
}


def draw(shop: Shop, story: list[Entry], *, key: str) -> None:
    """The timeline as a table; which chapters are shown can be chosen where there are several."""
    if not story:
        return
    st.markdown(f"#### {t('Everything so far')}")
    shown = _chosen(story, key)
    frame = pd.DataFrame([_row(shop, entry) for entry in shown])
    heading = st.column_config
    st.dataframe(
        frame if frame["amount"].any() else frame.drop(columns="amount"),
        hide_index=True,
        height="content" if len(frame) <= 8 else 320,
        column_config={
            "day": heading.DateColumn(t("Happened on"), format=DAYS[language()][0]),
            "what": heading.TextColumn(t("What happened")),
            "more": heading.TextColumn(t("More on it")),
            "amount": heading.TextColumn(t("Amount"), alignment="right"),
        },
        alt=t("Everything so far"),
    )


def _chosen(story: list[Entry], key: str) -> list[Entry]:
    there = [code for code in CHAPTERS if any(CHAPTER[entry.kind] == code for entry in story)]
    if len(there) < 2:
        return story
    picked = st.pills(
        t("Show only"),
        there,
        selection_mode="multi",
        format_func=lambda code: t(CHAPTERS[code]),
        label_visibility="collapsed",
        wrap=True,
        key=key,
    )
    return [entry for entry in story if not picked or CHAPTER[entry.kind] in picked]


def _row(shop: Shop, entry: Entry) -> dict[str, object]:
    amount = formats.money(entry.amount, shop.settings.currency)
    return {
        "day": pd.Timestamp(entry.at.date()),
        "what": headline(entry),
        "more": _more(entry),
        "amount": "" if formats.is_missing(entry.amount) else amount,
    }


def headline(entry: Entry) -> str:
    """What happened, in a few words."""
    if entry.kind == "rank":
        rank = t(customer_words.RANK[entry.code])
        return t("Rank lowered: {rank}", rank=rank) if entry.more else t("Rank: {rank}", rank=rank)
    if entry.kind == "contact":
        return t(OUTCOME[entry.more], what=_text(entry.code))
    if entry.kind == "act":
        return t(ACT[entry.code], answer=entry.more) if entry.code in ACT else entry.code
    channel = t(LABELS[entry.code]) if entry.code in LABELS else entry.code
    return t(HEADLINE[entry.kind], channel=channel)


def _text(rule: str) -> str:
    """What the usual rules send, by its name; a rule of the shop's own is called as it is."""
    try:
        return finished(rule, language()).title
    except KeyError:
        return rule


def _more(entry: Entry) -> str:
    if entry.kind in ("yes", "no", "stopped"):
        return t("recorded here") if entry.text == STAFF else sources.name(entry.text)
    if entry.kind == "contact":
        return t(LABELS[entry.text]) if entry.text in LABELS else entry.text
    return entry.text
