"""Who did what: written with the act, never changed, without a value of anybody."""

import sqlite3

import pytest
from alembic import command
from alembic.config import Config
from sqlmodel import select

from db import audit, people, shops
from db.engine import MIGRATIONS, open_engine, writing
from db.tables import Audit


def entries(saving):
    return saving(
        lambda session: [(e.act, e.subject) for e in session.exec(select(Audit).order_by("id"))]
    )


@pytest.fixture
def written(saving, shop):
    """A database with one entry."""
    saving(lambda s: audit.record(s, act="import", shop_id=shop, subject="import:1", count=40))


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit SET count = 1",
        "UPDATE audit SET user_id = NULL WHERE id = 1",
        "DELETE FROM audit",
        "DELETE FROM audit WHERE id = 1",
        "INSERT OR REPLACE INTO audit (id, at, act, subject) VALUES (1, '2026-01-01', 'undo', '')",
        "REPLACE INTO audit (id, at, act, subject) VALUES (1, '2026-01-01', 'undo', '')",
        "INSERT INTO audit (id, at, act) VALUES (1, '', '') ON CONFLICT DO UPDATE SET act = 'x'",
    ],
)
@pytest.mark.parametrize("recursive", [0, 1])
def test_the_database_itself_refuses_to_change_an_entry(engine, written, statement, recursive):
    with sqlite3.connect(engine.url.database) as connection:
        connection.execute(f"PRAGMA recursive_triggers = {recursive}")
        before = connection.execute("SELECT * FROM audit").fetchall()
        with pytest.raises(sqlite3.IntegrityError, match="append-only"):
            connection.execute(statement)
        assert connection.execute("SELECT * FROM audit").fetchall() == before
    connection.close()


def test_entries_are_added_one_after_the_other(saving, shop, written):
    saving(lambda s: audit.record(s, act="undo", shop_id=shop, subject="import:1"))
    saving(lambda s: audit.record(s, act="backup"))
    assert entries(saving) == [("import", "import:1"), ("undo", "import:1"), ("backup", "")]


def test_an_act_that_fails_leaves_no_entry(saving, shop):
    def act(session):
        audit.record(session, act="settings", shop_id=shop, subject="currency")
        raise RuntimeError

    with pytest.raises(RuntimeError):
        saving(act)
    assert entries(saving) == []


@pytest.mark.parametrize(
    "subject",
    ["", "currency", "currency timezone", "import:12", "import:12 customer:40", "margin_bp"],
)
def test_a_subject_is_made_of_codes(saving, subject):
    saving(lambda s: audit.record(s, act="export", subject=subject))
    assert entries(saving) == [("export", subject)]


@pytest.mark.parametrize(
    "subject",
    ["山田花子", "hana@example.jp", "Hana", "090-1234-5678", "09012345678", "phone:09012345678",
     "orders.csv", "a ", " a", "a  b", "a\n", "'; DROP TABLE audit"],
)  # fmt: skip
def test_a_subject_that_could_hold_a_value_of_somebody_is_refused_without_repeating_it(
    saving, subject
):
    with pytest.raises(ValueError, match="codes") as refusal:
        saving(lambda s: audit.record(s, act="export", subject=subject))
    assert not subject.strip(" a\nb") or subject not in str(refusal.value)
    assert entries(saving) == []


def test_an_unknown_act_is_refused(saving):
    with pytest.raises(ValueError, match="must be one of"):
        saving(lambda s: audit.record(s, act="peek"))


def test_a_shop_sees_its_own_acts_and_those_of_the_installation_newest_first(saving):
    def work(session):
        a, b = (shops.create(session, name).id for name in "AB")
        hana = people.add(session, "hana", password_hash="x")
        people.join(session, hana, a, role="owner")
        audit.record(session, act="backup", count=9)
        audit.record(session, act="import", shop_id=a, user_id=hana, count=40)
        audit.record(session, act="import", shop_id=b, user_id=hana, count=50)
        audit.record(session, act="sign_in", user_id=hana)  # of a person in no shop by then
        seen = {name: audit.listed(session, shop, most=10) for name, shop in (("A", a), ("B", b))}
        return {name: [(e.who, e.act, e.count) for e in found] for name, found in seen.items()}

    assert saving(work) == {
        "A": [("hana", "import", 40), (None, "backup", 9)],
        "B": [("hana", "import", 50), (None, "backup", 9)],
    }


def test_signing_in_is_written_down_in_each_shop_of_the_person_and_in_no_other(saving):
    def work(session):
        a, b, c = (shops.create(session, name).id for name in "ABC")
        hana, guest = (people.add(session, name, password_hash="x") for name in ("hana", "guest"))
        people.join(session, hana, a, role="owner")
        people.join(session, hana, b, role="staff")
        for person in (hana, guest):
            audit.record_of_person(session, act="sign_in", user_id=person)
        kept = session.exec(select(Audit).order_by("id")).all()
        return {"A": a, "B": b, "C": c}, [(e.shop_id, e.user_id) for e in kept], (hana, guest)

    shop, kept, (hana, guest) = saving(work)
    assert kept == [(shop["A"], hana), (shop["B"], hana), (None, guest)]


def test_only_the_newest_are_read(saving, shop):
    for n in range(5):
        saving(lambda s, n=n: audit.record(s, act="backup", shop_id=shop, count=n))
    seen = saving(lambda s: audit.listed(s, shop, most=2))
    assert [entry.count for entry in seen] == [4, 3]


def test_entries_of_an_older_database_are_kept_and_held_from_then_on(tmp_path):
    path = tmp_path / "old.db"
    newest = open_engine(path)
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with writing(newest) as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "0001")
        connection.exec_driver_sql(
            "INSERT INTO audit (at, act, subject) VALUES ('2026-01-01 00:00:00.000000', 'undo', '')"
        )
        connection.exec_driver_sql("UPDATE audit SET count = 3")  # an older version allowed it
    newest.dispose()

    moved = open_engine(path)
    with moved.connect() as connection:
        rows = connection.exec_driver_sql("SELECT act, count FROM audit").fetchall()
    moved.dispose()

    assert rows == [("undo", 3)]
    with sqlite3.connect(path) as connection, pytest.raises(sqlite3.IntegrityError):
        connection.execute("DELETE FROM audit")
    connection.close()
