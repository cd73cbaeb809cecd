"""A trigger: when, whom, what and how much."""

from collections.abc import Callable
from dataclasses import asdict, dataclass, field, fields
from typing import Any, Literal, Self, get_args

from core.consent import CHANNELS

Kind = Literal[
    "elapsed", "count", "amount", "score", "birthday", "anniversary", "silence", "news"
]  # fmt: skip
Basis = Literal["ordered", "shipped", "delivered"]
AmountOf = Literal["order", "day", "so_far"]
Stage = Literal["", "empathy", "resonance", "taking_part"]
OfferKind = Literal["none", "coupon", "gift", "points"]

KINDS: tuple[Kind, ...] = get_args(Kind)
STOPS = ("repurchased",)
"""What ends a rule before it is due: the customer bought again since the day counted from."""

UNHAPPY = 6
"""Answers up to this are those of unhappy customers."""

RANK: dict[Kind, int] = {
    "count": 20, "amount": 30, "score": 40, "elapsed": 50, "birthday": 60, "anniversary": 70,
    "silence": 80, "news": 90,
}  # fmt: skip
RESCUE_RANK = 10
"""Whose line is first on a day; a rule for unhappy customers goes before all."""


class RuleRefused(ValueError):  # noqa: N818  it reads as what happened
    """A part of a rule or belt that cannot be.

    Attributes:
        field: its name.
        value: what it is.
        must: what it must be.
    """

    def __init__(self, field_: str, value: object, must: str) -> None:
        super().__init__(f"{field_} == {value}, must be {must}")
        self.field, self.value, self.must = field_, value, must


@dataclass(frozen=True)
class Offer:
    """What a message promises.

    Attributes:
        kind: what it is.
        cost: what one use costs the shop, minor units.
        used_bp: share of the buyers who are expected to use it, basis points.
    """

    kind: OfferKind = "none"
    cost: int = 0
    used_bp: int = 10_000

    def __post_init__(self) -> None:
        """Refuse offers that cost less than nothing.

        Raises:
            RuleRefused: name, value and rule of the first part that does not fit.
        """
        _check(self, _OFFER)

    @property
    def expected_cost(self) -> float:
        """Cost per buyer, minor units."""
        return 0.0 if self.kind == "none" else self.cost * self.used_bp / 10_000


@dataclass(frozen=True)
class Rule:
    """One trigger of a belt.

    Attributes:
        id: its name for good; a new version of the belt keeps it.
        kind: what sets it off.
        text: id of the finished text.
        days: elapsed, silence: days after the day counted from. count, amount: days after the
            order (1 = the next day). birthday, anniversary: days ahead of it. news: day of the
            month. score: unused.
        count: count: the occasion that sets it off; anniversary: the year, 0 = each.
        at_least: amount: from this net amount on, inclusive, minor units.
        low: score: lowest answer, inclusive.
        high: score: highest answer, inclusive.
        basis: elapsed: which day of the first order is counted from.
        day_one: elapsed: the day counted from is day 1, not day 0.
        amount_of: amount: of one order, of all orders of a day, or of all so far (crossing).
        group: saved group of customers it is for, "" = everybody.
        stage: what the contact aims at.
        channels: ways to contact, the first open one is taken.
        priority: lower goes first within a day; None = by kind (`rank`).
        cooldown_days: days without any contact before this one.
        again_days: 0 = each time, n = once in n days, None = once in a customer's life.
        stops: conditions out of `STOPS`.
        valid_days: days a contact may be late before it is dropped.
        unit_cost: of one contact, minor units.
        offer: what it promises.
        window_days: days in which an order counts as an answer to it.
        kept_aside_bp: share kept aside to compare, basis points.
        experiment: what deals those kept aside, "" = the rule's id.
        promotional: counts as advertising: not too often, and not to the unhappy.
    """

    id: str
    kind: Kind
    text: str = ""
    days: int = 1
    count: int = 0
    at_least: int = 0
    low: int = 0
    high: int = 10
    basis: Basis = "ordered"
    day_one: bool = False
    amount_of: AmountOf = "order"
    group: str = ""
    stage: Stage = ""
    channels: tuple[str, ...] = ("email",)
    priority: int | None = None
    cooldown_days: int = 0
    again_days: int | None = None
    stops: tuple[str, ...] = ()
    valid_days: int = 3
    unit_cost: int = 0
    offer: Offer = field(default_factory=Offer)
    window_days: int = 30
    kept_aside_bp: int = 0
    experiment: str = ""
    promotional: bool = True

    def __post_init__(self) -> None:
        """Refuse what could never be carried out.

        Raises:
            RuleRefused: name, value and rule of the first part that does not fit.
        """
        _check(self, _RULE)

    @property
    def rank(self) -> int:
        """Place within a day: unhappy customers, count, amount, score, elapsed, occasions."""
        if self.priority is not None:
            return self.priority
        return RESCUE_RANK if self.is_rescue else RANK[self.kind]

    @property
    def is_rescue(self) -> bool:
        """For unhappy customers: outside of the caps and of the hold."""
        return self.kind == "score" and self.high <= UNHAPPY

    @property
    def salt(self) -> str:
        """What deals those kept aside."""
        return self.experiment or self.id

    @property
    def days_after(self) -> int:
        """Days from the day counted from to the day it is due; fewer than none is ahead of it."""
        if self.kind in ("birthday", "anniversary"):
            return -self.days
        return self.days - (self.kind == "elapsed" and self.day_one)

    def plain(self) -> dict[str, Any]:
        """The rule as it is stored."""
        return asdict(self) | {"channels": list(self.channels), "stops": list(self.stops)}

    @classmethod
    def of(cls, plain: Any) -> Self:  # noqa: ANN401  what a stored file holds may be anything
        """The rule that was stored.

        Raises:
            RuleRefused: it is none.
        """
        values = named_parts(cls, plain)
        values |= {name: listed(name, values[name]) for name in {"channels", "stops"} & set(values)}
        if "offer" in values:
            values["offer"] = Offer(**named_parts(Offer, values["offer"]))
        return cls(**values)


