"""Cases: one per unhappy answer, looked after by somebody of the shop, closed with an outcome."""

from datetime import UTC, date, datetime, timedelta

import pytest

from db import cases, people
from db.cases import NoSuchCase
from db.consents import NoSuchCustomer
from db.erasure import erase

FILE = "order_no,email,ordered_at,total\n1,ana@example.com,2026-04-01,5000\n"
AT, ANSWERED, DUE = datetime(2026, 4, 6, tzinfo=UTC), date(2026, 4, 5), date(2026, 4, 7)


@pytest.fixture
def owner(saving, shop):
    def run(session):
        number = people.add(session, "ana", password_hash="x")
        people.join(session, number, shop, role="staff")
        return number

    return saving(run)


@pytest.fixture
def customer(upload, engine):
    upload(FILE)
    with engine.connect() as connection:
        return connection.exec_driver_sql("SELECT customer_id FROM order_state").scalar()


@pytest.fixture
def open_case(saving, shop, customer):
    def run(who=None, owner=None):
        return saving(
            lambda s: cases.open_case(
                s, shop, who or customer, answered_on=ANSWERED, score=3, due=DUE, owner=owner, at=AT
            )
        )

    return run


@pytest.fixture
def change(saving, shop):
    def run(number, at=AT, owner=None, cause="", outcome="", note=""):
        saving(
            lambda s: cases.change(
                s, shop, number, owner=owner, cause=cause, outcome=outcome, note=note, at=at
            )
        )

    return run


@pytest.fixture
def listed(engine, shop):
    def run(**asked):
        with engine.connect() as connection:
            return cases.listed(connection, shop, **asked)

    return run


def test_an_answer_opens_one_case(open_case, listed, customer, owner):
    number = open_case()
    assert open_case(owner=owner) == number
    row = listed().iloc[0]

    assert len(listed()) == 1
    assert (row.customer, row.score, row.answered_on, row.due) == (
        customer, 3, "2026-04-05", "2026-04-07",
    )  # fmt: skip
    assert (row.owner, row.outcome, row.closed_at) == ("ana", "", None)


def test_a_case_is_closed_with_an_outcome_and_can_be_opened_again(open_case, change, listed, owner):
    number = open_case()
    change(number, owner=owner, cause="delivery", outcome="settled", note="box was wet")
    row = listed().iloc[0]
    assert (row.cause, row.outcome, row.note, row.owner) == (
        "delivery", "settled", "box was wet", "ana",
    )  # fmt: skip
    assert row.closed_at.startswith("2026-04-06")
    change(number, outcome="thanked", at=AT + timedelta(days=3))
    assert listed().iloc[0].closed_at.startswith("2026-04-06")
    change(number)
    assert listed().iloc[0].closed_at is None


def test_what_is_not_known_is_refused(open_case, change, saving, shop):
    number = open_case()
    stranger = saving(lambda s: people.add(s, "ben", password_hash="x"))
    for wrong in ({"cause": "weather"}, {"outcome": "fine"}, {"owner": stranger}):
        with pytest.raises(ValueError, match="must be"):
            change(number, **wrong)
    with pytest.raises(NoSuchCase):
        change(number + 1)
    with pytest.raises(NoSuchCustomer):
        open_case(4711)


def test_erasing_the_person_takes_the_note(open_case, change, listed, saving, shop, customer):
    change(open_case(), cause="price", note="Ana of Hidden Street")
    saving(lambda s: erase(s, shop, customer, at=AT))
    row = listed(customer=customer).iloc[0]

    assert (row.note, row.cause, row.score) == ("", "price", 3)
