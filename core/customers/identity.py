"""Who is the same person: records that share a key, with one exception.

Two member ids of one source never join through an e-mail (families share one); a relay address
joins only inside its own source.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

Ints = npt.NDArray[np.int64]

_OWN_KEYS = ("member", "relay", "name_phone")
"""Keys that mean something only inside their source."""


def customers_of(records: pd.DataFrame) -> Ints:
    """Number the customers behind records in order of first appearance.

    Args:
        records: (n, 5) text columns source, member, email, relay, name_phone; NA where a record
            lacks the key. `source` is never NA.

    Returns:
        (n,) customer number of each record, 0.., and -1 where a record has no key at all.

    Source: domain conventions, section 0, identity.
    """
    n = len(records)
    own = [_codes(records, ["source", key]) for key in _OWN_KEYS]
    mail = _codes(records, ["email"])
    base = _components(n, own)
    label = _components(n, [base, mail])
    label = _keep_members_apart(label, base, mail, _codes(records, ["source"]), own[0])
    keyed = (mail >= 0) | np.any([codes >= 0 for codes in own], axis=0)
    return _by_appearance(label, keyed)


def _codes(records: pd.DataFrame, columns: list[str]) -> Ints:
    """(n,) code per distinct value of `columns`, -1 where the last of them is missing."""
    codes = np.zeros(len(records), np.int64)
    for column in columns:
        at, unique = pd.factorize(records[column])
        codes = np.where((codes < 0) | (at < 0), -1, codes * max(len(unique), 1) + at)
    codes[codes >= 0] = pd.factorize(codes[codes >= 0])[0]
    return codes


def _components(n: int, keys: Sequence[Ints]) -> Ints:
    """(n,) component of each record when equal codes of any key join; -1 joins nothing."""
    rows, nodes, start = [], [], n
    for codes in keys:
        at = np.flatnonzero(codes >= 0)
        rows.append(at)
        nodes.append(codes[at] + start)
        start += int(codes.max(initial=-1)) + 1
    row, node = np.concatenate(rows), np.concatenate(nodes)
    graph = coo_array((np.ones(len(row), np.int8), (row, node)), shape=(start, start))
    _, label = connected_components(graph, directed=False)
    return np.asarray(label[:n], np.int64)


def _keep_members_apart(label: Ints, base: Ints, mail: Ints, source: Ints, member: Ints) -> Ints:
    """Redo the components in which an e-mail joined two member ids of one source."""
    known = member >= 0
    ids = pd.DataFrame({"label": label, "source": source, "member": member, "base": base})[known]
    held = ids.drop_duplicates(["label", "source", "base"])
    clash = held.loc[held.duplicated(["label", "source"]), "label"].unique()
    if len(clash) == 0:
        return label
    at = np.flatnonzero(np.isin(label, clash))
    out = label.copy()
    out[at] = label.max() + 1 + _joined_with_care(base[at], mail[at], source[at], member[at])
    return out


def _joined_with_care(base: Ints, mail: Ints, source: Ints, member: Ints) -> Ints:
    """Join by e-mail one by one, refusing each join that brings two members of a source together.

    Walks records, but only those of the few components that clash; e-mails in ascending order of
    their code, records without a member id last, so that they find a member to belong to.
    """
    groups = _Groups(base, source, member)
    order = np.lexsort((np.arange(len(mail)), member < 0, mail))
    home: dict[int, int] = {}
    for i in order[mail[order] >= 0].tolist():
        first = home.setdefault(int(mail[i]), int(base[i]))
        groups.join(first, int(base[i]))
    return np.array([groups.root(int(b)) for b in base], np.int64)


class _Groups:
    """Disjoint sets that remember whose members they hold."""

    def __init__(self, base: Ints, source: Ints, member: Ints) -> None:
        self.parent: dict[int, int] = {int(b): int(b) for b in base}
        self.held: dict[int, dict[int, int]] = {b: {} for b in self.parent}
        for b, s, m in zip(base.tolist(), source.tolist(), member.tolist(), strict=True):
            if m >= 0:
                self.held[b][s] = b

    def root(self, item: int) -> int:
        while self.parent[item] != item:
            self.parent[item] = self.parent[self.parent[item]]
            item = self.parent[item]
        return item

    def join(self, one: int, other: int) -> None:
        a, b = self.root(one), self.root(other)
        if a == b or self.held[a].keys() & self.held[b].keys():
            return
        self.parent[b] = a
        self.held[a] |= self.held[b]


def _by_appearance(label: Ints, keyed: npt.NDArray[np.bool_]) -> Ints:
    out: Ints = np.full(len(label), -1, np.int64)
    codes: Any = pd.factorize(label[keyed])[0]
    out[keyed] = codes
    return out
