"""A belt started on the first page and worked through for three mornings, in a real browser."""

from datetime import date, timedelta

import bcrypt
import pytest

from core.demo.files import write
from core.demo.shop import generate
from core.intake import Options, Upload, read
from pages.shared.i18n import speaking, t, tn
from pages.shared.store import base, imports, lines
from pages.shared.store import people as accounts
from tests.e2e.conftest import PASSWORD, SIZES
from tests.pages.places import put

DAY, SHOP = date(2026, 11, 20), 1


@pytest.fixture(scope="module")
def prepared(tmp_path_factory):
    """A shop with orders up to the first morning, and two answers of the day before."""
    folder = tmp_path_factory.mktemp("mornings")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FANBELT_DATA", str(folder))
        slow = bcrypt.gensalt
        patch.setattr(bcrypt, "gensalt", lambda: slow(4))
        accounts.create_owner("花と暮らす 本店", "hana", password=PASSWORD, language="ja")
        with base.saving() as session:
            session.connection().exec_driver_sql("UPDATE user SET language = NULL")
        bring(write(generate(DAY, customers=260), "shopify"), consent="yes")
        bring(answers())
        base.engine().dispose()
    return folder


def bring(file, **said):
    intake = read([Upload("file.csv", file)], Options(currency="JPY", as_of=DAY))
    said = imports.Answers(as_of=DAY, complete="yes", consent_source="form", **said)
    imports.commit(SHOP, intake, said, lambda *_: None)


def answers():
    with base.reading(SHOP) as session:
        rows = session.connection().exec_driver_sql(
            "SELECT order_no FROM order_state WHERE NOT void ORDER BY ordered_at DESC LIMIT 2"
        )
        numbers = [row[0] for row in rows]
    return (
        f"order number,date,score\n{numbers[0]},2026-11-19,3\n{numbers[1]},2026-11-19,9\n".encode()
    )


@pytest.fixture
def morning(new_server, visit, prepared, tmp_path, monkeypatch):
    """The first page on a morning, counted from 0: `morning(number, language, size)`.

    All mornings are of one server and one person, who signs in once.
    """
    data, clock = tmp_path / "data", tmp_path / "clock"
    data.mkdir()
    put(prepared, data)
    monkeypatch.setenv("FANBELT_DATA", str(data))
    visitors = []

    def open_(number, language, size="desk"):
        now = f"{DAY + timedelta(days=number)}T00:00:00+00:00"
        monkeypatch.setenv("FANBELT_NOW", now)
        clock.write_text(now)
        if not visitors:
            server = new_server(data=data, by="clocked", FANBELT_CLOCK=str(clock))
            visitors.append(visit(server, language, size))
            visitors[0].go()
            visitors[0].sign_in()
        visitor = visitors[0]
        if number:
            accounts.speak(1, language)
            width, height = SIZES[size]
            visitor.page.set_viewport_size({"width": width, "height": height})
            visitor.name = f"{language}-{size}"
            visitor.go()
        return visitor

    yield open_
    base.engine().dispose()


def waiting(number):
    """What the store has on the list of a morning: customer -> rules, in its order."""
    found = lines.of_day(SHOP, DAY + timedelta(days=number)).people
    return {person.customer: {task.line.rule for task in person.now} for person in found}


def shows(visitor, n):
    """The headline counts the people on the list."""
    visitor.page.get_by_role(
        "heading", name=tn("{n} person today", "{n} people today", n)
    ).wait_for()


def press(visitor, customer, what):
    """Press a button of a card."""
    button = visitor.page.locator(f".st-key-today-card-{customer}").get_by_role("button", name=what)
    visitor.act(button.first.click)


def test_a_belt_is_started_and_worked_through_for_three_mornings(morning):
    with speaking("ja"):
        first = morning(0, "ja")
        first.press(t("Start the belt"))
        before = waiting(0)
        one, two, *_ = before
        shows(first, len(before))
        press(first, one, t("Text"))
        first.page.get_by_test_id("stCode").last.wait_for()
        first.shoot("today-1-open")
        press(first, one, t("Done"))
        shows(first, len(before) - 1)
        saved_as_a_file(first)
        press(first, two, t("Text"))
        press(first, two, t("No answer"))
    with speaking("en"):
        second = morning(1, "en", "phone")
        again = waiting(1)
        assert not before[one] & again.get(one, set())
        assert again[two] >= before[two]
        shows(second, len(again))
        second.page.wait_for_timeout(500)
        second.shoot("today-2-phone")
        assert second.overflow() == 0
        press(second, two, t("Done"))
        shows(second, len(again) - 1)
    with speaking("ja"):
        third = morning(2, "ja")
        assert not before[two] & waiting(2).get(two, set())
        shows(third, len(waiting(2)))
        third.act(third.page.get_by_text(t("Unhappy customers")).first.click)
        third.page.get_by_text(t("What it was about")).first.wait_for()
        third.page.wait_for_timeout(500)
        third.shoot("today-3-unhappy")
        assert third.overflow() == 0


def saved_as_a_file(visitor):
    """A file of the list arrives: a table or a document to print."""
    visitor.page.get_by_text(
        t("Take the list along: mail lists, cards, labels, call sheets")
    ).click()
    button = visitor.page.get_by_role("button", name=t("Save the file")).first
    with visitor.page.expect_download() as download:
        button.click()
    content = download.value.path().read_bytes()

    assert content.startswith((b"\xef\xbb\xbf", b"%PDF"))
    assert len(content) > 100
