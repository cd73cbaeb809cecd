"""The walk over every page: signed out, in each role, and with a session that ended meanwhile."""

import os
import re
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from functools import partial
from io import BytesIO
from zipfile import ZipFile

import pytest
import streamlit as st
from streamlit.error_util import handle_user_script_exception
from streamlit.runtime.scriptrunner import exec_code
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import ButtonGroup, Selectbox

from core.customers.segments import Segment
from core.experiments.experiment import Experiment
from core.triggers.presets import usual_belt
from core.triggers.rule import Rule
from core.voice import Voice
from pages.shared import errors, menu
from pages.shared.i18n import speaking
from pages.shared.store import (
    audit,
    base,
    belts,
    experiments,
    groups,
    here,
    members,
    people,
    voice,
)
from pages.shared.store.here import SignedOut
from tests.pages import places
from tests.pages.conftest import FRAME
from tests.pages.places import held, join, order_file

ALLOWED = {"safety/page.py": "owner"}
"""Pages that not everybody may open, and from which role on."""

DENIED = "Your account may not do this. Ask the owner of the shop."
SIGNED_OUT = "You are signed out. Reload this page to sign in again."
NOW = "2026-11-20T03:00:00+00:00"
ENTRIES = [pytest.param(entry, id=entry.path) for entry in menu.ENTRIES]
EVERY = 1 if os.environ.get("FANBELT_TEST_PROFILE") == "drill" else 3
"""Of the things a page offers, each that many is done; all of them in the drill."""

NOTED = ("session", "ticket", "sign_in_failure")
"""Tables of who is signed in; they change with every visit."""

ADDRESSES = {}
"""Of the pages, as the harness knows them; it learns one by way of the first page."""

OWN = ("user", "audit")
"""What everybody may change: one's language and sessions, and the record of that."""


@pytest.fixture(scope="module")
def furnished(tmp_path_factory):
    """The two shops, at work: what people write down is there, and a belt runs."""
    folder = tmp_path_factory.mktemp("at-work")
    found = places.build(folder)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FANBELT_DATA", str(folder))
        patch.setenv("FANBELT_NOW", NOW)
        for place in found:
            put_to_work(place)
        base.engine().dispose()
    return folder, found


DUE = tuple(
    Rule(f"D{days}", "elapsed", text="T3", days=days, channels=("call", "postcard"))
    for days in (18, 67, 103, 105)  # since the first purchases of the newest customers
)


def put_to_work(place):
    """A voice, a group, an experiment, and the usual belt, running since two weeks."""
    shop, by = place.shop, place.owner
    voice.save_voice(shop, Voice("Ana", "Fresh water.", "My garden.", ("cheap",)), by=by)
    groups.save(shop, "Everybody", Segment(), by=by)
    plan = Experiment("a card", "salt", experiments.today(shop), 30, planned_n=20)
    experiments.save(shop, plan, by=by)
    usual = usual_belt("JPY")
    number = belts.save(shop, replace(usual, rules=(*usual.rules, *DUE)), by=by)
    belts.start(shop, number, places.DAY - timedelta(days=14), by=by)


@pytest.fixture(autouse=True)
def _the_day(monkeypatch, data):
    monkeypatch.setenv("FANBELT_NOW", NOW)


@pytest.fixture(autouse=True)
def _errors_in_words(monkeypatch):
    """The server says errors in words; the test harness would draw them itself."""

    def handle(error, _):
        handle_user_script_exception(error, errors.show)

    monkeypatch.setattr(exec_code, "handle_user_script_exception", handle)


@pytest.fixture(autouse=True)
def _english():
    """The harness reads the options of a page after it was drawn, in the language of the test."""
    with speaking("en"):
        yield


@pytest.fixture
def enter(connect, signed_in, two):
    """Opens a page for somebody with a new session: `enter(entry, user)` gives app and token."""

    def open_(entry, user):
        token = signed_in(user)
        people.speak(user, "en")
        connect({here.COOKIE: token})
        app = AppTest.from_file(str(FRAME), default_timeout=30)
        app.context = {"locale": "en-GB"}
        if entry.file not in ADDRESSES:
            ADDRESSES[entry.file] = app.run().switch_page(entry.file)._page_hash
        app._page_hash = ADDRESSES[entry.file]  # straight to it, as a browser goes
        return app.run(), token

    return open_


