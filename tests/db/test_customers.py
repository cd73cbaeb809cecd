"""Names stand with the contact data only, and never cross shops."""

from sqlmodel import Session

from db import customers, shops
from db.tables import Contact, Customer, IdentityKey


def contact(session, shop, key, name, customer, **more):
    if key == customer:
        session.add(Customer(shop_id=shop, id=customer))
        session.flush()
    session.add(
        IdentityKey(
            shop_id=shop, id=key, kind="email", source="", hash=f"h{key}", customer_id=customer
        )
    )
    session.flush()
    session.add(Contact(shop_id=shop, key_id=key, name=name, **more))
    session.flush()


def test_the_newest_name_of_each_customer_asked_for(engine, saving, shop):
    def people(session):
        contact(session, shop, 1, "佐藤 花", 1)
        contact(session, shop, 2, "佐藤 はな", 1)
        contact(session, shop, 3, None, 3)
        contact(session, shop, 4, "和田 瞳", 4)

    saving(people)

    with Session(engine) as session:
        assert customers.names(session, shop, ids=[1, 3]) == {1: "佐藤 はな"}


def test_names_of_another_shop_stay_there(engine, saving, shop):
    other = saving(lambda session: shops.create(session, "Umi").id)
    saving(lambda session: contact(session, other, 1, "佐藤 花", 1))

    with Session(engine) as session:
        assert customers.names(session, shop, ids=[1]) == {}


def test_more_names_than_one_statement_holds(engine, saving, shop, monkeypatch):
    monkeypatch.setattr(customers, "CHUNK", 2)
    saving(lambda session: [contact(session, shop, n, f"n{n}", n) for n in range(1, 6)])

    with Session(engine) as session:
        assert len(customers.names(session, shop, ids=range(1, 6))) == 5
