"""The whole shop as a zip: complete, harmless in a spreadsheet, and the same from a copy."""

import csv
import re
from dataclasses import replace
from datetime import date
from io import BytesIO, StringIO
from zipfile import ZipFile

import pytest

from core.demo.files import write
from core.demo.shop import generate
from core.intake import Options, Upload, read
from db import members
from db.backups import copy
from pages.shared.csv import ACTS, NUMBER
from pages.shared.i18n import speaking
from pages.shared.store import audit, backups, exports, imports, mappings, people, shops
from pages.shared.store.here import SignedOut

DAY = date(2026, 11, 20)


@pytest.fixture(scope="module")
def upload():
    content = write(generate(DAY, customers=40), "shopify")
    asked = Options(currency="JPY", timezone="Asia/Tokyo", as_of=DAY)
    return read([Upload("orders.csv", content)], asked)


@pytest.fixture
def shop(owner, upload):
    """A shop with an upload, of which the first customer and product have dangerous names."""
    made = people.places(owner)[0].shop_id
    contacts = upload.contacts.copy()
    contacts.loc[contacts.index[0], "name"] = '=HYPERLINK("http://evil","x")'
    contacts.loc[contacts.index[1], "address"] = "＝1+1"
    answers = imports.Answers(as_of=DAY, by=owner, file_names=("@sum.csv",))
    imports.commit(made, replace(upload, contacts=contacts), answers, lambda *_: None)
    return made


def tables(packed):
    """Name -> rows of every CSV file of a zip, as a spreadsheet reads them."""
    with ZipFile(BytesIO(packed)) as archive:
        assert archive.testzip() is None
        texts = {name: archive.read(name) for name in archive.namelist()}
    assert all(text.startswith(b"\xef\xbb\xbf") for text in texts.values())
    return {
        name.removesuffix(".csv"): list(csv.DictReader(StringIO(text.decode("utf-8-sig"), "")))
        for name, text in texts.items()
        if name.endswith(".csv")
    }


def test_every_table_is_there_with_every_row(shop, upload):
    found = tables(exports.whole_shop(shop))
    assert list(found) == sorted(found)
    assert len(found["order_state"]) == len(upload.orders)
    assert len(found["contact"]) == len(upload.contacts)
    assert len(found["order_line"]) == len(upload.lines)
    totals = sum(int(row["total"]) for row in found["order_state"] if row["total"])
    assert totals == upload.orders["total"].sum()


def test_no_cell_can_act_in_a_spreadsheet(shop):
    found = tables(exports.whole_shop(shop))
    cells = [cell for rows in found.values() for row in rows for cell in row.values()]
    acting = [c for c in cells if re.match(ACTS, c) and not re.fullmatch(NUMBER, c)]
    assert [cell for cell in acting if not cell.startswith("'")] == []
    named = {row["name"] for row in found["contact"]}
    assert '\'=HYPERLINK("http://evil","x")' in named
    assert found["import"][0]["file_names"] == "'@sum.csv"


def test_the_same_data_is_the_same_bytes_whoever_asks_and_when(shop, monkeypatch):
    first = exports.whole_shop(shop)
    monkeypatch.setenv("FANBELT_NOW", "2031-05-05T05:05:05+00:00")
    with speaking("en"):
        assert exports.whole_shop(shop) == first


def test_rows_in_several_pieces_are_the_same_bytes(shop, monkeypatch):
    whole = tables(exports.whole_shop(shop))
    monkeypatch.setattr("db.exports.CHUNK", 7)
    assert tables(exports.whole_shop(shop)) == whole


def test_the_zip_says_in_both_languages_how_to_read_it(shop):
    with ZipFile(BytesIO(exports.whole_shop(shop))) as archive:
        text = archive.read("README.txt").decode("utf-8-sig")
    assert "UTF-8" in text
    assert "smallest unit" in text
    assert "1円" in text


def test_a_restored_copy_gives_the_same_bytes(owner, shop, tmp_path, monkeypatch):
    mappings.remember(shop, "signature", {"order_no": "番号"})
    shops.save_settings(shop, replace(shops.settings(shop), margin_bp=3500), by=owner)
    before = exports.whole_shop(shop)
    made = backups.make(tmp_path / "usb")

    shops.save_settings(shop, replace(shops.settings(shop), margin_bp=1), by=owner)
    imports.undo(shop, 1, by=owner)
    assert exports.whole_shop(shop) != before
    there = tmp_path / "elsewhere"  # the changed database, which nobody uses there
    copy(backups.database(), there / "fanbelt.db")
    monkeypatch.setenv("FANBELT_DATA", str(there))
    backups.restore(made.path)

    assert exports.whole_shop(shop) == before


# Who may, and who did


def handed_over(shop, token):
    exports.handed_over(shop, token)
    return [(e.who, e.subject, e.count) for e in audit.listed(shop, most=9) if e.act == "export"]


def test_who_takes_the_shop_along_is_written_down_with_the_number_of_customers(
    owner, shop, signed_in
):
    customers = len(tables(exports.whole_shop(shop))["customer"])
    assert handed_over(shop, signed_in(owner)) == [("hana", "whole_shop", customers)]
    assert customers > 10


def test_looking_at_the_button_is_not_written_down(owner, shop):
    exports.whole_shop(shop)
    assert "export" not in [entry.act for entry in audit.listed(shop, most=9)]


def test_what_cannot_be_written_down_is_not_handed_over(owner, shop, signed_in, monkeypatch):
    token = signed_in(owner)

    def full(*_, **__):
        raise InterruptedError

    monkeypatch.setattr("db.audit.record", full)
    with pytest.raises(InterruptedError):
        exports.handed_over(shop, token)


@pytest.mark.parametrize("token", [None, "", "forged"])
def test_nobody_who_is_signed_out_gets_it(shop, token):
    with pytest.raises(SignedOut):
        exports.handed_over(shop, token)


def test_a_button_that_was_drawn_before_signing_out_gives_nothing(owner, shop, signed_in):
    token = signed_in(owner)
    people.close_session(token)
    with pytest.raises(SignedOut):
        exports.handed_over(shop, token)


@pytest.mark.parametrize("role", ["staff", "viewer", None])
def test_only_an_owner_of_this_shop_gets_it(shop, signed_in, role):
    from db import people as accounts
    from pages.shared.store.base import saving

    with saving() as session:
        ken = accounts.add(session, "ken", password_hash="x")
        if role:
            accounts.join(session, ken, shop, role=role)
    other = shops.create("B")
    with saving() as session:
        accounts.join(session, ken, other, role="owner")
    with pytest.raises(members.NotAllowed):
        exports.handed_over(shop, signed_in(ken))
    assert [entry for entry in audit.listed(shop, most=9) if entry.act == "export"] == []
