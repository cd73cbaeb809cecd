"""Two customers become one person and part again, whatever is uploaded or undone in between."""

from datetime import UTC, date, datetime

import numpy as np
import pandas as pd
import pytest
from sqlmodel import Session, select

from core.consent import CHANNELS, REASONS, standing
from db import acts, consents, customers, erasure, imports, merges, persons, shops
from db.tables import Event, IdentityKey, Shop

FIRST = """
order_no,email,ordered_at,total
A1,ana@example.com,2026-01-01,1000
A2,ana@private.example,2026-02-01,2000
A3,ben@example.com,2026-03-01,3000
"""
SECOND = """
order_no,email,ordered_at,total
B1,ana@private.example,2026-04-01,4000
"""
NOW = datetime(2026, 11, 20, tzinfo=UTC)
EMAIL = CHANNELS.index("email")


@pytest.fixture
def orders(engine, shop):
    """Order number -> customer number now."""

    def read():
        with engine.connect() as connection:
            asked = "SELECT order_no, customer_id FROM order_state WHERE shop_id = ?"
            return dict(map(tuple, connection.exec_driver_sql(asked, (shop,))))

    return read


@pytest.fixture
def merged(saving, shop):
    """Makes the customers of two orders one."""

    def run(one, other, state="one"):
        saving(lambda session: merges.say(session, shop, one, other, state=state))

    return run


@pytest.fixture
def part(saving, shop):
    """Takes the only merge back."""

    def run():
        def work(session):
            (merge,) = merges.listed(session.connection(), shop)
            merges.undo(session, shop, merge.name)

        saving(work)

    return run


def test_two_customers_become_the_one_seen_first_and_part_again(upload, orders, merged, part):
    upload(FIRST)
    before = orders()

    merged(before["A2"], before["A1"])
    assert orders() == before | {"A2": before["A1"]}
    part()

    assert orders() == before


def test_a_merge_holds_for_what_is_uploaded_later(upload, orders, merged):
    upload(FIRST)
    numbers = orders()
    merged(numbers["A1"], numbers["A2"])

    upload(SECOND)

    assert orders()["B1"] == numbers["A1"]


@pytest.mark.parametrize("gone", [0, 1])
def test_a_merge_outlives_the_undo_of_an_upload(upload, orders, merged, saving, shop, gone):
    numbers = [upload(FIRST), upload(SECOND)]
    ids = orders()
    merged(ids["A1"], ids["A2"])
    together = orders()

    saving(lambda session: imports.undo(session, shop, numbers[gone]))
    if gone:
        assert orders() == {k: v for k, v in together.items() if k != "B1"}
    upload((FIRST, SECOND)[gone])

    assert orders() == together


def test_a_side_without_records_waits_and_comes_back(upload, orders, merged, saving, shop):
    second = upload(SECOND)
    upload("order_no,email,ordered_at,total\nA1,ana@example.com,2026-01-01,1000\n")
    ids = orders()
    merged(ids["A1"], ids["B1"])
    assert len(set(orders().values())) == 1

    saving(lambda session: imports.undo(session, shop, second))
    assert set(orders()) == {"A1"}
    upload(SECOND)

    assert len(set(orders().values())) == 1


def test_three_are_one_and_the_first_merge_can_be_taken_back(upload, orders, merged, saving, shop):
    upload(FIRST)
    ids = orders()
    merged(ids["A1"], ids["A2"])
    merged(ids["A1"], ids["A3"])
    assert len(set(orders().values())) == 1

    def work(session):
        first = merges.listed(session.connection(), shop)[0]
        merges.undo(session, shop, first.name)

    saving(work)

    assert orders()["A1"] == orders()["A3"] != orders()["A2"]


def test_the_old_number_says_who_the_customer_is_now(engine, upload, orders, merged, part, shop):
    upload(FIRST)
    ids = orders()
    merged(ids["A1"], ids["A2"])
    with engine.connect() as connection:
        assert customers.become(connection, shop) == {ids["A2"]: ids["A1"]}

    part()
    with engine.connect() as connection:
        assert customers.become(connection, shop) == {}


