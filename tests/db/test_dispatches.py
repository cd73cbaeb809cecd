"""Contacts stay done whatever is uploaded, taken back and uploaded again; claims expire."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from db import dispatches, imports, people
from db.consents import NoSuchCustomer
from db.dispatches import Claimed, Line
from db.erasure import erase

FILE = (
    "order_no,member,email,ordered_at,total\n"
    "1,7,ana@example.com,2026-04-01,5000\n"
    "2,,ben@example.com,2026-04-02,3000\n"
)
LATER = FILE + "3,7,ana@example.com,2026-04-09,800\n"
ONE = "order_no,member,email,ordered_at,total\n9,7,ben@example.com,2026-05-01,1\n"
"""Shows that member 7 has Ben's address: they are one person."""
DAY, AT = date(2026, 4, 4), datetime(2026, 4, 4, 1, tzinfo=UTC)


@pytest.fixture
def undo(saving, shop):
    return lambda number: saving(lambda session: imports.undo(session, shop, number))


@pytest.fixture
def customer(engine, shop):
    def run(order_no):
        asked = "SELECT customer_id FROM order_state WHERE shop_id = ? AND order_no = ?"
        with engine.connect() as connection:
            return connection.exec_driver_sql(asked, (shop, order_no)).scalar()

    return run


@pytest.fixture
def line(customer):
    def run(order_no="1", rule="T3"):
        return Line(rule, customer(order_no), date(2026, 4, 1), DAY, "email", "base", order_no)

    return run


@pytest.fixture
def mark(saving, shop):
    def run(line, outcome="done", day=DAY):
        saving(
            lambda s: dispatches.mark(
                s, shop, line, outcome=outcome, day=day, at=AT, by=None, belt=("b", 2)
            )
        )

    return run


@pytest.fixture
def listed(engine, shop):
    def run(**asked):
        with engine.connect() as connection:
            return dispatches.listed(connection, shop, **asked)

    return run


def test_a_mark_is_kept_with_all_that_names_its_line(upload, line, mark, listed, customer):
    upload(FILE)
    mark(replace(line(), folded=("A1",)))
    row = listed().iloc[0]

    assert (row.customer, row.rule, row.source, row.order_no) == (customer("1"), "T3", "base", "1")
    assert (row.anchor_day, row.due, row.day) == ("2026-04-01", "2026-04-04", "2026-04-04")
    assert (row.channel, row.outcome, row.folded) == ("email", "done", '["A1"]')
    assert (row.belt, row.belt_version, row.who) == ("b", 2, None)


def test_the_last_word_on_a_line_and_day_holds(upload, line, mark, listed):
    upload(FILE)
    mark(line(), "no_answer")
    mark(line(), "done")
    assert listed()["outcome"].tolist() == ["done"]
    mark(line(), "open")
    assert listed().empty
    mark(line(), "no_answer", DAY)
    mark(line(), "done", DAY + timedelta(days=1))
    assert listed()["outcome"].tolist() == ["no_answer", "done"]


def test_undoing_and_repeating_an_import_leaves_marks_as_they_are(
    upload, undo, line, mark, listed, customer
):
    number = upload(FILE)
    mark(line())
    before = listed()
    order = before["order_id"].iloc[0]
    assert order > 0
    undo(number)
    assert listed()["order_id"].tolist() == [-1]
    assert listed().drop(columns="order_id").equals(before.drop(columns="order_id"))
    upload(LATER)
    after = listed()

    assert after.drop(columns="order_id").equals(before.drop(columns="order_id"))
    assert after["customer"].iloc[0] == customer("1")
    assert after["order_id"].iloc[0] > 0


def test_marks_follow_who_turns_out_to_be_one_person(upload, undo, line, mark, listed, customer):
    upload(FILE)
    mark(line("1"))
    mark(line("2"))
    assert listed()["customer"].nunique() == 2
    joined = upload(ONE, "2026-05-02")
    assert customer("1") == customer("2")
    assert listed()["customer"].tolist() == [customer("1")] * 2
    assert len(listed(customer=customer("1"))) == 2
    undo(joined)

    assert listed()["customer"].tolist() == [customer("1"), customer("2")]
    assert listed(customer=customer("2"))["order_no"].tolist() == ["2"]


def test_nothing_is_marked_for_who_is_not_a_customer(upload, line, mark):
    upload(FILE)
    with pytest.raises(NoSuchCustomer):
        mark(replace(line(), customer=4711))
    with pytest.raises(ValueError, match="outcome"):
        mark(line(), "maybe")


def test_marks_of_a_day_move_the_version_of_later_days_only(upload, line, mark, engine, shop):
    upload(FILE)

    def version(before):
        with engine.connect() as connection:
            return dispatches.version(connection, shop, before=before)

    tomorrow = DAY + timedelta(days=1)
    empty = version(DAY), version(tomorrow)
    mark(line())
    assert (version(DAY), version(tomorrow)) == (empty[0], empty[1] + 1)
    mark(line(), "open")
    assert version(tomorrow) == empty[1] + 2


@pytest.fixture
def two_people(saving):
    return saving(lambda s: [people.add(s, name, password_hash="x") for name in ("ana", "ben")])


def test_a_customer_is_at_one_person_at_a_time_until_the_time_is_over(
    upload, saving, shop, customer, two_people
):
    upload(FILE)
    ana, ben = two_people
    who, until = customer("1"), AT + timedelta(minutes=15)

    def claim(by, now):
        saving(
            lambda s: dispatches.claim(
                s, shop, who, by=by, now=now, until=now + timedelta(minutes=15)
            )
        )

    claim(ana, AT)
    claim(ana, AT)
    with pytest.raises(Claimed) as caught:
        claim(ben, until - timedelta(seconds=1))
    assert caught.value.name == "ana"
    assert saving(lambda s: dict(dispatches.claims(s, shop, now=AT))) == {who: (ana, "ana")}
    claim(ben, until)
    assert saving(lambda s: dict(dispatches.claims(s, shop, now=until))) == {who: (ben, "ben")}
    saving(lambda s: dispatches.release(s, shop, {who}))
    assert not saving(lambda s: dispatches.claims(s, shop, now=until))


def test_erasing_a_person_leaves_that_there_was_a_contact(upload, line, mark, listed, saving, shop):
    upload(FILE)
    mark(line())
    who = line().customer
    saving(lambda s: erase(s, shop, who, at=AT))

    assert listed()["customer"].tolist() == [who]
