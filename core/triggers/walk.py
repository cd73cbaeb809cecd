"""The walk through all gates: one event of every customer at a time."""

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from core.arrays import Codes, Days, Index, Mask
from core.triggers.calendar import Closed
from core.triggers.checks import COOLDOWN, DUPLICATE, HIGHER_TIER, HOLDOUT, INSERT, Checks
from core.triggers.decision import CODES, SENT
from core.triggers.outcomes import Outcomes
from core.triggers.queue import OVER, Queue, day_of, is_done, place_of, stamped
from core.triggers.spans import ALWAYS

SHIFT, DEFER, EXPIRED, LISTED, SKIPPED = (
    CODES.index(code) for code in ("SHIFT_CLOSED", "DEFER_CAP", "DROP_EXPIRED", "LISTED", "SKIPPED")
)

Log = tuple[Index, Days, Codes, Codes]
"""Rows of the meets, days, codes and channels."""


def walk(
    checks: Checks, rows: Index, closed: Closed, end: int, outcomes: Outcomes | None
) -> tuple[Log, Index]:
    """Walk some customers through their days.

    Args:
        checks: the belt and whom it meets.
        rows: all meets of the customers to walk.
        closed: the days nothing is sent.
        end: the day after the last.
        outcomes: what people made of the lists; None = every line was done on its day.

    Returns:
        What was decided; the rows whose lower gift went along with the higher.
    """
    queue = Queue.of(checks, rows, outcomes)
    steps = _Steps(checks, closed, queue, outcomes)
    active = np.arange(queue.row.size)
    while active.size:
        starts = np.flatnonzero(np.concatenate([[True], np.diff(queue.who[active]) != 0]))
        active = _until_few_are_left(steps, active, starts, end)
    return steps.log(), queue.row[steps.folded & (queue.row >= 0)]


def _until_few_are_left(steps: "_Steps", active: Index, starts: Index, end: int) -> Index:
    """Take steps until a quarter of the customers is through; what is still to come."""
    queue = steps.queue
    sizes = np.diff(np.append(starts, active.size))
    while True:
        first = np.minimum.reduceat(queue.when[active], starts)
        going = day_of(np.minimum(first, OVER - 1)) < end
        going &= first < OVER
        if np.count_nonzero(going) <= 0.75 * going.size:
            keep = np.repeat(going, sizes) & (queue.when[active] < OVER)
            return active[keep]
        steps.take(place_of(first[going]), day_of(first[going]))


