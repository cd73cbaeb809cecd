"""The customers behind a number, as a list."""

import numpy as np
import pandas as pd

from core.arrays import Mask
from core.history import History
from core.journey.firsts import Firsts, counted_from
from core.stats.groups import sum_by


def customer_list(history: History, chosen: Mask) -> pd.DataFrame:
    """What is known of the customers chosen, those who bought last first.

    Args:
        history: as of the day asked for.
        chosen: (n_customers,) mask.

    Returns:
        (n, 5): `customer` (id), `first_day`, `last_day` (dates), `occasions`, `cash` (minor
        units over all orders, nan where no amount is known).
    """
    places = np.flatnonzero(chosen)
    places = places[np.lexsort((history.customer[places], -history.last_day[places]))]
    n, customer = history.n_customers, history.order_customer
    cash = sum_by(customer, history.cash, n)
    known = np.bincount(customer[history.known & ~history.is_void], minlength=n) > 0
    return pd.DataFrame(
        {
            "customer": history.customer[places],
            "first_day": history.first_day[places].astype("datetime64[D]").astype("datetime64[s]"),
            "last_day": history.last_day[places].astype("datetime64[D]").astype("datetime64[s]"),
            "occasions": history.occasions[places],
            "cash": np.where(known, cash, np.nan)[places],
        }
    )


def reaching(
    history: History,
    step: int,
    day: int,
    *,
    within: int = 7,
    firsts: Firsts = "true",
    who: Mask | None = None,
) -> Mask:
    """(n_customers,) customers whose silence after occasion `step` soon lasts `day` days.

    Args:
        history: as of the day asked for.
        step: they have bought exactly so often.
        day: days after the last occasion, at least `within`.
        within: days after as_of in which they get there, the first one counts.
        firsts: which first occasions to count from.
        who: (n_customers,) mask, None = all.
    """
    silence = history.as_of - history.last_day
    soon: Mask = (history.occasions == step) & (silence < day) & (silence >= day - within)
    soon &= counted_from(history, firsts=firsts, who=who)
    return soon
