"""One person as the shop knows them, found by what they write about themselves."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from db import imports, persons, shops
from db.tables import Event

FILE = (
    "order_no,member,email,ordered_at,total\n"
    "A-1,7,ana@example.com,2026-04-01,5000\n"
    "A-2,8,ben_50%@example.com,2026-04-02,3000\n"
    "A-3,7,ana@example.com,2026-04-09,800\n"
)


@pytest.fixture
def upload(saving, shop, intake_of):
    def run(table, as_of="2026-04-30", shop=shop, **columns):
        intake = intake_of(table)
        contacts = intake.contacts.assign(**columns)
        said = imports.Answers(as_of=date.fromisoformat(as_of))
        return saving(
            lambda s: imports.store(
                s, shop, intake=replace(intake, contacts=contacts), answers=said,
                progress=lambda *_: None,
            )
        )  # fmt: skip

    return run


@pytest.fixture
def people(upload):
    upload(
        FILE,
        name=["佐藤 花", "和田　瞳", "佐藤 花"],
        kana=["サトウ ハナ", "ワダ ヒトミ", "サトウ ハナ"],
        phone=["09012345678", "0312345678", "09012345678"],
        city=["港区", None, None],
    )


@pytest.fixture
def read(engine, shop):
    """One of the readings of `db.persons`."""

    def run(what, *args, shop=shop, **named):
        with engine.connect() as connection:
            return getattr(persons, what)(connection, shop, *args, **named)

    return run


@pytest.fixture
def customer(engine):
    def number(order_no, shop=1):
        with engine.connect() as connection:
            return connection.exec_driver_sql(
                "SELECT customer_id FROM order_state WHERE order_no = ? AND shop_id = ?",
                (order_no, shop),
            ).scalar()

    return number


def test_every_word_of_every_upload_is_there_and_the_newest_holds(upload, people, read, customer):
    one = "order_no,member,email,ordered_at,total\nA-9,7,ana@new.example.com,2026-05-02,1\n"
    upload(one, "2026-05-30", name=["佐藤 花子"])
    said = read("contacts", customer("A-1"))
    assert said["as_of"].tolist() == ["2026-04-30", "2026-04-30", "2026-05-30"]
    assert said["email"].tolist()[::2] == ["ana@example.com", "ana@new.example.com"]
    assert persons.newest(said) == {
        "name": "佐藤 花子", "kana": "サトウ ハナ", "phone": "09012345678", "city": "港区",
        "email": "ana@new.example.com",
    }  # fmt: skip


def test_an_older_file_uploaded_later_is_not_the_newest_word(upload, people, read, customer):
    one = "order_no,member,ordered_at,total\nA-9,7,2026-03-02,1\n"
    upload(one, "2026-03-30", name=["旧姓 花"])
    assert persons.newest(read("contacts", customer("A-1")))["name"] == "佐藤 花"


def test_of_somebody_unknown_nothing_is_known(read):
    assert persons.newest(read("contacts", 404)) == {}
    for what in ("contacts", "orders", "lines", "events"):
        assert read(what, 404).empty


def test_the_orders_of_one_person_newest_first_with_what_was_in_them(people, read, customer):
    found = read("orders", customer("A-1"))
    assert found["order_no"].tolist() == ["A-3", "A-1"]
    assert found["total"].tolist() == [800, 5000]
    assert found["products"].tolist() == ["Mug", "Mug"]
    lines = read("lines", customer("A-1"))
    assert lines[["order_no", "product", "quantity", "amount"]].values.tolist() == [
        ["A-1", "Mug", 1, 5000], ["A-3", "Mug", 1, 800]
    ]  # fmt: skip


def test_what_else_one_person_did(people, read, customer, saving, shop):
    at = datetime(2026, 4, 5, tzinfo=UTC).replace(tzinfo=None)
    for order in ("A-1", "A-2"):
        visit = Event(shop_id=shop, kind="visit", at=at, customer_id=customer(order))
        visit.value = {"n": order}
        saving(lambda s, visit=visit: s.add(visit))
    assert read("events", customer("A-1"))["value"].tolist() == ['{"n": "A-1"}']


@pytest.mark.parametrize(
    "text",
    ["佐藤 花", "佐藤花", "佐藤　花", " サトウ", "ANA@EXAMPLE.COM", "ana@", "A-3",
     "090-1234-5678", "(090)1234", "０９０１２３４"],
)  # fmt: skip
def test_one_is_found_by_what_they_write(people, read, customer, text):
    assert read("find", text=text)["customer"].tolist() == [customer("A-1")]


def test_one_is_found_by_number(people, read, customer):
    number = customer("A-2")
    found = read("find", text=str(number))
    assert found.iloc[0].to_dict() == {
        "customer": number, "name": "和田　瞳", "email": "ben_50%@example.com",
        "phone": "0312345678",
    }  # fmt: skip


@pytest.mark.parametrize(
    "text", ["", "  ", "nobody", "%", "_", "a_a", "1234x", "'; DROP TABLE contact; --"]
)
def test_nothing_is_found_where_nothing_fits(people, read, customer, text):
    found = read("find", text=text)["customer"].tolist()
    assert found == ([customer("A-2")] if text in ("%", "_") else [])  # signs, not wildcards


def test_no_more_are_found_than_asked_for(people, read):
    assert len(read("find", text="example.com", most=1)) == 1
    assert len(read("find", text="example.com")) == 2


def test_a_person_of_another_shop_is_not_there(people, read, customer, saving):
    other = saving(lambda session: shops.create(session, "Umi").id)
    assert read("find", text="佐藤", shop=other).empty
    for what in ("contacts", "orders", "lines", "events"):
        assert read(what, customer("A-1"), shop=other).empty


def test_an_order_number_of_another_shop_finds_nobody(people, upload, read, saving):
    other = saving(lambda session: shops.create(session, "Umi").id)
    upload("order_no,email,ordered_at,total\nZ-1,ana@example.com,2026-04-01,1\n", shop=other)
    assert read("find", text="Z-1").empty
