"""The tables: facts and parameters, each owned by a shop unless it describes people or sign-in.

Money is an integer in minor units; days and times of orders are shop-local and naive, times of our
own acts are UTC. Personal data stands in `contact` only; the keys that tell persons apart are
stored as keyed hashes.
"""

from db.tables.base import Base, Owned, utc_now
from db.tables.experiments import Assignment
from db.tables.facts import (
    ConsentEvent,
    Contact,
    Customer,
    Event,
    IdentityKey,
    Import,
    OrderFact,
    OrderFields,
    OrderLine,
    OrderState,
    Product,
    Suppression,
)
from db.tables.parameters import Document, Setting
from db.tables.people import (
    Audit,
    BrowserSession,
    Invite,
    Membership,
    Shop,
    SignInFailure,
    Ticket,
    User,
)
from db.tables.work import Case, Claim, Dispatch, Referral, Referred

__all__ = [
    "Assignment",
    "Audit",
    "Base",
    "BrowserSession",
    "Case",
    "Claim",
    "ConsentEvent",
    "Contact",
    "Customer",
    "Dispatch",
    "Document",
    "Event",
    "IdentityKey",
    "Import",
    "Invite",
    "Membership",
    "OrderFact",
    "OrderFields",
    "OrderLine",
    "OrderState",
    "Owned",
    "Product",
    "Referral",
    "Referred",
    "Setting",
    "Shop",
    "SignInFailure",
    "Suppression",
    "Ticket",
    "User",
    "utc_now",
]
