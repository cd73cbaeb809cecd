"""A person who is erased leaves numbers behind and does not come back with a later file."""

import random
import time
from dataclasses import replace
from datetime import UTC, date, datetime
from io import StringIO
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from sqlmodel import Session, select

from core.consent import REASONS, standing
from core.intake.model import KEY_COLUMNS
from db import consents, erasure, imports, shops
from db.consents import NoSuchCustomer
from db.erasure import erase, erase_again, numbers_of, sweep
from db.histories import order_columns
from db.identity import key_hash
from db.persons import PERSONAL
from db.tables import Contact, Event, IdentityKey, Shop, Suppression

AT = datetime(2026, 5, 10, 3, 0, tzinfo=UTC)
FILE = (
    "order_no,member,email,ordered_at,total\n"
    "1,7,ana@example.com,2026-04-01,5000\n"
    "2,7,ana@example.com,2026-04-09,800\n"
    "3,8,ben@example.com,2026-04-02,3000\n"
)
NEXT = FILE + "4,7,ana@example.com,2026-05-02,1000\n5,8,ben@example.com,2026-05-03,200\n"
FAMILY = (
    "order_no,member,email,ordered_at,total\n"
    "1,7,home@example.com,2026-04-01,5\n2,8,home@example.com,2026-04-02,6\n"
)


def named(intake, table):
    """The intake with all that a file may say of a person, told by member or address."""
    rows = pd.read_csv(StringIO(table), dtype=str)
    mark = rows["email"].str.split("@").str[0] if "email" in rows else rows["member"]
    who = mark.str.capitalize().where(mark != "home", "Home " + rows.get("member", mark))
    contacts = intake.contacts.assign(
        name=who,
        kana=who + " kana",
        phone="090-0000-0007",
        postal_code="1000007",
        prefecture="Tokyo",
        city="Chiyoda of " + who,
        address="Hidden Street 7",
        birth_date=pd.Timestamp("1980-07-07"),
        gender="f",
        registered_at=pd.Timestamp("2020-07-07 07:07:07"),
        consent_email=pd.array([True] * len(rows), "boolean"),
    )
    return replace(intake, contacts=contacts)


@pytest.fixture
def upload(saving, shop, intake_of):
    """Store a small table together with the personal data of everybody in it."""

    def run(table, as_of="2026-04-30", source="base", shop=shop, consent="column"):
        intake = named(intake_of(table, source), table)
        said = imports.Answers(
            as_of=date.fromisoformat(as_of), consent=consent, sha256=str(hash(table))
        )
        return saving(
            lambda s: imports.store(s, shop, intake=intake, answers=said, progress=lambda *_: None)
        )

    return run


@pytest.fixture
def undo(saving, shop):
    return lambda number: saving(lambda session: imports.undo(session, shop, number))


@pytest.fixture
def orders(engine, shop):
    """Order number -> (customer, total) of the shop as it stands."""

    def read(shop=shop):
        with engine.connect() as connection:
            rows = connection.exec_driver_sql(
                "SELECT order_no, customer_id, total FROM order_state WHERE shop_id = ?", (shop,)
            )
            return {number: (customer, total) for number, customer, total in rows}

    return read


@pytest.fixture
def forget(saving, shop):
    def run(customer, shop=shop):
        saving(lambda session: erase(session, shop, customer, at=AT))

    return run


@pytest.fixture
def told(engine, shop):
    """Every word of the contacts of a shop, as a set of texts."""

    def read(shop=shop):
        with Session(engine) as session:
            rows = session.exec(select(Contact).where(Contact.shop_id == shop)).all()
            return {
                str(value) for row in rows for name in PERSONAL
                if (value := getattr(row, name)) is not None
            }  # fmt: skip

    return read


@pytest.fixture
def names(engine):
    """The name on each contact row, None where it is empty."""

    def read():
        with Session(engine) as session:
            return list(session.exec(select(Contact.name).order_by(Contact.id)))

    return read


@pytest.fixture
def on_disk(engine):
    """The bytes of the database and of all files beside it, once what was erased is swept out."""

    def read():
        sweep(engine)
        folder = Path(engine.url.database).parent
        return b"".join(file.read_bytes() for file in folder.iterdir() if file.is_file())

    return read


