"""The demo shop some weeks after an experiment began, with a planted effect."""

from collections.abc import Collection, Mapping
from datetime import date

import numpy as np

from core.demo.onward import onward
from core.demo.shop import Shop


def later(
    shop: Shop,
    until: date,
    *,
    customer_of: Mapping[str, int],
    aside: Collection[int],
    chances: tuple[float, float],
) -> Shop:
    """The shop on the day of the later export.

    Args:
        shop: as it was uploaded first.
        until: day of the export.
        customer_of: order number as the file names it -> customer.
        aside: customers kept aside.
        chances: that somebody comes back in between, of those kept aside and of the others.
    """
    numbers = (1000 + shop.orders["number"]).map("#{}".format)
    customer = numbers.map(customer_of)
    chance = np.full(len(shop.people), chances[1])
    alone = customer.isin(aside).to_numpy()
    chance[shop.orders["person"].to_numpy()[alone]] = chances[0]
    return onward(shop, until, chance=chance)
