"""What is looked at: a belt, on which past of which shop, and for whom."""

import json
from dataclasses import dataclass, replace
from functools import lru_cache

from core.triggers.belt import Belt
from core.triggers.facts import Facts
from pages.shared.store import Shop, facts, groups
from pages.shared.store.facts import Key
from pages.shared.store.histories import history

YEAR = 365
DAYS_A_MONTH = 365 / 12


@dataclass(frozen=True)
class View:
    """The part of every number that all figures of the page share; the key of what is cached.

    Attributes:
        shop_id: the shop.
        version: of everything the belt reads.
        plan: the belt as it is stored: a text is told apart faster than rules are.
        start: first day of the past it is tried on, as the history counts days.
        end: the day after the last.
        margin_bp: share of a sale that is left after the goods are paid, None = not said yet.
        group: key of the group whose members alone are counted, "" = everybody. The belt runs
            for everybody all the same.
        stamp: changes with whatever the members of the group depend on.
    """

    shop_id: int
    version: Key
    plan: str
    start: int
    end: int
    margin_bp: int | None = None
    group: str = ""
    stamp: str = ""

    @property
    def belt(self) -> Belt:
        """The rules."""
        return _belt(self.plan)

    @property
    def past(self) -> "View":
        """The same past without a belt: for what no rule changes."""
        return replace(self, version=Key(self.version.history), plan=planned(Belt("")))

    @property
    def everybody(self) -> "View":
        """The same without the group."""
        return replace(self, group="", stamp="")

    @property
    def months(self) -> float:
        """How many months the past has."""
        return (self.end - self.start) / DAYS_A_MONTH

    def with_belt(self, belt: Belt) -> "View":
        """Another belt on the same past."""
        return replace(self, plan=planned(belt), version=facts.key(self.shop_id, belt))


def planned(belt: Belt) -> str:
    """A belt as it is stored."""
    return json.dumps(belt.plain())


@lru_cache(maxsize=32)
def _belt(plan: str) -> Belt:
    return Belt.of(json.loads(plan))


def view(shop: Shop, belt: Belt, group: str = "") -> View:
    """A belt on the last year of the shop, or on all of it where it is younger."""
    known = history(shop.id)
    first = int(known.first_day.min()) if known.n_customers else known.as_of
    start = max(known.as_of + 1 - YEAR, first)
    return View(
        shop.id,
        facts.key(shop.id, belt),
        planned(belt),
        start,
        known.as_of + 1,
        shop.settings.margin_bp,
        group,
        groups.stamp(shop.id, group),
    )


def facts_of(seen: View) -> Facts:
    """What the belt is tried on: consents as they are today, for the whole past."""
    return facts.as_if_known(facts.of_shop(seen.shop_id, seen.belt))
