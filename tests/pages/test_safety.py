"""Who did what is written down with the act; each day has its copy; the owner sees both."""

import asyncio
import os
import threading
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest

from core.demo.files import write
from core.demo.shop import generate
from core.intake import Options, Upload, read
from core.shop import Settings
from pages.safety import daily
from pages.shared import store
from pages.shared.store import audit, backups, imports, people, shops

DAY = date(2026, 11, 20)


@pytest.fixture
def shop(owner):
    return people.places(owner)[0].shop_id


@pytest.fixture(scope="module")
def upload():
    """A small order file, read."""
    content = write(generate(DAY, customers=40), "shopify")
    asked = Options(currency="JPY", timezone="Asia/Tokyo", as_of=DAY)
    return read([Upload("orders.csv", content)], asked)


def commit(shop, upload, by=None, progress=lambda *_: None):
    return imports.commit(shop, upload, imports.Answers(as_of=DAY, by=by), progress)


def written(shop):
    """The entries of the shop, oldest first: who, what, to what, to how many."""
    entries = audit.listed(shop, most=100)
    return [(e.who, e.act, e.subject, e.count) for e in reversed(entries)]


def test_signing_in_and_out_is_written_down_once_each(owner, shop, signed_in):
    token = signed_in(owner)
    people.close_session(token)
    people.close_session(token)  # the cookie goes a moment later than the session
    people.close_session("never one of ours")
    assert written(shop) == [("hana", "sign_in", "", None), ("hana", "sign_out", "", None)]


def test_a_ticket_that_does_not_hold_is_no_sign_in(owner, shop):
    ticket = people.issue_ticket(owner, path="/", door="door")
    assert people.open_session(ticket, door="another", user_agent="x") is None
    assert written(shop) == []


def test_an_upload_and_its_undo_are_written_down_with_the_number_of_orders(owner, shop, upload):
    number = commit(shop, upload, by=owner)
    imports.undo(shop, number, by=owner)
    assert written(shop) == [
        ("hana", "import", f"import:{number}", upload.understood.orders),
        ("hana", "undo", f"import:{number}", None),
    ]


def test_a_cancelled_upload_is_not_written_down(shop, upload):
    def cancel(share, _step):
        if share == 1.0:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        commit(shop, upload, progress=cancel)
    assert written(shop) == []


def test_what_cannot_be_written_down_is_not_done(shop, upload, monkeypatch):
    monkeypatch.setattr("db.audit.record", raising(InterruptedError()))
    with pytest.raises(InterruptedError):
        commit(shop, upload)
    with pytest.raises(InterruptedError):
        shops.save_settings(shop, Settings(transit_days=5))
    assert imports.listed(shop).empty
    assert shops.settings(shop) == Settings()


def test_undoing_what_is_not_there_is_not_written_down(shop):
    with pytest.raises(imports.NoSuchImport):
        imports.undo(shop, 7)
    assert written(shop) == []


def test_saved_settings_are_written_down_by_name_and_never_by_value(owner, shop):
    before = shops.settings(shop)
    shops.save_settings(shop, replace(before, margin_bp=4321, transit_days=9), by=owner)
    shops.save_settings(shop, shops.settings(shop), by=owner)  # nothing changed
    assert written(shop) == [("hana", "settings", "margin_bp transit_days", None)]


def test_from_the_command_line_nobody_is_named(shop, upload):
    commit(shop, upload)
    assert written(shop)[0][0] is None


def test_the_acts_of_one_shop_are_not_shown_in_another(owner, shop, upload):
    other = shops.create("B")
    commit(other, upload, by=owner)
    assert written(shop) == []
    assert len(written(other)) == 1


def test_the_store_offers_it_to_pages():
    assert (store.audit, store.backups) == (audit, backups)


# Copies


@pytest.fixture
def day(monkeypatch):
    """Sets the clock to a day, at noon on this computer: `day("2026-11-22")`."""

    def set_to(text, time="12:00:00"):
        local = datetime.fromisoformat(f"{text}T{time}").astimezone()
        monkeypatch.setenv("FANBELT_NOW", local.isoformat())

    set_to("2026-11-22")
    return set_to


def names(folder):
    return sorted(path.name for path in folder.iterdir()) if folder.exists() else []


def test_there_is_one_copy_a_day_once_there_is_something_to_copy(shop, upload, day):
    assert not backups.daily()
    assert names(backups.folder()) == []

    commit(shop, upload)
    assert backups.daily()
    assert not backups.daily()
    day("2026-11-22", "23:59:59")
    assert not backups.daily()
    day("2026-11-23", "00:00:00")
    assert backups.daily()

    assert names(backups.folder()) == ["fanbelt-2026-11-22.db", "fanbelt-2026-11-23.db"]
    made = [(who, act, what) for who, act, what, _ in written(shop) if act == "backup"]
    assert made == [(None, "backup", "daily")] * 2


