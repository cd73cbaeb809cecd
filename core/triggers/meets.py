"""Contacts that come up, as columns."""

from dataclasses import dataclass, field, fields, replace
from functools import cached_property
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from core.arrays import Codes, Days, Index, Mask
from core.orders import NEVER
from core.triggers.facts import Facts


@dataclass(frozen=True, eq=False)
class Met:
    """Those one rule meets; n meets.

    Attributes:
        person: (n,) place in the customers of the facts.
        anchor_day: (n,) the day counted from.
        due: (n,) the day it comes up.
        order: (n,) row of the order it is about in the sorted orders, -1 none.
        visit: (n,) visit it is about in the sorted orders, -1 none.
        repeat: (n,) has set off the rule before and does not count again.
        replaced: (n,) the day another answer takes its place, NEVER otherwise.
        survey: (n,) survey of the answer, 0 otherwise.
    """

    person: Codes
    anchor_day: Days
    due: Days
    order: Codes
    visit: Codes
    repeat: Mask
    replaced: Days
    survey: Codes

    @classmethod
    def of(
        cls,
        person: npt.NDArray[np.integer],
        anchor_day: npt.NDArray[np.integer],
        due: npt.NDArray[np.integer],
        **columns: npt.NDArray[np.generic],
    ) -> Self:
        """Meets of which only some columns are known; the others take their plain value."""
        n = person.size
        values: dict[str, Any] = {
            name: columns[name].astype(_KINDS[name], copy=False)
            if name in columns
            else np.broadcast_to(np.array(plain, _KINDS[name]), (n,))
            for name, plain in _PLAIN.items()
        }
        for name, column in (("person", person), ("anchor_day", anchor_day), ("due", due)):
            values[name] = column.astype(np.int32, copy=False)
        return cls(**values)

    @classmethod
    def none(cls) -> Self:
        """Nobody."""
        empty = np.empty(0, np.int32)
        return cls.of(empty, empty, empty)

    def take(self, rows: npt.NDArray[np.generic]) -> Self:
        """Some of them, by place or by mask."""
        places = np.flatnonzero(rows) if rows.dtype == np.bool_ else rows
        return replace(
            self, **{f.name: _taken(getattr(self, f.name), places) for f in fields(self)}
        )


def _taken(column: npt.NDArray[Any], places: npt.NDArray[np.generic]) -> npt.NDArray[Any]:
    """Some rows of a column; one value for all stays one value."""
    if column.size and column.strides == (0,):
        return np.broadcast_to(column[0], places.shape)
    taken: npt.NDArray[Any] = column[places]
    return taken


_PLAIN = {"order": -1, "visit": -1, "repeat": False, "replaced": NEVER, "survey": 0}
_KINDS = {name: np.bool_ if name == "repeat" else np.int32 for name in _PLAIN}


@dataclass(frozen=True, eq=False)
class Meets:
    """Whom the rules of a belt meet; the columns of all rules, one rule after the other.

    Attributes:
        facts: what they were found in.
        parts: one per rule of the belt.
    """

    facts: Facts
    parts: tuple[Met, ...] = field(repr=False)

    @property
    def size(self) -> int:
        """How many of all rules."""
        return sum(part.person.size for part in self.parts)

    @property
    def per_rule(self) -> Index:
        """(rules,) how many each rule meets."""
        return np.array([part.person.size for part in self.parts], np.int64)

    @cached_property
    def rule(self) -> Codes:
        """(n,) place in the rules of the belt."""
        return np.repeat(np.arange(len(self.parts), dtype=np.int32), self.per_rule)

    @cached_property
    def person(self) -> Codes:
        """(n,) place in the customers of the facts."""
        return self._column("person")

    @cached_property
    def anchor_day(self) -> Days:
        """(n,) the day counted from."""
        return self._column("anchor_day")

    @cached_property
    def due(self) -> Days:
        """(n,) the day it comes up."""
        return self._column("due")

    @cached_property
    def order(self) -> Codes:
        """(n,) row of the order in the sorted orders, -1 none."""
        return self._column("order")

    @cached_property
    def visit(self) -> Codes:
        """(n,) visit in the sorted orders, -1 none."""
        return self._column("visit")

    @cached_property
    def repeat(self) -> Mask:
        """(n,) has set off the rule before and does not count again."""
        return self._column("repeat").astype(np.bool_, copy=False)

    @cached_property
    def replaced(self) -> Days:
        """(n,) the day another answer takes its place."""
        return self._column("replaced")

    @cached_property
    def survey(self) -> Codes:
        """(n,) survey of the answer."""
        return self._column("survey")

    def _column(self, name: str) -> npt.NDArray[np.int32]:
        parts = [getattr(part, name) for part in self.parts]
        return np.concatenate([np.empty(0, parts[0].dtype if parts else np.int32), *parts])

    @property
    def customer(self) -> npt.NDArray[np.int64]:
        """(n,) customer ids."""
        return self.facts.customer[self.person]

    @property
    def anchor_order(self) -> Index:
        """(n,) sequence of the order, -1 none."""
        return self.numbered(self.order)

    def numbered(self, order: Codes) -> Index:
        """(k,) sequences of orders by their rows, -1 for none."""
        sequence = self.facts.history.base.orders.sequence
        if not sequence.size:
            return order.astype(np.int64)
        found = sequence[order]
        found[order < 0] = -1
        return found

    def only(self, people: Mask) -> "Meets":
        """Those of some of the customers."""
        return Meets(self.facts, tuple(part.take(people[part.person]) for part in self.parts))
