"""Upload: what was understood is shown first, stored as a whole, and can be taken back."""

import csv
import io
from contextlib import ExitStack
from dataclasses import replace
from datetime import date
from functools import partial

import pytest
from streamlit.testing.v1 import AppTest

from core.demo.files import write
from core.demo.shop import generate
from core.intake import read
from db import people as people_at_rest
from pages.shared import workbooks
from pages.shared.i18n import speaking
from pages.shared.store import base, demo, histories, imports, people, shops
from pages.upload import reading
from tests.core.intake.conftest import make_workbook

SHOPIFY = [
    *("Name", "Email", "Financial Status", "Currency", "Subtotal", "Shipping", "Taxes", "Total"),
    *("Created at", "Lineitem quantity", "Lineitem name", "Lineitem price", "Lineitem sku"),
    *("Cancelled at", "Accepts Marketing"),
]
EVIL = "![x](http://evil.example/a.png)"


def written(headings, rows, encoding="utf-8") -> bytes:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(headings)
    writer.writerows(rows)
    return out.getvalue().encode(encoding)


def shopify(n=6, cancelled=(), zero=(), consent=None, currency="JPY") -> bytes:
    rows = [
        [
            f"#{1001 + k}", f"guest{k % 4}@example.jp", "voided" if k in cancelled else "paid",
            currency, 0 if k in zero else 1000, 0, 0, 0 if k in zero else 1000,
            f"2026-0{1 + k % 6}-11 10:00:00 +0900", 1, EVIL, 0 if k in zero else 1000, "MUG",
            "2026-07-01 09:00:00 +0900" if k in cancelled else "", consent or "",
        ]
        for k in range(n)
    ]  # fmt: skip
    headings = SHOPIFY if consent else SHOPIFY[:-1]
    return written(headings, [row if consent else row[:-1] for row in rows])


DOLLARS = written(
    ["Order number", "Customer ID", "Order date", "Total"],
    [[f"CD{k}", k % 5, f"1997-0{1 + k % 9}-11", f"{k}.50"] for k in range(1, 20)],
)


def words(app: AppTest) -> str:
    """All the text on the screen."""
    kinds = ("title", "header", "subheader", "markdown", "caption", "info", "warning", "error")
    shown = [element.value for kind in kinds for element in getattr(app, kind)]
    shown += [f"{metric.label}: {metric.value}" for metric in app.metric]
    shown += [button.label for button in app.button]
    return "\n".join(shown)


def keyed(elements, name):
    """The widget whose key holds `name`."""
    return next(element for element in elements if f".{name}" in (element.key or ""))


def has(elements, name) -> bool:
    return any(f".{name}" in (element.key or "") for element in elements)


def press(app: AppTest, label: str) -> AppTest:
    found = next(button for button in app.button if button.label == label)
    return found.click().run()


@pytest.fixture
def spoken():
    """AppTest words the options of a widget itself, outside of the run: `spoken(language)`."""
    with ExitStack() as stack:
        yield lambda language: stack.enter_context(speaking(language))


@pytest.fixture
def page(open_app, owner, spoken):
    """The upload page as the owner opens it."""

    def open_(language="en", who=owner) -> AppTest:
        spoken(language)
        app = open_app(language, who)
        app.switch_page("upload/page.py").run()
        assert not app.exception
        return app

    return open_


@pytest.fixture
def give(page):
    """The page after files were chosen."""

    def choose(*contents: bytes, app=None, name="orders.csv", language="en") -> AppTest:
        app = app or page(language)
        files = [(f"{k}{name}" if k else name, c, "text/csv") for k, c in enumerate(contents)]
        app.file_uploader[0].set_value(files).run()
        assert not app.exception
        return app

    return choose


@pytest.fixture
def store(give):
    """Upload and store."""

    def run(*contents: bytes, **more) -> AppTest:
        app = give(*contents, **more)
        app.button(key="upload.store").click().run()
        assert not app.exception
        return app

    return run