def test_what_was_noted_of_either_is_of_both(engine, upload, orders, merged, saving, shop):
    upload(FIRST)
    ids = orders()
    at = datetime.fromisoformat("2026-05-01")
    saving(
        lambda session: session.add(
            Event(shop_id=shop, kind="review", at=at, customer_id=ids["A2"], value={"text": "nice"})
        )
    )
    merged(ids["A1"], ids["A2"])

    with engine.connect() as connection:
        assert persons.events(connection, shop, ids["A1"])["kind"].tolist() == ["review"]
        assert acts.acts(connection, shop)["customer"].tolist() == [ids["A1"]]
    saving(lambda session: erasure.erase(session, shop, ids["A1"], at=NOW))
    with Session(engine) as session:
        assert session.exec(select(Event)).one().value == {}


def test_the_strictest_consent_holds(engine, upload, orders, merged, part, saving, shop):
    upload(FIRST, consent="yes", consent_on=date(2026, 1, 1), consent_source="file")
    ids = orders()
    saving(lambda s: consents.opt_out(s, shop, customer=ids["A2"], channel="email", at=NOW))

    def reason(order):
        with engine.connect() as connection:
            known = consents.consents(connection, shop, timezone="Asia/Tokyo")
        number = np.array([orders()[order]])
        stand = standing(known, number, mall=np.zeros(1, bool), day=30_000)
        return REASONS[stand.reason("email")[0]]

    assert (reason("A1"), reason("A2")) == ("", "opted_out")
    merged(ids["A1"], ids["A2"])
    assert reason("A1") == "opted_out"
    part()
    assert (reason("A1"), reason("A2")) == ("", "opted_out")


def test_numbers_and_consents_are_out_of_date_after_a_merge(engine, upload, orders, merged, shop):
    def versions():
        with Session(engine) as session:
            row = session.exec(select(Shop).where(Shop.id == shop)).one()
            return row.history_version, row.consent_version

    upload(FIRST)
    before = versions()
    merged(orders()["A1"], orders()["A2"])

    assert all(now > then for now, then in zip(versions(), before, strict=True))


def test_two_people_stay_two_and_are_known_as_such(engine, upload, orders, merged, shop):
    upload(FIRST)
    before = orders()
    merged(before["A1"], before["A2"], "two")

    assert orders() == before
    with engine.connect() as connection:
        (said,) = merges.listed(connection, shop)
    assert (said.state, said.customers) == ("two", (before["A1"], before["A2"]))


def test_nobody_is_merged_who_is_not_there(upload, orders, merged, saving, shop):
    upload(FIRST)
    ids = orders()
    with pytest.raises(merges.NoSuchCustomer):
        merged(ids["A1"], 4711)
    with pytest.raises(merges.SameCustomer):
        merged(ids["A1"], ids["A1"])
    saving(lambda session: erasure.erase(session, shop, ids["A3"], at=NOW))
    with pytest.raises(merges.NoSuchCustomer):
        merged(ids["A1"], ids["A3"])
    with pytest.raises(merges.NoSuchCustomer):
        saving(lambda session: merges.undo(session, shop, "1-2"))


def test_a_customer_of_another_shop_cannot_be_reached(upload, orders, saving, shop):
    upload(FIRST)
    other = saving(lambda session: shops.create(session, "Umi").id)
    one, two = sorted(set(orders().values()))[:2]

    with pytest.raises(merges.NoSuchCustomer):
        saving(lambda session: merges.say(session, other, one, two, state="one"))


def test_erasing_a_merged_person_erases_both(engine, upload, orders, merged, saving, shop):
    upload(FIRST)
    ids = orders()
    merged(ids["A1"], ids["A2"])

    saving(lambda session: erasure.erase(session, shop, ids["A1"], at=NOW))

    with Session(engine) as session:
        hashes = pd.Series([key.hash for key in session.exec(select(IdentityKey))])
    assert hashes.str.startswith("erased-").sum() == 2
    assert orders()["A2"] == orders()["A1"]