def test_the_copy_holds_the_shop(shop, upload, day):
    commit(shop, upload)
    backups.daily()
    (copy,) = backups.listed()
    assert backups.known(copy.path) == backups.Known(1, written(shop)[-1][3])
    assert (copy.day, copy.at) == (date(2026, 11, 22), None)
    assert copy.size == copy.path.stat().st_size > 0


def test_copies_go_when_their_time_has_come(shop, upload, day):
    commit(shop, upload)
    backups.make()  # by hand: stays
    for n in range(40):
        day((date(2026, 11, 1) + timedelta(n)).isoformat())
        assert backups.daily()
    kept = [copy.day.isoformat() for copy in backups.listed() if copy.at is None]
    assert kept == [
        *(f"2026-12-{n:02}" for n in (10, 9, 8, 7, 6, 5, 4)),
        *("2026-11-30", "2026-11-29", "2026-11-22"),
    ]
    assert len([copy for copy in backups.listed() if copy.at is not None]) == 1


def test_of_the_copies_made_by_hand_ten_stay_and_elsewhere_all(shop, day, tmp_path):
    for n in range(12):
        day("2026-11-22", f"10:00:{n:02}")
        backups.make()
        backups.make(tmp_path / "usb")
    assert [copy.at.second for copy in backups.listed()] == list(range(11, 1, -1))
    assert len(names(tmp_path / "usb")) == 12


def test_files_that_are_called_otherwise_are_left_alone(shop, upload, day):
    commit(shop, upload)
    backups.folder().mkdir()
    old, new = (backups.folder() / f".fanbelt-2026-11-2{n}.db.77.part" for n in (0, 1))
    mine = backups.folder() / "fanbelt-before-the-fair.db"
    for path in (old, new, mine):
        path.touch()
    os.utime(old, (0, 0))
    backups.daily()
    assert names(backups.folder()) == [new.name, "fanbelt-2026-11-22.db", mine.name]
    assert [copy.path.name for copy in backups.listed()] == ["fanbelt-2026-11-22.db"]


@pytest.mark.parametrize("step", ["db.audit.record", "db.backups.Copy.keep"])
def test_a_copy_has_its_name_when_it_is_written_down_and_not_before(shop, monkeypatch, day, step):
    monkeypatch.setattr(step, raising(InterruptedError()))
    with pytest.raises(InterruptedError):
        backups.make()
    assert names(backups.folder()) == []
    assert written(shop) == []


def test_a_copy_asked_for_on_the_page_names_who_asked(owner, shop, day):
    made = backups.make(shop_id=shop, by=owner)
    assert made.at == time(12)
    assert written(shop) == [("hana", "backup", "by_hand", 0)]


def test_a_copy_that_cannot_be_made_is_logged_without_its_text(shop, upload, monkeypatch, caplog):
    commit(shop, upload)
    for error, words in (
        (backups.Refused("no_room", backups.folder()), "no_room"),
        (OSError(28, "No space left", "hana@example.jp"), "OSError"),
    ):
        monkeypatch.setattr("pages.shared.store.backups._make", raising(error))
        daily.try_once()
        assert words in caplog.text
    assert "hana@example.jp" not in caplog.text


def raising(error):
    def do(*_, **__):
        raise error

    return do


def test_the_server_starts_and_answers_while_the_copy_is_made(monkeypatch):
    began, go_on, done = (threading.Event() for _ in range(3))

    def slow():
        began.set()
        go_on.wait(10)
        done.set()

    @asynccontextmanager
    async def inner(_app):
        yield

    async def live():
        async with daily.copying(inner)(None):
            assert await asyncio.to_thread(began.wait, 10)
            assert not done.is_set()  # the server is up already
        assert not done.is_set()  # and it ends without waiting

    monkeypatch.setattr(backups, "daily", slow)
    asyncio.run(live())
    go_on.set()
    assert done.wait(10)


def test_each_day_is_seen_while_the_server_runs(monkeypatch):
    over, seen = threading.Event(), []

    def copy():
        seen.append(1)
        if len(seen) == 3:
            over.set()

    monkeypatch.setattr(backups, "daily", copy)
    monkeypatch.setattr(daily, "EVERY_S", 0)
    daily.copy_daily(over)
    assert len(seen) == 3