def test_a_workbook_is_read_like_any_file_and_a_bomb_ends_in_a_sentence(give, page, monkeypatch):
    heading = ["注文番号", "注文日", "メールアドレス", "合計金額"]
    book = make_workbook({"orders": [heading, ["A1", "2026-07-01", "a@example.com", 5000]]})
    assert "The columns are right" in words(give(book, name="orders.xlsx"))

    monkeypatch.setattr(workbooks, "sheets", partial(workbooks.sheets, time_s=0))
    app = give(make_workbook({"orders": [heading]}), app=page(), name="bomb.xlsx")

    said = app.error[0].value.replace("\\", "").replace("\u2060", "")
    assert said == "bomb.xlsx is too large once unpacked. Save it as CSV, or upload it in parts."


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("ja", "このデータはこのパソコンの外に出ません"),
        ("en", "This data never leaves this computer"),
    ],
)
def test_the_page_says_where_the_data_lives(page, language, said):
    assert said in words(page(language))


def test_the_preview_says_what_was_understood_and_stores_nothing(give):
    app = give(shopify(cancelled={2}))

    said = words(app)
    assert "Shopify: orders from January 11, 2026 to June 11, 2026" in said
    assert "Orders: 5" in said
    assert "Number of customers: 3" in said
    assert r"**¥6\,000**" in said
    assert r"**¥5\,000** counted and **¥1\,000** set aside" in said
    assert imports.listed(1).empty


def test_after_storing_there_is_one_insight_and_one_next_step(give):
    app = give(shopify())
    keyed(app.radio, "complete").set_value("yes").run()
    app.button(key="upload.store").click().run()

    assert "Stored: 6 orders." in words(app)
    assert "2 of 4 customers have bought a second time so far" in words(app)
    assert "With so few customers this is a first impression." in words(app)
    assert "See where customers fall off, and when" in words(app)
    assert reading.KEY not in app.session_state
    assert not app.file_uploader


def test_the_insight_says_who_is_left_out_where_the_data_may_start_midway(store):
    app = store(shopify())

    assert "0 of 2 customers have bought a second time so far" in words(app)
    assert "2 customers are left out: the data starts midway" in words(app)


def test_the_same_file_again_changes_nothing_and_says_so(store, give, page):
    store(shopify())

    app = give(shopify(), app=page())

    assert "This very file is stored already. Nothing would change." in words(app)
    assert not has(app.button, "store")


def test_paid_to_cancelled_is_one_change(store, give, page):
    store(shopify())

    app = give(shopify(n=8, cancelled={1}), app=page())

    assert "**2** new, **1** changed, **5** unchanged" in words(app)
    assert [e.label for e in app.expander if "since" in e.label] == [
        "Cancelled or returned since: 1"
    ]


def test_an_upload_is_taken_back_exactly(store, page):
    def state():
        history = histories.history(1)
        return history.n_orders, history.occasion_net.sum(), history.as_of

    store(shopify())
    before = state()
    store(shopify(n=9, cancelled={1}), app=page())
    assert state() != before

    app = page()
    app.segmented_control(key="upload.part").set_value("past").run()
    newest = imports.listed(1)["id"].iloc[0]
    app.button(key=f"upload.undo.{newest}").click().run()

    assert not app.exception
    assert state() == before
    assert len(imports.listed(1)) == 1


def test_undo_in_two_tabs_is_done_once(store, page):
    store(shopify())
    first, second = page(), page()
    for app in (first, second):
        app.segmented_control(key="upload.part").set_value("past").run()
    first.button(key="upload.undo.1").click().run()
    second.button(key="upload.undo.1").click().run()

    assert not second.exception
    assert [toast.value for toast in second.toast] == ["This upload had been taken back already."]


def test_the_currency_is_asked_where_nobody_knows_it(give):
    app = press(give(DOLLARS), "The columns are right")
    assert r"Total: 190\.00" in words(app) or r"Total: 199\.50" in words(app)

    app.button(key="upload.store").click().run()
    assert [warning.value for warning in app.warning] == ["Please choose the currency."]
    assert imports.listed(1).empty

    keyed(app.selectbox, "currency").set_value("USD").run()
    assert r"\$199\.50" in words(app)
    app.button(key="upload.store").click().run()
    assert shops.settings(1).currency == "USD"


def test_decimals_in_a_currency_without_any_are_refused_with_a_choice(give):
    shops.save_settings(1, replace(shops.settings(1), currency="JPY"))

    app = give(DOLLARS)
    assert app.error[0].value.startswith("orders\\.csv, line 2")
    keyed(app.selectbox, "currency").set_value("USD").run()

    assert not app.error
    assert "Which column is which?" in words(app)


