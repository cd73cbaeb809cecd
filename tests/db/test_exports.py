"""Everything a shop owns is handed out, nothing of another shop, and always in the same order."""

from datetime import UTC, datetime

import pandas as pd
import pytest
from sqlmodel import select

from db import exports, people, shops
from db.imports import Answers, store
from db.tables import (
    Assignment,
    Base,
    Case,
    Claim,
    Customer,
    Dispatch,
    Document,
    Event,
    Import,
    Invite,
    Referral,
    Referred,
    Setting,
    Suppression,
)

UPLOAD = """
order_no,ordered_at,email,total,status,void
1,2026-01-05 10:30,ana@a.jp,1000,paid,
2,2026-02-07,ben@a.jp,2000,,yes
3,2026-03-09,ana@a.jp,,,
"""


def work_of(shop, customer, person, day):
    """One row of everything people do with customers day by day."""
    of = {"shop_id": shop, "customer_id": customer}
    line = {"rule": "T3", "anchor_day": day, "due": day, "day": day, "channel": "email"}
    return [
        Dispatch(**of, **line, outcome="done"),
        Claim(**of, by=person, until=datetime.now(UTC)),
        Case(**of, answered_on=day, due=day),
        Referral(id=shop, **of, code=f"code {shop}"),
        Referred(shop_id=shop, referral_id=shop, source="base", order_no="2"),
    ]


@pytest.fixture
def two_shops(saving, intake_of):
    """Two shops with rows in every table."""

    def fill(session):
        made = []
        for name in "AB":
            shop = shops.create(session, name).id
            person = people.add(session, name, password_hash="x")
            people.join(session, person, shop, role="owner")
            answers = Answers(as_of=datetime(2026, 4, 30, tzinfo=UTC).date(), consent="yes")
            store(
                session,
                shop,
                intake=intake_of(UPLOAD),
                answers=answers,
                progress=lambda *_: None,
            )
            session.add(Setting(shop_id=shop, name="margin_bp", value=4000))
            session.add(Document(shop_id=shop, kind="plan", name="p", version=1, json_={"a": [1]}))
            someone = session.exec(select(Customer.id).where(Customer.shop_id == shop)).first()
            session.add(
                Assignment(
                    shop_id=shop,
                    experiment="e",
                    customer_id=someone,
                    day=answers.as_of,
                    control=True,
                )
            )
            session.add_all(work_of(shop, someone, person, answers.as_of))
            session.add(Event(shop_id=shop, kind="visit", at=datetime(2026, 1, 1, 9)))  # noqa: DTZ001 - shop-local
            session.add(
                Suppression(
                    shop_id=shop, key_kind="email", key_source="", key_hash="h", channel="email"
                )
            )
            session.add(
                Invite(
                    shop_id=shop,
                    token_hash=f"token of {name}",
                    role="staff",
                    invited_by=person,
                    expires_at=datetime.now(UTC),
                )
            )
            made.append(shop)
        return made

    return saving(fill)


@pytest.fixture
def exported(saving):
    """Table -> its rows of a shop."""

    def run(shop):
        return saving(
            lambda session: {
                table.name: pd.concat(table.chunks, ignore_index=True)
                for table in exports.tables(session, shop)
            }
        )

    return run


def test_every_table_with_a_shop_is_handed_out_or_left_out_for_a_reason(two_shops, exported):
    with_a_shop = {
        table.name for table in Base.metadata.tables.values() if "shop_id" in table.columns
    }
    found = exported(two_shops[0])
    assert set(found) == (with_a_shop | {"shop"}) - exports.LEFT_OUT.keys()
    assert exports.LEFT_OUT.keys() <= with_a_shop  # none that is gone
    assert [name for name, rows in found.items() if rows.empty] == []


def test_no_row_of_another_shop_is_handed_out(two_shops, exported):
    first, second = two_shops
    for shop in (first, second):
        for name, rows in exported(shop).items():
            owners = set(rows["id" if name == "shop" else "shop_id"])
            assert owners == {shop}, name


def test_what_protects_others_is_not_handed_out(engine, two_shops, exported):
    found = exported(two_shops[0])
    assert "salt" not in found["shop"]
    with engine.connect() as connection:
        secrets = {
            value
            for column, table in (
                ("salt", "shop"),
                ("token_hash", "invite"),
                ("password_hash", "user"),
            )
            for (value,) in connection.exec_driver_sql(f"SELECT {column} FROM {table}")
        }
    cells = {str(cell) for rows in found.values() for cell in rows.to_numpy().ravel()}
    assert not secrets & cells


def test_values_are_handed_out_as_they_are_stored(two_shops, exported):
    found = exported(two_shops[0])
    orders = found["order_state"].set_index("order_no")
    assert orders["total"].to_list() == [1000, 2000, pd.NA]
    assert orders["void"].to_list() == [False, True, False]
    assert orders.loc["1", "ordered_at"].startswith("2026-01-05 10:30:00")
    assert orders.loc["1", "status"] == "paid"
    assert pd.isna(orders.loc["2", "status"])
    assert found["document"]["json"].to_list() == ['{"a": [1]}']
    assert set(found["contact"]["email"]) == {"ana@a.jp", "ben@a.jp"}


def test_rows_come_by_key_however_many_at_a_time(two_shops, exported, monkeypatch):
    at_once = exported(two_shops[0])
    monkeypatch.setattr(exports, "CHUNK", 1)
    one_by_one = exported(two_shops[0])
    assert list(at_once) == list(one_by_one) == sorted(at_once)
    for name, rows in at_once.items():
        pd.testing.assert_frame_equal(rows, one_by_one[name])
        key = [column.name for column in Base.metadata.tables[name].primary_key.columns]
        assert rows[key].apply(tuple, axis=1).is_monotonic_increasing


def test_all_tables_speak_of_one_moment(engine, two_shops, saving):
    """A write in the middle of the export is in none of its tables."""
    from sqlmodel import Session

    with Session(engine) as session:
        found = {}
        for table in exports.tables(session, two_shops[0]):
            found[table.name] = pd.concat(table.chunks)
            if table.name == "contact":
                saving(
                    lambda s: s.add(
                        Import(
                            shop_id=two_shops[0],
                            source="late",
                            kind="orders",
                            format="x",
                            file_names="",
                            sha256="",
                            as_of=datetime(2026, 5, 1, tzinfo=UTC).date(),
                            understood={},
                        )
                    )
                )
    assert "late" not in set(found["import"]["source"])


def test_a_shop_without_anything_is_handed_out_too(saving, exported):
    shop = saving(lambda session: shops.create(session, "Empty").id)
    found = exported(shop)
    assert len(found["shop"]) == 1
    assert sum(map(len, found.values())) == 1


def test_customers_are_counted_as_people(two_shops, saving):
    assert saving(lambda session: exports.customers(session, two_shops[0])) == 2
