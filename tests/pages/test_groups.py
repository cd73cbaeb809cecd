"""Saved groups: live or dated, kept by key, and in words when a field is gone."""

import numpy as np
import pytest

from core.customers.fields import READY
from core.customers.segments import Condition, FieldGone, Segment
from pages.shared import customer_words
from pages.shared import groups as shown
from pages.shared.i18n import speaking
from pages.shared.store import groups, histories
from pages.shared.store.here import NotAllowed
from tests.pages import places

REPEATERS = Segment((Condition("occasions", "at_least", (2,)),))


@pytest.fixture
def history(mine):
    return histories.history(mine.shop)


def test_a_live_group_holds_whoever_meets_its_conditions(mine, history):
    key = groups.save(mine.shop, " Again ", REPEATERS, by=mine.owner)

    assert groups.group(mine.shop, key).name == "Again"
    assert (groups.mask(mine.shop, key, history) == (history.occasions >= 2)).all()


def test_a_live_group_is_worked_out_for_the_day_of_the_history(mine, history):
    key = groups.save(mine.shop, "Again", REPEATERS, by=mine.owner)
    earlier = history.at(history.as_of - 200)

    assert (groups.mask(mine.shop, key, earlier) == (earlier.occasions >= 2)).all()


def test_a_snapshot_keeps_its_members_whatever_becomes_of_them(mine, history):
    earlier = history.at(history.as_of - 200)
    key = groups.save(mine.shop, "Then", REPEATERS, by=mine.owner, snapshot=earlier)

    members = history.customer[groups.mask(mine.shop, key, history)]
    assert members.tolist() == earlier.customer[earlier.occasions >= 2].tolist()
    assert 0 < members.size < (history.occasions >= 2).sum()
    assert groups.group(mine.shop, key).as_of == earlier.as_of


@pytest.mark.parametrize("field", ["age_band", "rank", "score", "r", "state", "breadth"])
def test_every_kind_of_field_can_be_asked_for(mine, history, field):
    segment = Segment((Condition(field, "known"),))
    key = groups.save(mine.shop, field, segment, by=mine.owner)

    try:
        assert groups.mask(mine.shop, key, history).any()
    except FieldGone:
        assert field == "age_band"  # the files of this shop say nothing of birthdays


def test_a_field_that_is_gone_is_said_by_its_name(mine, history):
    segment = Segment((Condition("shoe_size", "at_least", (40,)),))
    key = groups.save(mine.shop, "Large", segment, by=mine.owner)

    with pytest.raises(FieldGone) as refused:
        groups.mask(mine.shop, key, history)
    assert refused.value.field == "shoe_size"
    assert key not in groups.masks(mine.shop, history)
    assert key in [saved.key for saved in groups.listed(mine.shop)]


def test_a_removed_group_is_gone_and_its_key_is_not_given_again(mine, history):
    first = groups.save(mine.shop, "One", REPEATERS, by=mine.owner)
    groups.remove(mine.shop, first, by=mine.owner)

    second = groups.save(mine.shop, "Two", REPEATERS, by=mine.owner)

    assert second != first
    assert [saved.group.name for saved in groups.listed(mine.shop)] == ["Anybody", "Two"]
    with pytest.raises(groups.NoSuchGroup):
        groups.mask(mine.shop, first, history)


def test_a_group_is_changed_under_its_key(mine, history):
    key = groups.save(mine.shop, "One", REPEATERS, by=mine.owner)

    assert groups.save(mine.shop, "Uno", Segment(), by=mine.owner, key=key) == key
    assert groups.group(mine.shop, key).name == "Uno"
    assert groups.mask(mine.shop, key, history).all()


@pytest.mark.parametrize("name", ["", "  ", "x" * 81])
def test_a_group_needs_a_name_that_fits(mine, name):
    with pytest.raises(ValueError, match="name"):
        groups.save(mine.shop, name, REPEATERS, by=mine.owner)


def test_who_may_only_look_saves_nothing(mine):
    with pytest.raises(NotAllowed):
        groups.save(mine.shop, "x", REPEATERS, by=places.join(mine.shop, "viewer"))
    assert len(groups.listed(mine.shop)) == 1


def test_the_ready_groups_are_there_and_nobody_means_everybody(mine, history):
    assert groups.mask(mine.shop, "", history).all()
    told = groups.masks(mine.shop, history)
    assert (told["bought_once"] == (history.occasions == 1)).all()
    assert np.count_nonzero(told["repeaters"]) == np.count_nonzero(history.occasions > 1)


def test_the_groups_of_another_shop_are_none_of_ours(mine, theirs):
    key = groups.save(theirs.shop, "Theirs", REPEATERS, by=theirs.owner)

    assert [saved.group.name for saved in groups.listed(mine.shop)] == ["Anybody"]
    with pytest.raises(groups.NoSuchGroup):
        groups.group(mine.shop, key)


@pytest.mark.parametrize("language", ["en", "ja"])
def test_every_group_has_words_in_each_language(mine, language):
    conditions = [Condition(name, "known") for name in customer_words.FIELD]
    conditions += [
        Condition("rank", "is", ("vip", "gone")),
        Condition("age_band", "is_not", ("30-39", "0-9", "80+")),
        Condition("chance", "at_least", (0.5,)),
        Condition("spent", "below", (10_000,)),
        Condition("shoe_size", "above", (40.5,)),
    ]
    nested = Segment((Segment(tuple(conditions), how="any", others=True),))

    with speaking(language):
        said = customer_words.segment(nested, "JPY")
        named = [shown.name(mine.shop, key) for key in shown.offered(mine.shop)]

    assert {"en": "Score: known", "ja": "点数がわかる"}[language] in said
    assert {"en": "at least 50%", "ja": "50%以上"}[language] in said
    assert len(set(named)) == len(named) > 5
    assert set(customer_words.READY_NAMES) == set(READY)


def test_the_journey_counts_those_of_a_group(mine, open_app):
    key = groups.save(mine.shop, "*Again*", REPEATERS, by=mine.owner)
    app = open_app("en", mine.owner)
    app.switch_page("journey/page.py").run(timeout=60)
    for name, value in (("group", True), ("0.saved", key)):
        app.session_state[f"journey.{mine.shop}.1.{name}"] = value
    app.run(timeout=60)

    assert not app.exception
    history = histories.history(mine.shop)
    n = int((history.occasions >= 2).sum())
    captions = "\n".join(c.value for c in app.caption)
    assert f"{n} customers" in captions
    assert "Only: \\*Again\\*" in captions


@pytest.mark.parametrize("language", ["en", "ja"])
def test_a_shop_too_small_for_a_forecast_is_told_so(mine, history, language):
    with pytest.raises(FieldGone) as refused:
        groups.mask(mine.shop, "likely", history)

    with speaking(language):
        said = customer_words.gone(refused.value.field)
    assert {"en": "too few orders yet", "ja": "まだ注文が足りません"}[language] in said
    assert "likely" not in groups.masks(mine.shop, history)
