"""Who did what is written down with the act, by whoever does it."""

from dataclasses import replace
from datetime import date

import pytest

from core.demo.files import write
from core.demo.shop import generate
from core.intake import Options, Upload, read
from core.shop import Settings
from pages.shared import store
from pages.shared.store import audit, imports, people, shops

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
    class DiskError(Exception):
        pass

    def full(*_, **__):
        raise DiskError

    monkeypatch.setattr("db.audit.record", full)
    with pytest.raises(DiskError):
        commit(shop, upload)
    with pytest.raises(DiskError):
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
    assert store.audit is audit
