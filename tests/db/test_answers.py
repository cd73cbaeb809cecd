"""Answers out of files belong to whom the keys and orders belong now, and go with their import."""

from datetime import UTC, date, datetime

import pytest

from core.intake import Options, Upload, read
from db import answers, imports, persons
from db.erasure import erase

ORDERS = (
    "order_no,member,email,ordered_at,total\n"
    "1,7,ana@example.com,2026-04-01,5000\n"
    "2,8,ben@example.com,2026-04-02,3000\n"
)
MORE = "order_no,member,email,ordered_at,total\n3,9,cleo@example.com,2026-04-03,100\n"
BY_ADDRESS = "email,date,score\nana@example.com,2026-04-05 15:00,5\nben@example.com,2026-04-04,9\n"
BY_ORDER = "order no,date,score,survey\n1,2026-04-05,5,april\n2,2026-04-04,9,april\n"
BY_MEMBER = "customer id,date,score\n7,2026-04-05,5\n8,2026-04-04,9\n"
DAY = (date(2026, 4, 5) - date(1970, 1, 1)).days


@pytest.fixture
def answer(saving, shop):
    """Store a file of answers; the number of the import."""

    def run(table, as_of="2026-05-01"):
        intake = read([Upload("answers.csv", table.encode())], Options())
        said = imports.Answers(as_of=date.fromisoformat(as_of), sha256=table)
        return saving(
            lambda s: imports.store(s, shop, intake=intake, answers=said, progress=lambda *_: None)
        )

    return run


@pytest.fixture
def undo(saving, shop):
    return lambda number: saving(lambda session: imports.undo(session, shop, number))


@pytest.fixture
def known(engine, shop):
    """Order number -> customer, and what each customer answered."""

    def run():
        with engine.connect() as connection:
            owner = dict(
                connection.exec_driver_sql(
                    "SELECT order_no, customer_id FROM order_state WHERE shop_id = ?", (shop,)
                ).fetchall()
            )
            said = answers.answers(connection, shop)
        by = {customer: order for order, customer in owner.items()}
        return {
            by.get(row.customer, row.customer): (row.day, row.score) for row in said.itertuples()
        }

    return run


@pytest.mark.parametrize("table", [BY_ADDRESS, BY_ORDER, BY_MEMBER])
def test_who_answered_is_found(upload, answer, known, table):
    upload(ORDERS)
    answer(table)

    assert known() == {"1": (DAY, 5), "2": (DAY - 1, 9)}


@pytest.mark.parametrize("table", [BY_ADDRESS, BY_ORDER])
def test_answers_that_come_before_the_orders_find_them(upload, answer, known, table):
    answer(table)
    assert known() == {}
    upload(ORDERS)

    assert known() == {"1": (DAY, 5), "2": (DAY - 1, 9)}


def test_the_same_answers_twice_change_nothing(upload, answer, known, engine, shop):
    upload(ORDERS)
    answer(BY_ADDRESS)
    before = known()
    answer(BY_ADDRESS)

    assert known() == before
    with engine.connect() as connection:
        assert len(answers.answers(connection, shop)) == 2


def test_undoing_takes_the_answers_of_that_import_only(upload, answer, undo, known):
    upload(ORDERS)
    first = answer(BY_ADDRESS)
    second = answer("email,date,score\nana@example.com,2026-04-06,10\n")
    undo(first)
    assert known() == {"1": (DAY + 1, 10)}
    undo(second)
    assert known() == {}
    answer(BY_ADDRESS)
    assert known() == {"1": (DAY, 5), "2": (DAY - 1, 9)}


def test_undoing_the_orders_leaves_the_answers_to_wait_for_them(upload, answer, undo, known):
    orders = upload(ORDERS)
    answer(BY_ORDER)
    undo(orders)
    assert known() == {}
    upload(ORDERS)
    assert known() == {"1": (DAY, 5), "2": (DAY - 1, 9)}


def test_a_day_without_a_time_counts_as_its_end(upload, answer, engine, shop):
    upload(ORDERS)
    answer(BY_ADDRESS)
    with engine.connect() as connection:
        said = answers.answers(connection, shop).set_index("score")["second"]

    assert said.to_dict() == {5: 15 * 3600, 9: 86_399}


def test_an_order_number_of_two_sources_says_nothing(upload, answer, known):
    upload(ORDERS)
    upload(ORDERS, source="shopify")
    answer("order no,date,score\n1,2026-04-05,5\n")

    assert known() == {}


def test_a_file_of_answers_makes_nobody_a_customer(upload, answer, engine, shop):
    upload(ORDERS)
    count = "SELECT count(*) FROM customer WHERE shop_id = ?"
    with engine.connect() as connection:
        before = connection.exec_driver_sql(count, (shop,)).scalar()
    answer("email,date,score\nstranger@example.com,2026-04-05,5\n")
    with engine.connect() as connection:
        assert connection.exec_driver_sql(count, (shop,)).scalar() == before
        assert connection.exec_driver_sql("SELECT count(*) FROM contact").scalar() == 2


def test_an_erased_person_answers_nothing_any_more(upload, answer, saving, shop, engine, known):
    upload(ORDERS)
    answer(BY_ADDRESS)
    with engine.connect() as connection:
        found = persons.find(connection, shop, text="ana@example.com")["customer"]
    at = datetime(2026, 5, 2, tzinfo=UTC)
    saving(lambda session: erase(session, shop, int(found.iloc[0]), at=at))
    assert known()["1"] == (DAY, 5)  # the number stays, and leads to nobody
    answer("email,date,score\nana@example.com,2026-05-03,0\n", "2026-05-04")

    assert known() == {"1": (DAY, 5), "2": (DAY - 1, 9)}


def test_one_customer_is_asked_for_alone(upload, answer, engine, shop, known):
    upload(ORDERS)
    answer(BY_ADDRESS)
    with engine.connect() as connection:
        every = answers.answers(connection, shop)
        for row in every.itertuples():
            alone = answers.answers(connection, shop, customer=row.customer)
            assert alone["score"].tolist() == [row.score]
