"""The same person twice, on the screen: who, why, what it changes, and back again."""

from contextlib import ExitStack
from datetime import date

import pytest

from core.intake import Options, Upload, read
from db.audit import listed
from pages.shared.i18n import speaking
from pages.shared.store import base, histories, imports, merges
from tests.pages import places

DAY = date(2026, 11, 20)
HEAD = "Name,Email,Financial Status,Paid at,Currency,Subtotal,Shipping,Taxes,Total,Created at,"
HEAD += "Lineitem quantity,Lineitem name,Lineitem price,Billing Name,Billing Phone,"
HEAD += "Billing Zip,Billing Province Name,Billing City,Billing Address1"
ROWS = [
    ("a@example.jp", "2026-01-05", "高橋 花子", "090-1234-5678", "神宮前1-2-3"),
    ("b@example.jp", "2026-03-05", "髙橋花子", "09012345678", "神宮前1-2-3"),
    ("c@example.jp", "2026-04-05", "佐藤 一", "000-0000-0000", "北1-1"),
    ("d@example.jp", "2026-05-05", "佐藤 一", "000-0000-0000", "南9-9"),
    ("e@example.jp", "2026-06-05", "*鈴木*", "03-9999-1111", "東5-5"),
]


@pytest.fixture
def shop(owner):
    lines = [
        f"#{n},{mail},paid,{day} 12:00:00 +0900,JPY,900,0,0,900,{day} 12:00:00 +0900,1,カップ,900,"
        f"{name},{phone},1500001,Tokyo,渋谷区,{address}"
        for n, (mail, day, name, phone, address) in enumerate(ROWS, 1001)
    ]
    upload = Upload("orders.csv", "\n".join([HEAD, *lines]).encode())
    intake = read([upload], Options(currency="JPY", timezone="Asia/Tokyo", as_of=DAY))
    imports.commit(1, intake, imports.Answers(as_of=DAY, complete="yes"), lambda *_: None)
    return 1


@pytest.fixture
def page(shop, open_app, monkeypatch):
    monkeypatch.setenv("FANBELT_NOW", "2026-11-20T03:00:00+00:00")
    with ExitStack() as stack:

        def open_(language="en", by=1):
            stack.enter_context(speaking(language))
            app = open_app(language, by)
            app.switch_page("customers/page.py")
            app.session_state["customers.sub"] = "same"
            app.run(timeout=60)
            assert not app.exception
            return app

        yield open_


def told(app):
    kinds = ("subheader", "markdown", "caption", "text")
    return "\n".join(element.value for kind in kinds for element in getattr(app, kind))


def press(app, end):
    next(b for b in app.button if b.key.endswith(end)).click().run(timeout=60)
    assert not app.exception
    return app


@pytest.mark.parametrize("language", ["en", "ja"])
def test_a_pair_with_its_evidence_and_what_it_changes(page, language):
    said = told(page(language))

    expected = {
        "en": [
            "1 pair of customers may be one person.",
            "same phone and name ・ same address and name",
            "Bought a second time: 0.0% of your customers now, 25.0% if all",
            "With this merge 25.00% bought a second time.",
        ],
        "ja": [
            "同じ方かもしれない組が1組",
            "電話番号とお名前が同じ ・ ご住所とお名前が同じ",
            "25.0%",
        ],
    }
    assert all(part in said for part in expected[language])
    assert "高橋 花子" in said


def test_a_dummy_phone_is_no_evidence(page, shop):
    app = page()

    assert "佐藤" not in told(app)
    assert len(merges.found(shop)) == 1


def test_merged_and_taken_back(page, shop):
    before = histories.history(shop)
    app = press(page(), ".merge")

    assert histories.history(shop).n_customers == before.n_customers - 1
    assert int((histories.history(shop).occasions > 1).sum()) == 1
    assert "Nobody seems to be in your data twice." in told(app)
    (merge,) = merges.said(shop).one
    press(app, f"same.undo.{merge.name}")
    assert histories.history(shop).customer.tolist() == before.customer.tolist()
    with base.reading(shop) as session:
        done = [entry.act for entry in listed(session, shop, most=2)]
    assert done == ["unmerge", "merge"]


def test_two_people_are_not_asked_about_again(page, shop):
    before = histories.history(shop)
    app = press(page(), ".apart")

    assert "Nobody seems to be in your data twice." in told(app)
    assert histories.history(shop).n_customers == before.n_customers
    press(app, f"same.undo.{merges.said(shop).two[0].name}")
    assert len(merges.found(shop)) == 1


def test_numbers_that_are_nobodys_merge_nothing(page, shop):
    app = page()
    one, other = (n for n in app.number_input)
    one.set_value(4711)
    other.set_value(4712)
    app.run(timeout=30)
    app = press(app, "same.by_number")

    assert [toast.value for toast in app.toast][-1].startswith("Nothing was merged")
    assert merges.said(shop).one == ()


def test_a_viewer_sees_how_many_and_no_names(page, shop):
    said = told(page(by=places.join(shop, "viewer")))

    assert "1 pair of customers may be one person." in said
    assert "高橋" not in said
