"""Two belts on the same past: whom one contacts and the other does not, and what each costs."""

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pandas as pd

from core.arrays import Index
from core.triggers.belt import Belt
from core.triggers.decision import Decisions
from core.triggers.replay import Replay


@dataclass(frozen=True, eq=False)
class Comparison:
    """What differs between two belts replayed over the same days.

    Attributes:
        only_one: ids of customers only the first belt contacts, ascending.
        only_other: of those only the second does.
        both: how many customers both contact.
        by_rule: one row per rule of either belt, in the order of the second, then what only the
            first has: `rule` (id), `contacts_one`, `contacts_other`, `cost_one`, `cost_other`
            (minor units), `only_one`, `only_other` (customers the rule speaks or gives
            to in one belt only).
    """

    only_one: npt.NDArray[np.int64]
    only_other: npt.NDArray[np.int64]
    both: int
    by_rule: pd.DataFrame = field(repr=False)

    @property
    def is_same(self) -> bool:
        """Nobody is contacted otherwise, and nothing costs more or less."""
        rows = self.by_rule
        moved = rows[["only_one", "only_other"]].to_numpy().any()
        equal = (rows["contacts_one"] == rows["contacts_other"]).all()
        return bool(not moved and equal and (rows["cost_one"] == rows["cost_other"]).all())


def compare(one: Replay, other: Replay) -> Comparison:
    """What the second belt does differently from the first; the same belts differ by nothing.

    Args:
        one: a belt replayed.
        other: another, over the same days.

    Raises:
        ValueError: they were replayed over different days.
    """
    if (one.start, one.end) != (other.start, other.end):
        raise ValueError(f"days == {(other.start, other.end)}, must be {(one.start, one.end)}")
    sides = [_out(one), _out(other)]
    people = [np.unique(side.customer) for side in sides]
    return Comparison(
        only_one=np.setdiff1d(people[0], people[1], assume_unique=True),
        only_other=np.setdiff1d(people[1], people[0], assume_unique=True),
        both=np.intersect1d(people[0], people[1], assume_unique=True).size,
        by_rule=_by_rule((one.belt, other.belt), sides),
    )


def cost(belt: Belt, decisions: Decisions) -> Index:
    """(rules,) what the contacts and the gifts that go along cost, minor units."""
    out = decisions.rule[decisions.contact | decisions.gift]
    each = np.array([rule.unit_cost for rule in belt.rules], np.int64)
    total: Index = np.bincount(out, minlength=len(belt.rules)) * each
    return total


def _out(replayed: Replay) -> Decisions:
    """Contacts, and gifts that go along with one."""
    decisions = replayed.decisions
    return decisions.take(decisions.contact | decisions.gift)


def _by_rule(belts: tuple[Belt, Belt], sides: list[Decisions]) -> pd.DataFrame:
    one, other = (_counted(belt, side) for belt, side in zip(belts, sides, strict=True))
    names = [*other.index, *(name for name in one.index if name not in other.index)]
    people = [_people(belt, side) for belt, side in zip(belts, sides, strict=True)]
    pairs = [[side.get(name, _nobody()) for side in people] for name in names]
    rows = one.reindex(names, fill_value=0).add_suffix("_one")
    rows = rows.join(other.reindex(names, fill_value=0).add_suffix("_other"))
    return rows.assign(
        only_one=[np.setdiff1d(a, b, assume_unique=True).size for a, b in pairs],
        only_other=[np.setdiff1d(b, a, assume_unique=True).size for a, b in pairs],
    ).reset_index(names="rule")


def _counted(belt: Belt, sent: Decisions) -> pd.DataFrame:
    """Contacts and cost by rule id."""
    talked = np.bincount(sent.rule[sent.contact], minlength=len(belt.rules))
    names = pd.Index([rule.id for rule in belt.rules], dtype="str")
    return pd.DataFrame({"contacts": talked, "cost": cost(belt, sent)}, index=names)


def _people(belt: Belt, sent: Decisions) -> dict[str, npt.NDArray[np.int64]]:
    """Ids of the customers each rule speaks or gives to."""
    return {
        rule.id: np.unique(sent.customer[sent.rule == place])
        for place, rule in enumerate(belt.rules)
    }


def _nobody() -> npt.NDArray[np.int64]:
    return np.empty(0, np.int64)
