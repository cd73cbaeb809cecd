"""The demo shop: people, orders and lines as columns, drawn from a known truth."""

from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import numpy.typing as npt
import pandas as pd

from core.demo import visits
from core.demo.goods import ON_SHELF, PRICE, PRODUCTS, SAMPLE, SUBSCRIPTION, TAX, WRAPPING
from core.demo.people import people as draw_people
from core.demo.truth import Truth

Bools = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]

NAME = "花と暮らす"
CURRENCY = "JPY"
SPAN_DAYS = 1096
"""Three years."""
WEB, PHONE, MALL = range(3)
CARD, KONBINI, WALLET, BANK, COLLECT = range(5)
COUPON = 500
FREE_SHIPPING_FROM = 8_800
SHIPPING = 660
COLLECT_FEE = 330

_NEVER = np.datetime64("NaT", "s")
_HOUR = 3_600


@dataclass(frozen=True, eq=False)
class Shop:
    """One generated shop; the index of each frame is its row number.

    Attributes:
        truth: what it was drawn from.
        as_of: day of the export; the last order is of the evening before.
        people: see `core.demo.people.people`; the first ones are customers, the rest never bought.
        orders: by time: number (1.., the same in every part), person, receiver (a person; another
            one for gifts), at (shop-local), state (`core.demo.visits`), occasion (a purchase the
            truth speaks of), zero, delivery (n-th of a subscription, 0 = none), channel, member
            (was signed in), payment, and in yen: goods, tax (within goods), wrapping, coupon,
            coupon_mall, points, shipping, fees, refund (of valid orders); void_on, refund_on,
            shipped_on (NaT = not by as_of).
        lines: by order: order (row of orders), product (row of PRODUCTS), quantity.
    """

    truth: Truth
    as_of: date
    people: pd.DataFrame
    orders: pd.DataFrame
    lines: pd.DataFrame

    @property
    def valid(self) -> Bools:
        """(orders,): counted as a sale: neither void nor unfinished nor of 0 yen."""
        kept: Bools = ((self.orders["state"] == visits.VALID) & ~self.orders["zero"]).to_numpy()
        return kept

    @property
    def customers(self) -> int:
        """People with a valid order."""
        return int(np.unique(self.orders["person"].to_numpy()[self.valid]).size)

    @property
    def bought_again(self) -> float:
        """Share of customers with a second purchase by as_of; renewals are none."""
        often = np.bincount(self.orders["person"][self.orders["occasion"]])
        return float((often >= 2).sum() / (often >= 1).sum())

    def part(self, keep: Bools) -> "Shop":
        """The same shop with some of its orders only; ``keep`` is (orders,)."""
        of_line = self.lines["order"].to_numpy()
        lines = self.lines[keep[of_line]].reset_index(drop=True)
        lines["order"] = (np.cumsum(keep) - 1)[lines["order"].to_numpy()]
        return replace(self, orders=self.orders[keep].reset_index(drop=True), lines=lines)


def generate(
    as_of: date, *, customers: int = 3_000, truth: Truth | None = None, seed: int = 8739
) -> Shop:
    """Draw a shop of three years up to the evening before ``as_of``.

    Args:
        as_of: day of the export.
        customers: people who buy at least once; about twice as many orders.
        truth: what to draw from, the default truth if None.
        seed: the same seed, day and truth give the same shop.

    Returns:
        The shop.
    """
    truth = truth or Truth()
    rng = np.random.default_rng(seed)
    last = int(np.datetime64(as_of, "D").astype(np.int64)) - 1
    mall = rng.random(customers) < truth.mall
    orders = _visited(rng, truth, mall, last)
    strangers = int(orders["person"].max()) + 1 - customers
    mall = np.concatenate([mall, rng.random(strangers) < truth.mall])
    folk = draw_people(rng, truth, mall, np.datetime64(as_of, "D"))
    orders = _described(rng, truth, orders, folk)
    lines = _lines(rng, orders)
    orders = _priced(rng, truth, orders, lines)
    return Shop(truth, as_of, folk, _followed(rng, truth, orders, last), lines)


