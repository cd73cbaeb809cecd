"""The file's own total against what was counted and what was set aside, to the minor unit."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from core.intake.model import Refused, SetAside

Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Reconciled:
    """Totals in minor units; None where the format has no amount."""

    total: int | None
    file_total: int | None
    set_aside: tuple[SetAside, ...]


def is_zero(orders: pd.DataFrame) -> Bools:
    """(n,) orders that brought nothing: neither a total nor goods before a refund."""
    net = orders["net"] + orders["refund"].fillna(0)
    amounts = pd.concat([orders["total"], net], axis=1)
    nothing = (amounts.fillna(0) == 0).all(axis=1) & amounts.notna().any(axis=1)
    result: Bools = nothing.to_numpy(bool)
    return result


def reconciled(
    orders: pd.DataFrame, dated: Bools, *, in_several: int, unread_rows: int
) -> Reconciled:
    """Set aside what is not counted, by reason, and check that nothing is lost on the way.

    Args:
        orders: (n,) with `total`, `void`, `void_reason`, `counted`.
        dated: (n,) orders whose day could be read.
        in_several: orders that stood in more than one file; their older copies carry no amount.
        unread_rows: rows with too many cells, whose amounts nobody can know.

    Raises:
        Refused: not_reconciled with both sides, if they differ.
    """
    reason = orders["void_reason"].mask(~dated, "unreadable_date")
    reason = reason.mask(reason.isna() & ~orders["counted"], "zero")
    apart = tuple(_aside(str(why), orders.loc[(reason == why).fillna(value=False), "total"])
                  for why in sorted(reason.dropna().unique()))  # fmt: skip
    if in_several:
        apart += (SetAside("in_several_files", in_several, 0),)
    if unread_rows:
        apart += (SetAside("too_many_cells", unread_rows, None),)
    total, file_total = _sum(orders.loc[reason.isna(), "total"]), _sum(orders["total"])
    if file_total is None:
        return Reconciled(None, None, apart)
    total = total or 0
    counted = total + sum(a.amount or 0 for a in apart)
    if counted != file_total:
        raise Refused("not_reconciled", file_total=file_total, counted=counted)
    return Reconciled(total, file_total, apart)


def _aside(reason: str, totals: pd.Series) -> SetAside:
    return SetAside(reason, len(totals), _sum(totals))


def _sum(totals: pd.Series) -> int | None:
    """Exact sum, None where no amount is known."""
    return int(totals.sum()) if totals.notna().any() else None
