"""Whom the shop may contact: malls of its own naming, and one count for every page."""

from dataclasses import replace

import numpy as np
import pytest

from pages.shared.i18n import speaking
from pages.shared.store import consents, histories, persons, shops
from pages.upload import health
from tests.pages.places import held


def name_malls(shop, *malls):
    shops.save_settings(shop, replace(shops.settings(shop), malls=malls))


def reached(shop):
    """Channel -> how many may be contacted."""
    found = consents.reach(consents.stand(shop, histories.history(shop)))
    return dict(zip(found["channel"], found["may"], strict=True))


def test_customers_of_a_named_mall_are_the_malls_until_it_is_taken_back(mine):
    before, orders = reached(mine.shop), {row for row in held() if row[0] == "order_state"}
    history = histories.history(mine.shop)
    assert 0 < before["postcard"] < before["insert"] == history.n_customers

    name_malls(mine.shop, *(name.upper() for name in history.channels))

    assert not histories.history(mine.shop).has_own.any()
    assert reached(mine.shop) == {**dict.fromkeys(before, 0), "insert": before["insert"]}
    known = persons.known(mine.shop, mine.customer, by=mine.owner)
    assert known.is_of_mall
    assert {told.reason for told in known.told} == {"mall", ""}

    name_malls(mine.shop)
    assert reached(mine.shop) == before
    assert {row for row in held() if row[0] == "order_state"} == orders


def test_only_orders_of_the_named_channel_become_the_malls(mine):
    history = histories.history(mine.shop)
    name_malls(mine.shop, "Draft")

    again = histories.history(mine.shop)

    marked = np.array(["draft" in channel for channel in history.channels])
    assert 0 < again.own_list.sum() < history.own_list.sum()
    np.testing.assert_array_equal(again.own_list, history.own_list & ~marked[again.channel])


@pytest.mark.parametrize("refused", [0, 3])
def test_the_data_and_the_consents_speak_of_the_same_people(open_app, mine, refused):
    """An opt-out counts on both pages."""
    for customer in histories.history(mine.shop).customer[:refused]:
        consents.opt_out(mine.shop, int(customer), "email", by=mine.owner)
    asked = health.email(mine.shop)

    with speaking("en"):
        app = open_app("en", mine.owner)
        app.switch_page("privacy/page.py").run()
        said = [text.value for text in app.markdown]

    assert asked.known - asked.may >= refused
    assert f"You may write e-mail to {asked.may} of {asked.customers} customers." in said
