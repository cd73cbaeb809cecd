"""A test from its plan to a verdict and a decision, in a real browser, with a planted effect."""

import sqlite3
from contextlib import closing
from datetime import date, timedelta

import pytest

from core.demo.files import demo_shop, write
from core.intake import Options, Upload, read
from pages.shared.i18n import speaking, t
from pages.shared.store import base, demo, imports, people
from tests.core.demo.later import later

DAY = date(2026, 11, 20)
LATER = DAY + timedelta(days=66)
ASIDE, OTHERS = 0.05, 0.12
PASSWORD = "correct horse battery"


def now(day):
    return f"{day}T03:00:00+00:00"


def orders_since(data):
    """The orders of the weeks since arrive; those who are not kept aside came more often."""
    with closing(sqlite3.connect(data / "fanbelt.db")) as connection:
        customer_of = dict(connection.execute("SELECT order_no, customer_id FROM order_state"))
        aside = {row[0] for row in connection.execute(
            "SELECT customer_id FROM assignment WHERE control")}  # fmt: skip
    assert len(aside) > 1_000
    found = later(
        demo_shop(DAY), LATER, customer_of=customer_of, aside=aside, chances=(ASIDE, OTHERS)
    )
    upload = Upload("orders_export.csv", write(found, "shopify"))
    intake = read([upload], Options(currency="JPY", timezone="Asia/Tokyo", as_of=LATER))
    answers = imports.Answers(as_of=LATER, complete="yes", sha256=imports.digest([upload]))
    imports.commit(1, intake, answers, lambda *_: None)
    base.engine().dispose()


def picture(visitor, what):
    """A picture of the whole page, and that nothing sticks out of the screen."""
    size = visitor.page.viewport_size
    tall = visitor.page.evaluate(
        "() => document.querySelector('[data-testid=stMain]').scrollHeight"
    )
    visitor.page.set_viewport_size({"width": size["width"], "height": max(tall, 600)})
    visitor.page.wait_for_timeout(500)
    visitor.shoot(what)
    assert visitor.overflow() == 0
    visitor.page.set_viewport_size(size)


def sees(visitor, sentence, **fields):
    visitor.page.get_by_text(t(sentence, **fields)).first.wait_for()


def chooses(visitor, what, key):
    control = visitor.page.locator(f".st-key-experiments-1-plan-{key}")
    visitor.act(control.get_by_text(t(what), exact=True).click)


def plans(visitor):
    """Plan a test with everybody who is there, and start it at once."""
    visitor.go("/experiments")
    sees(visitor, "Nothing has been tested yet.")
    visitor.press(t("Plan a test"))
    field = visitor.page.get_by_label(t("What do you call it?"))
    visitor.act(lambda: (field.fill(t("Thank-you card in the first parcel")), field.blur()))
    chooses(visitor, "those here already", "entry")
    picture(visitor, "experiments-1-plan")
    visitor.press(t("Write it down"))
    sees(visitor, "Until then everything can be changed; from then on nothing.")
    visitor.press(t("Start today"))


@pytest.fixture
def data(tmp_path, monkeypatch):
    """The data of an installation with the demo shop, as it is on the first day."""
    folder = tmp_path / "data"
    monkeypatch.setenv("FANBELT_DATA", str(folder))
    monkeypatch.setenv("FANBELT_NOW", now(DAY))
    owner = people.create_owner("花と暮らす 本店", "hana", password=PASSWORD, language=None)
    demo.load(people.places(owner)[0].shop_id, lambda *_: None)
    base.engine().dispose()
    return folder


@pytest.fixture
def both(new_server, visit, data):
    """Seats the owner twice on a day: in Japanese at a desk, in English with a phone."""

    def seat(day):
        server = new_server(data=data, FANBELT_NOW=now(day))
        return visit(server, "ja", "desk"), visit(server, "en", "phone")

    return seat


def test_a_planted_effect_is_found_and_kept(both, data):
    desk, phone = both(DAY)
    with speaking("ja"):
        desk.enter()
        plans(desk)
        sees(desk, "Cannot tell yet; on {day} it can.", day="2027年1月19日")
        picture(desk, "experiments-2-running")
    with speaking("en"):
        phone.enter()
        phone.go("/experiments")
        sees(phone, "Cannot tell yet; on {day} it can.", day="January 19, 2027")
        phone.press(t("Plan a test"))
        picture(phone, "experiments-1-plan")

    orders_since(data)
    desk, phone = both(LATER)
    with speaking("en"):
        phone.enter()
        phone.go("/experiments")
        phone.page.get_by_text(t("can be decided"), exact=True).wait_for()
        picture(phone, "experiments-3-due")
        phone.press(t("Open"))
        phone.page.get_by_role("heading", name=t("It works.")).wait_for()
        picture(phone, "experiments-4-verdict")
    with speaking("ja"):
        desk.enter()
        desk.go("/experiments")
        desk.press(t("Open"))
        desk.page.get_by_role("heading", name=t("It works.")).wait_for()
        picture(desk, "experiments-4-verdict")
        desk.press(t("Keep it"))
        desk.press(t("It goes on with a tenth kept aside"))
        sees(desk, "End it early")
        picture(desk, "experiments-5-standing")