def test_whole_amounts_are_taken_for_yen_until_told_otherwise(give):
    table = written(["Order number", "Customer ID", "Order date", "Total"],
                    [[k, k % 3, f"2026-01-{10 + k}", 1000 * k] for k in range(1, 9)])  # fmt: skip
    app = press(give(table), "The columns are right")

    assert "Total: ¥36\\,000" in words(app)
    assert keyed(app.selectbox, "currency").value == "JPY"


def test_another_currency_than_that_of_the_stored_orders_is_refused(store, give, page):
    store(shopify())

    app = give(shopify(n=3, currency="USD"), app=page())

    assert app.error[0].value.startswith("The file is in USD, your shop counts in JPY")
    assert not has(app.selectbox, "currency")


def test_orders_of_amount_zero_are_counted_when_the_owner_says_so(give):
    app = give(shopify(zero={1, 2}))
    assert "Orders: 4" in words(app)

    keyed(app.radio, "zero_orders").set_value("keep").run()

    assert "Orders: 6" in words(app)


def test_consent_needs_its_source(give):
    app = give(shopify())
    keyed(app.radio, "consent").set_value("yes").run()
    app.button(key="upload.store").click().run()
    assert "Please say where your customers agreed to e-mail." in words(app)

    keyed(app.text_input, "consent_source").set_value("order form").run()
    app.button(key="upload.store").click().run()

    claim = imports.listed(1)["consent"].iloc[0]
    assert (claim["consent"], claim["source"], claim["on"]) == ("yes", "order form", "2026-01-11")


def test_the_question_of_consent_begins_with_the_shops_usual_answer(give):
    usual = replace(shops.settings(1), consent="yes", consent_source="order form")
    shops.save_settings(1, usual)

    app = give(shopify())

    assert keyed(app.radio, "consent").value == "yes"
    assert keyed(app.text_input, "consent_source").value == "order form"


def test_a_consent_column_is_offered_and_taken(store):
    store(shopify(consent="yes"))

    assert imports.listed(1)["consent"].iloc[0]["consent"] == "column"


def test_customers_of_a_mall_are_not_asked_about(give):
    shop = generate(date(2026, 11, 20), customers=60)
    app = give(write(shop, "rakuten"))

    assert "These are the mall's customers" in words(app)
    assert not has(app.radio, "consent")


def test_margin_and_whether_the_file_is_complete_are_asked_once(give, page):
    app = give(shopify())
    keyed(app.number_input, "margin").set_value(40).run()
    keyed(app.radio, "complete").set_value("yes").run()
    app.button(key="upload.store").click().run()
    assert shops.settings(1).margin_bp == 4000
    assert imports.listed(1)["complete"].tolist() == ["yes"]

    app = give(shopify(n=9), app=page())

    assert not has(app.number_input, "margin")
    assert not has(app.radio, "complete")


def test_confirmed_columns_are_remembered_for_the_next_file(give, page):
    app = press(give(DOLLARS), "The columns are right")
    keyed(app.selectbox, "currency").set_value("USD").run()
    app.button(key="upload.store").click().run()

    more = DOLLARS + b"CD99,3,1997-12-24,5.00\n"
    app = give(more, app=page())

    assert "Which column is which?" not in words(app)
    assert "**1** new" in words(app)


def test_a_column_in_doubt_is_not_chosen_for_the_owner(give):
    headings = ["Order", "Buyer mail", "Placed", "Sum of all"]
    rows = [[k, f"a{k}@example.jp", f"2026-01-{10 + k}", 500] for k in range(5)]
    app = give(written(headings, rows))

    assert keyed(app.selectbox, "column.ordered_at").value is None
    press(app, "The columns are right")
    assert "No column was found for: Day of the order." in words(app)
    keyed(app.selectbox, "column.ordered_at").set_value("Placed")
    keyed(app.selectbox, "column.total").set_value("Sum of all")
    press(app, "The columns are right")

    assert "Total: ¥2\\,500" in words(app)


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize(
    "content",
    [b"", b"\n\n", b"%PDF-1.7 something", SHOPIFY_HEAD := ",".join(SHOPIFY).encode(),
     b"\x89PNG\r\n\x1a\n" + bytes(40), b"<!doctype html><html></html>", b"one column only\n1\n2\n",
     b"a,b\n1,2\n3,4\n", bytes(range(256)) * 20],
)  # fmt: skip
def test_bad_input_gets_one_sentence(give, language, content):
    app = give(content, language=language)

    assert len(app.error) + len(app.warning) >= 1
    assert not has(app.button, "store")
    assert imports.listed(1).empty


