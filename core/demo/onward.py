"""The demo shop some weeks later: who came back since, each with a planted chance."""

from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd

from core.arrays import Floats
from core.demo import visits
from core.demo.shop import Shop

PEOPLE_SHOP_FROM, PEOPLE_SHOP_UNTIL = 8 * 3_600, 22 * 3_600


def onward(shop: Shop, until: date, *, chance: Floats, seed: int = 4711) -> Shop:
    """The shop with the purchases of the days that followed.

    Whoever comes back buys once more what she bought last. What happened before stays as it was,
    so an export of the later day holds all that the earlier one held.

    Args:
        shop: as it was exported.
        until: day of the later export; the last purchase is of the evening before.
        chance: (people,) that each comes back in between; an effect is planted by giving some
            people another one. Who never bought does not begin to.
        seed: the same seed gives the same purchases.

    Raises:
        ValueError: a chance is missing, or none, or there are no days in between.
    """
    days = (until - shop.as_of).days
    if days < 1:
        raise ValueError(f"until == {until}, must be after {shop.as_of}")
    if chance.shape != (len(shop.people),) or not ((chance >= 0) & (chance <= 1)).all():
        raise ValueError(f"chance.shape == {chance.shape}, must be ({len(shop.people)},) in 0..1")
    rng = np.random.default_rng(seed)
    comes = rng.random(chance.size) < chance
    after = rng.integers(0, days, chance.size)
    second = rng.integers(PEOPLE_SHOP_FROM, PEOPLE_SHOP_UNTIL, chance.size)
    last = _last_purchases(shop)
    again = last[comes[shop.orders["person"].to_numpy()[last]]]
    return _with(shop, until, again, after, second)


def _last_purchases(shop: Shop) -> np.ndarray:
    """(k,) row of the last purchase of everybody who has one, by time."""
    bought = shop.valid & (shop.orders["occasion"] & (shop.orders["delivery"] == 0)).to_numpy()
    person = shop.orders["person"].to_numpy()[bought]
    rows = np.flatnonzero(bought)
    latest = pd.Series(rows, index=person).groupby(level=0).last()
    return np.sort(latest.to_numpy())


def _with(
    shop: Shop, until: date, again: np.ndarray, after: np.ndarray, second: np.ndarray
) -> Shop:
    """The shop with these orders once more, so many days after its export."""
    person = shop.orders["person"].to_numpy()[again]
    at = np.datetime64(shop.as_of, "s") + after[person] * visits.DAY + second[person]
    never = np.full(at.size, np.datetime64("NaT", "s"))
    fresh = shop.orders.iloc[again].assign(
        at=at, void_on=never, refund_on=never, shipped_on=never, refund=0
    )
    order = np.argsort(at, kind="stable")
    fresh = fresh.iloc[order]
    first = int(shop.orders["number"].max()) + 1
    fresh = fresh.assign(number=np.arange(first, first + len(fresh)))
    place = pd.Series(len(shop.orders) + np.arange(len(fresh)), index=again[order])
    lines = shop.lines[shop.lines["order"].isin(again)]
    lines = lines.assign(order=lines["order"].map(place)).sort_values("order", kind="stable")
    return replace(
        shop,
        as_of=until,
        orders=pd.concat([shop.orders, fresh], ignore_index=True).astype(shop.orders.dtypes),
        lines=pd.concat([shop.lines, lines], ignore_index=True),
    )
