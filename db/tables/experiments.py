"""Who takes part in an experiment, on which side."""

from datetime import date

from sqlalchemy import Index
from sqlmodel import Field

from db.tables.base import Owned, within_shop


class Assignment(Owned, table=True):
    """A customer dealt to one side of an experiment, once; no later word changes it.

    It names the customer as she was numbered on the day: a merge, and undoing one, find it so.
    """

    __table_args__ = (
        within_shop("customer_id", "customer"),
        Index("ix_assignment_customer", "shop_id", "customer_id"),
    )
    shop_id: int = Field(foreign_key="shop.id", primary_key=True)
    experiment: str = Field(primary_key=True)
    """The name of its document."""
    customer_id: int = Field(primary_key=True)
    day: date
    """Shop-local day the customer became eligible: the window begins after it."""
    control: bool
    """Kept aside to compare."""