def test_nothing_personal_is_left_in_the_file(upload, orders, forget, told, on_disk):
    upload(FILE)
    assert all(word.encode() in on_disk() for word in ("Ana kana", "ana@example.com"))

    forget(orders()["1"][0])

    left = on_disk()
    for word in ("Ana", "ana@example.com"):
        assert word.encode() not in left
    assert b"Ben kana" in left
    assert {"Ben", "ben@example.com"} <= told()


def test_every_personal_column_is_emptied(upload, orders, forget, engine, saving):
    upload(FILE)
    ana = orders()["1"][0]
    saving(lambda s: [
        setattr(row, "line_name", "LINE name") or s.add(row) for row in s.exec(select(Contact))
    ])  # fmt: skip
    with Session(engine) as session:
        filled = session.exec(select(Contact)).first()
        assert all(getattr(filled, name) is not None for name in PERSONAL)

    forget(ana)

    with Session(engine) as session:
        of_ana = select(IdentityKey.id).where(IdentityKey.customer_id == ana)
        rows = session.exec(select(Contact).where(Contact.key_id.in_(of_ana))).all()
        assert len(rows) == 2
        assert {getattr(row, name) for row in rows for name in PERSONAL} == {None}


def test_no_sum_changes(upload, orders, forget, engine, shop):
    upload(FILE)
    before, columns = orders(), order_columns(engine, shop, complete=())

    forget(before["1"][0])

    assert orders() == before
    after = order_columns(engine, shop, complete=())
    for name in ("customer", "day", "net", "sequence", "own_list", "product"):
        assert np.array_equal(getattr(columns, name), getattr(after, name))


def test_no_key_leads_to_the_orders_any_more(upload, orders, forget, engine, shop, saving):
    upload(FILE)
    ana = orders()["1"][0]
    salt = saving(lambda s: s.exec(select(Shop.salt)).one())
    hashes = {key_hash(salt, "member", "7"), key_hash(salt, "email", "ana@example.com")}
    with Session(engine) as session:
        assert hashes <= set(session.exec(select(IdentityKey.hash)))

    forget(ana)

    with Session(engine) as session:
        keys = session.exec(select(IdentityKey)).all()
        assert not hashes & {key.hash for key in keys}
        mine = [key.hash for key in keys if key.customer_id == ana]
        assert len(set(mine)) == 2
        kept = session.exec(select(Suppression)).all()
        assert {row.key_hash for row in kept} == hashes
        assert {row.channel for row in kept} == {"erased"}


def test_what_they_had_refused_does_not_lead_to_them_either(upload, orders, forget, saving, shop):
    """An opt-out kept beside the erasure would tell by its time whose it was."""
    upload(FILE)
    ana = orders()["1"][0]
    saving(lambda s: consents.opt_out(s, shop, customer=ana, channel="line", at=AT))
    forget(ana)
    assert saving(lambda s: {row.channel for row in s.exec(select(Suppression))}) == {"erased"}


def test_nobody_contacts_the_number_that_is_left(upload, orders, forget, engine, shop):
    upload(FILE)
    ana, ben = orders()["1"][0], orders()["3"][0]
    forget(ana)
    with engine.connect() as connection:
        known = consents.consents(connection, shop, timezone="Asia/Tokyo")
        assert consents.words(connection, shop, customer=ana).empty
    ids = np.array(sorted([ana, ben]))
    found = standing(known, ids, mall=np.zeros(2, bool), day=99_999)
    why = dict(zip(ids.tolist(), [REASONS[c] for c in found.reason("postcard")], strict=True))
    assert why == {ana: "erased", ben: ""}


@pytest.mark.parametrize("table", [FILE, NEXT])
def test_a_later_file_does_not_bring_them_back(upload, orders, forget, told, on_disk, table):
    upload(FILE)
    before = orders()
    forget(before["1"][0])

    upload(table, "2026-05-30")

    assert "Ana" not in told()
    assert b"Ana" not in on_disk()
    assert {number: orders()[number] for number in before} == before  # no sum moved
    assert orders().get("4", (None, 1000)) == (None, 1000)  # counted, and nobody's
    assert orders().get("5", before["3"])[0] == before["3"][0]


def test_the_same_file_again_after_its_undo_brings_nobody_back(
    upload, orders, forget, undo, told, on_disk
):
    first = upload(FILE)
    forget(orders()["1"][0])
    undo(first)
    upload(FILE)
    assert b"Ana" not in on_disk()
    assert told() >= {"Ben", "ben@example.com"}
    assert orders()["1"] == (None, 5000)
    assert orders()["3"][0] is not None