@dataclass(eq=False)
class _Steps:
    """What has happened so far to the customers that are walked.

    Attributes:
        recent: (people, most) days of the last contacts that count, the newest first.
        planned: (people,) contacts on the list of `planned_day` that nobody has confirmed.
        last: (keys,) day it happened last.
        listed: (keys,) day it stood on the list last.
        won: (q,) passed the first three gates when it came up.
        beaten: (q,) gave way to a higher tier.
        folded: (q,) went along with a higher tier.
        settled: (q,) nothing can happen to it any more.
    """

    checks: Checks
    closed: Closed
    queue: Queue
    outcomes: Outcomes | None
    recent: npt.NDArray[np.int32] = field(init=False)
    before_today: npt.NDArray[np.int32] = field(init=False)
    planned: npt.NDArray[np.int32] = field(init=False)
    planned_day: npt.NDArray[np.int32] = field(init=False)
    last: npt.NDArray[np.int64] = field(init=False)
    listed: npt.NDArray[np.int64] = field(init=False)
    won: Mask = field(init=False)
    beaten: Mask = field(init=False)
    folded: Mask = field(init=False)
    settled: Mask = field(init=False)
    limit: Index = field(init=False)
    _log: list[Log] = field(init=False)

    def __post_init__(self) -> None:
        """Nothing has happened yet."""
        queue, most = self.queue, [m for _, m in self.checks.belt.caps.windows()]
        self.recent = np.full((queue.people, max(most, default=1)), ALWAYS, np.int32)
        self.before_today = np.full(queue.people, ALWAYS, np.int32)
        self.planned = np.zeros(queue.people, np.int32)
        self.planned_day = np.full(queue.people, ALWAYS, np.int32)
        self.last = np.full(queue.keys, ALWAYS, np.int64)
        self.listed = np.full(queue.keys, ALWAYS, np.int64)
        marks = (np.zeros(queue.row.size, np.bool_) for _ in range(4))
        self.won, self.beaten, self.folded, self.settled = marks
        row = np.maximum(queue.row, 0)
        meets, rules = self.checks.meets, self.checks.rules
        self.limit = self.closed.open_from(meets.due[row]) + rules.valid[meets.rule[row]]
        self._log = []

    def log(self) -> Log:
        """All that was decided."""
        none: Log = (np.empty(0, np.int64), *(np.empty(0, np.int32) for _ in "dcc"))  # type: ignore[assignment]  # three more columns, told by their letters
        at, day, code, channel = (np.concatenate(c) for c in zip(none, *self._log, strict=True))
        if self.outcomes is not None:
            code = self._as_recorded(at, day, code)
        return self.queue.row[at], day, code, channel

    def _as_recorded(self, at: Index, day: Days, code: Codes) -> Codes:
        """The lines that were worked on the day they were listed on, as what became of them."""
        queue = self.queue
        noted = np.flatnonzero(queue.target >= 0)
        found = np.full((2, queue.row.size), ALWAYS)
        done = is_done(queue, self._recorded, noted)
        found[(~done).astype(np.int64), queue.target[noted]] = self._recorded.day[
            queue.outcome[noted]
        ]
        listed = code == LISTED
        code = np.where(listed & (found[1, at] == day), SKIPPED, code)
        return np.where(listed & (found[0, at] == day), SENT, code)

    @property
    def _recorded(self) -> Outcomes:
        assert self.outcomes is not None  # noqa: S101  for the type checker: asked only with some
        return self.outcomes

    def take(self, at: Index, day: Days) -> None:
        """One event of each of some customers."""
        noted = self.queue.row[at] < 0
        if noted.any():
            self._record(at[noted], day[noted])
            at, day = at[~noted], day[~noted]
        code, channel = self._decide(at, day)
        self._log.append((at, day, code, channel))
        self._apply(at, day, code, channel)

    # --- the gates

    def _decide(self, at: Index, day: Days) -> tuple[Codes, Codes]:
        """The code of each contact on its day, and the channel it would take."""
        checks, rows = self.checks, self.queue.row[at]
        mall = checks.mall(rows, day)
        code = self._stands(at, day, mall)
        self.won[at[code == 0]] = True
        beaten = self._beaten(at, day, code)
        self.beaten[at[beaten]] = True
        code[beaten] = HIGHER_TIER
        channel = np.full(at.size, -1, np.int32)
        some = np.flatnonzero(code == 0)
        channel[some] = checks.channel(rows[some], day[some], mall[some])
        code[some] = checks.suits(rows[some], day[some], channel[some])
        for gate in (self._cooling, self._aside, self._shut, self._late):
            some = np.flatnonzero(code == 0)
            code[some] = gate(at[some], day[some], channel[some])
        return code, channel

    def _stands(self, at: Index, day: Days, mall: Mask) -> Codes:
        """Gates 1 to 3."""
        code = self.checks.stands(self.queue.row[at], day, mall)
        code[(code == 0) & self._soon(at, day) & ~self.folded[at]] = DUPLICATE
        return code

    def _soon(self, at: Index, day: Days) -> Mask:
        """Happened, or stands on the list of the day, too short a time ago."""
        again = self.checks.rules.again[self.checks.meets.rule[self.queue.row[at]]]
        key = self.queue.key[at]
        soon: Mask = (day - self.last[key] < again) | ((self.listed[key] == day) & (again > 0))
        return soon

    def _beaten(self, at: Index, day: Days, code: Codes) -> Index:
        """Those of which a higher tier of the same order passes gates 1 to 3."""
        some = np.flatnonzero((code == 0) & (self.queue.above[at] >= 0))
        beaten, rows = [], some
        higher = self.queue.above[at[some]]
        while rows.size:
            won = self.won[higher]
            open_ = np.flatnonzero(~won & ~self.settled[higher])
            up, today = higher[open_], day[rows[open_]]
            mall = self.checks.mall(self.queue.row[up], today)
            won[open_] = self._stands(up, today, mall) == 0
            beaten.append(rows[won])
            higher = self.queue.above[higher]
            more = ~won & (higher >= 0)
            rows, higher = rows[more], higher[more]
        return np.concatenate([np.empty(0, np.int64), *beaten])

    def _cooling(self, at: Index, day: Days, _channel: Codes) -> Codes:
        """Gate 8: days without a contact."""
        who = self.queue.who[at]
        last = self.recent[who, 0]
        last = np.where(last < day, last, self.before_today[who])
        wait = self.checks.rules.cooldown[self.checks.meets.rule[self.queue.row[at]]]
        return np.where(day - last.astype(np.int64) <= wait, COOLDOWN, 0).astype(np.int32)

    def _aside(self, at: Index, _day: Days, _channel: Codes) -> Codes:
        """Gate 9: kept aside to compare."""
        aside = self.checks.aside(self.queue.row[at])
        return np.where(aside, HOLDOUT, 0).astype(np.int32)

    def _shut(self, _at: Index, day: Days, _channel: Codes) -> Codes:
        """Gate 10: closed days."""
        return np.where(self.closed.on(day), SHIFT, 0).astype(np.int32)

    def _late(self, at: Index, day: Days, channel: Codes) -> Codes:
        """Gate 11: not too often, and not too late."""
        rows = self.queue.row[at]
        capped = self.checks.rules.held[self.checks.meets.rule[rows]] & (channel != INSERT)
        who = self.queue.who[at]
        planned = np.where(self.planned_day[who] == day, self.planned[who], 0)
        full = np.zeros(at.size, np.bool_)
        for days, most in self.checks.belt.caps.windows():
            lately = (self.recent[who] > (day - days)[:, None]).sum(axis=1)
            full |= lately + planned >= most
        code = np.where(capped & full, DEFER, SENT)
        return np.where(day > self.limit[at], EXPIRED, code).astype(np.int32)

    # --- what follows

    def _apply(self, at: Index, day: Days, code: Codes, channel: Codes) -> None:
        """Send, put off or settle."""
        sent = np.flatnonzero(code == SENT)
        if self.outcomes is None:
            self._contact(at[sent], day[sent], channel[sent])
        else:
            code[sent] = LISTED
            self._list(at[sent], day[sent], channel[sent])
        shift = np.flatnonzero(code == SHIFT)
        self._again(at[shift], self.closed.open_from(day[shift]))
        later = np.flatnonzero((code == DEFER) | (code == LISTED))
        self._again(at[later], day[later] + 1)
        over = at[(code != SHIFT) & (code != DEFER) & (code != LISTED)]
        self._settle(over)

    def _again(self, at: Index, day: Days) -> None:
        self.queue.when[at] = stamped(day, self.queue.within[at], at)

    def _settle(self, at: Index) -> None:
        self.settled[at] = True
        self.queue.when[at] = OVER

    def _contact(self, at: Index, day: Days, channel: Codes) -> None:
        """The contact happened: it counts, and its lower gifts go along."""
        self.last[self.queue.key[at]] = day
        counts = self.checks.rules.counts[self.checks.meets.rule[self.queue.row[at]]]
        counts = counts & (channel != INSERT)
        self._count(self.queue.who[at[counts]], day[counts])
        for lower, today, along in self._lower(at, day):
            self.last[self.queue.key[lower[along]]] = today[along]
            self.folded[lower] |= along
            self._give_way(lower[along], today[along])

    def _lower(self, at: Index, day: Days) -> list[tuple[Index, Days, Mask]]:
        """The lower gifts tier by tier, and whether they may go along."""
        found = []
        lower, today = self.queue.below[at], day
        while self.checks.belt.fold and (lower >= 0).any():
            lower, today = lower[lower >= 0], today[lower >= 0]
            found.append((lower, today, self._fits_along(lower, today)))
            lower = self.queue.below[lower]
        return found

    def _give_way(self, at: Index, day: Days) -> None:
        """Lower gifts that go along before they come up themselves are decided with the higher."""
        early = ~self.settled[at]
        at, day = at[early], day[early]
        code = np.full(at.size, HIGHER_TIER, np.int32)
        self._log.append((at, day, code, np.full(at.size, -1, np.int32)))
        self.beaten[at] = True
        self._settle(at)

    def _fits_along(self, at: Index, day: Days) -> Mask:
        """Gave way to the higher tier, or passes gates 1 to 3 now; and may happen again."""
        mall = self.checks.mall(self.queue.row[at], day)
        stands = self.checks.stands(self.queue.row[at], day, mall) == 0
        fits: Mask = ~self._soon(at, day) & np.where(self.settled[at], self.beaten[at], stands)
        return fits

    def _count(self, who: Codes, day: Days) -> None:
        """One more contact of each of some customers."""
        newest = self.recent[who, 0]
        self.before_today[who] = np.where(newest < day, newest, self.before_today[who])
        self.recent[who, 1:] = self.recent[who, :-1]
        self.recent[who, 0] = day

    def _list(self, at: Index, day: Days, channel: Codes) -> None:
        """On the list of the day: it counts for the rest of this day only."""
        self.listed[self.queue.key[at]] = day
        rule = self.checks.meets.rule[self.queue.row[at]]
        counts = self.checks.rules.counts[rule] & (channel != INSERT)
        who = self.queue.who[at]
        planned = np.where(self.planned_day[who] == day, self.planned[who], 0)
        self.planned[who], self.planned_day[who] = planned + counts, day
        for lower, today, along in self._lower(at, day):
            self.listed[self.queue.key[lower[along]]] = today[along]
            self.folded[lower] = along
            self._give_way(lower[along], today[along])

    def _record(self, at: Index, day: Days) -> None:
        """What people recorded at the end of a day."""
        queue, recorded = self.queue, self._recorded
        target = queue.target[at]
        self._settle(target[target >= 0])
        self._settle(at)
        done = is_done(queue, recorded, at)
        at, day = at[done], day[done]
        keyed = queue.key[at] >= 0
        self.last[queue.key[at[keyed]]] = day[keyed]
        noted = queue.outcome[at]
        quiet = {
            rule.id for rule in self.checks.belt.rules if not (rule.promotional or rule.is_rescue)
        }
        named = np.array([name in quiet for name in recorded.rule[noted].tolist()], np.bool_)
        counts = (recorded.channel[noted] != INSERT) & ~recorded.folded[noted] & ~named
        self._count(queue.who[at[counts]], day[counts])
