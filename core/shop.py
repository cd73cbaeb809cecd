"""What the numbers of a shop depend on."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal

MALLS = 50
"""The most channels that may be named as malls."""


@dataclass(frozen=True)
class Settings:
    """The choices of one shop that its numbers depend on.

    Attributes:
        currency: ISO 4217 code, None until a file or the owner has said it.
        timezone: IANA name; days and months are cut here.
        merge_same_day: orders of one customer on one day are one occasion.
        left_after_days: days of silence after which a customer counts as left; None = suggested.
        margin_bp: gross margin in basis points of cash_amount; None = not asked yet.
        transit_days: days from shipping to arrival where a file lacks the arrival.
        working_days: weekdays the shop works, 0 = Monday.
        malls: channels, or parts of their names, that are malls besides the known ones.
        consent: what a file is taken to mean by default where it does not say who agreed to
            e-mail; asked at each upload all the same.
        consent_source: where they agreed, for a `consent` of yes.
    """

    currency: str | None = None
    timezone: str = "Asia/Tokyo"
    merge_same_day: bool = True
    left_after_days: int | None = None
    margin_bp: int | None = None
    transit_days: int = 2
    working_days: tuple[int, ...] = (0, 1, 2, 3, 4)
    malls: tuple[str, ...] = ()
    consent: Literal["unknown", "no", "yes"] = "unknown"
    consent_source: str = ""

    def __post_init__(self) -> None:
        """Refuse what no number could be computed from.

        Raises:
            ValueError: name, value and rule of the first setting that is out of range.
        """
        if self.left_after_days is not None and not 1 <= self.left_after_days <= 3650:
            raise ValueError(f"left_after_days == {self.left_after_days}, must be in 1..3650")
        if self.margin_bp is not None and not 0 <= self.margin_bp <= 10_000:
            raise ValueError(f"margin_bp == {self.margin_bp}, must be in 0..10000")
        if not 0 <= self.transit_days <= 60:
            raise ValueError(f"transit_days == {self.transit_days}, must be in 0..60")
        if not set(self.working_days) <= set(range(7)):
            raise ValueError(f"working_days == {self.working_days}, must be within 0..6")
        if len(self.malls) > MALLS or any(not 2 <= len(name.strip()) <= 60 for name in self.malls):
            raise ValueError(f"malls == {self.malls}, must be up to {MALLS} names of 2..60 signs")
        if self.consent not in ("unknown", "no", "yes"):
            raise ValueError(f"consent == {self.consent!r}, must be unknown, no or yes")
        if self.consent == "yes" and not self.consent_source.strip():
            raise ValueError("consent_source == '', must say where they agreed")


ACTIVE_DAYS = 60
"""A source without orders for longer no longer holds the as_of of the shop back."""


@dataclass(frozen=True)
class AsOf:
    """The day a shop's data speaks for.

    Attributes:
        day: None without orders.
        behind: sources that end earlier than the newest, with their as_of.
    """

    day: date | None
    behind: tuple[tuple[str, date], ...] = ()


def as_of_sources(sources: Iterable[tuple[str, date, date]]) -> AsOf:
    """The smallest of the latest as_of of the sources that are still active.

    Args:
        sources: name, latest as_of, day of the last order.
    """
    known = list(sources)
    if not known:
        return AsOf(None)
    newest = max(as_of for _, as_of, _ in known)
    active = [as_of for _, as_of, last in known if (newest - last).days < ACTIVE_DAYS]
    behind = tuple((name, as_of) for name, as_of, _ in known if as_of < newest)
    return AsOf(min(active, default=newest), behind)