def test_undoing_a_later_file_leaves_the_numbers_as_they_were(upload, orders, forget, undo):
    upload(FILE)
    before = orders()
    forget(before["1"][0])
    later = upload(NEXT, "2026-05-30")
    undo(later)
    assert orders() == before


def test_a_file_of_another_platform_does_not_bring_them_back(upload, orders, forget, on_disk):
    upload(FILE)
    forget(orders()["1"][0])
    upload("order_no,member,email,ordered_at,total\n90,55,ana@example.com,2026-05-01,1\n",
           "2026-05-30", source="shopify")  # fmt: skip
    assert b"Ana" not in on_disk()
    assert orders()["90"] == (None, 1)


def test_what_was_seen_with_a_forgotten_key_is_forgotten_too(upload, orders, forget, on_disk):
    upload(FILE)
    forget(orders()["1"][0])
    both = "order_no,member,email,ordered_at,total\n90,55,ana@example.com,2026-05-01,1\n"
    upload(both, "2026-05-30", source="shopify")
    alone = "order_no,member,ordered_at,total\n91,55,2026-06-01,1\n"
    upload(alone, "2026-06-30", source="shopify")
    assert orders()["91"] == (None, 1)
    assert b"55 kana" not in on_disk()


def test_the_same_member_number_elsewhere_is_somebody_else(upload, orders, forget, told):
    upload(FILE)
    forget(orders()["1"][0])
    upload("order_no,member,email,ordered_at,total\n90,7,dan@example.com,2026-05-01,1\n",
           "2026-05-30", source="shopify")  # fmt: skip
    assert "Dan" in told()
    assert orders()["90"][0] is not None


def test_who_shares_the_address_stays_and_loses_the_address(upload, orders, forget, names, on_disk):
    upload(FAMILY)
    before = orders()
    assert before["1"][0] != before["2"][0]

    forget(before["1"][0])
    upload(FAMILY, "2026-05-30")

    assert [name for name in names() if name] == ["Home 8", "Home 8"]  # the new file is stored
    assert b"home@example.com" not in on_disk()
    assert orders() == before


def test_a_member_number_that_was_only_in_an_undone_file_is_nobody_known(
    upload, orders, forget, undo, on_disk
):
    both = "order_no,member,email,ordered_at,total\n90,9,ana@example.com,2026-05-01,1\n"
    undo(upload(both))
    upload(FILE)
    forget(orders()["1"][0])
    upload(both, "2026-05-30")
    assert b"Ana" not in on_disk()


def test_forgetting_the_other_one_keeps_the_address_of_whom_it_is(upload, orders, forget, told):
    upload(FAMILY)
    before = orders()
    forget(before["2"][0])
    upload(FAMILY, "2026-05-30")
    assert {"Home 7", "home@example.com"} <= told()
    assert "Home 8" not in told()
    assert orders() == before


@pytest.mark.parametrize("erased", ["1", "2"])
def test_nothing_leads_from_one_member_of_a_family_to_the_other(
    upload, orders, forget, engine, erased
):
    upload(FAMILY)
    gone = orders()[erased][0]
    forget(gone)
    with engine.connect() as connection:
        keys = connection.exec_driver_sql("SELECT id, customer_id FROM identity_key").fetchall()
        owner = dict(keys)
        for table in ("contact", "order_fact", "order_state"):
            rows = connection.exec_driver_sql(
                f"SELECT member_key, email_key FROM {table}"
            ).fetchall()
            assert rows
            for row in rows:
                assert len({owner[key] for key in row if key is not None}) == 1


def test_what_was_counted_stays_and_what_was_written_goes(upload, orders, forget, saving, shop):
    upload(FILE)
    ana, ben = orders()["1"][0], orders()["3"][0]
    answer = {"nps": 9, "again": True, "comment": "I live at Hidden Street 7", "tags": ["x", 2]}
    for customer in (ana, ben):
        saving(lambda s, customer=customer: s.add(
            Event(shop_id=shop, kind="answer", at=AT.replace(tzinfo=None), customer_id=customer,
                  value=answer, source="form")))  # fmt: skip

    forget(ana)

    kept = saving(lambda s: {e.customer_id: e.value for e in s.exec(select(Event))})
    assert kept == {ana: {"nps": 9, "again": True, "tags": [2]}, ben: answer}