def named_parts(kind: type, plain: Any) -> dict[str, Any]:  # noqa: ANN401 - what a stored file holds may be anything
    """The stored parts of a dataclass by name.

    Raises:
        RuleRefused: a name is unknown, or one without a default is missing.
    """
    known = {f.name for f in fields(kind)}
    if not isinstance(plain, dict) or not set(plain) <= known:
        raise RuleRefused(kind.__name__.lower(), f"{plain!r:.40}", "named parts of it")
    if "id" in known and not {"id", "kind"} <= set(plain):
        raise RuleRefused("rule", f"{plain!r:.40}", "at least an id and a kind")
    return dict(plain)


def listed(name: str, value: Any) -> tuple[Any, ...]:  # noqa: ANN401 - what a stored file holds may be anything
    """A stored list.

    Raises:
        RuleRefused: it is none.
    """
    if not isinstance(value, list | tuple):
        raise RuleRefused(name, f"{value!r:.40}", "a list")
    return tuple(value)


Check = tuple[str, Callable[[Any], bool], str]


def whole(value: object, low: int, high: int) -> bool:
    """A whole number within limits, and no truth value."""
    return type(value) is int and low <= value <= high


def _check(thing: object, checks: tuple[Check, ...]) -> None:
    for name, holds, must in checks:
        if not holds(thing):
            raise RuleRefused(name, getattr(thing, name), must)


MOST = 10**12
"""Money beyond this is a slip of the hand."""

_OFFER: tuple[Check, ...] = (
    ("kind", lambda o: o.kind in get_args(OfferKind), f"in {get_args(OfferKind)}"),
    ("cost", lambda o: whole(o.cost, 0, MOST), "0 or more"),
    ("used_bp", lambda o: whole(o.used_bp, 0, 10_000), "in 0..10000"),
)

_DAYS: dict[str, tuple[int, int]] = {
    "elapsed": (1, 730), "count": (0, 60), "amount": (0, 60), "score": (0, 10_000),
    "birthday": (0, 60), "anniversary": (0, 60), "silence": (1, 1_825), "news": (1, 28),
}  # fmt: skip


def _days_fit(rule: Rule) -> bool:
    return whole(rule.days, *_DAYS[rule.kind])


def days_limits(kind: Kind) -> tuple[int, int]:
    """Least and most `days` of a rule of this kind."""
    return _DAYS[kind]


def _is_name(value: object) -> bool:
    return isinstance(value, str) and 0 < len(value) <= 64


def _channels_fit(rule: Rule) -> bool:
    chosen = rule.channels
    known = isinstance(chosen, tuple) and all(name in CHANNELS for name in chosen)
    return known and 0 < len(chosen) == len(set(chosen))


_RULE: tuple[Check, ...] = (
    ("id", lambda r: _is_name(r.id), "a name of 1..64 characters"),
    ("kind", lambda r: r.kind in KINDS, f"in {KINDS}"),
    ("text", lambda r: isinstance(r.text, str), "the id of a text"),
    ("days", _days_fit, "a whole number of days this kind can have"),
    ("count", lambda r: whole(r.count, 2 if r.kind == "count" else 0, 1_000), "2..1000 for count"),
    ("at_least", lambda r: whole(r.at_least, int(r.kind == "amount"), MOST), "above 0 for amount"),
    ("high", lambda r: whole(r.high, 0, 10), "in 0..10"),
    ("low", lambda r: whole(r.low, 0, r.high), "in 0..high"),
    ("basis", lambda r: r.basis in get_args(Basis), f"in {get_args(Basis)}"),
    ("day_one", lambda r: type(r.day_one) is bool, "true or false"),
    ("amount_of", lambda r: r.amount_of in get_args(AmountOf), f"in {get_args(AmountOf)}"),
    ("group", lambda r: isinstance(r.group, str), "the name of a group"),
    ("stage", lambda r: r.stage in get_args(Stage), f"in {get_args(Stage)}"),
    ("channels", _channels_fit, f"some of {CHANNELS}, each once"),
    ("priority", lambda r: r.priority is None or whole(r.priority, 0, 999), "None or 0..999"),
    ("cooldown_days", lambda r: whole(r.cooldown_days, 0, 365), "in 0..365"),
    ("again_days", lambda r: r.again_days is None or whole(r.again_days, 0, 3_650), "0..3650"),
    ("stops", lambda r: isinstance(r.stops, tuple) and set(r.stops) <= set(STOPS), "known stops"),
    ("valid_days", lambda r: whole(r.valid_days, 0, 60), "in 0..60"),
    ("unit_cost", lambda r: whole(r.unit_cost, 0, MOST), "0 or more"),
    ("offer", lambda r: isinstance(r.offer, Offer), "an offer"),
    ("window_days", lambda r: whole(r.window_days, 1, 365), "in 1..365"),
    ("kept_aside_bp", lambda r: whole(r.kept_aside_bp, 0, 9_000), "in 0..9000"),
    ("experiment", lambda r: isinstance(r.experiment, str), "the name of an experiment"),
    ("promotional", lambda r: type(r.promotional) is bool, "true or false"),
)
