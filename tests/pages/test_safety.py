"""Who did what is written down with the act; each day has its copy; the owner sees both."""

import ast
import asyncio
import os
import re
import threading
from contextlib import asynccontextmanager
from dataclasses import fields, replace
from datetime import UTC, date, datetime, time, timedelta
from importlib import import_module
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from core.demo.files import write
from core.demo.shop import generate
from core.intake import Options, Upload, read
from core.shop import Settings
from db import people as accounts
from db.tables import User
from pages.safety import daily, record, words
from pages.shared import store
from pages.shared.i18n import speaking
from pages.shared.store import audit, backups, base, imports, people, shops

ROOT = Path(__file__).resolve().parents[2]
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


def second_shop(owner):
    """Another shop of the owner."""
    other = shops.create("B")
    with base.saving() as session:
        accounts.join(session, owner, other, role="owner")
    return other


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
    other = second_shop(owner)
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


def test_no_copy_stays_for_longer_than_a_year(shop, upload, day, data):
    commit(shop, upload)
    for last in ("2025-01-31", "2025-11-20", "2025-11-22"):
        day(last)
        backups.daily()
        backups.make()
    before = [data / f"fanbelt-before-{name}.db" for name in ("0002", "restore-2026-01-01-100000")]
    for path, moment in zip(before, ("2025-01-31", "2026-01-01"), strict=True):
        path.touch()
        os.utime(path, (datetime.fromisoformat(moment).timestamp(),) * 2)

    day("2026-11-22")
    backups.daily()

    assert sorted({copy.day.isoformat() for copy in backups.listed()}) == [
        "2025-11-22",
        "2026-11-22",
    ]
    assert [path.exists() for path in before] == [False, True]


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
    for error, reason in (
        (backups.Refused("no_room", backups.folder()), "no_room"),
        (OSError(28, "No space left", "hana@example.jp"), "OSError"),
    ):
        monkeypatch.setattr("pages.shared.store.backups._make", raising(error))
        daily.try_once()
        assert reason in caplog.text
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


# The page of the owner


@pytest.fixture
def open_page(open_app, owner):
    """Opens the page: `open_page(language, user_id)`."""

    def open_(language="en", user_id=None):
        app = open_app(language, user_id or owner)
        return app.switch_page("safety/page.py").run()

    return open_


def shown(app):
    """The rows of the record on the screen, oldest first, without their times."""
    rows = next(frame.value for frame in app.dataframe if "what" in frame.value)
    return [tuple(row) for row in reversed(rows[["who", "what"]].to_numpy().tolist())]


def texts(app):
    kinds = (app.title, app.subheader, app.markdown, app.caption, app.info, app.error)
    return " ".join(element.value for kind in kinds for element in kind)


LAST_COPY = {"ja": "2026年11月22日", "en": "November 22, 2026"}


@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_owner_sees_the_last_copy_and_who_did_what(
    open_page, owner, shop, upload, day, language
):
    commit(shop, upload, by=owner)
    backups.daily()
    app = open_page(language)

    assert not app.exception
    assert LAST_COPY[language] in texts(app)
    assert not app.error
    done = shown(app)
    n = upload.understood.orders
    assert ("hana", {"ja": f"注文{n}件を取り込み", "en": f"Uploaded {n} orders"}[language]) in done
    assert {
        "ja": ("Fanbelt(自動)", "毎日のバックアップ"),
        "en": ("Fanbelt, by itself", "Daily copy of everything"),
    }[language] in done


def test_a_new_shop_is_told_when_its_first_copy_comes(open_page):
    app = open_page()
    assert "There is no copy yet" in app.info[0].value
    assert not app.error


@pytest.mark.parametrize(("days", "alarm"), [(1, False), (3, False), (4, True), (40, True)])
def test_copies_that_stopped_are_an_alarm(open_page, shop, upload, day, days, alarm):
    commit(shop, upload)
    backups.daily()
    day((date(2026, 11, 22) + timedelta(days)).isoformat())
    assert bool(open_page().error) is alarm


def test_a_copy_is_made_on_the_page(open_page, shop, day):
    app = open_page()
    app.button(key="safety.copy").click().run()
    assert not app.exception
    assert LAST_COPY["en"] in texts(app)
    assert ("hana", "Copied everything") in shown(app)
    noon = datetime.fromisoformat("2026-11-22T12:00:00").astimezone(ZoneInfo("Asia/Tokyo"))
    assert f"by hand, at {noon:%H:%M}" in texts(app)
    assert len(backups.listed()) == 1


