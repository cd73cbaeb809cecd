"""Where an experiment stands today."""

from dataclasses import dataclass, field

from core.experiments.experiment import Stage
from core.experiments.tally import Assigned
from core.experiments.verdict import Verdict, judge, tells_on
from core.history import History
from pages.experiments.view import View
from pages.shared.store import experiments
from pages.shared.store.experiments import Registered

FALLEN = frozenset({"works", "backfires", "does_not", "cannot_tell"})


@dataclass(frozen=True, eq=False)
class Finding:
    """An experiment and what may be said of it.

    Attributes:
        entry: as it was written down.
        stage: planned, running or decided.
        assigned: everybody who takes part.
        history: the orders as they are, or for a decided one as they were on that day.
        verdict: of that history.
        tells_on: day the verdict falls or fell, None where nobody comes in.
        today: the shop's day.
    """

    entry: Registered
    stage: Stage
    assigned: Assigned = field(repr=False)
    history: History = field(repr=False)
    verdict: Verdict
    tells_on: int | None
    today: int

    @classmethod
    def of(cls, view: View, entry: Registered) -> "Finding":
        """Where it stands. After a decision nobody is kept aside: what comes then tells nothing."""
        written, history = entry.experiment, view.history
        if written.decided_day is not None:
            history = history.at(min(history.as_of, written.decided_day))
        assigned = experiments.assigned(view.shop.id, entry.key)
        return cls(
            entry,
            written.stage(view.today),
            assigned,
            history,
            judge(history, written, assigned),
            tells_on(written, assigned, max(view.today, history.as_of)),
            view.today,
        )

    @property
    def has_fallen(self) -> bool:
        """The verdict is there."""
        return self.verdict.finding in FALLEN

    @property
    def is_behind(self) -> bool:
        """The time is over, but the orders that would tell are not uploaded."""
        over = self.tells_on is not None and self.tells_on <= self.today
        return self.stage == "running" and over and not self.has_fallen

    @property
    def n(self) -> int:
        """How many take part."""
        return int(self.assigned.customer.size)

    @property
    def aside(self) -> int:
        """How many of them are kept aside."""
        return int(self.assigned.control.sum())

    @property
    def progress(self) -> float:
        """How far it is, 0 to 1: people, or days where an end day was planned."""
        written = self.entry.experiment
        if written.planned_n is not None and self.n < written.planned_n:
            return self.n / written.planned_n
        if self.tells_on is None:
            return 0.0
        span = max(self.tells_on - written.start_day, 1)
        return min(max((self.today - written.start_day) / span, 0.0), 1.0)