def said(app):
    """The warnings on the screen."""
    return [element.value for element in app.warning]


@pytest.mark.parametrize("entry", ENTRIES)
@pytest.mark.parametrize("role", people.ROLES)
def test_every_page_opens_for_the_roles_it_is_for(enter, mine, entry, role):
    app, _ = enter(entry, join(mine.shop, role))
    needed = ALLOWED.get(entry.file, "viewer")

    assert not app.exception
    assert "Sign out" in [button.label for button in app.sidebar.button]
    if people.ROLES.index(role) >= people.ROLES.index(needed):
        assert DENIED not in said(app)
        assert app.title or app.subheader
    else:
        assert said(app) == [DENIED]
        assert not app.title
        assert not app.dataframe


@pytest.mark.parametrize("entry", ENTRIES)
@pytest.mark.parametrize("kind", ["closed", "ended everywhere", "expired", "forged", "removed"])
def test_no_page_opens_with_a_session_that_does_not_hold(enter, mine, entry, kind, monkeypatch):
    user = join(mine.shop, "owner")
    app, token = enter(entry, user)
    end(kind, token, user, mine, monkeypatch)
    if kind == "forged":
        monkeypatch.setattr(here, "token", lambda: token[:-1] + ("A" if token[-1] != "A" else "B"))
    app.run()

    assert not app.exception
    assert [field.label for field in app.text_input] == ["User name", "Password"]
    assert len(app.sidebar) == 0


def end(kind, token, user, mine, monkeypatch):
    """Let the session no longer hold."""
    if kind == "closed":
        people.close_session(token)
    elif kind == "ended everywhere":
        members.sign_out_everywhere(user)
    elif kind == "removed":
        members.remove(mine.shop, user, by=mine.owner)
    elif kind == "expired":
        later = people.wall() + people.SESSION_LIFE
        monkeypatch.setattr(people, "wall", lambda: later)


def drawn(app):
    """Everything that was sent to the browser, as text."""
    return "\n".join(str(element.proto) for block in (app.main, app.sidebar) for element in block)


def acts(app):
    """Everything that can be pressed or chosen: its id, and a function of a later drawing."""
    for kind in ("button", "selectbox", "checkbox", "toggle"):
        for number, widget in enumerate(getattr(app, kind)):
            yield widget.proto.id, partial(act, kind=kind, number=number)


def act(app, *, kind, number):
    """Press the button, or choose what is not chosen; also what is closed, as a forger would."""
    widget = getattr(app, kind)[number]
    widget.proto.disabled = False
    if kind == "button":
        return widget.click()
    if kind == "selectbox":
        place = 0 if widget.index else len(widget.options) - 1
        widget.__class__, widget.place = Picked, place
        return widget
    return widget.set_value(not widget.value)


class Picked(Selectbox):
    """A choice made by its place, as a browser does it; the harness asks for the code."""

    place = 0
    index = property(lambda self: self.place)


class Turned(ButtonGroup):
    """The same by its label."""

    label = ""
    formatted_values = property(lambda self: [self.label])


def turn(app, *, key=None, label=""):
    """Turn the page to another of its parts; to none without a key."""
    if key is None:
        return app
    group = next(group for group in app.get("button_group") if group.key == key)
    group.__class__, group.label = Turned, label
    return app.run()


def turns(app):
    """The ways to turn the page: as it opens, and to each part it is not opened at."""
    yield turn
    for group in app.get("button_group"):
        if group.proto.required and "language" not in group.key:
            for label in group.options[1:]:
                yield partial(turn, key=group.key, label=label)


def each(enter, entry, user):
    """How to turn the page and to act: everything that it offers on any of its parts, once."""
    known = set()
    for to in list(turns(enter(entry, user)[0])):
        app = to(enter(entry, user)[0])
        assert not app.exception
        for name, do in list(acts(app)):
            if name not in known:
                known.add(name)
                yield to, do


