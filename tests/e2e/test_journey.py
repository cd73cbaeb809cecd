"""The journey page in a real browser: what is seen, picked, changed and taken along."""

import csv
import re
from datetime import date
from io import StringIO

import pytest

from core.demo.files import write
from core.demo.shop import generate
from core.intake import Options, Upload, read
from pages.shared import store
from pages.shared.i18n import speaking, t
from pages.shared.store import imports, people
from tests.e2e.conftest import running

AS_OF = date(2026, 11, 21)
NOW = "2026-11-22T09:00:00+09:00"
PASSWORD = "correct horse battery"
PARTS = {
    "Where": "Where do customers fall off?",
    "When": "When do customers come back?",
    "By first month": "How long do customers go on buying?",
}
BARS = ".st-key-journey-ladder-chart svg.marks path[aria-label]"
INDIGO = {"light": "rgb(22, 94, 131)", "dark": "rgb(111, 179, 210)"}


@pytest.fixture(scope="module")
def shop(tmp_path_factory):
    """A server of a small demo shop; its tests only look."""
    folder = tmp_path_factory.mktemp("journey") / "data"
    uploads = [Upload("orders.csv", write(generate(AS_OF, customers=900), "shopify"))]
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FANBELT_DATA", str(folder))
        user = people.create_owner("花と暮らす 本店", "hana", password=PASSWORD, language="ja")
        answers = imports.Answers(
            as_of=AS_OF, complete="yes", file_names=("orders.csv",), sha256=imports.digest(uploads)
        )
        intake = read(uploads, Options(currency="JPY", as_of=AS_OF))
        imports.commit(people.places(user)[0].shop_id, intake, answers, lambda *_: None)
        store.base.engine().dispose()
    with running(folder, FANBELT_NOW=NOW) as started:
        yield started


@pytest.fixture
def reader(shop, visit, monkeypatch):
    """Somebody on the journey page: `reader("ja", "phone")`."""

    def seat(language="en", size="desk", **options):
        monkeypatch.setenv("FANBELT_DATA", str(shop.data))
        people.speak(1, language)
        visitor = visit(shop, language, size, **options)
        visitor.go("/journey")
        visitor.sign_in()
        visitor.page.wait_for_selector(BARS)
        return visitor

    return seat


def labels(visitor):
    return [bar.get_attribute("aria-label") for bar in visitor.page.locator(BARS).all()]


def test_every_part_reads_in_each_language_on_each_screen(reader, language, size):
    visitor = reader(language, size)
    page = visitor.page
    with speaking(language):
        for part, question in PARTS.items():
            if part != "Where":
                visitor.press(t(part), "radio")
            page.get_by_role("heading", name=t(question), level=1).wait_for()
            page.locator("[data-testid=stVegaLiteChart] svg.marks").first.wait_for()
            assert visitor.overflow() <= 0
            visitor.shoot(f"journey-{part.split()[-1].lower()}")


def test_on_a_phone_the_answer_and_its_picture_come_before_what_can_be_set(reader):
    page = reader("ja", "phone").page

    def top(selector):
        return page.locator(selector).first.bounding_box()["y"]

    answer, picture = top("h3"), top("[data-testid=stVegaLiteChart]")
    assert answer < picture < top("[data-testid=stDateInput]")
    assert picture < 844 / 2


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_picture_wears_the_colours_of_the_theme(reader, scheme):
    visitor = reader("ja", "desk", color_scheme=scheme)

    fill = visitor.page.locator(BARS).first.evaluate("bar => getComputedStyle(bar).fill")

    assert fill == INDIGO[scheme]
    visitor.shoot(f"journey-{scheme}")


def test_fewer_days_of_patience_repaint_the_picture(reader):
    visitor = reader()
    before = labels(visitor)

    days = visitor.page.get_by_role("spinbutton", name="Drifted away after (days)")
    days.fill("30")
    visitor.act(lambda: days.press("Enter"))
    visitor.page.wait_for_function(
        "([bars, old]) => document.querySelectorAll(bars)[5]?.ariaLabel !== old",
        arg=[BARS, before[5]],
    )

    now = labels(visitor)
    assert [label for label in now if "bought again" in label] == [
        label for label in before if "bought again" in label
    ]
    assert now != before


def test_a_bar_opens_the_customers_behind_it_to_be_taken_along(reader):
    visitor = reader()
    page = visitor.page
    bar = next(
        one
        for one in page.locator(BARS).all()
        if "purchase 2, drifted away" in one.get_attribute("aria-label")
    )
    count = int(re.search(r": ([\d,]+)", bar.get_attribute("aria-label"))[1].replace(",", ""))

    visitor.act(bar.click)
    page.get_by_role("heading", name="purchase 2: drifted away").wait_for()
    with page.expect_download() as caught:
        page.locator("[class*=st-key-journey-people-][class*=-csv] button").click()

    raw = caught.value.path().read_bytes()
    rows = list(csv.DictReader(StringIO(raw.decode("utf-8-sig"))))
    assert raw.startswith(b"\xef\xbb\xbf")
    assert len(rows) == count
    assert all(row["Name"] and int(row["Purchases"]) == 2 for row in rows)
    visitor.shoot("journey-people")


def test_what_was_set_is_still_set_after_a_look_at_another_page(reader):
    visitor = reader()
    days = visitor.page.get_by_role("spinbutton", name="Drifted away after (days)")
    days.fill("45")
    visitor.act(lambda: days.press("Enter"))

    visitor.press("Settings", "link")
    visitor.press("Customer journey", "link")

    again = visitor.page.get_by_role("spinbutton", name="Drifted away after (days)")
    assert again.input_value() == "45"


def test_a_number_is_explained_and_shown_as_a_table_on_click(reader):
    visitor = reader()
    page = visitor.page

    page.get_by_role("button", name="How is this computed?").first.click()
    page.get_by_text("Nobody can say yet.").wait_for()
    page.keyboard.press("Escape")
    page.get_by_role("button", name="As a table").first.click()
    page.locator("[data-testid=stPopoverBody] [data-testid=stDataFrame]").wait_for()

    assert visitor.overflow() <= 0


def test_the_button_leads_to_those_who_can_still_be_won(reader):
    visitor = reader("ja", "phone")

    visitor.act(visitor.page.get_by_role("button", name=re.compile("まだ間に合う")).click)

    with speaking("ja"):
        heading = t("{purchase}: {state}", purchase=t("purchase {n}", n=1), state=t("still open"))
    visitor.page.get_by_role("heading", name=heading).wait_for()
    assert visitor.overflow() <= 0
