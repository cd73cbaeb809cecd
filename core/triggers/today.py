"""The list of a day: one line per customer."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pandas as pd

from core.arrays import Codes, Days, Index, Mask
from core.orders import run_starts
from core.triggers.belt import Belt
from core.triggers.calendar import Closed
from core.triggers.checks import RuleColumns
from core.triggers.decision import NOT_YET, ON_LIST, Decisions
from core.triggers.facts import Facts
from core.triggers.meets import Meets
from core.triggers.outcomes import Outcomes
from core.triggers.reach import reach
from core.triggers.replay import Replay, lookahead, through

ROLES = ("now", "folded", "waiting")


@dataclass(frozen=True, eq=False)
class Due:
    """The list of a day, most urgent customer first; n lines, one per customer; d decisions.

    Attributes:
        day: of the list.
        customer: (n,) customer ids.
        winner: (n,) place in decisions of what to do first.
        overdue: (n,) days the winner is late.
        limit: (n,) last day on which the winner may still be done.
        if_time: (n,) beyond the capacity of the day.
        line: (d,) place in customer of each decision.
        role: (d,) out of ROLES: to do now (the winner is the first of these), a lower gift that
            goes along, or waiting for a later day.
        decisions: of these customers: of the day, and the lower gifts that go along. The code
            is LISTED, or SENT or SKIPPED where that was recorded on the day.
    """

    day: int
    customer: npt.NDArray[np.int64] = field(repr=False)
    winner: Index = field(repr=False)
    overdue: Days = field(repr=False)
    limit: Days = field(repr=False)
    if_time: Mask = field(repr=False)
    line: Index = field(repr=False)
    role: npt.NDArray[np.object_] = field(repr=False)
    decisions: Decisions = field(repr=False)

    @property
    def size(self) -> int:
        """Lines."""
        return self.customer.size

    def of_line(self, line: int) -> Decisions:
        """All decisions of one line: to do now, going along, waiting."""
        return self.decisions.take(np.flatnonzero(self.line == line))


def due(
    facts: Facts, belt: Belt, day: int, outcomes: Outcomes, started: int | Mapping[str, int]
) -> Due:
    """The list of `day` of a belt that was started on `started`.

    Equals the replay of that day, given what people made of the lists of the days before.

    Args:
        facts: of the shop, as they are known today.
        belt: the running one.
        day: days since 1970-01-01.
        outcomes: of all days; those of the day itself only mark its lines, later ones change
            nothing.
        started: first day of the belt; what was due before never comes up. By rule id where a
            new version of the belt took over rules that ran before; others start on `day`.

    Source: D2; KL-9 for those who were on their way at the start.
    """
    starts = started if isinstance(started, Mapping) else {r.id: started for r in belt.rules}
    first = min([day, *starts.values()])
    meets = _since(reach(facts, belt, first, day + 1 + lookahead(belt)), belt, starts, day)
    closed = Closed(belt, first, day + 1)
    meets = meets.only(_may_be_open(meets, belt, closed, day))
    return _lines(belt, closed, day, through(belt, meets, first, day + 1, outcomes))


def _since(meets: Meets, belt: Belt, starts: Mapping[str, int], day: int) -> Meets:
    """Those due since each rule started."""
    since = [starts.get(rule.id, day) for rule in belt.rules]
    parts = zip(meets.parts, since, strict=True)
    return Meets(meets.facts, tuple(part.take(part.due >= start) for part, start in parts))


def late(found: Replay, outcomes: Outcomes) -> Index:
    """Places of outcomes whose line would not have stood on the list of their day.

    By what is known now: files that came in later changed the order, the answer or the consent
    after somebody had been contacted or taken off.

    Args:
        found: the replay given these outcomes; those of other days and rules are left out.
        outcomes: what people made of the lists.
    """
    rules = [rule.id for rule in found.belt.rules]
    inside = (outcomes.day >= found.start) & (outcomes.day < found.end) & ~outcomes.folded
    asked = np.flatnonzero(inside & pd.Index(outcomes.rule).isin(rules))
    if not asked.size:
        return asked
    on_list = found.decisions.take(np.isin(found.decisions.code, ON_LIST)).frame(found.belt)
    listed = pd.MultiIndex.from_frame(on_list[["customer", "rule", "day"]])
    columns = (outcomes.customer, outcomes.rule, outcomes.day.astype("datetime64[D]"))
    said = pd.MultiIndex.from_arrays([column[asked] for column in columns])
    stayed: Mask = said.isin(listed)
    return asked[~stayed]


def _may_be_open(meets: Meets, belt: Belt, closed: Closed, day: int) -> Mask:
    """(p,) customers with a contact that is not too late yet."""
    valid = RuleColumns(belt.rules).valid
    people = np.zeros(meets.facts.customer.size, np.bool_)
    for part, days in zip(meets.parts, valid.tolist(), strict=True):
        people[part.person[closed.open_from(part.due) + days >= day]] = True
    return people


def _lines(belt: Belt, closed: Closed, day: int, all_: Decisions) -> Due:
    """One line per customer of whom something may be done now."""
    listed = (all_.day == day) & np.isin(all_.code, ON_LIST)
    waiting = (all_.day == day) & np.isin(all_.code, NOT_YET) & ~listed
    along = all_.folded & all_.is_code("DROP_HIGHER_TIER")
    along &= np.isin(all_.anchor_order, all_.anchor_order[listed])
    chosen = (listed | waiting | along) & np.isin(all_.customer, all_.customer[listed])
    role = np.select([listed, along], [0, 1], 2)
    rows = _ordered(belt, all_, np.flatnonzero(chosen), role)
    decisions, role = all_.take(rows), role[rows]
    starts = np.flatnonzero(run_starts(decisions.customer))
    first_open = closed.open_from(decisions.due[starts])
    rules = RuleColumns(belt.rules)
    limit = first_open + rules.valid[decisions.rule[starts]]
    urgent = np.lexsort((decisions.customer[starts], limit, rules.order[decisions.rule[starts]]))
    place = np.empty(starts.size, np.int64)
    place[urgent] = np.arange(starts.size)
    sizes = np.diff(np.append(starts, rows.size))
    capacity = starts.size if belt.capacity is None else belt.capacity
    return Due(
        day=day,
        customer=decisions.customer[starts][urgent],
        winner=starts[urgent],
        overdue=(day - first_open)[urgent],
        limit=limit[urgent].astype(np.int32),
        if_time=np.arange(starts.size) >= capacity,
        line=np.repeat(place, sizes),
        role=np.array(ROLES, object)[role],
        decisions=decisions,
    )


def _ordered(belt: Belt, all_: Decisions, rows: Index, role: Codes) -> Index:
    """By customer; what is to do now first, and of that the first by rank."""
    rank = RuleColumns(belt.rules).order[all_.rule[rows]]
    return rows[np.lexsort((all_.due[rows], rank, role[rows], all_.customer[rows]))]
