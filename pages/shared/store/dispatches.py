"""Contacts: what people make of the lines of Today, and who is at which customer now."""

import json
from collections.abc import Mapping, Sequence
from datetime import date, timedelta

import numpy as np
import pandas as pd

from core.consent import CHANNELS
from core.triggers import case
from core.triggers.replay import Outcomes
from core.triggers.rule import Rule
from db import answers, cases, dispatches, invitations, members, shops
from db.dispatches import OUTCOMES, Claimed, Line, Outcome
from db.scope import ShopSession
from pages.shared.store import belts, clock
from pages.shared.store.base import reading, saving
from pages.shared.store.consents import NoSuchCustomer

__all__ = [
    "OUTCOMES",
    "Claimed",
    "Line",
    "NoSuchCustomer",
    "Outcome",
    "claim",
    "claims",
    "listed",
    "mark",
    "of_person",
    "outcomes",
    "release",
]

CLAIM = timedelta(minutes=15)
"""How long a line that was opened is kept from others."""

INVITE = frozenset({"C5", "A3"})
"""Texts that invite: the fan meeting, a seat in product development."""


def mark(shop_id: int, lines: Sequence[Line], outcome: Outcome, *, by: int) -> None:
    """Record what became of the lines of one customer today, and what follows from it.

    A line for an unhappy customer opens a case; an invitation that was sent is kept as one.

    Args:
        shop_id: the shop.
        lines: what was due, one or more.
        outcome: `open` takes an earlier word of today back.
        by: who says so.

    Raises:
        NotAllowed: the person `by` may only look.
        NoSuchCustomer: the shop has none of that number.
    """
    running = belts.running(shop_id)
    rules = {rule.id: rule for rule in running.belt.rules} if running else {}
    with saving(shop_id) as session:
        members.require(session, shop_id, by, role="staff")
        today = clock.today(shops.settings(session, shop_id).timezone)
        for line in lines:
            dispatches.mark(
                session,
                shop_id,
                line,
                outcome=outcome,
                day=today,
                at=clock.now(),
                by=by,
                belt=(running.belt.name, running.number) if running else ("", 0),
            )
            if outcome != "open" and line.rule in rules:
                _follow(session, shop_id, line, rules[line.rule], outcome=outcome, by=by)
        dispatches.release(session, shop_id, {line.customer for line in lines})


def _follow(
    session: ShopSession, shop_id: int, line: Line, rule: Rule, *, outcome: Outcome, by: int
) -> None:
    """What a line that was worked on brings with it."""
    settings = shops.settings(session, shop_id)
    if rule.is_rescue:
        cases.open_case(
            session,
            shop_id,
            line.customer,
            answered_on=line.anchor_day,
            score=_score(session, shop_id, line),
            due=case.due(line.anchor_day, settings.working_days),
            owner=by,
            at=clock.now(),
        )
    if outcome == "done" and rule.text in INVITE:
        at = clock.local(settings.timezone)
        invitations.invite(session, shop_id, line.customer, rule=rule.id, at=at)


def _score(session: ShopSession, shop_id: int, line: Line) -> int | None:
    """What the customer answered on the day the line is counted from."""
    said = answers.answers(session.connection(), shop_id, customer=line.customer)
    day = (line.anchor_day - date(1970, 1, 1)).days
    found = said.loc[said["day"] == day, "score"]
    return int(found.iloc[-1]) if len(found) else None


# Who is at it


def claim(shop_id: int, customer: int, *, by: int) -> None:
    """Keep a customer to oneself for a while, so that nobody else contacts her meanwhile.

    Raises:
        NotAllowed: the person `by` may only look.
        Claimed: somebody else is at it.
        NoSuchCustomer: the shop has none of that number.
    """
    now = clock.now()
    with saving(shop_id) as session:
        members.require(session, shop_id, by, role="staff")
        dispatches.claim(session, shop_id, customer, by=by, now=now, until=now + CLAIM)


def release(shop_id: int, customer: int, *, by: int) -> None:
    """Let others at the customer again, where it was this person who kept her.

    Raises:
        NotAllowed: the person `by` may only look.
    """
    with saving(shop_id) as session:
        members.require(session, shop_id, by, role="staff")
        held = dispatches.claims(session, shop_id, now=clock.now())
        if held.get(customer, (by, ""))[0] == by:
            dispatches.release(session, shop_id, {customer})


def claims(shop_id: int) -> Mapping[int, tuple[int, str]]:
    """Customer -> the person who is at it now: number and name."""
    with reading(shop_id) as session:
        return dispatches.claims(session, shop_id, now=clock.now())


# What has been done


def listed(shop_id: int, *, on: date | None = None, since: date | None = None) -> pd.DataFrame:
    """The last word on each line, oldest first.

    Args:
        shop_id: the shop.
        on: only those worked on that day.
        since: only those worked on from that day.

    Returns:
        (n, k) as `db.dispatches.listed`.
    """
    with reading(shop_id) as session:
        found = dispatches.listed(session.connection(), shop_id, since=on or since)
    return found if on is None else found[found["day"] == on.isoformat()]


def of_person(shop_id: int, customer: int, *, by: int) -> pd.DataFrame:
    """What was made of the lines of one customer, oldest first, for a timeline.

    Returns:
        (n, 6) `at` (day, as a timestamp), `rule` (its id), `channel`, `outcome`, `who` (marked
        it), `order_no`.

    Raises:
        NotAllowed: the person `by` may only look.
    """
    with reading(shop_id) as session:
        members.require(session, shop_id, by, role="staff")
        found = dispatches.listed(session.connection(), shop_id, customer=customer)
    kept = found.assign(at=pd.to_datetime(found["day"]))
    return kept[["at", "rule", "channel", "outcome", "who", "order_no"]].reset_index(drop=True)


def outcomes(shop_id: int, *, before: date) -> Outcomes:
    """What people made of the lists of earlier days, as the engine takes it.

    Gifts that went along are outcomes of their own. An order whose upload was taken back is not
    there for the moment; the line stays done all the same.

    Args:
        shop_id: the shop.
        before: later days do not count.
    """
    with reading(shop_id) as session:
        said = dispatches.listed(session.connection(), shop_id)
    said = said[said["day"] < before.isoformat()].assign(folded_with=False)
    gifts = said.assign(rule=said["folded"].map(json.loads)).explode("rule").dropna(subset="rule")
    rows = pd.concat([said, gifts.assign(folded_with=True)], ignore_index=True)
    return Outcomes(
        customer=rows["customer"].to_numpy(np.int64),
        rule=rows["rule"].to_numpy(object),
        order=rows["order_id"].to_numpy(np.int64),
        anchor_day=_numbers(rows["anchor_day"]),
        day=_numbers(rows["day"]),
        outcome=rows["outcome"].to_numpy(object),
        channel=pd.Index(CHANNELS).get_indexer(pd.Index(rows["channel"])).astype(np.int32),
        folded=rows["folded_with"].to_numpy(np.bool_),
    )


def _numbers(days: pd.Series) -> np.ndarray:
    """ISO days as days since 1970-01-01."""
    return pd.to_datetime(days).to_numpy("datetime64[D]").astype(np.int32)