def customers_for(orders: int, as_of: date, *, truth: Truth | None = None) -> int:
    """How many customers make about ``orders`` orders, by a small shop of the same truth."""
    trial = generate(as_of, customers=5_000, truth=truth)
    return round(orders * 5_000 / len(trial.orders))


def _visited(rng: np.random.Generator, truth: Truth, mall: Bools, last: int) -> pd.DataFrame:
    """Every order as person, at, state, occasion, zero and delivery, sorted by time."""
    days = np.arange(last - SPAN_DAYS + 1, last + 1)
    first = visits.first_days(rng, truth, mall.size, days)
    base = visits.purchases(rng, truth, first, mall=mall, last=last)
    base = base.assign(occasion=True, second=visits.seconds(rng, len(base)))
    base["mall"] = mall[base["person"]]
    base["deliveries"] = visits.subscriptions(rng, truth, base)
    base["delivery"] = (base["deliveries"] > 0).astype(np.int64)
    again = visits.doubles(rng, truth, base)
    valid = pd.concat([base, again, visits.renewals(rng, truth, base, last=last)])
    found = pd.concat([valid, visits.strays(rng, truth, valid, people=mall.size)])
    found["at"] = (found["day"] * visits.DAY + found["second"]).to_numpy().astype("datetime64[s]")
    blank = {"state": visits.VALID, "occasion": False, "zero": False, "delivery": 0}
    found = found.fillna(blank)[["person", "at", *blank]]
    kinds = {"state": "int8", "occasion": "bool", "zero": "bool", "delivery": "int64"}
    found = found.sort_values("at", kind="stable", ignore_index=True).astype(kinds)
    return found.assign(number=np.arange(1, len(found) + 1))


def _described(
    rng: np.random.Generator, truth: Truth, orders: pd.DataFrame, folk: pd.DataFrame
) -> pd.DataFrame:
    """Add receiver, channel, member and payment."""
    size, person = len(orders), orders["person"].to_numpy()
    elsewhere = (rng.random(size) < truth.gift) & (orders["delivery"] == 0)
    by_phone = (rng.random(size) < truth.phone) & (orders["delivery"] == 0)
    member_from = folk["member_from"].to_numpy()[person]
    nth = orders.groupby("person").cumcount().to_numpy() + 1
    own = np.where(by_phone, PHONE, WEB)
    pay = np.searchsorted(np.cumsum([0.6, 0.14, 0.12, 0.06]), rng.random(size), side="right")
    return orders.assign(
        receiver=np.where(elsewhere, rng.integers(0, len(folk), size), person),
        channel=np.where(folk["mall"].to_numpy()[person], MALL, own),
        member=(member_from > 0) & (nth >= member_from) & ~by_phone,
        payment=np.where(orders["delivery"] > 0, CARD, pay),
    )


def _lines(rng: np.random.Generator, orders: pd.DataFrame) -> pd.DataFrame:
    """One to four different products per order; subscriptions and samples hold one."""
    size = len(orders)
    special = ((orders["delivery"] > 0) | orders["zero"]).to_numpy()
    more = np.searchsorted(np.array([0.72, 0.92, 0.98]), rng.random(size), side="right")
    count = 1 + np.where(special, 0, more)
    order = np.repeat(np.arange(size), count)
    nth = np.arange(order.size) - np.repeat(np.cumsum(count) - count, count)
    weight = np.cumsum([product.weight for product in PRODUCTS[:ON_SHELF]])
    begin = np.searchsorted(weight, rng.random(size) * weight[-1], side="right")
    product = (begin[order] + nth * rng.integers(1, ON_SHELF, size)[order]) % ON_SHELF
    product = np.where((orders["delivery"] > 0).to_numpy()[order], SUBSCRIPTION, product)
    product = np.where(orders["zero"].to_numpy()[order], SAMPLE, product)
    pieces = 1 + np.searchsorted(np.array([0.93, 0.985]), rng.random(order.size), side="right")
    quantity = np.where(special[order], 1, pieces)
    return pd.DataFrame({"order": order, "product": product, "quantity": quantity})


