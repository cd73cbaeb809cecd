"""Where contacts arrive, for those who work with customers."""

from collections.abc import Iterable

import numpy as np
import pandas as pd

from core.consent import CHANNELS, REASONS, standing
from db import members, recipients
from pages.shared.store import clock, consents, histories, shops
from pages.shared.store.base import reading

GONE = "gone"
"""Why a customer may not be contacted of whom no order is left."""


def contacts(shop_id: int, ids: Iterable[int], *, by: int) -> pd.DataFrame:
    """The last word on how each customer is reached, as `db.recipients.contacts`.

    Raises:
        NotAllowed: the person `by` may only look, or is not of this shop.
    """
    with reading(shop_id) as session:
        members.require(session, shop_id, by, role="staff")
        return recipients.contacts(session.connection(), shop_id, ids)


def parcels(shop_id: int, orders: Iterable[tuple[str, str]], *, by: int) -> pd.DataFrame:
    """What lies in the parcels of orders (source, number), as `db.recipients.parcels`.

    Raises:
        NotAllowed: as for `contacts`.
    """
    with reading(shop_id) as session:
        members.require(session, shop_id, by, role="staff")
        return recipients.parcels(session.connection(), shop_id, orders)


def refusals(shop_id: int, ids: Iterable[int]) -> dict[tuple[int, str], str]:
    """Why customers may not be contacted today, by customer and channel; "" for who may be.

    Codes are those of `core.consent.REASONS`, and `GONE`.
    """
    asked = np.unique(np.fromiter(ids, np.int64))
    history = histories.history(shop_id)
    place = np.searchsorted(history.customer, asked)
    known = place < history.n_customers
    known[known] = history.customer[place[known]] == asked[known]
    there, mall = asked[known], ~history.has_own[place[known]]
    today = histories.number_of(clock.today(shops.settings(shop_id).timezone))
    stand = standing(consents.of_shop(shop_id), there, mall=mall, day=today)
    found = {(int(one), channel): GONE for one in asked[~known] for channel in CHANNELS}
    for channel in CHANNELS:
        reasons = zip(there, stand.reason(channel), strict=True)
        found |= {(int(one), channel): REASONS[reason] for one, reason in reasons}
    return found
