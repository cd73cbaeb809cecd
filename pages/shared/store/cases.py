"""Cases of unhappy customers: opened, looked after, closed; and who has none yet."""

from datetime import date, timedelta

import numpy as np
import pandas as pd

from core.triggers import case
from db import answers, cases, members, shops
from db.cases import NoSuchCase
from pages.shared.store import clock
from pages.shared.store.base import reading, saving

__all__ = ["NoSuchCase", "change", "listed", "missing", "open_case"]

EPOCH = date(1970, 1, 1)
RECENT = 14
"""Days after which an unhappy answer opens nothing any more."""


def listed(shop_id: int, *, by: int) -> pd.DataFrame:
    """The cases, open ones first, then what is due first.

    Returns:
        (n, k) as `db.cases.listed`.

    Raises:
        NotAllowed: the person `by` may only look.
    """
    with reading(shop_id) as session:
        members.require(session, shop_id, by, role="staff")
        return cases.listed(session.connection(), shop_id)


def missing(shop_id: int) -> pd.DataFrame:
    """Unhappy answers of the last two weeks about which there is no case, newest first.

    Returns:
        (n, 3) `customer`, `answered_on` (date), `score`.
    """
    with reading(shop_id) as session:
        today = clock.today(shops.settings(session, shop_id).timezone)
        since = today - timedelta(days=RECENT)
        said = answers.answers(session.connection(), shop_id, since=since)
        known = cases.listed(session.connection(), shop_id)[["customer", "answered_on"]]
    number = (today - EPOCH).days
    recent = said[said["day"].between(number - RECENT, number)]
    last = recent.sort_values(["day", "second"]).drop_duplicates("customer", keep="last")
    sad = last[last["score"] <= case.UNHAPPY_TO].iloc[::-1]
    day = [EPOCH + timedelta(days=int(each)) for each in sad["day"]]
    sad = sad.assign(answered_on=pd.Series(day, sad.index, dtype=object))
    has = {(int(who), str(on)) for who, on in known.itertuples(index=False, name=None)}
    keys = zip(sad["customer"], sad["answered_on"], strict=True)
    new = np.array([(int(who), on.isoformat()) not in has for who, on in keys], np.bool_)
    return sad.loc[new, ["customer", "answered_on", "score"]].reset_index(drop=True)


def open_case(shop_id: int, customer: int, *, answered_on: date, score: int, by: int) -> int:
    """Open a case about an answer, looked after by who opens it.

    Returns:
        Its number.

    Raises:
        NotAllowed: the person `by` may only look.
        NoSuchCustomer: the shop has none of that number.
    """
    with saving(shop_id) as session:
        members.require(session, shop_id, by, role="staff")
        return cases.open_case(
            session,
            shop_id,
            customer,
            answered_on=answered_on,
            score=score,
            due=case.due(answered_on, shops.settings(session, shop_id).working_days),
            owner=by,
            at=clock.now(),
        )


def change(
    shop_id: int,
    case_id: int,
    *,
    owner: int | None,
    cause: str,
    outcome: str,
    note: str,
    by: int,
) -> None:
    """Write down where a case stands; with an outcome it is closed.

    Raises:
        NotAllowed: the person `by` may only look.
        NoSuchCase: the shop has none of that number.
        ValueError: a code is unknown, or the owner is not of the shop.
    """
    with saving(shop_id) as session:
        members.require(session, shop_id, by, role="staff")
        cases.change(
            session,
            shop_id,
            case_id,
            owner=owner,
            cause=cause,
            outcome=outcome,
            note=note,
            at=clock.now(),
        )
