"""Who is one person: keys seen together in a record belong to the same customer."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from core.arrays import Codes, Index

NO_KEY = -1

MEMBER, EMAIL, RELAY, NAME_PHONE = range(4)
"""Columns of a record's keys, the strongest first."""


@dataclass(frozen=True, eq=False)
class Persons:
    """Which customer each key belongs to.

    Attributes:
        keys: (k,) the keys that occur, ascending.
        customer: (k,) the smallest key of the customer each belongs to.
    """

    keys: npt.NDArray[np.int64]
    customer: npt.NDArray[np.int64]

    @property
    def n_customers(self) -> int:
        """Distinct customers."""
        return int(np.unique(self.customer).size)

    def of(self, keys: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
        """The customer of each of `keys`, NO_KEY where the key does not occur."""
        if not self.keys.size:
            return np.full(keys.shape, NO_KEY, np.int64)
        place = np.minimum(np.searchsorted(self.keys, keys), self.keys.size - 1)
        return np.where(self.keys[place] == keys, self.customer[place], NO_KEY)


def persons(records: npt.NDArray[np.int64], member_source: npt.NDArray[np.int64]) -> Persons:
    """Join the records that share a key; two member ids of one source never join by an e-mail.

    Args:
        records: (n, 4) member, e-mail, relay and name-phone key of each record, NO_KEY where it
            has none. Keys of different columns or sources must be different numbers; a smaller
            number was seen earlier.
        member_source: (n,) source of the record's member id.
    """
    keys, flat = np.unique(records, return_inverse=True)
    places = flat.reshape(records.shape)
    if keys.size and keys[0] == NO_KEY:
        keys, places = keys[1:], places - 1
    bonds, mails = _bonds(places)
    solid = _components(bonds, keys.size)
    joined = _components(np.concatenate((bonds, mails)), keys.size)
    source = np.full(keys.size, NO_KEY, np.int64)
    with_member = records[:, MEMBER] != NO_KEY
    source[places[with_member, MEMBER]] = member_source[with_member]
    clashing = _clashing(joined, solid, source)
    if clashing.any():
        joined = _joined_carefully(joined, solid, source, mails=mails, clashing=clashing)
    smallest = np.full(keys.size, np.iinfo(np.int64).max, np.int64)
    np.minimum.at(smallest, joined, keys)
    return Persons(keys, smallest[joined])


def _bonds(places: npt.NDArray[np.int64]) -> tuple[Index, Index]:
    """Pairs of keys that stand in one record: those without, and those with an e-mail."""
    anchors, others = places[:, [MEMBER, RELAY, NAME_PHONE]], places[:, EMAIL]
    first = np.argmax(anchors >= 0, axis=1)
    anchor = anchors[np.arange(len(places)), first]
    pairs = [np.column_stack((anchor, column)) for column in anchors.T]
    bonds = np.concatenate(pairs)
    mails = np.column_stack((others, anchor))
    return _distinct(bonds), _distinct(mails)


def _distinct(pairs: Index) -> Index:
    """The pairs of two keys, each once, in order."""
    whole = pairs[(pairs >= 0).all(axis=1) & (pairs[:, 0] != pairs[:, 1])]
    return np.unique(whole, axis=0) if whole.size else whole


def _components(pairs: Index, size: int) -> Codes:
    graph = coo_array((np.ones(len(pairs), np.int8), (pairs[:, 0], pairs[:, 1])), (size, size))
    return np.asarray(connected_components(graph, directed=False)[1])


def _clashing(joined: Codes, solid: Codes, source: Index) -> npt.NDArray[np.bool_]:
    """(k,) the key is in a group where e-mails alone tie members of one source together."""
    member = source != NO_KEY
    cores = np.unique(np.column_stack((joined, source, solid))[member], axis=0)
    again = (cores[1:, :2] == cores[:-1, :2]).all(axis=1)
    return np.isin(joined, cores[1:][again, 0])


def _joined_carefully(
    joined: Codes, solid: Codes, source: Index, *, mails: Index, clashing: npt.NDArray[np.bool_]
) -> Codes:
    """Groups again for the few clashing ones, e-mail by e-mail, refusing a tie that clashes."""
    label = np.where(clashing, solid + int(joined.max()) + 1, joined)
    sources: dict[int, set[int]] = {}
    for group, origin in zip(label[clashing], source[clashing], strict=True):
        sources.setdefault(int(group), set()).update({int(origin)} - {NO_KEY})
    parent = {group: group for group in sources}

    def root(group: int) -> int:
        while parent[group] != group:
            group = parent[group]
        return group

    for mail, anchor in mails[clashing[mails[:, 0]]]:
        one, other = root(int(label[mail])), root(int(label[anchor]))
        if one != other and not sources[one] & sources[other]:
            parent[other] = one
            sources[one] |= sources[other]
    label[clashing] = [root(int(group)) for group in label[clashing]]
    return np.unique(label, return_inverse=True)[1].astype(np.int32)
