"""Copies: consistent while others write, checked before they count, gone in good order."""

import os
import random
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db import backups, locks
from db.backups import Refused

UPLOAD = """
order_no,ordered_at,email,total
1,2026-01-05,ana@a.jp,1000
2,2026-02-07,ben@a.jp,2000
3,2026-03-09,ana@a.jp,3000
"""


@pytest.fixture
def database(engine, upload):
    """A database in use, with an upload in it that is still in the write-ahead log."""
    upload(UPLOAD)
    return Path(engine.url.database)


def content(path):
    """Everything in a database, as SQL."""
    with closing(sqlite3.connect(path)) as connection:
        return list(connection.iterdump())


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def damage(path):
    """Overwrite what stands in the middle of the file."""
    size = path.stat().st_size
    with path.open("r+b") as file:
        file.seek(size // 2 // 4096 * 4096)
        file.write(b"\xa5" * 4096)


def test_a_copy_holds_what_is_committed_though_it_lies_beside_the_file(database, tmp_path):
    assert database.with_name("shop.db-wal").stat().st_size > 0
    rows = backups.copy(database, tmp_path / "copies" / "copy.db")

    assert content(tmp_path / "copies" / "copy.db") == content(database)
    assert rows["order_state"] == 3
    assert names(tmp_path / "copies") == ["copy.db"]  # one file, nothing beside it


@pytest.mark.skipif(os.name != "posix", reason="rights as POSIX systems have them")
def test_a_copy_is_for_its_owner_only(database, tmp_path):
    backups.copy(database, tmp_path / "copy.db")
    assert (tmp_path / "copy.db").stat().st_mode & 0o077 == 0


def test_copies_made_while_others_write_are_each_one_moment(tmp_path, record_property):
    source, stop, written = tmp_path / "busy.db", threading.Event(), []
    with closing(sqlite3.connect(source)) as connection:
        connection.executescript("PRAGMA journal_mode=WAL; CREATE TABLE a(x); CREATE TABLE b(x);")

    def write():
        with closing(sqlite3.connect(source, isolation_level=None)) as connection:
            while not stop.is_set():
                connection.execute("BEGIN IMMEDIATE")
                connection.execute("INSERT INTO a VALUES (randomblob(400))")
                connection.execute("INSERT INTO b VALUES (randomblob(400))")
                connection.execute("COMMIT")
                written.append(1)

    thread = threading.Thread(target=write)
    thread.start()
    try:
        while len(written) < 50:
            stop.wait(0.01)
        copies = [backups.copy(source, tmp_path / f"{n}.db") for n in range(10)]
    finally:
        stop.set()
        thread.join()

    record_property("tried", len(copies))
    assert all(rows["a"] == rows["b"] > 0 for rows in copies)  # never half of a transaction
    assert copies[-1]["a"] > copies[0]["a"]  # nobody had to wait
    assert [backups.whole(tmp_path / f"{n}.db") for n in range(10)] == copies


def test_a_damaged_database_is_not_copied_and_the_older_copy_stays(engine, database, tmp_path):
    target = tmp_path / "copies" / "copy.db"
    backups.copy(database, target)
    before = content(target)
    engine.dispose()
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("PRAGMA journal_mode=DELETE")
    damage(database)

    with pytest.raises(Refused) as refusal:
        backups.copy(database, target)

    assert (refusal.value.code, refusal.value.path) == ("damaged", database)
    assert content(target) == before
    assert names(target.parent) == ["copy.db"]


def test_a_row_that_points_nowhere_is_damage(tmp_path):
    source = tmp_path / "a.db"
    with closing(sqlite3.connect(source)) as connection:
        connection.executescript(
            "CREATE TABLE a(id INTEGER PRIMARY KEY); CREATE TABLE b(a REFERENCES a(id));"
            "INSERT INTO b VALUES (7);"
        )
    with pytest.raises(Refused, match="damaged"):
        backups.copy(source, tmp_path / "copy.db")
    assert names(tmp_path) == ["a.db"]


def test_a_copy_that_lacks_a_row_is_not_kept(database, tmp_path, monkeypatch):
    whole = backups.whole
    monkeypatch.setattr(backups, "whole", lambda path: whole(path) | {"order_state": 2})
    with pytest.raises(Refused, match="damaged"):
        backups.copy(database, tmp_path / "copies" / "copy.db")
    assert names(tmp_path / "copies") == []


@pytest.mark.parametrize(
    ("made_of", "code"), [(None, "missing"), (b"order_no,total\n1,2\n" * 300, "not_ours")]
)
def test_what_is_no_database_is_not_copied(tmp_path, made_of, code):
    source = tmp_path / "a.db"
    if made_of:
        source.write_bytes(made_of)
    with pytest.raises(Refused) as refusal:
        backups.copy(source, tmp_path / "copies" / "copy.db")
    assert refusal.value.code == code
    assert not (tmp_path / "copies" / "copy.db").exists()


def test_a_full_disk_is_told_from_damage(tmp_path):
    with closing(sqlite3.connect(tmp_path / "a.db")) as connection:
        connection.execute("PRAGMA max_page_count = 3")
        connection.execute("CREATE TABLE a(x)")
        with pytest.raises(Refused) as refusal, backups.told(tmp_path):
            connection.execute("INSERT INTO a VALUES (randomblob(100000))")
    assert refusal.value.code == "no_room"


def test_an_error_that_says_nothing_of_the_file_stays_what_it_is(tmp_path):
    wrong = pytest.raises(sqlite3.OperationalError, match="syntax")
    with closing(sqlite3.connect(":memory:")) as connection, wrong, backups.told(tmp_path):
        connection.execute("SELEC 1")


def test_a_copy_without_a_name_leaves_nothing(database, tmp_path):
    target = tmp_path / "copies" / "copy.db"
    with backups.copied(database, target) as made:
        assert made.part.exists()
    assert names(target.parent) == []


# Which copies stay


def kept(days):
    return sorted(set(days) - backups.outdated(days))


def twin(days):
    """Walk back from the newest day, and count what has been met."""
    met, stay = {"day": [], "week": [], "month": []}, set()
    for day in sorted(set(days), reverse=True):
        periods = {"day": day, "week": day.strftime("%G-%V"), "month": day.strftime("%Y-%m")}
        for (name, period), most in zip(periods.items(), (7, 4, 12), strict=True):
            if period not in met[name]:
                met[name].append(period)
                if len(met[name]) <= most:
                    stay.add(day)
    return sorted(stay)


def test_of_daily_copies_stay_seven_days_four_weeks_and_twelve_months():
    days = [date(2026, 11, 22) - timedelta(n) for n in range(500)]
    assert [day.isoformat() for day in kept(days)] == [
        *("2025-12-31", "2026-01-31", "2026-02-28", "2026-03-31", "2026-04-30", "2026-05-31"),
        *("2026-06-30", "2026-07-31", "2026-08-31", "2026-09-30", "2026-10-31"),
        *("2026-11-01", "2026-11-08", "2026-11-15"),
        *("2026-11-16", "2026-11-17", "2026-11-18", "2026-11-19", "2026-11-20", "2026-11-21"),
        "2026-11-22",
    ]


DAYS = st.lists(st.dates(date(2024, 1, 1), date(2026, 12, 31)), max_size=120)


@given(DAYS)
def test_what_stays_is_what_counting_back_says(days):
    assert kept(days) == twin(days)


@given(DAYS)
def test_the_newest_copy_always_stays_and_never_more_than_the_sum(days):
    assert kept(days)[-1:] == sorted(days)[-1:]
    assert len(kept(days)) <= 7 + 4 + 12


@given(DAYS)
def test_dropping_day_by_day_ends_where_dropping_at_once_ends(days):
    there = set()
    for day in sorted(set(days)):
        there |= {day}
        there -= backups.outdated(there)
    assert sorted(there) == kept(days)


# Who uses the folder

USE = "from db import locks; from pathlib import Path; import sys, time; folder = Path(sys.argv[1])"


@pytest.fixture
def other(tmp_path):
    """Another process that uses the folder, until the test ends."""
    running = subprocess.Popen(
        [sys.executable, "-c", f"{USE}; held = locks.share(folder); print(1); time.sleep(60)",
         str(tmp_path)],
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )  # fmt: skip
    running.stdout.readline()
    yield running
    running.kill()
    running.wait()
    running.stdout.close()


def test_nobody_has_the_folder_alone_while_another_process_uses_it(tmp_path, other):
    with pytest.raises(locks.InUse), locks.alone(tmp_path):
        pytest.fail("two had it")
    locks.share(tmp_path, patience_s=0).close()  # beside the other it may be used


@pytest.mark.skipif(os.name != "posix", reason="kill -9 is tried on POSIX systems")
def test_a_killed_process_uses_nothing_any_more(tmp_path, other):
    other.send_signal(signal.SIGKILL)
    other.wait()
    with locks.alone(tmp_path):
        pass


def test_while_one_has_the_folder_alone_nobody_begins_to_use_it(tmp_path):
    with locks.alone(tmp_path), pytest.raises(locks.InUse) as refusal:
        locks.share(tmp_path, patience_s=0)
    assert refusal.value.folder == tmp_path
    locks.share(tmp_path, patience_s=0).close()


def test_who_waits_gets_the_folder_when_the_other_is_done(tmp_path):
    done = threading.Event()

    def restore():
        with locks.alone(tmp_path):
            done.set()
            threading.Event().wait(0.3)

    thread = threading.Thread(target=restore)
    thread.start()
    done.wait()
    with closing(locks.share(tmp_path, patience_s=10)):
        thread.join()


# Killed at any moment

KILLS = 200 if os.environ.get("FANBELT_TEST_PROFILE") == "drill" else 10


@pytest.mark.drill
@pytest.mark.skipif(os.name != "posix", reason="kill -9 is tried on POSIX systems")
def test_a_killed_process_leaves_whole_copies_only(engine, database, tmp_path, record_property):
    engine.dispose()
    dice, folder, named = random.Random(7), tmp_path / "copies", 0
    began = time.monotonic()
    backups.copy(database, tmp_path / "one.db")
    span = 2 * (time.monotonic() - began)  # as long as it takes on this machine, now
    for attempt in range(KILLS):
        child = os.fork()
        if child == 0:
            for number in range(1000):
                backups.copy(database, folder / f"{attempt}-{number}.db")
        time.sleep(span * dice.uniform(0.1, 2))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        finished = list(folder.glob("*.db")) if folder.exists() else []
        for path in finished:
            assert backups.whole(path)["order_state"] == 3
            path.unlink()
        named += len(finished)
        span *= 1 if finished else 1.5  # the machine has become slower meanwhile
    record_property("tried", KILLS)
    record_property("lost", 0)
    assert named > 0
    assert backups.whole(database)["order_state"] == 3
