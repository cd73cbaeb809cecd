"""Addresses of many at once: the newest, of this shop, and never mixed."""

import pytest
from sqlmodel import Session

from db import recipients, shops
from db.tables import Contact, Customer, IdentityKey


@pytest.fixture
def known(engine, saving, shop):
    def people(session):
        for number in (1, 2, 3):
            session.add(Customer(shop_id=shop, id=number))
        session.flush()
        said = [
            (1, 1, {"name": "佐藤 花", "email": "a@example.com", "postal_code": "100-0001",
                    "prefecture": "東京都", "city": "千代田区", "address": "見本町1-1"}),
            (1, 2, {"name": "佐藤 花子", "prefecture": "大阪府", "city": "大阪市",
                    "address": "見本町2-2", "email": " "}),
            (2, 3, {"name": "和田 瞳", "phone": "090"}),
        ]  # fmt: skip
        for customer, key, words in said:
            session.add(
                IdentityKey(shop_id=shop, id=key, kind="email", source="", hash=f"h{key}",
                            customer_id=customer)
            )  # fmt: skip
            session.flush()
            session.add(Contact(shop_id=shop, key_id=key, **words))
            session.flush()

    saving(people)

    def ask(ids, of=shop):
        with Session(engine) as session:
            return recipients.contacts(session.connection(), of, ids)

    return ask


def test_the_newest_word_holds_and_an_address_is_never_mixed(known):
    found = known([1, 2, 3])

    assert list(found.index) == [1, 2]
    first = found.loc[1]
    assert (first["name"], first["email"]) == ("佐藤 花子", "a@example.com")
    assert list(first[["prefecture", "city", "address"]]) == ["大阪府", "大阪市", "見本町2-2"]
    assert found.isna().loc[1, "postal_code"]  # that of the old address is none of the new one
    assert found.loc[2, "phone"] == "090"
    assert found.isna().loc[2, "address"]


def test_nobody_asked_for_is_nobody(known):
    assert known([]).empty
    assert known([99]).empty
    assert list(known([]).columns) == recipients.COLUMNS


def test_more_than_one_statement_holds(known, monkeypatch):
    monkeypatch.setattr(recipients, "CHUNK", 1)

    assert list(known([2, 1]).index) == [1, 2]


def test_another_shop_sees_nothing(known, saving):
    other = saving(lambda session: shops.create(session, "Umi").id)

    assert known([1, 2], of=other).empty
