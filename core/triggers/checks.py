"""The gates that ask only what was known on the day, not what was sent before."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from core.arrays import Codes, Days, Index, Mask
from core.consent import CHANNELS
from core.orders import NEVER
from core.triggers.belt import Belt
from core.triggers.decision import CODES
from core.triggers.meets import Meets
from core.triggers.rule import Rule

INSERT = CHANNELS.index("insert")
MALL, CANCELLED, DUPLICATE, HIGHER_TIER, NO_CONSENT, REPURCHASED, HOLD, COOLDOWN, HOLDOUT = (
    CODES.index(code)
    for code in (
        "DROP_MALL_CHANNEL", "DROP_CANCELLED", "DUPLICATE", "DROP_HIGHER_TIER", "DROP_NO_CONSENT",
        "DROP_REPURCHASED", "DROP_DETRACTOR_HOLD", "DROP_COOLDOWN", "DROP_HOLDOUT",
    )
)  # fmt: skip


@dataclass(frozen=True, eq=False)
class RuleColumns:
    """What the gates read of the rules; r rules.

    Attributes:
        rules: of a belt.
    """

    rules: tuple[Rule, ...]

    def _of(self, name: str, kind: type = np.int64) -> npt.NDArray[Any]:
        return np.array([getattr(rule, name) for rule in self.rules], kind)

    @cached_property
    def order(self) -> Index:
        """(r,) place of the rule within a day: by rank, then id."""
        ranked = sorted(
            range(len(self.rules)), key=lambda r: (self.rules[r].rank, self.rules[r].id)
        )
        return np.argsort(np.array(ranked, np.int64))

    @cached_property
    def channels(self) -> npt.NDArray[np.int32]:
        """(most, r) places in CHANNELS, -1 beyond the last."""
        most = max((len(rule.channels) for rule in self.rules), default=1)
        table = np.full((most, len(self.rules)), -1, np.int32)
        for column, rule in enumerate(self.rules):
            table[: len(rule.channels), column] = [CHANNELS.index(name) for name in rule.channels]
        return table

    @cached_property
    def insert(self) -> Mask:
        """(r,) can go into a parcel."""
        return np.array([CHANNELS[INSERT] in rule.channels for rule in self.rules], np.bool_)

    @cached_property
    def at_least(self) -> Index:
        """(r,) amount it starts from, minor units."""
        return self._of("at_least")

    @cached_property
    def amount_of(self) -> Codes:
        """(r,) 1 an order, 2 a day, 3 all so far; 0 is about no amount."""
        bases = ("", "order", "day", "so_far")
        found = [r.amount_of if r.kind == "amount" else "" for r in self.rules]
        return np.array([bases.index(name) for name in found], np.int32)

    @cached_property
    def stops(self) -> Mask:
        """(r,) another occasion ends it."""
        return np.array(["repurchased" in rule.stops for rule in self.rules], np.bool_)

    @cached_property
    def held(self) -> Mask:
        """(r,) kept away from the unhappy."""
        return np.array([r.promotional and not r.is_rescue for r in self.rules], np.bool_)

    @cached_property
    def counts(self) -> Mask:
        """(r,) a contact of it counts as one, unless by a paper in the parcel."""
        return np.array([r.promotional or r.is_rescue for r in self.rules], np.bool_)

    @cached_property
    def cooldown(self) -> Index:
        """(r,) days without a contact before it."""
        return self._of("cooldown_days")

    @cached_property
    def valid(self) -> Index:
        """(r,) days it may be late."""
        return self._of("valid_days")

    @cached_property
    def again(self) -> Index:
        """(r,) days until it may come again: 0 at once, a very long time for never."""
        never = 10**8
        return np.array([never if r.again_days is None else r.again_days for r in self.rules])

    @cached_property
    def aside(self) -> Mask:
        """(r,) some are kept aside."""
        return self._of("kept_aside_bp") > 0


@dataclass(frozen=True, eq=False)
class Checks:
    """The gates of a belt for its meets; rows are places in the meets.

    Attributes:
        belt: the rules.
        meets: whom they meet.
    """

    belt: Belt
    meets: Meets

    @cached_property
    def rules(self) -> RuleColumns:
        """The rules as columns."""
        return RuleColumns(self.belt.rules)

    @cached_property
    def _some_repeat(self) -> bool:
        """Some set off their rule again, or are replaced by another answer."""
        parts = self.meets.parts
        return any(p.repeat.any() or (p.replaced < NEVER).any() for p in parts if p.person.size)

    @cached_property
    def _bases(self) -> list[int]:
        """What the amounts of the belt are of."""
        return sorted(set(self.rules.amount_of.tolist()) - {0})

    def stands(self, rows: Index, day: Days, mall: Mask) -> Codes:
        """(n,) gates 1 to 3 on the day: 0, or the code of the first that stops it."""
        rule = self.meets.rule[rows]
        code = np.zeros(rows.size, np.int32)
        if self._some_repeat:
            code[self.meets.repeat[rows] | (self.meets.replaced[rows] <= day)] = DUPLICATE
        code[self._cancelled(rows, rule, day)] = CANCELLED
        code[mall & ~self.rules.insert[rule]] = MALL
        return code

    def mall(self, rows: Index, day: Days) -> Mask:
        """(n,) a customer of a mall on the day."""
        return self.meets.facts.past.mall(self.meets.person[rows], day)

    def _cancelled(self, rows: Index, rule: Codes, day: Days) -> Mask:
        """(n,) the order is void, or its amount is below the threshold by now."""
        past, kind = self.meets.facts.past, self.rules.amount_of[rule]
        visit = self.meets.visit[rows]
        found: Mask = (kind == 0) & (visit >= 0)
        if past.visit_void.size:
            found = found & (past.visit_void[visit] <= day)
        for basis in self._bases:
            some = np.flatnonzero(kind == basis)
            if some.size:
                found[some] = self._below(basis, rows[some], rule[some], day[some])
        return found

    def _below(self, basis: int, rows: Index, rule: Codes, day: Days) -> Mask:
        facts, order = self.meets.facts, self.meets.order[rows]
        if basis == 1:
            amount = facts.past.net(order, day)
        elif basis == 2:
            amount = facts.sums.of_day(order, day)
        else:
            amount = facts.sums.so_far(self.meets.person[rows], day)
        below: Mask = amount < self.rules.at_least[rule]
        return below

    def channel(self, rows: Index, day: Days, mall: Mask) -> Codes:
        """(n,) the first way to contact that is open on the day, -1 none."""
        rule, person = self.meets.rule[rows], self.meets.person[rows]
        chosen = np.full(rows.size, -1, np.int32)
        left: Index | slice = slice(None)  # at first, a look at all without a copy
        for table in self.rules.channels:
            asked = table[rule[left]]
            found = self._open(rows[left], asked, person[left], day[left], mall[left])
            chosen[left] = np.where(found, asked, np.int32(-1))
            left = np.flatnonzero(chosen < 0)
        return chosen

    def _open(self, rows: Index, channel: Codes, person: Codes, day: Days, mall: Mask) -> Mask:
        """(n,) whether a channel is open; -1 is none."""
        facts = self.meets.facts
        found = facts.doors.open(np.maximum(channel, 0), person, day)
        found &= (channel >= 0) & (~mall | (channel == INSERT))
        parcel = np.flatnonzero(found & (channel == INSERT))
        if parcel.size:
            found[parcel] = facts.past.unshipped(self.meets.order[rows[parcel]], day[parcel])
        return found

    def suits(self, rows: Index, day: Days, channel: Codes) -> Codes:
        """(n,) gates 5 to 7 on the day: 0, or the code of the first that stops it."""
        facts, rule = self.meets.facts, self.meets.rule[rows]
        code = np.zeros(rows.size, np.int32)
        unhappy = facts.unhappy(self.meets.person[rows], day, within=self.belt.hold_days)
        code[unhappy & self.rules.held[rule]] = HOLD
        ends = np.flatnonzero(self.rules.stops[rule])
        code[ends[facts.past.again(self.meets.visit[rows[ends]], day[ends])]] = REPURCHASED
        code[channel < 0] = NO_CONSENT
        return code

    def aside(self, rows: Index) -> Mask:
        """(n,) kept aside to compare; asks the hash of those alone."""
        rule = self.meets.rule[rows]
        found = np.zeros(rows.size, np.bool_)
        for place in np.flatnonzero(self.rules.aside).tolist():
            some = np.flatnonzero(rule == place)
            who = self.meets.person[rows[some]]
            found[some] = self.meets.facts.kept_aside(self.belt.rules[place], who)
        return found
