"""Who takes part in an experiment: dealt once, kept through merges, undo and later uploads."""

import pandas as pd
import pytest
from sqlmodel import select

from db import erasure, experiments, merges
from db.imports import undo
from db.tables import Assignment, OrderState, utc_now

TWO = """
order_no,ordered_at,email,name_phone,total
1,2026-01-05 10:30,ana@a.jp,,1000
2,2026-02-07,ben@a.jp,,2000
"""
JOINED = """
order_no,ordered_at,member,email,total
3,2026-03-01,m1,ana@a.jp,500
4,2026-03-02,m1,ben@a.jp,500
"""


@pytest.fixture
def customers(saving, shop, upload):
    """The numbers of two customers, and the uploads."""
    first = upload(TWO)
    return saving(lambda s: (_customer(s, "1"), _customer(s, "2"), first))


def _customer(session, order_no):
    return session.exec(select(OrderState.customer_id).where(OrderState.order_no == order_no)).one()


def dealt(*rows):
    return pd.DataFrame(rows, columns=["customer", "day", "control"])


@pytest.fixture
def assign(saving, shop):
    def run(*rows, experiment="e1"):
        return saving(
            lambda s: experiments.assign(
                s.connection(), shop, experiment=experiment, dealt=dealt(*rows)
            )
        )

    return run


@pytest.fixture
def assigned(engine, shop):
    def run(experiment="e1"):
        rows = experiments.assigned(engine, shop, experiment=experiment)
        return list(rows.itertuples(index=False, name=None))

    return run


def test_whoever_was_dealt_stays_on_her_side(customers, assign, assigned):
    ana, ben, _ = customers
    assert assign((ana, 20_500, True)) == 1

    assert assign((ana, 20_400, False), (ben, 20_510, False)) == 1

    assert assigned() == [(ana, 20_500, True), (ben, 20_510, False)]
    assert assigned("e2") == []
    assert assign((ana, 20_600, False), experiment="e2") == 1
    assert assigned() == [(ana, 20_500, True), (ben, 20_510, False)]


def test_the_count_moves_when_somebody_comes_in(customers, assign, saving, shop):
    def count():
        return saving(lambda s: experiments.count(s.connection(), shop, experiment="e1"))

    assert count() == 0
    assign((customers[0], 20_500, True), (customers[1], 20_500, False))
    assign((customers[0], 20_500, True), experiment="e2")
    assert count() == 2


def test_no_rows_deal_nobody(customers, assign, assigned):
    assert assign() == 0
    assert assigned() == []


def test_the_first_side_holds_while_two_are_one_and_both_when_they_part(
    customers, assign, assigned, upload, saving, shop
):
    ana, ben, _ = customers
    assign((ben, 20_500, True), (ana, 20_510, False))

    join = upload(JOINED)
    one = saving(lambda s: _customer(s, "1"))
    assert assigned() == [(one, 20_500, True)]
    assert assign((one, 20_600, False)) == 0

    saving(lambda s: undo(s, shop, join))
    assert assigned() == [(ben, 20_500, True), (ana, 20_510, False)]


def test_people_merged_by_hand_keep_the_first_side_and_part_again(
    customers, assign, assigned, saving, shop
):
    ana, ben, _ = customers
    assign((ben, 20_500, True), (ana, 20_510, False))

    saving(lambda s: merges.say(s, shop, ana, ben, state="one"))
    one = saving(lambda s: _customer(s, "2"))
    assert assigned() == [(one, 20_500, True)]
    assert assign((one, 20_600, False)) == 0

    name = saving(lambda s: merges.listed(s.connection(), shop)[0].name)
    saving(lambda s: merges.undo(s, shop, name))
    assert assigned() == [(ben, 20_500, True), (ana, 20_510, False)]


def test_an_upload_taken_back_and_stored_again_changes_nothing(
    customers, assign, assigned, upload, saving, shop
):
    ana, ben, first = customers
    assign((ana, 20_500, True), (ben, 20_500, False))
    before = assigned()

    saving(lambda s: undo(s, shop, first))
    assert assigned() == before
    upload(TWO)

    assert assigned() == before
    assert saving(lambda s: _customer(s, "1")) == ana


def test_an_erased_customer_stays_on_her_side_as_a_number(
    customers, assign, assigned, saving, shop
):
    ana, _, _ = customers
    assign((ana, 20_500, True))

    saving(lambda s: erasure.erase(s, shop, ana, at=utc_now()))

    assert assigned() == [(ana, 20_500, True)]
    personal = {"name", "email", "phone"}
    assert not personal & {column.name for column in Assignment.__table__.columns}


def test_what_a_customer_takes_part_in(customers, assign, upload, saving, shop):
    ana, ben, _ = customers
    assign((ana, 20_454, True))
    assign((ben, 20_460, False), experiment="e2")
    upload(JOINED)
    one = saving(lambda s: _customer(s, "1"))

    found = saving(lambda s: experiments.of_customer(s.connection(), shop, one))

    assert found.to_numpy().tolist() == [["e1", "2026-01-01", True], ["e2", "2026-01-07", False]]
