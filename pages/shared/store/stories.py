"""Everything that happened between a shop and one customer, day by day."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

import pandas as pd

from core.customers.levels import RANKS
from db import cases, consents, persons
from pages.shared.store import dispatches, histories
from pages.shared.store.base import reading
from pages.shared.store.persons import Known
from pages.shared.store.portraits import Portrait

Kind = Literal["order", "renewal", "cancelled", "refund", "rank", "yes", "no", "stopped", "act",
               "contact", "case"]  # fmt: skip


@dataclass(frozen=True)
class Entry:
    """One thing that happened.

    Attributes:
        at: shop-local; of some only the day is known.
        kind: what it was.
        code: of an act its kind, of a word the channel, of a contact its rule, of a rank its name.
        text: what was bought, or where it was said; as files and people wrote it.
        amount: minor units, nan without one.
        more: the answer of an act, the outcome or the way of a contact.
    """

    at: datetime
    kind: Kind
    code: str = ""
    text: str = ""
    amount: float = float("nan")
    more: str = ""


def story(shop_id: int, known: Known, portrait: Portrait | None, *, by: int) -> list[Entry]:
    """What happened with one customer, newest first.

    Args:
        shop_id: the shop.
        known: the customer.
        portrait: tells of the ranks, None without purchases.
        by: somebody who may work with customers.

    Raises:
        NotAllowed: the person `by` may only look.
    """
    with reading(shop_id) as session:
        link = session.connection()
        words = consents.words(link, shop_id, customer=known.customer)
        refusals = consents.refusals(link, shop_id, customer=known.customer)
        events = persons.events(link, shop_id, known.customer)
        opened = cases.listed(link, shop_id, customer=known.customer)
    contacts = dispatches.of_person(shop_id, known.customer, by=by)
    told = [
        *_orders(known.orders),
        *_said(words, refusals),
        *(_event(row) for row in events.itertuples()),
        *(_contact(row) for row in contacts.itertuples() if row.outcome != "open"),
        *(Entry(_time(row.answered_on), "case", text=row.note) for row in opened.itertuples()),
        *(_ranks(portrait) if portrait is not None else ()),
    ]
    return sorted(told, key=lambda entry: entry.at, reverse=True)


def _orders(orders: pd.DataFrame) -> Iterator[Entry]:
    for row in orders.itertuples():
        kind: Kind = "renewal" if row.renewal else "order"
        net = float("nan") if pd.isna(row.net) else row.net
        refund = 0 if pd.isna(row.refund) or row.void else row.refund
        points = 0 if pd.isna(row.points_own) else row.points_own
        text = "" if pd.isna(row.products) else row.products
        yield Entry(_time(row.ordered_at), kind, row.channel or "", text, net + refund - points)
        if row.void:
            yield Entry(_time(row.void_on or row.ordered_at), "cancelled", text=row.order_no)
        elif refund:
            yield Entry(_time(row.refund_on or row.ordered_at), "refund", amount=-refund)


def _said(words: pd.DataFrame, refusals: pd.DataFrame) -> Iterator[Entry]:
    """What was agreed to and what not; a word under several keys was said once."""
    for row in words.drop_duplicates(["channel", "agreed", "at", "source"]).itertuples():
        yield Entry(_time(row.at), "yes" if row.agreed else "no", row.channel, row.source)
    for row in refusals.drop_duplicates(["channel"]).itertuples():
        yield Entry(_time(row.at), "stopped", row.channel, row.source)


def _event(row: Any) -> Entry:  # noqa: ANN401 - a row of a frame
    value = json.loads(row.value) if isinstance(row.value, str) else row.value
    if isinstance(value, dict):
        value = next((value[name] for name in ("score", "nps", "state") if name in value), "")
    more = "" if value is None or pd.isna(value) else str(value)
    return Entry(_time(row.at), "act", row.kind, more=more)


def _contact(row: Any) -> Entry:  # noqa: ANN401 - a row of a frame
    return Entry(row.at.to_pydatetime(), "contact", row.rule, row.channel, more=row.outcome)


def _ranks(portrait: Portrait) -> Iterator[Entry]:
    before = -1
    for day, place in portrait.climbed:
        at = datetime.combine(histories.day_of(day), datetime.max.time())  # after what earned it
        yield Entry(at, "rank", RANKS[place], more="" if place > before else "lowered")
        before = place


def _time(stored: str) -> datetime:
    moment: datetime = pd.Timestamp(stored).to_pydatetime()
    return moment
