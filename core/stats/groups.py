"""Sums and quantiles of whole numbers within groups."""

import numpy as np
import numpy.typing as npt

from core.arrays import Amounts, Floats, Index

EXACT_FLOAT = 2**53
"""Whole numbers below this have an exact float."""


def sum_by(group: npt.NDArray[np.integer], amount: Amounts, groups: int) -> Amounts:
    """(groups,) exact sums of (n,) `amount` by (n,) `group` in 0..groups-1."""
    largest = max(abs(int(amount.max())), abs(int(amount.min()))) if amount.size else 0
    if largest * amount.size < EXACT_FLOAT:
        return np.bincount(group, amount, minlength=groups).astype(np.int64)
    sums = np.zeros(groups, np.int64)
    np.add.at(sums, group, amount)
    return sums


def sort_within(
    values: npt.NDArray[np.integer], group: npt.NDArray[np.integer], groups: int
) -> tuple[npt.NDArray[np.int64], Index]:
    """Sort whole numbers within their groups.

    Args:
        values: (n,) numbers.
        group: (n,) group in 0..groups-1 of each.
        groups: how many there are.

    Returns:
        (n,) the numbers by group, ascending within; (groups+1,) where each group begins.
    """
    sizes = np.bincount(group, minlength=groups)
    offsets = np.concatenate(([0], np.cumsum(sizes))).astype(np.int64)
    if not values.size:
        return values.astype(np.int64), offsets
    low, wide = int(values.min()), int(values.max()) - int(values.min()) + 1
    if wide * groups >= 2**63:
        return values[np.lexsort((values, group))].astype(np.int64), offsets
    key = group * np.int64(wide) + (values - low)
    key.sort()
    return key - np.repeat(np.arange(groups) * wide - low, sizes), offsets


def quantile_within(ordered: npt.NDArray[np.int64], offsets: Index, q: float) -> Floats:
    """(groups,) the `q` quantile of each group, nan where it is empty.

    Args:
        ordered: (n,) numbers by group, ascending within, as `sort_within` gives them.
        offsets: (groups+1,) where each group begins.
        q: share in 0..1.

    Source: Hyndman and Fan 1996, definition 7.
    """
    sizes = np.diff(offsets)
    filled = np.flatnonzero(sizes)
    place = q * (sizes[filled] - 1)
    below = offsets[filled] + np.floor(place).astype(np.int64)
    above = offsets[filled] + np.ceil(place).astype(np.int64)
    quantile = np.full(sizes.size, np.nan)
    quantile[filled] = ordered[below] + (ordered[above] - ordered[below]) * (place % 1)
    return quantile