def walk(enter, entry, user, meanwhile=lambda _: None, but=NOTED):
    """Do each thing the page offers, with a new session, after something has happened.

    Yields:
        The page afterwards, and what the database held before and holds now.
    """
    every = list(each(enter, entry, user))
    assert every
    for to, do in every[::EVERY]:
        app, token = enter(entry, user)
        to(app)
        meanwhile(token)
        before = held(*but)
        do(app).run()
        assert not app.exception
        yield app, before, held(*but)


@pytest.mark.slow
@pytest.mark.drill
@pytest.mark.parametrize("entry", ENTRIES)
def test_nothing_on_any_page_acts_after_the_session_has_ended(enter, mine, entry):
    for app, before, after in walk(enter, entry, mine.owner, people.close_session):
        assert after == before
        assert SIGNED_OUT in said(app) or [f.label for f in app.text_input][-1:] == ["Password"]


@pytest.mark.slow
@pytest.mark.drill
@pytest.mark.parametrize("entry", ENTRIES)
def test_nothing_on_any_page_acts_for_who_has_lost_the_role_meanwhile(enter, mine, entry):
    user = join(mine.shop, "owner")
    become = partial(members.change_role, mine.shop, user, by=mine.owner)
    for number, (to, do) in enumerate(list(each(enter, entry, user))[::EVERY]):
        become(role="owner")
        app, _ = enter(entry, user)
        to(app)
        become(role="viewer")
        before = held(*NOTED, *OWN)
        do(app).run()
        assert held(*NOTED, *OWN) == before, number


@pytest.mark.slow
@pytest.mark.drill
@pytest.mark.parametrize("entry", [e for e in ENTRIES if e.values[0].file not in ALLOWED])
def test_whatever_a_viewer_presses_changes_nothing_but_their_own(enter, mine, entry):
    viewer, names = join(mine.shop, "viewer"), of_customers(mine.shop)
    for app, before, after in walk(enter, entry, viewer, but=(*NOTED, *OWN)):
        assert after == before
        assert not shown(app, names)


def of_customers(shop):
    """What nobody but the shop's people may read: names, addresses, phone numbers."""
    columns = [name for name in held_columns("contact") if name in PRIVATE]
    with closing(sqlite3.connect(base.data_dir() / base.DATABASE)) as connection:
        asked = f"SELECT {', '.join(columns)} FROM contact WHERE shop_id = ?"
        found = {cell for row in connection.execute(asked, (shop,)) for cell in row if cell}
    assert len(found) > 30
    return {cell.encode() for cell in found if len(cell) > 3}


PRIVATE = ("name", "email", "phone", "address")


def held_columns(table):
    """The columns of a table."""
    with closing(sqlite3.connect(base.data_dir() / base.DATABASE)) as connection:
        return [row[1] for row in connection.execute(f'PRAGMA table_info("{table}")')]


def shown(app, texts):
    """Which of these was sent to the browser, in a sentence, a table or a chart."""
    elements = [element.proto for block in (app.main, app.sidebar) for element in block]
    sent = b"".join(proto.SerializeToString() for proto in elements if proto is not None)
    return {text for text in texts if text in sent}


@pytest.mark.parametrize("entry", ENTRIES)
def test_a_viewer_reads_no_name_and_no_address_on_any_part(enter, mine, entry):
    viewer, private = join(mine.shop, "viewer"), of_customers(mine.shop)
    for to in list(turns(enter(entry, viewer)[0])):
        assert not shown(to(enter(entry, viewer)[0]), private)


def test_staff_read_names_so_that_the_walk_would_see_them(enter, mine):
    entry = next(entry for entry in menu.ENTRIES if entry.path == "customers")

    assert shown(enter(entry, join(mine.shop, "staff"))[0], of_customers(mine.shop))


@pytest.fixture
def offered(monkeypatch):
    """What the download buttons of the last pages would hand over, not asked for yet."""
    found = []
    monkeypatch.setattr(
        st, "download_button", lambda *_, data=None, **__: found.append(data) and False
    )
    return found


