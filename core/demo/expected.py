"""What the intake must report of a written file."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from core.demo.shop import Shop
from core.demo.visits import CANCELLED, RETURNED, UNFINISHED

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Expected:
    """The truth of one file, zero orders not counted; money in yen.

    Attributes:
        orders: valid orders.
        customers: people with a valid order.
        total: sum of the platform's own total over valid orders; unknown ones add nothing.
        file_total: the same over all orders of the file.
        cancelled: orders set aside as cancelled.
        returned: orders set aside as sent back or refunded whole.
        unfinished: orders set aside as never finished.
        zero: valid orders of 0 yen.
    """

    orders: int
    customers: int
    total: int
    file_total: int
    cancelled: int
    returned: int
    unfinished: int
    zero: int


def expect(shop: Shop, totals: Ints, *, returns_shown: bool) -> Expected:
    """Count a shop all of whose orders stand in the file.

    Args:
        shop: the orders of the file.
        totals: (orders,), the file's total per order.
        returns_shown: False where the platform marks a return as cancelled.

    Returns:
        The numbers.
    """
    state, valid = shop.orders["state"].to_numpy(), shop.valid
    cancelled, returned = int((state == CANCELLED).sum()), int((state == RETURNED).sum())
    return Expected(
        orders=int(valid.sum()),
        customers=shop.customers,
        total=int(totals[valid].sum()),
        file_total=int(totals.sum()),
        cancelled=cancelled if returns_shown else cancelled + returned,
        returned=returned if returns_shown else 0,
        unfinished=int((state == UNFINISHED).sum()),
        zero=int((shop.orders["zero"] & (state == 0)).sum()),
    )
