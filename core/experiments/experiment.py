"""An experiment as it is written down before it starts."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any, Literal, Self

Measure = Literal["trigger", "points", "survey", "improvement", "other"]
Outcome = Literal["bought", "spent"]
Decision = Literal["keep", "change", "stop"]
Stage = Literal["planned", "running", "decided"]
Entry = Literal["new", "known", "both"]

STANDING_BP = 1_000
"""Share kept aside for good once a measure is kept: a tenth."""

FIXED = (
    "salt", "hypothesis", "control_bp", "outcome", "at_least", "window_days", "start_day",
    "planned_n", "end_day", "expected_share", "worth_share", "group", "entry",
)  # fmt: skip
"""What may not change once the experiment has started."""


class FixedAfterStart(ValueError):  # noqa: N818  it reads as what happened
    """Something was to be changed that decides the result, after the start.

    Attributes:
        field: its name.
        value: what it is and stays.
    """

    def __init__(self, field: str, value: object) -> None:
        super().__init__(f"{field} == {value}, must not change after the start")
        self.field, self.value = field, value


@dataclass(frozen=True)
class Experiment:
    """A question to the customers, with all that decides its answer fixed beforehand.

    Attributes:
        name: what people call it.
        salt: what deals its customers; another salt deals anew.
        hypothesis: what is expected to happen, in the owner's words.
        measure: what is tried.
        measure_id: which one of these, empty where it has no number.
        group: the saved group of customers it is for, empty for everybody.
        entry: those who come into the group from the start on, those who are in it on that day,
            or both.
        control_bp: share kept aside, in basis points.
        outcome: an occasion within the window, or occasions worth `at_least` together.
        at_least: cash in minor units that counts as spent, 0 where the outcome is bought.
        window_days: days after the assignment in which the outcome counts.
        start_day: first day customers are assigned, days since 1970-01-01.
        planned_n: customers to assign before a verdict, None where an end day is planned.
        end_day: last day customers are assigned, None where a number is planned.
        expected_share: outcome share to expect of those kept aside, None unknown.
        worth_share: outcome share of the treated from which on it would be worth it.
        decision: what the owner decided, None as yet.
        decided_day: when.
    """

    name: str
    salt: str
    start_day: int
    window_days: int
    hypothesis: str = ""
    measure: Measure = "other"
    measure_id: str = ""
    group: str = ""
    entry: Entry = "both"
    control_bp: int = 5_000
    outcome: Outcome = "bought"
    at_least: int = 0
    planned_n: int | None = None
    end_day: int | None = None
    expected_share: float | None = None
    worth_share: float | None = None
    decision: Decision | None = None
    decided_day: int | None = None

    def __post_init__(self) -> None:
        """Refuse what could give no answer.

        Raises:
            ValueError: name, value and rule of the first part that could not.
        """
        for name, (allowed, said) in _RULES.items():
            if not allowed(self):
                raise ValueError(f"{name} == {getattr(self, name)}, must be {said}")

    def plain(self) -> dict[str, Any]:
        """Everything as JSON can hold it."""
        return asdict(self)

    @classmethod
    def of(cls, plain: Mapping[str, Any]) -> Self:
        """The experiment that `plain` wrote; what it does not name takes its default.

        Raises:
            ValueError: as when it is made.
        """
        return cls(**plain)

    def stage(self, today: int) -> Stage:
        """Where it stands on a day; a verdict may be due while it is running."""
        if self.decision is not None:
            return "decided"
        return "running" if today >= self.start_day else "planned"

    def changed(self, today: int, to: Self) -> Self:
        """The experiment with other parts, those that decide the result only before the start.

        Args:
            today: days since 1970-01-01.
            to: the experiment as it shall be.

        Raises:
            FixedAfterStart: a part that decides the result differs, on or after the start.
        """
        if self.stage(today) != "planned":
            for name in FIXED:
                if getattr(to, name) != getattr(self, name):
                    raise FixedAfterStart(name, getattr(self, name))
        return to

    def decided(self, today: int, decision: Decision) -> Self:
        """The experiment with what the owner made of it."""
        return replace(self, decision=decision, decided_day=today)

    def standing(self, today: int, *, end_day: int) -> Self:
        """The small comparison that goes on after a measure was kept.

        The same salt keeps aside some of those kept aside before and nobody else, so that
        nobody loses what she has had; compare it apart, then pool the two.
        """
        return replace(
            self, control_bp=STANDING_BP, start_day=today, planned_n=None, end_day=end_day,
            decision=None, decided_day=None,
        )  # fmt: skip


Rule = tuple[Callable[[Experiment], bool], str]

_RULES: dict[str, Rule] = {
    "name": (lambda e: bool(e.name.strip()), "not empty"),
    "salt": (lambda e: bool(e.salt), "not empty"),
    "control_bp": (lambda e: 0 < e.control_bp < 10_000, "in 1..9999"),
    "window_days": (lambda e: 1 <= e.window_days <= 365, "in 1..365"),
    "at_least": (
        lambda e: (e.at_least > 0) == (e.outcome == "spent"),
        "above 0 where the outcome is spent, else 0",
    ),
    "planned_n": (
        lambda e: (
            (e.planned_n is None) != (e.end_day is None)
            and (e.planned_n is None or e.planned_n >= 2)
        ),
        "at least 2, or None beside an end_day",
    ),
    "end_day": (
        lambda e: e.end_day is None or e.end_day >= e.start_day,
        "on or after start_day",
    ),
    "expected_share": (lambda e: _is_share(e.expected_share), "in 0..1, ends excluded"),
    "worth_share": (
        lambda e: (
            _is_share(e.worth_share)
            and (e.worth_share is None or e.worth_share != e.expected_share)
        ),
        "in 0..1, ends excluded, and not expected_share",
    ),
}


def _is_share(value: float | None) -> bool:
    """A share with something on both sides, or none yet."""
    return value is None or 0 < value < 1
