"""Who may be counted from a first purchase."""

from typing import Literal

from core.arrays import Mask
from core.history import History

Firsts = Literal["true", "apparent"]
"""True first purchases, or those of data that starts midway, shown apart as a reference."""


def counted_from(history: History, *, firsts: Firsts = "true", who: Mask | None = None) -> Mask:
    """(n_customers,) customers whose first occasion is of the kind `firsts`, within `who`."""
    kind = history.true_first if firsts == "true" else ~history.true_first
    return kind if who is None else kind & who


def left_out(history: History, *, firsts: Firsts = "true", who: Mask | None = None) -> int:
    """How many customers of `who` the other kind of first occasion leaves out."""
    chosen = history.n_customers if who is None else int(who.sum())
    return chosen - int(counted_from(history, firsts=firsts, who=who).sum())