def _priced(
    rng: np.random.Generator, truth: Truth, orders: pd.DataFrame, lines: pd.DataFrame
) -> pd.DataFrame:
    """Add goods, tax, wrapping, coupons, points, shipping and fees, yen."""
    size, product = len(orders), lines["product"].to_numpy()
    amount = PRICE[product] * lines["quantity"].to_numpy()
    tax = amount * TAX[product] // (100 + TAX[product])
    goods = _sum(lines["order"], amount, size)
    extra = (goods > 0) & (orders["delivery"] == 0).to_numpy()
    by_points = extra & (rng.random(size) < truth.points)
    collect = (orders["payment"] == COLLECT).to_numpy() & (goods > 0)
    dear = extra & (goods >= 3_000)
    pays_shipping = (goods > 0) & (goods < FREE_SHIPPING_FROM)
    return orders.assign(
        goods=goods,
        tax=_sum(lines["order"], tax, size),
        wrapping=WRAPPING * (extra & (rng.random(size) < 0.12)),
        coupon=COUPON * (dear & (rng.random(size) < truth.coupon)),
        coupon_mall=COUPON * (dear & (rng.random(size) < 0.04)),
        points=by_points * np.floor(goods * (0.02 + 0.18 * rng.random(size))).astype(np.int64),
        shipping=SHIPPING * pays_shipping,
        fees=COLLECT_FEE * collect,
    )


def _sum(order: pd.Series, amount: Ints, size: int) -> Ints:
    """Whole yen per order; exact, because a double holds whole numbers up to 2**53."""
    summed: Ints = np.bincount(order, amount, minlength=size).astype(np.int64)
    return summed


def _followed(
    rng: np.random.Generator, truth: Truth, orders: pd.DataFrame, last: int
) -> pd.DataFrame:
    """Add what came after the order: shipped_on, void_on, refund and refund_on, as far as known."""
    size, export = len(orders), np.datetime64(last + 1, "D").astype("datetime64[s]") + 9 * _HOUR
    at = orders["at"].to_numpy()
    state = orders["state"].to_numpy()
    sent = at.astype("datetime64[D]").astype("datetime64[s]") + _after(rng, size, 1, 3, 14)
    leaves = np.isin(state, (visits.VALID, visits.RETURNED)) & (sent <= export)
    shipped = np.where(leaves, sent, _NEVER)
    cancelled = np.minimum(at + rng.integers(1_800, 2 * visits.DAY, size), export)
    back = np.minimum(sent + _after(rng, size, 3, 14, 0), export)
    void = np.where(state == visits.CANCELLED, cancelled, _NEVER)
    void = np.where(state == visits.RETURNED, np.maximum(back, at), void)
    partly = (state == visits.VALID) & leaves & (back < export) & (orders["goods"] > 0).to_numpy()
    partly &= rng.random(size) < truth.refunded
    refund = partly * (orders["goods"].to_numpy() * (0.2 + 0.4 * rng.random(size))).astype(np.int64)
    return orders.assign(
        shipped_on=shipped, void_on=void, refund=refund, refund_on=np.where(partly, back, _NEVER)
    )


def _after(
    rng: np.random.Generator, size: int, low: int, high: int, hour: int
) -> npt.NDArray[np.timedelta64]:
    """Waits of ``low`` to ``high`` days, at any time of the hour ``hour`` that follows."""
    days = rng.integers(low, high + 1, size) * visits.DAY
    return (days + hour * _HOUR + rng.integers(0, _HOUR, size)).astype("timedelta64[s]")
