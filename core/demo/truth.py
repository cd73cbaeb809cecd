"""What is true of the demo shop: what its generator draws from, and what follows from it."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

LONGEST_GAP = 720
"""Days after which nobody who comes back is still away; the come-back curve ends here."""


class Peak(NamedTuple):
    """A bump of the come-back curve: middle and spread in days, share of those who return."""

    day: int
    spread: float
    share: float


@dataclass(frozen=True)
class Truth:
    """The planted facts of the shop. Shares are of one, days are calendar days.

    Attributes:
        dropout: share of own customers who never buy again after purchase 1, 2, ...; the last
            value holds for all later ones. Renewals, cancelled and zero orders play no part in it.
        dropout_mall: the same for customers of the mall.
        background_days: mean wait of those who return by no particular day.
        peaks: bumps of the come-back curve on top of that.
        growth_month: growth of new customers from month to month.
        season: new customers by month, January first, relative to the average month.
        weekend: new customers of a Saturday or Sunday relative to a weekday.
        mall: share of customers who come through the mall.
        phone: share of own orders taken on the phone.
        twin: share of mall customers who carry the name and phone of an own customer.
        member: share of own customers who register.
        consent_yes: share of own customers known to agree to e-mail.
        consent_no: share of own customers known to refuse it.
        subscriber: share of own customers who begin a subscription with their first purchase.
        subscription_end: share of subscriptions that end after each delivery.
        delivery_days: days between two deliveries of a subscription.
        double: share of purchases followed by a second order on the same day.
        cancelled: share of all orders that are cancelled.
        returned: share of all orders that are sent back whole.
        unfinished: share of all orders that are checkouts nobody finished.
        zero: share of all orders that are free samples of 0 yen.
        refunded: share of valid orders with a partial refund.
        points: share of orders that use own points.
        coupon: share of orders of 3,000 yen or more that use the 500 yen coupon.
        gift: share of orders sent to somebody else.
    """

    dropout: tuple[float, ...] = (0.55, 0.40, 0.32, 0.26, 0.22)
    dropout_mall: tuple[float, ...] = (0.68, 0.52, 0.42)
    background_days: float = 110.0
    peaks: tuple[Peak, ...] = (Peak(45, 5.0, 0.30), Peak(365, 8.0, 0.10))
    growth_month: float = 0.015
    season: tuple[float, ...] = (0.8, 0.9, 1.2, 1.0, 1.7, 0.9, 0.8, 0.7, 0.9, 0.9, 1.0, 1.2)
    weekend: float = 1.15
    mall: float = 0.15
    phone: float = 0.08
    twin: float = 0.05
    member: float = 0.6
    consent_yes: float = 0.5
    consent_no: float = 0.2
    subscriber: float = 0.025
    subscription_end: float = 0.15
    delivery_days: int = 30
    double: float = 0.015
    cancelled: float = 0.03
    returned: float = 0.005
    unfinished: float = 0.004
    zero: float = 0.003
    refunded: float = 0.01
    points: float = 0.08
    coupon: float = 0.06
    gift: float = 0.1

    def __post_init__(self) -> None:
        """Refuse shares that are none.

        Raises:
            ValueError: name, value and rule of what is out of range.
        """
        bumps = sum(peak.share for peak in self.peaks)
        if not 0 <= bumps <= 1:
            raise ValueError(f"sum of peak shares == {bumps}, must be in 0..1")
        if len(self.season) != 12:
            raise ValueError(f"len(season) == {len(self.season)}, must be 12")

    def left(self, number: int, mall: npt.NDArray[np.bool_]) -> Floats:
        """Chance that nothing follows purchase ``number`` (1 = first), per customer of ``mall``."""
        own = self.dropout[min(number, len(self.dropout)) - 1]
        at_mall = self.dropout_mall[min(number, len(self.dropout_mall)) - 1]
        return np.where(mall, at_mall, own)

    def comeback(self) -> Floats:
        """Chance that a gap lasts d + 1 days, of those who return; (LONGEST_GAP,), sums to one."""
        day = np.arange(1, LONGEST_GAP + 1, dtype=np.float64)
        curve = np.exp(-day / self.background_days)
        curve *= (1 - sum(peak.share for peak in self.peaks)) / curve.sum()
        for peak in self.peaks:
            bump = np.exp(-0.5 * ((day - peak.day) / peak.spread) ** 2)
            curve += peak.share * bump / bump.sum()
        return curve

    def returned_by(self, days: int, number: int = 1, *, mall: bool = False) -> float:
        """True share of customers back within ``days`` days after purchase ``number``.

        What a Kaplan-Meier estimate must find, up to chance: nothing in it depends on the end
        of the data.
        """
        stays = 1 - float(self.left(number, np.array([mall]))[0])
        return stays * float(self.comeback()[:days].sum())