def test_a_full_disk_gets_a_sentence(open_page, monkeypatch):
    app = open_page()
    full = backups.Refused("no_room", backups.folder())
    monkeypatch.setattr("pages.shared.store.backups._make", raising(full))
    app.button(key="safety.copy").click().run()
    assert "no room" in app.error[0].value
    assert not app.exception


@pytest.mark.parametrize("role", ["viewer", "staff"])
def test_others_than_owners_see_none_of_it(open_page, owner, shop, role):
    with base.saving() as session:
        ken = accounts.add(session, "ken", password_hash="x")
        accounts.join(session, ken, shop, role=role)
    app = open_page(user_id=ken)
    assert len(app.exception) == 1
    assert not app.dataframe
    assert not app.get("download_button")
    with pytest.raises(store.NotAllowed):
        backups.make(shop_id=shop, by=ken)
    assert backups.listed() == []


def test_the_record_of_another_shop_is_not_on_the_page(open_page, owner, upload):
    other = second_shop(owner)
    commit(other, upload, by=owner)
    assert not [what for _, what in shown(open_page()) if what.startswith("Uploaded")]


def test_names_of_people_cannot_act_on_the_page(open_page, owner):
    with base.saving() as session:
        me = session.get(User, owner)
        me.name = "![x](https://evil.example/x.png)"
        session.add(me)
    app = open_page()
    assert ("![x](https://evil.example/x.png)", "Signed in") in shown(app)
    assert "evil" not in texts(app)


# In words


def entry(act, subject="", count=None, whom=None):
    return audit.Entry(datetime(2026, 11, 22, tzinfo=UTC), "hana", act, subject, whom, count)


SUBJECTS = {"settings": "currency", "invite": "staff", "join": "staff",
            "role": "user:3 staff", "leave": "user:3", "backup": "daily"}  # fmt: skip


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize("act", audit.ACTS)
def test_every_act_has_words(act, language):
    with speaking(language):
        said = words.what(entry(act, SUBJECTS.get(act, ""), 3, "Ken"))
    assert said
    assert said != act
    assert "{" not in said
    assert said.isascii() is (language == "en")


def test_every_setting_has_words():
    assert set(words.SETTINGS) >= {field.name for field in fields(Settings)}


def test_everything_written_down_as_a_setting_has_words():
    """A code without words would leave the sentence without what was changed."""
    dynamic, known = {"changed", "name"}, set()
    for path in sorted((ROOT / "pages" / "shared" / "store").glob("*.py")):
        source = path.read_text(encoding="utf-8")
        constants = vars(import_module(f"pages.shared.store.{path.stem}"))
        for subject in re.findall(r'act="settings"[^)]*?subject=("?\w+"?)', source, re.DOTALL):
            known.add(subject.strip('"') if subject[0] == '"' else constants.get(subject, subject))
    assert known - dynamic - set(words.SETTINGS) == set()
    assert {"voice", "group", "belt", "texts", "experiment"} <= known


@pytest.mark.parametrize(
    ("told", "words_"),
    [
        (entry("import", "import:3", 1), "Uploaded 1 order"),
        (entry("import", "import:3", 1200), "Uploaded 1,200 orders"),
        (entry("export", "whole_shop", 2), "Downloaded the whole shop, with 2 customers"),
        (entry("export", "customers", 1), "Downloaded a list of 1 customer"),
        (entry("settings", "margin_bp transit_days"),
         "Changed settings: what is left of a sale ・ days to arrival"),
        (entry("role", "user:3 staff", whom="Ken"), "Made Ken Staff"),
        (entry("role", "user:3 staff"), "Made somebody Staff"),
        (entry("something_new"), "something_new"),
    ],
)  # fmt: skip
def test_an_entry_reads_as_a_sentence(told, words_):
    with speaking("en"):
        assert words.what(told) == words_


def test_times_are_those_of_the_shop():
    rows = record.as_rows([entry("undo")], ZoneInfo("Asia/Tokyo"))
    assert rows["at"][0].isoformat() == "2026-11-22T09:00:00"


def test_an_empty_record_is_a_table_too():
    assert record.as_rows([], ZoneInfo("Asia/Tokyo")).shape == (0, 3)


# Nothing is written down as if nobody had done it

ACTING = ("imports.undo", "shops.save_settings")


def test_every_page_says_who_acts():
    """A call from a page to a function that writes down who acts passes `by`."""
    silent = []
    for path in sorted((ROOT / "pages").rglob("*.py")):
        if {"shared", "headless"} & set(path.parts):
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func).endswith(ACTING):
                silent += [] if "by" in {word.arg for word in node.keywords} else [path.name]
    assert silent == []
