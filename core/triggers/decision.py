"""What became of each contact on each day it came up, as columns."""

from dataclasses import dataclass, fields
from typing import Any, Self

import numpy as np
import numpy.typing as npt
import pandas as pd

from core.arrays import Codes, Counts, Days, Mask
from core.consent import CHANNELS
from core.triggers.belt import Belt

GATES = (
    "DROP_MALL_CHANNEL", "DROP_CANCELLED", "DUPLICATE", "DROP_HIGHER_TIER", "DROP_NO_CONSENT",
    "DROP_REPURCHASED", "DROP_DETRACTOR_HOLD", "DROP_COOLDOWN", "DROP_HOLDOUT", "SHIFT_CLOSED",
    "DEFER_CAP", "DROP_EXPIRED",
)  # fmt: skip
"""What stops a contact, in the order it is asked; the first that does decides."""

CODES = ("SENT", *GATES, "LISTED", "SKIPPED")
"""LISTED: stood on the list of the day and nobody worked on it. SKIPPED: taken off by a person."""

SENT = 0
NOT_YET = tuple(CODES.index(code) for code in ("SHIFT_CLOSED", "DEFER_CAP", "LISTED"))
"""Not the last word: the contact comes up again on the next day."""

ON_LIST = tuple(CODES.index(code) for code in ("SENT", "LISTED", "SKIPPED"))
"""Passed all gates on the day."""


@dataclass(frozen=True, eq=False)
class Decisions:
    """What was decided, by day, then customer, then priority; n decisions.

    A contact that was put off has one row for each day it came up.

    Attributes:
        customer: (n,) customer id.
        rule: (n,) place in the rules of the belt.
        anchor_day: (n,) the day counted from, days since 1970-01-01.
        anchor_order: (n,) sequence of the order it is about, -1 for none.
        due: (n,) the day it came up first.
        day: (n,) the day of the decision.
        code: (n,) place in CODES.
        channel: (n,) place in CHANNELS of the first open one, -1 none or not asked.
        folded: (n,) a lower gift that went along with the higher one.
    """

    customer: npt.NDArray[np.int64]
    rule: Codes
    anchor_day: Days
    anchor_order: npt.NDArray[np.int64]
    due: Days
    day: Days
    code: Codes
    channel: Codes
    folded: Mask

    @property
    def size(self) -> int:
        """How many decisions."""
        return self.customer.size

    def take(self, rows: npt.NDArray[Any]) -> Self:
        """Some of the decisions, by place or by mask."""
        return type(self)(**{f.name: getattr(self, f.name)[rows] for f in fields(self)})

    def is_code(self, *codes: str) -> Mask:
        """(n,) decided so."""
        return np.isin(self.code, [CODES.index(code) for code in codes])

    @property
    def final(self) -> Mask:
        """(n,) the last word on the contact."""
        return ~np.isin(self.code, NOT_YET)

    @property
    def contact(self) -> Mask:
        """(n,) the customer was contacted."""
        found: Mask = self.code == SENT
        return found

    @property
    def gift(self) -> Mask:
        """(n,) gave way to a higher tier and went along with it: costs, and is no contact."""
        found: Mask = self.folded & (self.code == CODES.index("DROP_HIGHER_TIER"))
        return found

    def counts(self) -> dict[str, int]:
        """How many of each code that occurs."""
        found: Counts = np.bincount(self.code, minlength=len(CODES))
        return {CODES[code]: int(found[code]) for code in np.flatnonzero(found)}

    def frame(self, belt: Belt) -> pd.DataFrame:
        """(n, 9) the decisions with rule ids, code and channel names and dates."""
        names = np.array([rule.id for rule in belt.rules], object)
        channels = np.array([*CHANNELS, ""], object)
        return pd.DataFrame(
            {
                "customer": self.customer,
                "rule": names[self.rule] if names.size else self.rule.astype(object),
                "anchor_day": self.anchor_day.astype("datetime64[D]"),
                "anchor_order": self.anchor_order,
                "due": self.due.astype("datetime64[D]"),
                "day": self.day.astype("datetime64[D]"),
                "code": np.array(CODES, object)[self.code],
                "channel": channels[self.channel],
                "folded": self.folded,
            }
        )