@pytest.mark.parametrize(
    ("value", "kept"),
    [(None, None), ("text", None), (5, 5), (0, 0), (False, False), (2.5, 2.5),
     ({"a": {"b": "x", "c": 1}}, {"a": {"c": 1}}), (["x"], [])],
)  # fmt: skip
def test_numbers_of(value, kept):
    assert numbers_of(value) == kept


def test_nobody_is_erased_twice(upload, orders, forget):
    upload(FILE)
    ana = orders()["1"][0]
    forget(ana)
    with pytest.raises(NoSuchCustomer):
        forget(ana)


def test_another_shop_is_not_touched(upload, orders, forget, told, saving):
    other = saving(lambda session: shops.create(session, "Umi").id)
    upload(FILE)
    upload(FILE, shop=other)
    before = told(other)

    with pytest.raises(NoSuchCustomer):
        forget(orders(other)["1"][0])  # a number of the other shop, asked for in this one
    forget(orders()["1"][0])
    upload(FILE, "2026-05-30", shop=other)

    assert told(other) == before
    assert orders(other)["1"][0] is not None


def test_a_failure_midway_erases_nothing(upload, orders, forget, told, monkeypatch):
    upload(FILE)
    before = told()
    monkeypatch.setattr(erasure, "advance", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        forget(orders()["1"][0])
    assert told() == before


def test_who_was_to_be_forgotten_is_erased_again_after_going_back(
    upload, orders, told, saving, shop
):
    """A restored copy holds the person, the list of refusals was taken over."""
    upload(FILE)
    before = orders()
    with_salt = saving(lambda s: s.exec(select(Shop.salt)).one())
    saving(lambda s: s.add(Suppression(
        shop_id=shop, key_kind="email", key_source="", channel="erased",
        key_hash=key_hash(with_salt, "email", "ana@example.com"))))  # fmt: skip

    assert saving(lambda s: erase_again(s, shop, at=AT)) == 1

    assert "Ana" not in told()
    assert "Ben" in told()
    assert orders() == before
    assert saving(lambda s: erase_again(s, shop, at=AT)) == 0


def test_a_file_is_stored_untouched_where_nobody_was_erased(saving, shop, intake_of):
    intake = named(intake_of(FILE), FILE)

    def same(session):
        owner = session.exec(select(Shop).where(Shop.id == shop)).one()
        return erasure.without_erased(session.connection(), owner, intake) is intake

    assert saving(same)


@pytest.mark.parametrize("seed", range(4))
def test_whatever_comes_and_goes_the_erased_stay_away_and_the_others_stay(
    seed, upload, undo, orders, forget, on_disk, told
):
    """Random uploads and undos of few people; of each erased one no word is ever seen again."""
    chance = random.Random(seed)
    people = ["ana", "ben", "cleo", "dora"]
    erased, live, day = set(), [], 1
    for _ in range(9):
        act = chance.choice(["upload", "upload", "undo", "erase"])
        if act == "upload" or not live:
            day += 1
            rows = [
                f"{n},{9 if who == 'dora' else ''},{who}@example.com,2026-04-{n:02d},{n}"
                for n, who in enumerate(people * 2, 1) if chance.random() < 0.7
            ]  # fmt: skip
            table = "\n".join(["order_no,member,email,ordered_at,total", *rows])
            live.append((upload(table, f"2026-05-{day:02d}"), table))
        elif act == "undo":
            undo(live.pop(chance.randrange(len(live)))[0])
        else:
            found = {who: orders().get(str(n), (None, 0))[0] for n, who in enumerate(people, 1)}
            known = [who for who, number in found.items() if number and who not in erased]
            if known:
                erased.add(who := chance.choice(known))
                forget(found[who])
        left, expected = on_disk(), set()
        for _, table in live:
            expected |= {who for who in people if f"{who}@" in table} - erased
        assert {who for who in people if f"{who.capitalize()} kana".encode() in left} >= expected
        assert not [who for who in erased if f"{who}@example.com".encode() in left]
        assert {who.capitalize() for who in expected} <= told()


def test_every_key_of_a_file_is_watched():
    assert set(KEY_COLUMNS) == set(erasure.KINDS)


def test_sweeping_does_not_wait_for_who_is_reading(upload, orders, forget, engine):
    upload(FILE)
    forget(orders()["1"][0])
    with engine.connect() as reader:
        reader.exec_driver_sql("SELECT count(*) FROM contact").scalar()
        upload(FILE, "2026-05-30")
        started = time.perf_counter()
        sweep(engine)
        assert time.perf_counter() - started < 4
