"""One customer as a person: found, and shown to those who work with customers."""

from dataclasses import dataclass, field

import pandas as pd

from core.malls import marked
from db import members, persons, shops
from pages.shared.store import consents
from pages.shared.store.base import reading
from pages.shared.store.consents import Told


@dataclass(frozen=True, eq=False)
class Known:
    """What the shop knows of one customer.

    Attributes:
        customer: the number.
        contact: the newest word on name, address and so on, by column of `contact`.
        orders: newest first, the logical columns of an order and `products`.
        told: where the customer stands on each channel.
    """

    customer: int
    contact: dict[str, str] = field(repr=False)
    orders: pd.DataFrame = field(repr=False)
    told: list[Told] = field(repr=False)

    @property
    def is_erased(self) -> bool:
        """The person was erased; the numbers are left."""
        return self.told[0].reason == "erased"

    @property
    def is_of_mall(self) -> bool:
        """Has bought, but never on a list of the shop's own."""
        return is_of_mall(self.orders)


def known(shop_id: int, customer: int, *, by: int) -> Known:
    """One customer, for somebody who may work with customers.

    Raises:
        NotAllowed: the person `by` may only look, or is not of this shop.
    """
    with reading(shop_id) as session:
        members.require(session, shop_id, by, role="staff")
        connection = session.connection()
        contact = persons.newest(persons.contacts(connection, shop_id, customer))
        orders = persons.orders(connection, shop_id, customer)
        malls = shops.settings(session, shop_id).malls
    orders["own_list"] = orders["own_list"].astype(bool) & ~marked(orders["channel"], malls)
    told = consents.of_person(shop_id, customer, mall=is_of_mall(orders))
    return Known(customer, contact, orders, told)


def is_of_mall(orders: pd.DataFrame) -> bool:
    """Whether these are orders of a mall's customer: some on its list, none valid on the shop's."""
    own = orders["own_list"].astype(bool)
    return bool((~own).any() and not (own & ~orders["void"].astype(bool)).any())


def find(shop_id: int, text: str, *, by: int) -> pd.DataFrame:
    """Customers by number, order number, name, e-mail address or phone number.

    Returns:
        (n, 4) `customer`, `name`, `email`, `phone`.

    Raises:
        NotAllowed: as for `known`.
    """
    with reading(shop_id) as session:
        members.require(session, shop_id, by, role="staff")
        return persons.find(session.connection(), shop_id, text=text)
