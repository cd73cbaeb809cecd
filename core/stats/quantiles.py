"""Quantiles of whole numbers, read from how often each number occurs."""

import numpy as np

from core.arrays import Counts


def quantile_of_counts(counts: Counts, q: float) -> float:
    """The `q` quantile of the whole numbers 0, 1, 2, ... that occur `counts` times each.

    Args:
        counts: (m,) how often the number i occurs; counts of parts of a shop may be added up.
        q: share in 0..1.

    Returns:
        The quantile by linear interpolation between neighbours, nan when nothing occurs.

    Source: Hyndman and Fan 1996, definition 7 (the default of numpy).
    """
    upto = np.cumsum(counts)
    total = int(upto[-1]) if upto.size else 0
    if total == 0:
        return float("nan")
    place = q * (total - 1)
    below, above = np.searchsorted(upto, [np.floor(place), np.ceil(place)], side="right")
    return float(below + (above - below) * (place - np.floor(place)))
