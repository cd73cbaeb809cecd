"""Completed gaps: the days between an occasion and the next."""

import numpy as np

from core.arrays import Counts, Mask
from core.history import History


def gap_counts(history: History, *, who: Mask | None = None) -> Counts:
    """(days,) completed gaps of 0, 1, 2, ... days of the customers `who`."""
    if who is None:
        return history.gap_counts
    return np.bincount(np.where(history.per_occasion(who), history.occasion_gap, -1) + 1)[1:]
