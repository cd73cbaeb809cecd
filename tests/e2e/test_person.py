"""The person panel in a real browser: found, stopped with one tap, taken along, forgotten."""

import json
from datetime import date
from zipfile import ZipFile

import pytest

from core.demo.files import write
from core.demo.shop import generate
from core.intake import Options, Upload, read
from pages.shared.i18n import speaking, t
from pages.shared.store import base, histories, imports, people, persons
from tests.e2e.conftest import PASSWORD, running

AS_OF = date(2026, 11, 20)
EVIL = "![x](http://evil.example/a.png) <img src=http://evil.example/b.png>"


@pytest.fixture
def shop(tmp_path):
    """A server of a small shop; every name and address in it is markup."""
    folder = tmp_path / "data"
    uploads = [Upload("orders.csv", write(generate(AS_OF, customers=60), "shopify"))]
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FANBELT_DATA", str(folder))
        people.create_owner("Hana", "hana", password=PASSWORD, language="ja")
        intake = read(uploads, Options(currency="JPY", as_of=AS_OF))
        imports.commit(1, intake, imports.Answers(as_of=AS_OF), lambda *_: None)
        with base.saving() as session:
            session.connection().exec_driver_sql(
                "UPDATE contact SET name = name || ?, kana = ?, address = ?", (EVIL, EVIL, EVIL)
            )
        base.engine().dispose()
        with running(folder, FANBELT_NOW="2026-11-21T12:00:00+09:00") as started:
            yield started


def click_first_row(visitor, table):
    """Click in the first column of the first row; a table is a canvas."""
    table.scroll_into_view_if_needed()
    visitor.page.wait_for_timeout(500)  # the canvas is painted a moment after the run
    box = table.bounding_box()
    visitor.page.mouse.click(box["x"] + 22, box["y"] + 52)


@pytest.mark.parametrize(("language", "size"), [("ja", "phone"), ("en", "desk")])
def test_a_caller_is_found_stopped_and_forgotten(shop, visit, language, size, tmp_path):
    history = histories.history(1)
    customer = int(history.customer[history.has_own][0])
    email = persons.known(1, customer, by=1).contact["email"]
    people.speak(1, language)
    visitor = visit(shop, language, size)
    visitor.go("/privacy")
    visitor.sign_in()
    page = visitor.page
    with speaking(language):
        word = {name: t(name) for name in (
            "Stop", "Erase this person", "Erase for good", "Save all we hold on them",
            "I have checked that this is the right person.", "recorded here",
        )}  # fmt: skip
        stopped = t("Stopped. No later upload changes it.")
        gone = t("The personal data was erased. What is left are numbers that lead to nobody.")
        nobody = t("No customer fits. Try a part of the name or of the address.")

    who = page.locator(".st-key-privacy-who input")
    who.fill(email)
    visitor.act(lambda: who.press("Enter"))
    click_first_row(visitor, page.get_by_test_id("stDataFrame").nth(1))
    dialog = page.get_by_test_id("stDialog")
    dialog.get_by_text(email).wait_for()
    dialog.get_by_role("button", name=word["Stop"]).first.wait_for()
    assert "![x](http" in dialog.inner_text().replace("\u2060", "")
    visitor.shoot("person")

    dialog.get_by_role("button", name=word["Stop"]).first.click()
    page.get_by_text(stopped).wait_for()
    said = dialog.get_by_test_id("stCaptionContainer").filter(has_text=word["recorded here"])
    said.first.wait_for()  # the timeline says it too
    page.wait_for_selector('[data-testid="stApp"][data-test-script-state="notRunning"]')
    told = {told.channel: told.reason for told in persons.known(1, customer, by=1).told}
    assert (told["email"], told["postcard"]) == ("opted_out", "")

    with page.expect_download() as caught:
        dialog.get_by_role("button", name=word["Save all we hold on them"]).click()
    with ZipFile(caught.value.path()) as archive:
        assert json.loads(archive.read("person.json"))["contact"][0]["email"] == email

    dialog.get_by_role("button", name=word["Erase this person"]).click()
    page.get_by_text(word["I have checked that this is the right person."]).click()
    page.get_by_role("button", name=word["Erase for good"]).click()
    dialog.get_by_text(gone).wait_for()
    dialog.get_by_text(email).wait_for(state="detached")
    assert visitor.overflow() <= 0
    page.get_by_test_id("stPopoverBody").wait_for(state="detached")
    visitor.shoot("person-erased")

    visitor.act(dialog.locator("[aria-label=Close]").click)
    page.get_by_text(nobody).wait_for()  # the page behind has been drawn anew
    base.engine().dispose()
    kept = [path for path in shop.data.rglob("*") if path.is_file() and "backups" not in path.parts]
    assert not [path.name for path in kept if email.encode() in path.read_bytes()]


def test_a_ticked_row_of_the_journey_opens_the_person(shop, visit):
    people.speak(1, "en")
    visitor = visit(shop, "en")
    visitor.go("/journey")
    visitor.sign_in()
    page = visitor.page
    visitor.act(page.locator("button[kind=primary]").last.click)
    page.get_by_text("Tick a row to open the person.").wait_for()
    click_first_row(visitor, page.get_by_test_id("stDataFrame").last)
    dialog = page.get_by_test_id("stDialog")
    dialog.get_by_text("How may we reach them?").wait_for()
    visitor.shoot("person-from-journey")
    visitor.act(lambda: page.keyboard.press("Escape"))
    dialog.wait_for(state="detached")  # and it does not come back by itself
