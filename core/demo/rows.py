"""Which rows an order file has: lines of goods, and the rows a platform adds to them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from core.demo.shop import Shop

Bools = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]

GOODS = 1
"""The kind of a row that is a product; the kinds of other rows are greater."""


class Extra(NamedTuple):
    """Rows beside the goods: a kind of its own, on some of the orders (a mask over orders)."""

    kind: int
    orders: Bools


@dataclass(frozen=True, eq=False)
class Rows:
    """The rows of a file from top to bottom; all arrays are (rows,).

    Attributes:
        order: row of shop.orders.
        kind: GOODS or the kind of an extra row.
        product: row of PRODUCTS, 0 in extra rows.
        quantity: pieces, 1 in extra rows.
    """

    order: Ints
    kind: Ints
    product: Ints
    quantity: Ints

    def __len__(self) -> int:
        return self.order.size

    @property
    def goods(self) -> Bools:
        """Rows that are products."""
        found: Bools = self.kind == GOODS
        return found

    @property
    def first(self) -> Bools:
        """Rows that begin an order."""
        found: Bools = np.diff(self.order, prepend=-1) != 0
        return found


def rows(shop: Shop, extras: Sequence[Extra] = (), *, newest_first: bool = False) -> Rows:
    """Lay out a file: order after order, goods before extra rows."""
    found = [np.flatnonzero(extra.orders) for extra in extras]
    more = sum(part.size for part in found)
    lines = shop.lines
    order = np.concatenate([lines["order"], *found]).astype(np.int64)
    sizes = [len(lines), *(part.size for part in found)]
    kind = np.repeat([GOODS, *(extra.kind for extra in extras)], sizes)
    product = np.concatenate([lines["product"], np.zeros(more, np.int64)])
    quantity = np.concatenate([lines["quantity"], np.ones(more, np.int64)])
    place = np.lexsort((kind, -order if newest_first else order))
    return Rows(order[place], kind[place], product[place], quantity[place])