def test_customer_text_is_inert(store, give, page):
    app = give(shopify(), name=f"{EVIL}.csv")
    assert "![x]" not in words(app)
    app.button(key="upload.store").click().run()

    app = page()
    app.segmented_control(key="upload.part").set_value("past").run()
    assert "evil" in words(app)
    assert "![x]" not in words(app)
    app.segmented_control(key="upload.part").set_value("health").run()
    assert not app.exception
    assert "![x]" not in words(app)


def test_nothing_is_read_twice_with_the_same_answers(give, monkeypatch):
    count = []
    monkeypatch.setattr(reading, "read", lambda *a, **how: count.append(1) or read(*a, **how))

    app = give(shopify(zero={1}))
    keyed(app.radio, "consent").set_value("no").run()
    assert len(count) == 1
    keyed(app.radio, "zero_orders").set_value("keep").run()
    assert len(count) == 2


def join(role: str) -> int:
    """Another person of the shop."""
    with base.saving() as session:
        user = people_at_rest.add(session, role, password_hash="x", language="en")
        people_at_rest.join(session, user, 1, role=role)
    return user


def test_a_viewer_sees_the_uploads_and_changes_nothing(store, page, connect, signed_in):
    store(shopify())
    viewer = join("viewer")

    app = page(who=viewer)
    assert app.file_uploader[0].disabled
    app.segmented_control(key="upload.part").set_value("past").run()
    assert "newer" not in words(app)
    assert not has(app.button, "undo")


def test_who_lost_the_right_meanwhile_stores_nothing(give, owner):
    app = give(shopify())
    with base.saving() as session:
        from sqlmodel import select

        from db.tables import Membership

        session.exec(select(Membership)).one().role = "viewer"
    app.button(key="upload.store").click().run()

    assert imports.listed(1).empty


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize("part", ["new", "past", "health"])
def test_every_part_speaks_both_languages_with_and_without_orders(store, page, language, part):
    for filled in (False, True):
        if filled:
            store(shopify(consent="yes", zero={1}))
        app = page(language)
        app.segmented_control(key="upload.part").set_value(part).run()
        assert not app.exception
        assert app.title[0].value
        assert ("ファイル" in words(app) or "取り込" in words(app) or "注文" in words(app)) == (
            language == "ja"
        )


def test_the_guide_is_three_screens_and_can_be_left(give, owner, open_app, spoken):
    spoken("en")
    app = open_app("en", owner)
    app.query_params["guide"] = "upload"
    app.switch_page("upload/page.py").run()
    assert "Step 1 of 3" in words(app)
    give(shopify(), app=app)
    app.button(key="upload.store").click().run()
    assert "Step 2 of 3" in words(app)
    press(app, "What should I do first?")
    assert "Step 3 of 3" in words(app)
    assert "First, let more orders come in" in words(app)
    app.button(key="guide.leave").click().run()
    assert "Step" not in words(app)
    assert not app.exception


@pytest.mark.parametrize("asked", ["0", "99", "-1", "x", "1 OR 1=1"])
def test_an_address_cannot_ask_for_an_upload_that_is_not_there(open_app, owner, asked):
    app = open_app("en", owner)
    app.query_params["stored"] = asked
    app.switch_page("upload/page.py").run()

    assert not app.exception
    assert app.file_uploader


def test_several_parts_of_one_export_are_one_upload(store):
    whole = shopify(n=8).splitlines(keepends=True)
    store(b"".join(whole[:6]), whole[0] + b"".join(whole[4:]))

    listed = imports.listed(1)
    assert listed["orders"].tolist() == [8]
    assert listed["files"].tolist() == ["orders.csv, 1orders.csv"]


def test_the_demo_shop_does_not_mix_with_real_orders(give, page):
    demo.load(1, lambda *_: None)
    app = give(shopify())
    app.button(key="upload.store").click().run()
    assert "Remove the demo shop first" in words(app)
    assert len(imports.listed(1)) == 1

    app.button(key="demo.remove").click().run()
    app.button(key="upload.store").click().run()

    assert imports.listed(1)["files"].tolist() == ["orders.csv"]


def test_people_without_an_account_have_no_upload(open_app, data):
    people.create_owner("Hana", "hana", password="long enough", language="en")
    app = open_app("en")
    app.switch_page("upload/page.py").run()

    assert not app.file_uploader
