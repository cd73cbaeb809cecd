"""What may be said of an experiment on a day: before its planned end, how far it is; no more."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from typing import Literal

import numpy as np

from core.experiments.experiment import Experiment
from core.experiments.sizing import LEVEL
from core.experiments.tally import Assigned, Tally, tally
from core.formula import Formula
from core.history import History
from core.stats.beta import Belief, Beta, believe
from core.stats.intervals import REFERENCE_BELOW
from core.stats.proportions import Comparison, compare, pool

Finding = Literal["planned", "running", "works", "backfires", "does_not", "cannot_tell"]

FORMULAS = (
    Formula(
        "verdict.finding",
        "works / backfires: p-value < .05 and p1 above / below p0; does not: the interval ends "
        "below the difference that would be worth it; else cannot tell",
        "one look, after the planned end; by assignment",
    ),
    Formula(
        "verdict.tells_on",
        "day of the last planned assignment + window; at the pace so far while that is to come",
        "fixed sample, fixed window",
    ),
)


@dataclass(frozen=True)
class Verdict:
    """What may be said, and when more can be.

    Attributes:
        finding: planned, running (nothing may be said yet), works, backfires, does_not (at
            least not as much as it would have to), cannot_tell.
        as_of: facts up to this day count.
        assigned: customers assigned so far.
        planned: customers to assign, None where an end day is planned.
        tells_on: day the verdict falls or fell, None while nobody has been assigned.
        counts: both sides of those the verdict is about, None before it.
        comparison: None before the verdict, or with fewer than 30 on a side.
        belief: the same.
    """

    finding: Finding
    as_of: int
    assigned: int
    planned: int | None
    tells_on: int | None
    counts: Tally | None = None
    comparison: Comparison | None = None
    belief: Belief | None = None


def judge(
    history: History,
    experiment: Experiment,
    assigned: Assigned,
    *,
    prior: Beta | None = None,
    level: float = LEVEL,
) -> Verdict:
    """The verdict on an experiment as of a day, on exactly those it was planned for.

    Whoever was assigned after the planned end is not counted, however long one waits: looking
    again and again would find something in the end.

    Args:
        history: as of the day asked for.
        experiment: as it was written down.
        assigned: everybody who takes part.
        prior: belief in either share before, None = any as likely as another.
        level: chance of a false alarm.
    """
    known = assigned.upto(history.as_of)
    last = last_day(experiment, known)
    falls = tells_on(experiment, known, history.as_of)
    common = (history.as_of, known.customer.size, experiment.planned_n, falls)
    if experiment.start_day > history.as_of:
        return Verdict("planned", *common)
    if last is None or history.as_of < last + experiment.window_days:
        return Verdict("running", *common)
    counts = tally(history, experiment, known.upto(last))
    if min(counts.control.n, counts.treated.n) < REFERENCE_BELOW:
        return Verdict("cannot_tell", *common, counts)
    comparison = compare(counts.control, counts.treated, confidence=1 - level)
    belief = believe(counts.control, counts.treated, prior=prior, confidence=1 - level)
    return Verdict(
        finding(comparison, experiment, level=level), *common, counts, comparison, belief
    )


def last_day(experiment: Experiment, assigned: Assigned) -> int | None:
    """Day after which nobody counts any more, None while it is not known."""
    if experiment.planned_n is None:
        return experiment.end_day
    n = experiment.planned_n
    return int(assigned.day[n - 1]) if assigned.day.size >= n else None


def finding(comparison: Comparison, experiment: Experiment, *, level: float = LEVEL) -> Finding:
    """The one word for a comparison at the planned end."""
    if comparison.p_value < level:
        return "works" if comparison.difference > 0 else "backfires"
    shares = experiment.expected_share, experiment.worth_share
    if shares[0] is None or shares[1] is None:
        return "cannot_tell"
    return "does_not" if comparison.high < shares[1] - shares[0] else "cannot_tell"


def pooled(tallies: Sequence[Tally], *, level: float = LEVEL) -> Comparison:
    """Several runs of one measure taken together, each compared within itself."""
    return pool([(t.control, t.treated) for t in tallies], confidence=1 - level)


def tells_on(experiment: Experiment, assigned: Assigned, as_of: int) -> int | None:
    """Day the verdict falls; at the pace so far where the planned number is still to come.

    Who was there on the start day comes in at once and says nothing about the pace.

    Args:
        experiment: as it was written down.
        assigned: those who take part by `as_of`.
        as_of: day the pace is taken to.

    Returns:
        None while nobody comes in.
    """
    last = last_day(experiment, assigned)
    if last is not None:
        return last + experiment.window_days
    first = experiment.start_day + (experiment.entry != "new")
    came = int(np.count_nonzero(assigned.day >= first))
    if experiment.planned_n is None or not came or as_of < first:
        return None
    missing = experiment.planned_n - assigned.day.size
    return as_of + ceil(missing * (as_of - first + 1) / came) + experiment.window_days
