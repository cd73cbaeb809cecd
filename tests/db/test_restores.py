"""Going back to a copy: nothing lost on the way, and what must hold holds on."""

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from sqlmodel import select

from db import audit, backups, people, restores, sessions, shops
from db.backups import Refused
from db.engine import MIGRATIONS, open_engine, writing
from db.erasure import erase
from db.tables import Invite, OrderState, Suppression

FIRST = """
order_no,ordered_at,email,total
1,2026-01-05,ana@a.jp,1000
2,2026-02-07,ben@a.jp,2000
"""
SECOND = """
order_no,ordered_at,email,total
3,2026-03-09,cleo@a.jp,3000
"""
SOON = datetime.now(UTC) + timedelta(days=1)


def content(path, *tables):
    """Rows of the tables, by table."""
    with closing(sqlite3.connect(path)) as connection:
        return {t: connection.execute(f"SELECT * FROM {t}").fetchall() for t in tables}


FACTS = ("shop", "order_state", "order_fact", "order_line", "contact", "identity_key", "customer")


def orders(path):
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        return [n for (n,) in connection.execute("SELECT order_no FROM order_state ORDER BY 1")]


def names(folder):
    return sorted(path.name for path in folder.iterdir())


@pytest.fixture
def place(engine, saving, shop, upload, tmp_path):
    """A database with a copy of its first upload, and a second upload after it; nobody uses it."""
    folder = tmp_path / "data"
    folder.mkdir()
    upload(FIRST)
    saving(lambda s: audit.record(s, act="import", shop_id=shop, subject="import:1"))
    backups.copy(Path(engine.url.database), tmp_path / "copy.db")
    upload(SECOND)
    backups.copy(Path(engine.url.database), folder / "fanbelt.db")
    return folder / "fanbelt.db"


@pytest.fixture
def copy(tmp_path, place):
    return tmp_path / "copy.db"


@pytest.fixture
def kept(place):
    return place.with_name("before.db")


def restore(copy, place):
    return restores.restore(copy, place, kept=place.with_name("before.db"))


@pytest.fixture
def saving_at(place):
    """Work on the database at `place`, and let go of it."""

    def run(work):
        opened = open_engine(place)
        try:
            with writing(opened) as connection, restores.Session(bind=connection) as session:
                result = work(session)
                session.flush()
                return result
        finally:
            opened.dispose()

    return run


def test_the_database_is_as_the_copy_was_and_the_one_from_before_lies_beside(copy, place, kept):
    done = restore(copy, place)

    assert done == restores.Restored(restores.Known(shops=1, orders=2), kept, 0)
    assert orders(place) == ["1", "2"]
    assert orders(kept) == ["1", "2", "3"]
    assert content(place, *FACTS) == content(copy, *FACTS)
    assert names(place.parent) == ["before.db", "fanbelt.db"]


def test_and_there_is_a_way_back(copy, place, kept):
    whole = content(place, *FACTS)
    restore(copy, place)
    restores.restore(kept, place, kept=place.with_name("again.db"))
    assert content(place, *FACTS) == whole


def test_into_an_empty_folder(copy, place):
    place.unlink()
    assert restore(copy, place).kept is None
    assert orders(place) == ["1", "2"]
    assert names(place.parent) == ["fanbelt.db"]


def test_what_still_stood_in_the_log_of_the_one_from_before_is_kept_and_not_restored(
    copy, place, kept
):
    """A killed server leaves a write-ahead log, which SQLite would add to whatever it finds."""
    lines = (
        f"import sqlite3, os; c = sqlite3.connect({str(place)!r}, isolation_level=None)",
        "c.execute('PRAGMA journal_mode=WAL')",
        "c.execute(\"UPDATE order_state SET order_no = 'late' WHERE order_no = '3'\")",
        "os._exit(0)",
    )
    subprocess.run([sys.executable, "-c", "; ".join(lines)], check=True)
    assert place.with_name("fanbelt.db-wal").stat().st_size > 0

    restore(copy, place)

    assert orders(place) == ["1", "2"]
    assert orders(kept) == ["1", "2", "late"]


