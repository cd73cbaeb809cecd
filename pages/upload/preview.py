"""What was understood of a file, before anything is stored."""

from collections.abc import Collection

import pandas as pd
import streamlit as st

from core.intake import Intake, Understood
from core.malls import marked
from core.triggers.case import UNHAPPY_TO
from pages.shared import formats, sources, table
from pages.shared.figure import Card, cards
from pages.shared.i18n import t, tn
from pages.shared.store.imports import Changes
from pages.shared.table import Column, Table
from pages.shared.text import plain
from pages.upload import words

ROWS_SHOWN = 1000
WARM = 9
"""The lowest answer of those who would recommend the shop."""


def draw(intake: Intake, changes: Changes, malls: Collection[str] = ()) -> None:
    """Platform, period, numbers, the totals check, and every row that was not taken as it is.

    `malls` are the channels that the owner has said are malls.
    """
    known = intake.understood
    st.subheader(headline(intake), anchor=False)
    st.caption(_small_print(known))
    _numbers(intake)
    _totals_check(known)
    for sentence in remarks(intake, malls):
        st.markdown(f":material/info: {sentence}")
    _problems(intake.problems)
    _changes(changes, known.currency)


def headline(intake: Intake) -> str:
    """The answer in one sentence."""
    known, platform = intake.understood, plain(sources.name(intake.source))
    if known.kind == "customers":
        return tn(
            "{platform}: a list of {n} customer",
            "{platform}: a list of {n} customers",
            known.customers,
            platform=platform,
        )
    if known.kind == "answers":
        return tn("{n} answer of your customers", "{n} answers of your customers", known.answers)
    if known.first_day is None or known.last_day is None:
        return t("{platform}: no valid order in this file", platform=platform)
    return t(
        "{platform}: orders from {first} to {last}",
        platform=platform,
        first=formats.day(known.first_day),
        last=formats.day(known.last_day),
    )


def _small_print(known: Understood) -> str:
    rows = tn("{n} row", "{n} rows", known.rows)
    return " ・ ".join([words.encoding(known.encoding), rows])


def _scores(intake: Intake) -> list[Card]:
    """How many of the answers are the best and the worst ones."""
    score = intake.answers["score"]
    return [
        Card(t("would recommend"), formats.count((score >= WARM).sum()), t("9 or 10 points")),
        Card(t("unhappy"), formats.count((score <= UNHAPPY_TO).sum()), t("0 to 6 points")),
    ]


def _numbers(intake: Intake) -> None:
    known = intake.understood
    people = Card(t("Number of customers"), formats.count(known.customers))
    if known.kind == "customers":
        cards(people)
        return
    if known.kind == "answers":
        cards(Card(t("Answers"), formats.count(known.answers)), *_scores(intake))
        return
    cards(
        Card(t("Orders"), formats.count(known.orders)),
        people,
        Card(t("Total"), amount(known.total, known)),
    )


def amount(minor: int | None, known: Understood) -> str:
    """Money of the file on the screen, also where its currency is not known yet."""
    if known.currency is None and minor is not None:
        return plain(formats.decimal(minor / 10**known.scale, known.scale))
    return plain(formats.money(minor, known.currency))


def _totals_check(known: Understood) -> None:
    """The file's own total is what was counted and what was set aside."""
    if known.kind != "orders":
        return
    if known.file_total is None:
        st.markdown(
            ":material/info: "
            + t(
                "This file has no amounts: people and days can be counted, money cannot. If your "
                "platform lets you choose columns, add the order total and download it again."
            )
        )
    else:
        st.markdown(f":blue[:material/check_circle:] {_sum_in_words(known)}")
    if known.set_aside:
        with st.expander(_set_aside_title(known), key="upload.set_aside"):
            table.draw(_set_aside(known), key="upload.aside", alt=t("Rows set aside, by reason"))


def _sum_in_words(known: Understood) -> str:
    aside = (known.file_total or 0) - (known.total or 0)
    return t(
        "Totals check: the file's total {file_total} is {total} counted and {aside} set aside.",
        file_total=f"**{amount(known.file_total, known)}**",
        total=f"**{amount(known.total, known)}**",
        aside=f"**{amount(aside, known)}**",
    )


def _set_aside_title(known: Understood) -> str:
    return tn(
        "{n} order or row was set aside. Why?",
        "{n} orders or rows were set aside. Why?",
        sum(group.count for group in known.set_aside),
    )


def _set_aside(known: Understood) -> Table:
    frame = pd.DataFrame(
        {
            "reason": [words.set_aside(group.reason) for group in known.set_aside],
            "count": [group.count for group in known.set_aside],
            "amount": pd.array([group.amount for group in known.set_aside], dtype="Int64"),
        }
    )
    columns = {
        "reason": Column(t("Reason")),
        "count": Column(t("How many"), "count"),
        "amount": Column(t("Amount"), "money"),
    }
    return Table(frame, columns, file_name="fanbelt-set-aside", currency=known.currency)


