"""The belt of a shop: versions stay as they were saved, and one runs since a day."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from core.triggers.presets import usual_belt
from pages.shared.store import belts, facts, shops
from pages.shared.store.belts import NoSuchVersion

USUAL = usual_belt(name="first")
OTHER = replace(USUAL, name="second", hold_days=7)


@pytest.fixture(autouse=True)
def _today(monkeypatch):
    monkeypatch.setenv("FANBELT_NOW", "2026-11-20T03:00:00+00:00")


@pytest.fixture
def shop(mine):
    """A shop that has saved a belt before, and now two more: versions 2 and 3."""
    belts.save(mine.shop, USUAL, by=mine.owner)
    belts.save(mine.shop, OTHER, by=mine.owner)
    return mine


def test_a_saved_belt_comes_back_as_it_was(shop):
    assert belts.version(shop.shop, 2).belt == USUAL
    assert belts.newest(shop.shop).belt == OTHER
    assert [saved.number for saved in belts.versions(shop.shop)] == [1, 2, 3]


def test_saving_what_is_saved_makes_no_version(shop):
    assert belts.save(shop.shop, OTHER, by=shop.owner) == 3
    assert belts.save(shop.shop, USUAL, by=shop.owner) == 4


def test_without_a_belt_nothing_is_newest_and_nothing_runs(data):
    shop = shops.create("New")

    assert belts.newest(shop) is None
    assert belts.running(shop) is None
    assert belts.coming(shop) is None


def test_a_version_runs_from_its_day_on(shop):
    belts.start(shop.shop, 2, date(2026, 11, 22), by=shop.owner)

    assert belts.running(shop.shop) is None
    assert belts.coming(shop.shop).number == 2
    found = belts.running(shop.shop, date(2026, 11, 22))
    assert (found.number, found.belt, found.start) == (2, USUAL, date(2026, 11, 22))


def test_the_running_one_goes_on_until_the_next_begins(shop):
    belts.start(shop.shop, 2, date(2026, 11, 20), by=shop.owner)
    belts.start(shop.shop, 3, date(2026, 12, 1), by=shop.owner)

    days = [date(2026, 11, 20), date(2026, 11, 30), date(2026, 12, 1), date(2027, 1, 1)]
    assert [belts.running(shop.shop, day).number for day in days] == [2, 2, 3, 3]
    assert belts.running(shop.shop).start == date(2026, 11, 20)


def test_a_new_decision_takes_back_what_was_to_come(shop):
    belts.start(shop.shop, 2, date(2026, 11, 20), by=shop.owner)
    belts.start(shop.shop, 3, date(2026, 12, 1), by=shop.owner)
    belts.stop(shop.shop, date(2026, 11, 25), by=shop.owner)

    assert belts.running(shop.shop).number == 2
    assert belts.running(shop.shop, date(2026, 11, 25)) is None
    assert belts.running(shop.shop, date(2026, 12, 24)) is None
    assert belts.coming(shop.shop) is None


def test_what_was_never_saved_cannot_run(shop):
    with pytest.raises(NoSuchVersion):
        belts.start(shop.shop, 4, date(2026, 11, 20), by=shop.owner)


def test_another_shop_has_its_own_belt(shop, theirs):
    assert [saved.number for saved in belts.versions(theirs.shop)] == [1]


def test_facts_are_put_together_once(shop):
    one, other = facts.of_shop(shop.shop, USUAL), facts.of_shop(shop.shop, USUAL)

    assert one.history is other.history
    assert one.consents is other.consents
    assert one.transit_days == 2
    assert one.consent_day is None
    assert facts.as_if_known(one).consent_day == one.history.as_of


def test_the_members_of_a_group_are_known_where_a_rule_asks(shop):
    first = replace(USUAL.rules[0], group="bought_once")
    known = facts.of_shop(shop.shop, replace(USUAL, rules=(first,)))
    history = known.history

    once = history.customer[history.occasions == 1]
    assert set(known.groups) == {"bought_once"}
    np.testing.assert_array_equal(known.groups["bought_once"], once)
    assert facts.of_shop(shop.shop, USUAL).groups == {}


def test_a_group_that_is_gone_has_no_members(shop):
    gone = replace(USUAL, rules=(replace(USUAL.rules[0], group="g99"),))

    assert facts.of_shop(shop.shop, gone).groups == {}


def test_a_rule_goes_on_in_the_next_version_and_begins_anew_after_a_break(shop):
    days = [date(2026, 11, day) for day in (1, 5, 8, 12)]
    fewer = belts.save(shop.shop, replace(USUAL, rules=USUAL.rules[:2]), by=shop.owner)
    for number, day in zip((2, fewer, 3), days, strict=False):
        belts.start(shop.shop, number, day, by=shop.owner)

    found = dict(belts.since(shop.shop, belts.running(shop.shop)))

    assert found == {
        rule.id: days[0] if place < 2 else days[2] for place, rule in enumerate(OTHER.rules)
    }
    belts.stop(shop.shop, days[3], by=shop.owner)
    belts.start(shop.shop, 2, date(2026, 11, 15), by=shop.owner)
    again = dict(belts.since(shop.shop, belts.running(shop.shop)))
    assert set(again.values()) == {date(2026, 11, 15)}
