"""Who may be contacted on which channel: what customers said, folded as of a day."""

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pandas as pd

from core.arrays import Codes, Days, Index, Mask, readonly

CHANNELS = ("email", "newsletter", "line", "sms", "postcard", "call", "insert")
"""`postcard` is all post, `insert` the paper in a parcel that is sent anyway."""

NEED_A_YES = frozenset({"email", "newsletter", "line", "sms"})
"""Channels on which nobody is contacted who has not agreed; the others are open until refused."""

REASONS = ("", "erased", "mall", "opted_out", "said_no", "not_asked")
"""Why somebody may not be contacted, the weightiest first; "" for who may be."""

YES, NO, UNKNOWN = 1, 0, -1


@dataclass(frozen=True, eq=False)
class Consents:
    """What customers said, sorted by (customer, channel, key) and by time within; read-only.

    A word is what a file, the owner or staff recorded of a customer under one of the
    customer's identity keys. A refusal is an opt-out: no later word takes it back.

    Attributes:
        customer, channel, key, day, agreed: (w,) the words; days count from 1970-01-01.
        out_customer, out_channel, out_day: (r,) the refusals.
        erased: (e,) ids of customers whose data was erased, ascending.
    """

    customer: Index = field(repr=False)
    channel: Codes = field(repr=False)
    key: Index = field(repr=False)
    day: Days = field(repr=False)
    agreed: Mask = field(repr=False)
    out_customer: Index = field(repr=False)
    out_channel: Codes = field(repr=False)
    out_day: Days = field(repr=False)
    erased: Index = field(repr=False)

    @classmethod
    def build(
        cls, words: pd.DataFrame, refusals: pd.DataFrame, erased: Iterable[int]
    ) -> "Consents":
        """Sort what was said once.

        Args:
            words: (w, 5) `customer`, `key`, `channel`, `agreed`, `day`, oldest first.
            refusals: (r, 3) `customer`, `channel`, `day` (shop-local days).
            erased: ids of customers whose data was erased.

        Raises:
            ValueError: a channel is not in `CHANNELS`.
        """
        channel = _codes(words["channel"])
        order = np.lexsort(  # the last column leads; rows that are alike stay oldest first
            (_ints(words["day"]), _ints(words["key"]), channel, _ints(words["customer"]))
        )
        return cls(
            customer=readonly(_ints(words["customer"])[order]),
            channel=readonly(channel[order]),
            key=readonly(_ints(words["key"])[order]),
            day=readonly(words["day"].to_numpy(np.int32)[order]),
            agreed=readonly(words["agreed"].to_numpy(np.bool_)[order]),
            out_customer=readonly(_ints(refusals["customer"])),
            out_channel=readonly(_codes(refusals["channel"])),
            out_day=readonly(refusals["day"].to_numpy(np.int32, copy=True)),
            erased=readonly(np.unique(np.fromiter(erased, np.int64))),
        )


@dataclass(frozen=True, eq=False)
class Standing:
    """Who may be contacted as of a day: (n,) columns, one place per customer asked for.

    Attributes:
        customer: ids, ascending.
        mall: has bought, but never on a list of the shop's own.
        erased: the personal data is gone.
        said: (channels, n) YES, NO or UNKNOWN, the newest words.
        opted_out: (channels, n) refused since.
    """

    customer: Index = field(repr=False)
    mall: Mask = field(repr=False)
    erased: Mask = field(repr=False)
    said: npt.NDArray[np.int8] = field(repr=False)
    opted_out: npt.NDArray[np.bool_] = field(repr=False)

    def may(self, channel: str) -> Mask:
        """(n,) who may be contacted on the channel."""
        allowed: Mask = self.reason(channel) == 0
        return allowed

    def reason(self, channel: str) -> Codes:
        """(n,) why not, as a place in `REASONS`; 0 for who may be contacted.

        The newsletter is e-mail: who refuses e-mail gets none.

        Source: E11-L8 (a yes with its time and source), E11-L12 (customers of malls).
        """
        asked = [CHANNELS.index(channel)]
        stopping = [*asked, CHANNELS.index("email")] if channel == "newsletter" else asked
        unasked = self.said[asked[0]] == UNKNOWN if channel in NEED_A_YES else self._nobody()
        found = [
            self.erased,
            self.mall if channel != "insert" else self._nobody(),
            self.opted_out[stopping].any(axis=0),
            (self.said[stopping] == NO).any(axis=0),
            unasked,
        ]
        return np.select(found, list(range(1, len(REASONS))), 0).astype(np.int32)

    def _nobody(self) -> Mask:
        return np.zeros(self.customer.size, np.bool_)


def standing(
    consents: Consents, customers: npt.NDArray[np.int64], *, mall: Mask, day: int
) -> Standing:
    """Fold what was said by `day`.

    The newest word under a key holds. Where a customer has several keys (records that were
    found to be one person), the strictest of their words holds.

    Args:
        consents: of the shop.
        customers: (n,) ids, ascending.
        mall: (n,) has bought, but never on a list of the shop's own, by `day`.
        day: words and refusals after it stay unseen. An erasure holds on every day.
    """
    said = np.full((len(CHANNELS), customers.size), UNKNOWN, np.int8)
    rows = _newest(consents, day)
    place, known = _places(customers, consents.customer[rows])
    agreed, channel = consents.agreed[rows][known], consents.channel[rows][known]
    for yes in (True, False):  # a no is written last
        chosen = agreed == yes
        said[channel[chosen], place[chosen]] = YES if yes else NO
    opted_out = np.zeros(said.shape, np.bool_)
    out = consents.out_day <= day
    place, known = _places(customers, consents.out_customer[out])
    opted_out[consents.out_channel[out][known], place] = True
    erased = np.isin(customers, consents.erased)
    return Standing(customers, mall, erased, said, opted_out)


def reach(standing: Standing) -> pd.DataFrame:
    """How many customers may be contacted on each channel, and why the others may not.

    Returns:
        (channels, 1 + len(REASONS)) `channel`, `may`, and a count per reason. The counts of a
        row add up to the customers.
    """
    counts = [np.bincount(standing.reason(channel), minlength=len(REASONS)) for channel in CHANNELS]
    table = pd.DataFrame(counts, columns=["may", *REASONS[1:]])
    table.insert(0, "channel", CHANNELS)
    return table


def _newest(consents: Consents, day: int) -> Index:
    """The rows of the last word by `day` of each customer, channel and key."""
    rows = np.flatnonzero(consents.day <= day)
    last = np.ones(rows.size, np.bool_)
    group = (consents.customer, consents.channel, consents.key)
    last[:-1] = np.any([values[rows[1:]] != values[rows[:-1]] for values in group], axis=0)
    return rows[last]


def _places(customers: npt.NDArray[np.int64], asked: Index) -> tuple[Index, Mask]:
    """Where those of `asked` who are known stand in `customers`, and which they are."""
    place = np.searchsorted(customers, asked)
    known = place < customers.size
    known[known] = customers[place[known]] == asked[known]
    return place[known], known


def _codes(channels: pd.Series) -> Codes:
    """Places in `CHANNELS`."""
    codes = pd.Index(CHANNELS).get_indexer(pd.Index(channels))
    if (codes < 0).any():
        unknown = channels[codes < 0].iloc[0]
        raise ValueError(f"channel == {unknown!r}, must be one of {CHANNELS}")
    return codes.astype(np.int32)


def _ints(values: pd.Series) -> Index:
    return values.to_numpy(np.int64, copy=True)