def remarks(intake: Intake, malls: Collection[str] = ()) -> list[str]:
    """What the owner should know though nothing was dropped."""
    known = intake.understood
    notes = [t(words.NOTES[note]) for note in known.notes if note in words.NOTES]
    if known.kind != "orders":
        return notes
    if known.net_basis in words.BASES and known.file_total is not None:
        notes.append(t(words.BASES[known.net_basis]))
    if is_mall(intake, malls):
        notes.insert(0, t("These are the mall's customers: they count, but cannot be written to."))
    return [*_about_people(known), *notes]


def is_mall(intake: Intake, malls: Collection[str] = ()) -> bool:
    """Whether all orders are on the list of a mall."""
    own = intake.orders.loc[intake.orders["own_list"].astype(bool), "channel"].unique()
    return len(intake.orders) > 0 and bool(marked(own, malls).all())


def _about_people(known: Understood) -> list[str]:
    """How customers are told apart, and what still works where they are not."""
    without = known.orders_without_key
    if without and without == known.orders:
        return [
            t(
                "The file does not say who ordered. Sales and days can be counted, but nobody can "
                "be followed. Export it with e-mail address or customer number if you can."
            )
        ]
    said = []
    if without:
        said.append(
            tn(
                "{n} order does not say who ordered; it counts as sales only.",
                "{n} orders do not say who ordered; they count as sales only.",
                without,
            )
        )
    if known.order_key_kind == "relay":
        said.append(t("Customers are told apart by the forwarding addresses of the mall."))
    if known.order_key_kind == "name_phone":
        said.append(t("Customers are told apart by name and phone number."))
    if known.subscriptions:
        said.append(
            tn(
                "{n} order belongs to a subscription; its renewals do not count as coming back.",
                "{n} orders belong to subscriptions; their renewals do not count as coming back.",
                known.subscriptions,
            )
        )
    return said


def _problems(problems: pd.DataFrame) -> None:
    """Every dropped or repaired row, with its line and the reason."""
    if problems.empty:
        return
    dropped = int(problems["dropped"].sum())
    title = t(
        "{dropped} rows left out, {repaired} cells repaired. Which ones?",
        dropped=formats.count(dropped),
        repaired=formats.count(len(problems) - dropped),
    )
    with st.expander(title, key="upload.problems"):
        if len(problems) > ROWS_SHOWN:
            st.caption(t("The first {n} are shown; the CSV has all.", n=formats.count(ROWS_SHOWN)))
        table.draw(_problem_table(problems), key="upload.problem", alt=title)


def _problem_table(problems: pd.DataFrame) -> Table:
    columns = {
        "file": Column(t("File")),
        "line": Column(t("Line"), "count"),
        "what": Column(t("What")),
        "done": Column(t("What was done")),
        "column": Column(t("Column")),
        "cell": Column(t("Cell")),
    }
    return Table(
        _in_words(problems.head(ROWS_SHOWN)),
        columns,
        file_name="fanbelt-problems",
        complete=lambda: _in_words(problems),
    )


def _in_words(problems: pd.DataFrame) -> pd.DataFrame:
    done = problems["dropped"].map({True: t("left out"), False: t("kept")})
    return problems.assign(what=problems["code"].map(words.problem), done=done)


def _changes(changes: Changes, currency: str | None) -> None:
    """New, changed and unchanged orders, where the shop has some of this source."""
    if not changes.unchanged and changes.changed.empty:
        return
    st.markdown(
        ":material/sync: "
        + t(
            "Compared with what is stored: {new} new, {changed} changed, {unchanged} unchanged.",
            new=f"**{formats.count(changes.new)}**",
            changed=f"**{formats.count(len(changes.changed))}**",
            unchanged=f"**{formats.count(changes.unchanged)}**",
        )
    )
    if changes.changed.empty:
        return
    with st.expander(_changed_title(changes.changed), key="upload.changes"):
        table.draw(
            _changed_table(changes.changed, currency),
            key="upload.changed",
            alt=t("Orders that changed"),
        )


def _changed_title(changed: pd.DataFrame) -> str:
    """How many changed in which way."""
    counts = changed["what"].value_counts()
    return " ・ ".join(
        f"{t(words.CHANGES[what])}: {formats.count(n)}" for what, n in counts.items()
    )


def _changed_table(changed: pd.DataFrame, currency: str | None) -> Table:
    money = changed["what"] == "amount"
    frame = changed.assign(what=changed["what"].map(lambda what: t(words.CHANGES[what])))
    for side in ("before", "after"):
        in_words = changed.loc[money, side].map(lambda minor: formats.money(int(minor), currency))
        frame[side] = changed[side].where(~money, in_words)
    columns = {
        "order_no": Column(t("Order number")),
        "what": Column(t("What")),
        "before": Column(t("Before")),
        "after": Column(t("Now")),
    }
    return Table(frame, columns, file_name="fanbelt-changes")
