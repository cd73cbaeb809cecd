"""Groups of customers by conditions that can be named, saved, combined and explained."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import reduce
from typing import Any, Literal, Self

import numpy as np
import numpy.typing as npt

from core.arrays import Mask, readonly
from core.customers.regions import region

Op = Literal["at_least", "at_most", "above", "below", "is", "is_not", "known", "unknown"]
NUMBER_OPS = ("at_least", "at_most", "above", "below")
CHOICE_OPS = ("is", "is_not")
OPS = (*NUMBER_OPS, *CHOICE_OPS, "known", "unknown")
How = Literal["all", "any"]

_COMPARE: dict[str, np.ufunc] = {
    "at_least": np.greater_equal, "at_most": np.less_equal, "above": np.greater, "below": np.less,
}  # fmt: skip

DEEPEST = 5
"""Groups within groups beyond this are a mistake, or an attack."""


class FieldGone(LookupError):  # noqa: N818  it reads as what happened
    """A condition asks for something that is not known of customers any more.

    Attributes:
        field: its name.
    """

    def __init__(self, field_: str) -> None:
        super().__init__(field_)
        self.field = field_


@dataclass(frozen=True, eq=False)
class Choice:
    """Something of which each customer has one of a few names.

    Attributes:
        codes: (c,) place in names, -1 unknown.
        names: what can be chosen.
    """

    codes: npt.NDArray[np.integer]
    names: tuple[str, ...]


Field = npt.NDArray[Any] | Choice
"""(c,) numbers, nan unknown; or a choice."""


@dataclass(frozen=True)
class Condition:
    """One condition on one field.

    Attributes:
        field: name of the field.
        op: a limit that is reached or not passed, some names (or none of them), or only
            whether it is known.
        values: the limit, or the names; nothing for known and unknown.
    """

    field: str
    op: Op
    values: tuple[float | str, ...] = ()

    def __post_init__(self) -> None:
        """Refuse conditions that ask nothing.

        Raises:
            ValueError: name, value and rule of the part that does not fit.
        """
        if not (isinstance(self.field, str) and self.field):
            raise ValueError(f"field == {self.field}, must be a name")
        if self.op not in OPS:
            raise ValueError(f"op == {self.op}, must be in {OPS}")
        if not _fits(self.op, self.values):
            raise ValueError(f"values == {self.values}, must fit {self.op}")

    def mask(self, fields: Mapping[str, Field]) -> Mask:
        """(c,) customers that meet it; who is unknown meets only `unknown`.

        Raises:
            FieldGone: there is no such field, or not of this kind any more.
        """
        values = fields.get(self.field)
        if values is None:
            raise FieldGone(self.field)
        if isinstance(values, Choice):
            return self._of_choice(values)
        return self._of_numbers(np.asarray(values))

    def _of_choice(self, choice: Choice) -> Mask:
        known = choice.codes >= 0
        if self.op in NUMBER_OPS:
            raise FieldGone(self.field)
        if self.op in CHOICE_OPS:
            chosen = [code for code, name in enumerate(choice.names) if name in self.values]
            inside = np.isin(choice.codes, chosen)
            return np.asarray(inside if self.op == "is" else known & ~inside)
        return np.asarray(known == (self.op == "known"))

    def _of_numbers(self, numbers: npt.NDArray[Any]) -> Mask:
        if self.op in CHOICE_OPS:
            raise FieldGone(self.field)
        if self.op in _COMPARE:
            return np.asarray(_COMPARE[self.op](numbers, self.values[0]))
        return np.asarray(np.isnan(numbers) == (self.op == "unknown"))

    def plain(self) -> dict[str, Any]:
        """The condition as it is stored."""
        return {"field": self.field, "op": self.op, "values": list(self.values)}


@dataclass(frozen=True)
class Segment:
    """Conditions and other segments taken together.

    Attributes:
        parts: conditions and segments; none of them means everybody.
        how: all of them have to hold, or any.
        others: those it does not hold for.
    """

    parts: tuple["Condition | Segment", ...] = ()
    how: How = "all"
    others: bool = False

    def __post_init__(self) -> None:
        """Refuse what cannot be worked out.

        Raises:
            ValueError: name, value and rule of the part that does not fit.
        """
        if self.how not in ("all", "any"):
            raise ValueError(f"how == {self.how}, must be in ('all', 'any')")
        if self.depth > DEEPEST:
            raise ValueError(f"depth == {self.depth}, must be <= {DEEPEST}")

    @property
    def depth(self) -> int:
        """Segments within segments."""
        return 1 + max((p.depth for p in self.parts if isinstance(p, Segment)), default=0)

    @property
    def fields(self) -> frozenset[str]:
        """Names of the fields it asks for."""
        names = [p.fields if isinstance(p, Segment) else {p.field} for p in self.parts]
        return frozenset().union(*names)

    def mask(self, fields: Mapping[str, Field]) -> Mask:
        """(c,) customers that belong to it.

        Args:
            fields: what is known of the customers, by name; at least one field.

        Raises:
            FieldGone: a condition asks for what is not there.
        """
        join = np.logical_and if self.how == "all" else np.logical_or
        if not self.parts:
            inside = np.ones(_size(fields), np.bool_)
        else:
            inside = reduce(join, (part.mask(fields) for part in self.parts))
        return np.asarray(~inside if self.others else inside)

    def plain(self) -> dict[str, Any]:
        """The segment as it is stored."""
        return {"parts": [p.plain() for p in self.parts], "how": self.how, "others": self.others}

    @classmethod
    def of(cls, plain: Any) -> Self:  # noqa: ANN401  what a stored file holds may be anything
        """The segment that was stored.

        Raises:
            ValueError: it is none.
        """
        return cls(*_parts(plain, 1))


@dataclass(frozen=True)
class Group:
    """A saved segment: live, or the customers it held on one day.

    Attributes:
        name: what people call it.
        segment: who belongs to it.
        as_of: day of the snapshot, None = live.
        members: ids of the snapshot, ascending.
    """

    name: str
    segment: Segment
    as_of: int | None = None
    members: tuple[int, ...] = field(default=(), repr=False)

    def snapshot(
        self, customer: npt.NDArray[np.int64], fields: Mapping[str, Field], as_of: int
    ) -> "Group":
        """The group as its members are on a day, whatever becomes of them."""
        ids = np.sort(customer[self.segment.mask(fields)])
        return Group(self.name, self.segment, as_of, tuple(ids.tolist()))

    def mask(self, customer: npt.NDArray[np.int64], fields: Mapping[str, Field]) -> Mask:
        """(c,) members among (c,) customers; a snapshot asks for no field.

        Raises:
            FieldGone: the group is live and a condition asks for what is not there.
        """
        if self.as_of is None:
            return self.segment.mask(fields)
        return np.isin(customer, np.array(self.members, np.int64))

    def plain(self) -> dict[str, Any]:
        """The group as it is stored."""
        return {
            "name": self.name,
            "segment": self.segment.plain(),
            "as_of": self.as_of,
            "members": list(self.members),
        }

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> Self:
        """A group as `plain` wrote it."""
        segment = Segment.of(stored["segment"])
        return cls(stored["name"], segment, stored["as_of"], tuple(stored["members"]))


def numbers(values: npt.ArrayLike) -> Field:
    """A field of numbers that nobody can change."""
    return readonly(np.array(values, np.float64))


def _fits(op: str, values: tuple[float | str, ...]) -> bool:
    """The values are those the kind of condition takes."""
    if op in NUMBER_OPS:
        number = len(values) == 1 and type(values[0]) in (int, float)
        return number and bool(np.isfinite(values[0]))
    if op in CHOICE_OPS:
        return bool(values) and all(isinstance(value, str) for value in values)
    return not values


def _size(fields: Mapping[str, Field]) -> int:
    """How many customers the fields speak of."""
    first = next(iter(fields.values()))
    return first.codes.size if isinstance(first, Choice) else len(first)


def _parts(plain: Any, depth: int) -> tuple[tuple[Condition | Segment, ...], How, bool]:  # noqa: ANN401 - what a stored file holds may be anything
    """Parts, how and others of a stored segment."""
    shaped = isinstance(plain, dict) and isinstance(plain.get("parts"), list)
    if not shaped or depth > DEEPEST:
        raise ValueError(f"segment == {plain!r:.40}, must be parts, how and others")
    parts = tuple(_part(part, depth) for part in plain["parts"])
    return parts, plain.get("how", "all"), plain.get("others", False) is True


def _part(plain: Any, depth: int) -> Condition | Segment:  # noqa: ANN401 - what a stored file holds may be anything
    """One stored part."""
    if isinstance(plain, dict) and "parts" in plain:
        return Segment(*_parts(plain, depth + 1))
    shaped = isinstance(plain, dict) and isinstance(plain.get("values", []), list)
    if not shaped:
        raise ValueError(f"part == {plain!r:.40}, must be field, op and values")
    values = tuple(plain.get("values", []))
    if plain.get("field") == "region" and all(isinstance(value, str) for value in values):
        values = tuple(dict.fromkeys(map(region, values)))  # may be stored in another spelling
    return Condition(plain.get("field", ""), plain.get("op", ""), values)