def test_a_copy_with_its_log_beside_it_is_restored_with_it(copy, place):
    with closing(sqlite3.connect(copy, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("UPDATE order_state SET order_no = 'late' WHERE order_no = '2'")
        restore(copy, place)
    assert orders(place) == ["1", "late"]


# What is refused


def rubbish(path):
    path.write_bytes(b"order_no,total\n1,2\n" * 300)


def empty(path):
    path.write_bytes(b"")


def foreign(path):
    path.unlink()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE shop (id)")


def unversioned(path):
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("DELETE FROM alembic_version")


def newer(path):
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")


def cut(path):
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2 // 4096 * 4096])


def scratched(path):
    with path.open("r+b") as file:
        file.seek(path.stat().st_size // 2 // 4096 * 4096)
        file.write(b"\xa5" * 4096)


def torn(path):
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("DELETE FROM customer")


@pytest.mark.parametrize(
    ("spoil", "code"),
    [(Path.unlink, "missing"), (rubbish, "not_ours"), (empty, "not_ours"), (foreign, "not_ours"),
     (unversioned, "not_ours"), (newer, "newer"), (cut, "damaged"), (scratched, "damaged"),
     (torn, "damaged")],
)  # fmt: skip
def test_a_file_that_cannot_be_restored_is_refused_and_nothing_is_changed(copy, place, spoil, code):
    before = place.read_bytes()
    spoil(copy)

    with pytest.raises(Refused) as refusal:
        restore(copy, place)

    assert (refusal.value.code, refusal.value.path) == (code, copy)
    assert place.read_bytes() == before
    assert names(place.parent) == ["fanbelt.db"]


def test_a_full_disk_is_refused_and_nothing_is_changed(copy, place, monkeypatch):
    before, copying = place.read_bytes(), backups.copy

    def full(source, target):
        if target.name == "before.db":
            raise Refused("no_room", target)
        return copying(source, target)

    monkeypatch.setattr(backups, "copy", full)
    with pytest.raises(Refused, match="no_room"):
        restore(copy, place)
    assert place.read_bytes() == before
    assert names(place.parent) == ["fanbelt.db"]


@pytest.mark.parametrize("spoil", [rubbish, scratched, cut])
def test_a_broken_database_is_replaced_and_kept_as_it_lay_there(copy, place, kept, spoil):
    spoil(place)
    broken = place.read_bytes()
    place.with_name("fanbelt.db-wal").write_bytes(b"a log that fits nothing")

    restore(copy, place)

    assert orders(place) == ["1", "2"]
    assert kept.read_bytes() == broken
    assert kept.with_name("before.db-wal").read_bytes() == b"a log that fits nothing"
    assert names(place.parent) == ["before.db", "before.db-wal", "fanbelt.db"]


def test_a_copy_of_an_older_version_is_brought_up_to_date(copy, place):
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    older = open_engine(copy)
    with writing(older) as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "0001")
    older.dispose()

    restore(copy, place)

    assert orders(place) == ["1", "2"]
    assert content(place, "alembic_version") == {"alembic_version": [(restores.revisions()[0],)]}
    assert names(place.parent) == ["before.db", "fanbelt.db"]


# What holds whatever is restored


def test_nobody_is_signed_in_by_an_old_copy(copy, place, saving_at):
    def sign_in(session):
        hana = people.add(session, "hana", password_hash="x")
        (shop,) = shops.names(session).values()
        for number, used in enumerate([None, SOON]):
            session.add(
                Invite(
                    shop_id=shop,
                    token_hash=str(number),
                    role="staff",
                    invited_by=hana,
                    expires_at=SOON,
                    used_at=used,
                )
            )
        sessions.issue_ticket(session, "ticket", user_id=hana, path="/", expires_at=SOON)
        sessions.open_session(
            session, "token", user_id=hana, user_agent="", now=SOON, expires_at=SOON
        )

    saving_at(sign_in)
    shutil.copy(place, copy)

    restore(copy, place)

    found = content(place, "session", "ticket", "invite", "user")
    assert (found["session"], found["ticket"]) == ([], [])
    assert [row[:2] for row in found["invite"]] == [(1, "1")]  # the one that has been used
    assert len(found["user"]) == 1


def test_who_has_said_no_since_has_said_no(copy, place, saving_at):
    def refuse(session):
        other = shops.create(session, "B").id
        for shop, key, channel in [(1, "a", "email"), (1, "b", "erased"), (other, "c", "email")]:
            session.add(
                Suppression(
                    shop_id=shop, key_kind="email", key_source="", key_hash=key, channel=channel
                )
            )

    saving_at(refuse)

    assert restore(copy, place).refusals == 2  # the other shop is not in the copy

    with closing(sqlite3.connect(place)) as connection:
        found = connection.execute("SELECT shop_id, key_hash, channel FROM suppression ORDER BY 2")
        assert found.fetchall() == [(1, "a", "email"), (1, "b", "erased")]


def test_who_was_erased_since_is_erased_in_the_copy_too(copy, place, saving_at):
    def customer_of(session, order_no):
        asked = select(OrderState.customer_id).where(OrderState.order_no == order_no)
        return session.exec(asked).one()

    ana = saving_at(lambda s: customer_of(s, "1"))
    saving_at(lambda s: erase(s, 1, ana, at=SOON))
    assert b"ana@a.jp" in copy.read_bytes()

    restore(copy, place)

    with closing(sqlite3.connect(place)) as connection:
        found = connection.execute("SELECT email FROM contact ORDER BY email").fetchall()
    assert found == [(None,), ("ben@a.jp",)]
    assert saving_at(lambda s: customer_of(s, "1")) == ana  # no sum has changed
    assert saving_at(lambda s: customer_of(s, "2")) is not None


def test_a_no_that_is_in_the_copy_is_not_taken_twice(copy, place, saving_at):
    saving_at(
        lambda s: s.add(
            Suppression(shop_id=1, key_kind="email", key_source="", key_hash="a", channel="email")
        )
    )
    shutil.copy(place, copy)
    assert restore(copy, place).refusals == 0
    assert len(content(place, "suppression")["suppression"]) == 1


def test_nothing_is_taken_over_from_another_installation(copy, place, saving_at):
    def another(session):
        session.connection().exec_driver_sql("UPDATE shop SET salt = 'another'")
        session.add(
            Suppression(shop_id=1, key_kind="email", key_source="", key_hash="a", channel="email")
        )
        audit.record(session, act="undo", shop_id=1)

    saving_at(another)
    assert restore(copy, place).refusals == 0
    assert [row[4] for row in content(place, "audit")["audit"]] == ["import", "restore"]


def test_the_record_of_who_did_what_goes_on(copy, place, saving_at):
    def later(session):
        hana = people.add(session, "hana", password_hash="x")
        other = shops.create(session, "B").id
        audit.record(session, act="export", shop_id=1, user_id=hana, count=2)
        audit.record(session, act="import", shop_id=other, count=3)

    saving_at(later)
    restore(copy, place)

    entries = content(place, "audit")["audit"]
    assert [(row[0], *row[2:]) for row in entries] == [
        (1, 1, None, "import", "import:1", None),
        (2, 1, None, "export", "", 2),  # by a person whom the copy does not know
        (3, None, None, "import", "", 3),  # in a shop that the copy does not know
        (4, None, None, "restore", "", None),
    ]


def test_a_record_that_went_another_way_is_not_mixed_in(copy, place, saving_at, engine, saving):
    saving_at(lambda s: audit.record(s, act="undo", shop_id=1))
    saving(lambda s: audit.record(s, act="settings", shop_id=1, subject="currency"))
    backups.copy(Path(engine.url.database), copy)
    restore(copy, place)
    acts = [row[4] for row in content(place, "audit")["audit"]]
    assert acts == ["import", "settings", "restore"]


# Killed at any moment

STEPS = [
    (backups, "copy"), (backups, "whole"), (backups, "remove"), (backups, "sync_folder"),
    (restores, "open_engine"), (restores, "_take_over"), (audit, "record"), (restores, "_keep"),
    (restores, "_fold"), (Path, "replace"), (restores, "known"),
]  # fmt: skip
DRILL = os.environ.get("FANBELT_TEST_PROFILE") == "drill"


def killed(copy, place, step, which, when):
    """Restore in another process that kills itself at a step; whether it came to that."""
    child = os.fork()
    if child == 0:
        dying(*step, which, when)
        restore(copy, place)
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL


def dying(owner, name, which, when):
    """Let the process kill itself before or after the `which`-th call of a function."""
    real, calls = getattr(owner, name), []

    def call(*args, **more):
        calls.append(1)
        if len(calls) == which and when == "before":
            os.kill(os.getpid(), signal.SIGKILL)
        result = real(*args, **more)
        if len(calls) == which:
            os.kill(os.getpid(), signal.SIGKILL)
        return result

    setattr(owner, name, call)


@pytest.mark.drill
@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix", reason="kill -9 is tried on POSIX systems")
@pytest.mark.parametrize("step", STEPS, ids=lambda step: step[1])
def test_killed_at_any_step_there_is_the_one_or_the_other(
    copy, place, tmp_path, step, record_property
):
    tried = 0
    for which in range(1, 12 if DRILL else 2):
        for when in ("before", "after"):
            folder = tmp_path / f"{which}-{when}"
            shutil.copytree(place.parent, folder)
            tried += killed(copy, folder / "fanbelt.db", step, which, when)
            assert orders(folder / "fanbelt.db") in (["1", "2"], ["1", "2", "3"])
            open_engine(folder / "fanbelt.db").dispose()  # a server starts on it
            restore(copy, folder / "fanbelt.db")  # and it is restored the next time
            assert orders(folder / "fanbelt.db") == ["1", "2"]
            assert not [name for name in names(folder) if name.startswith(".fanbelt-restoring")]
    assert tried
    record_property("tried", tried)
    record_property("lost", 0)
