"""The belt: rules that share the customers' attention, and how often is too often."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from itertools import pairwise
from typing import Any, Literal, Self

from core.triggers.rule import Kind, Rule, RuleRefused, listed, named_parts, whole

Code = Literal["bands_overlap", "bands_gap", "out_of_order", "same_threshold", "cooldown_stops"]


@dataclass(frozen=True)
class Caps:
    """How many promotional contacts a customer may get; None = any number.

    Attributes:
        per_day: on one day.
        per_7: on a day and the 6 before.
        per_30: on a day and the 29 before.
    """

    per_day: int | None = 1
    per_7: int | None = 2
    per_30: int | None = 6

    def __post_init__(self) -> None:
        """Refuse caps that stop everybody.

        Raises:
            RuleRefused: name, value and rule of the first cap that does.
        """
        for name, value in asdict(self).items():
            if value is not None and not whole(value, 1, 31):
                raise RuleRefused(name, value, "None or in 1..31")

    def windows(self) -> tuple[tuple[int, int], ...]:
        """Days and contacts of each cap that is set."""
        caps = ((1, self.per_day), (7, self.per_7), (30, self.per_30))
        return tuple((days, most) for days, most in caps if most is not None)


@dataclass(frozen=True)
class Belt:
    """Rules and what holds for all of them.

    Attributes:
        name: what people call it.
        rules: each with an id of its own.
        caps: how often is too often.
        closed_weekdays: weekdays nothing is sent, 0 = Monday.
        blackout: first and last day of each time nothing is sent, days since 1970-01-01.
        send_hour: hour of the day the list is worked on; later answers wait for the next day.
        hold_days: days an unhappy answer keeps promotional rules away.
        fold: the lower gifts of an amount go along with the highest.
        capacity: contacts a day the shop can manage, None = any; orders the list, stops nobody.
    """

    name: str
    rules: tuple[Rule, ...] = ()
    caps: Caps = field(default_factory=Caps)
    closed_weekdays: tuple[int, ...] = ()
    blackout: tuple[tuple[int, int], ...] = ()
    send_hour: int = 10
    hold_days: int = 14
    fold: bool = True
    capacity: int | None = None

    def __post_init__(self) -> None:
        """Refuse what could never be carried out.

        Raises:
            RuleRefused: name, value and rule of the first part that does not fit.
        """
        for name, (holds, must) in _checks(self).items():
            if not holds:
                raise RuleRefused(name, getattr(self, name), must)

    @property
    def days(self) -> int:
        """The longest wait from the day counted from to a contact."""
        return max((max(rule.days_after, 0) for rule in self.rules), default=0)

    def place(self, rule_id: str) -> int:
        """Place of a rule.

        Raises:
            KeyError: there is none of this id.
        """
        for place, rule in enumerate(self.rules):
            if rule.id == rule_id:
                return place
        raise KeyError(rule_id)

    def plain(self) -> dict[str, Any]:
        """The belt as it is stored."""
        return asdict(self) | {
            "rules": [rule.plain() for rule in self.rules],
            "closed_weekdays": list(self.closed_weekdays),
            "blackout": [list(days) for days in self.blackout],
        }

    @classmethod
    def of(cls, plain: Any) -> Self:  # noqa: ANN401  what a stored file holds may be anything
        """The belt that was stored.

        Raises:
            RuleRefused: it is none.
        """
        values = named_parts(cls, plain)
        for name in ("rules", "closed_weekdays", "blackout"):
            values[name] = listed(name, values.get(name, []))
        values["rules"] = tuple(Rule.of(rule) for rule in values["rules"])
        values["blackout"] = tuple(listed("blackout", days) for days in values["blackout"])
        if "caps" in values:
            values["caps"] = Caps(**named_parts(Caps, values["caps"]))
        return cls(**{"name": "", **values})


@dataclass(frozen=True)
class Problem:
    """Something of a belt that the owner will want to mend.

    Attributes:
        code: what it is.
        rule: id of the rule it is about, "" for the belt.
        field: name of the part.
        value: what it is; for bands, an answer from 0 to 10.
    """

    code: Code
    rule: str
    field: str
    value: int


def problems(belt: Belt) -> tuple[Problem, ...]:
    """What does not fit together, most serious first; an empty belt has no problems."""
    return (*_bands(belt), *_steps(belt), *_cooldowns(belt))


def _bands(belt: Belt) -> Iterator[Problem]:
    """Answers that set off two rules of one group of customers, or none."""
    asked = [rule for rule in belt.rules if rule.kind == "score"]
    for group in sorted({rule.group for rule in asked}):
        bands = [rule for rule in asked if rule.group == group]
        for answer in range(11):
            hit = [rule.id for rule in bands if rule.low <= answer <= rule.high]
            if len(hit) > 1:
                yield Problem("bands_overlap", hit[1], "low", answer)
            if not hit and not group:
                yield Problem("bands_gap", "", "low", answer)


STEPS: dict[Kind, str] = {"elapsed": "days", "count": "count", "amount": "at_least"}


def _steps(belt: Belt) -> Iterator[Problem]:
    """Steps of one kind that do not rise in the order of the belt."""
    for kind, name in STEPS.items():
        rules = [rule for rule in belt.rules if rule.kind == kind]
        for one, other in pairwise(rules):
            if (one.group, one.basis, one.amount_of) == (other.group, other.basis, other.amount_of):
                low, high = getattr(one, name), getattr(other, name)
                if low == high:
                    yield Problem("same_threshold", other.id, name, high)
                elif low > high:
                    yield Problem("out_of_order", other.id, name, high)


def _cooldowns(belt: Belt) -> Iterator[Problem]:
    """Elapsed rules that the one before always keeps away."""
    rules = sorted((rule for rule in belt.rules if rule.kind == "elapsed"), key=lambda r: r.days)
    for one, other in pairwise(rules):
        if 0 < other.days - one.days <= other.cooldown_days and one.group == other.group:
            yield Problem("cooldown_stops", other.id, "cooldown_days", other.cooldown_days)


def _checks(belt: Belt) -> dict[str, tuple[bool, str]]:
    """Whether each part holds, and what it must be."""
    most = max(Counter(rule.id for rule in belt.rules).values(), default=0)
    closed, capacity = belt.closed_weekdays, belt.capacity
    spans = [len(days) == 2 and whole(days[0], days[1] - 365, days[1]) for days in belt.blackout]
    return {
        "name": (isinstance(belt.name, str), "a name"),
        "rules": (most <= 1 and len(belt.rules) <= 99, "up to 99 rules, each id once"),
        "closed_weekdays": (
            all(whole(day, 0, 6) for day in closed) and len(set(closed)) < 7,
            "within 0..6, one day open",
        ),
        "blackout": (all(spans), "first and last days, up to a year"),
        "send_hour": (whole(belt.send_hour, 0, 23), "in 0..23"),
        "hold_days": (whole(belt.hold_days, 0, 365), "in 0..365"),
        "fold": (type(belt.fold) is bool, "true or false"),
        "capacity": (capacity is None or whole(capacity, 1, 100_000), "None or in 1..100000"),
    }