def readable(content):
    """The bytes of a file; of what is packed, the bytes of all in it."""
    raw = content if isinstance(content, bytes) else str(content).encode()
    if not raw.startswith(b"PK"):
        return raw
    with ZipFile(BytesIO(raw)) as archive:
        return b"".join(archive.read(name) for name in archive.namelist())


def private_files(offered, private):
    """Those of the files offered that hold something of a customer."""
    for data in offered:
        content = readable(data() if callable(data) else data)
        if any(text in content for text in private):
            yield data


@pytest.mark.parametrize("entry", ENTRIES)
def test_no_file_for_a_viewer_holds_a_name(enter, mine, entry, offered):
    viewer, private = join(mine.shop, "viewer"), of_customers(mine.shop)
    for to in list(turns(enter(entry, viewer)[0])):
        to(enter(entry, viewer)[0])
        assert list(private_files(offered, private)) == []
        offered.clear()


@pytest.mark.parametrize("entry", ENTRIES)
def test_a_file_with_names_is_written_down_and_gone_with_the_session(enter, mine, entry, offered):
    private = of_customers(mine.shop)
    for to in list(turns(enter(entry, mine.owner)[0])):
        offered.clear()
        app, token = enter(entry, mine.owner)
        to(app)
        files = list(private_files(offered, private))
        taken = audit.listed(mine.shop, most=1000)
        for data in files:
            data()
        new = audit.listed(mine.shop, most=1000)[: len(files)]
        assert [entry.act for entry in new] == ["export"] * len(files)
        assert len(audit.listed(mine.shop, most=1000)) == len(taken) + len(files)
        people.close_session(token)
        for data in files:
            with pytest.raises(SignedOut):
                data()


def test_owners_are_offered_files_with_names_so_that_the_walk_would_see_them(enter, mine, offered):
    for entry in menu.ENTRIES:
        enter(entry, mine.owner)

    assert len(list(private_files(offered, of_customers(mine.shop)))) >= 2


def parameters():
    """The names of everything that pages read from their address."""
    found = set()
    for path in sorted(FRAME.parent.rglob("*.py")):
        source = path.read_text(encoding="utf-8")
        if "query_params" in source:
            constants = dict(re.findall(r'^(\w+) = "(\w+)"', source, re.MULTILINE))
            asked = re.findall(r'query_params(?:\[|\.get\(|\.pop\(|=\{)"?(\w+)', source)
            found |= {constants.get(name, name) for name in asked}
    return sorted(found)


@pytest.mark.parametrize("entry", ENTRIES)
def test_an_address_with_the_ids_of_another_shop_says_what_one_with_any_number_says(
    enter, mine, theirs, entry
):
    assert {"stored", "guide", "invite"} <= set(parameters())
    app, _ = enter(entry, mine.owner)
    for name in parameters():
        seen = []
        for value in (987_654, theirs.upload, theirs.customer, theirs.product):
            app.query_params[name] = str(value)
            app.run()
            assert not app.exception
            seen.append([text.value for text in (*app.markdown, *app.caption, *app.title)])
        assert seen.count(seen[0]) == len(seen), name
        del app.query_params[name]


def test_a_file_sent_past_a_closed_field_is_not_even_read(enter, mine):
    entry = next(entry for entry in menu.ENTRIES if entry.path == "upload")
    for role, offered in (("staff", True), ("viewer", False)):
        app, _ = enter(entry, join(mine.shop, role))
        app.file_uploader[0].proto.disabled = False
        app.file_uploader[0].upload("more.csv", order_file(customers=8), "text/csv").run()
        assert ("upload.store" in {button.key for button in app.button}) == offered


def test_two_shops_show_nothing_of_each_other(enter, mine, theirs):
    for entry in menu.ENTRIES:
        app, _ = enter(entry, mine.owner)
        everything = f"{drawn(app)}" + "".join(str(frame.value) for frame in app.dataframe)
        assert "Shop of A" in everything
        for private in ("Shop of B", "ben", f"member of {theirs.shop}"):
            assert private not in everything, entry.path
