"""What customers do beside buying: recommend, review, share, refer, take part."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal, Self

import numpy as np
import numpy.typing as npt

from core.arrays import Codes, Counts, Days, Floats, Index, readonly

Kind = Literal[
    "recommendation", "review", "share", "referral", "feedback", "event", "development",
    "community",
]  # fmt: skip
KINDS: tuple[Kind, ...] = (
    "recommendation", "review", "share", "referral", "feedback", "event", "development",
    "community",
)  # fmt: skip
"""An answer to "would you recommend us" (0 to 10), a review, a post about the shop, a friend who
bought, a proposal, a visit to an event, a part in product development, a post in the community."""

PARTICIPATION: tuple[Kind, ...] = (
    "review", "referral", "feedback", "event", "development", "community",
)  # fmt: skip
BEST_ANSWER = 10


@dataclass(frozen=True, eq=False)
class Acts:
    """The acts of a shop's customers, by customer and day; n acts.

    Attributes:
        customer: (n,) ids.
        day: (n,) days since 1970-01-01.
        kind: (n,) code into KINDS.
        value: (n,) the answer 0..10, nan for all other kinds.
        kept: kinds the shop is known to keep a record of, even if none has happened.
    """

    customer: npt.NDArray[np.int64]
    day: Days
    kind: Codes
    value: Floats
    kept: frozenset[str] = frozenset()

    @classmethod
    def of(
        cls,
        customer: npt.ArrayLike,
        day: npt.ArrayLike,
        kind: Collection[str],
        value: npt.ArrayLike | None = None,
        *,
        kept: Collection[str] = (),
    ) -> Self:
        """Acts in any order; acts of one customer and day keep the order they are given in.

        Args:
            customer: (n,) ids.
            day: (n,) days since 1970-01-01.
            kind: (n,) names out of KINDS.
            value: (n,) answers, None where there is none.
            kept: kinds on record beside those that occur.

        Raises:
            ValueError: an unknown kind, or an answer that is no whole number of 0..10.
        """
        unknown = (set(kind) | set(kept)) - set(KINDS)
        if unknown:
            raise ValueError(f"kind == {min(unknown)}, must be in {KINDS}")
        ids, days = np.asarray(customer, np.int64), np.asarray(day, np.int32)
        place = {name: code for code, name in enumerate(KINDS)}
        codes = np.array([place[name] for name in kind], np.int32)  # type: ignore[index]  # the check above leaves known names
        values = np.full(ids.size, np.nan) if value is None else np.asarray(value, np.float64)
        _check_answers(values[codes == place["recommendation"]])
        order = np.lexsort((days, ids))
        return cls(
            customer=readonly(ids[order]),
            day=readonly(days[order]),
            kind=readonly(codes[order]),
            value=readonly(values[order]),
            kept=frozenset(kept),
        )

    def on_record(self, as_of: int) -> frozenset[str]:
        """Kinds of which "none" means none: kept on record, or seen by that day."""
        seen = np.unique(self.kind[self.day <= as_of]).tolist()
        return self.kept | frozenset(KINDS[code] for code in seen)

    def rows(self, kinds: Collection[str], upto: int) -> Index:
        """Places of the acts of some kinds up to a day."""
        codes = [code for code, name in enumerate(KINDS) if name in kinds]
        return np.flatnonzero(np.isin(self.kind, codes) & (self.day <= upto))


def latest_answer(
    acts: Acts, customers: npt.NDArray[np.int64], *, as_of: int, within: int
) -> Floats:
    """What each customer answered last, if not longer ago than `within` days.

    Args:
        acts: of the shop.
        customers: (c,) ids, ascending.
        as_of: later answers are not known yet.
        within: days an answer counts.

    Returns:
        (c,) 0..10, nan without an answer of that age.
    """
    rows = acts.rows(("recommendation",), as_of)
    place, known = places(customers, acts.customer[rows])
    rows, place = rows[known], place[known]
    answer = np.full(customers.size, np.nan)
    answer[place] = np.where(as_of - acts.day[rows] <= within, acts.value[rows], np.nan)
    return answer  # by customer and day, so the last one written is the latest


def acts_of(
    acts: Acts, customers: npt.NDArray[np.int64], kinds: Collection[str], *, as_of: int
) -> Counts:
    """(c,) how many acts of some kinds each of (c,) customers, ascending, has done by a day."""
    place, known = places(customers, acts.customer[acts.rows(kinds, as_of)])
    return np.bincount(place[known], minlength=customers.size)


def places(
    customers: npt.NDArray[np.int64], ids: npt.NDArray[np.int64]
) -> tuple[Index, npt.NDArray[np.bool_]]:
    """Place of each id among the customers, and whether it is there at all."""
    if not customers.size:
        return np.zeros(ids.size, np.int64), np.zeros(ids.size, np.bool_)
    place = np.minimum(np.searchsorted(customers, ids), customers.size - 1)
    return place, customers[place] == ids


def _check_answers(answers: Floats) -> None:
    """Refuse answers that are none.

    Raises:
        ValueError: the first that is no whole number of 0..10.
    """
    wrong = answers[~((answers >= 0) & (answers <= BEST_ANSWER) & (answers % 1 == 0))]
    if wrong.size:
        raise ValueError(f"value == {wrong[0]}, must be a whole number in 0..{BEST_ANSWER}")
