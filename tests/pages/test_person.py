"""One customer as a person: what is shown and recorded, by whom, and of which shop."""

import csv
import json
import shutil
from dataclasses import replace
from datetime import UTC, date, datetime
from io import BytesIO, StringIO
from zipfile import ZipFile

import pandas as pd
import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from core.consent import CHANNELS
from core.demo.files import write
from core.demo.shop import generate
from core.intake import Options, Upload, read
from db import members as stored_members
from db import people as stored_people
from db.tables import Assignment, Event
from pages.safety import words
from pages.shared import person
from pages.shared.channels import LABELS, REASONS
from pages.shared.i18n import speaking
from pages.shared.store import (
    audit,
    base,
    consents,
    customers,
    here,
    histories,
    imports,
    members,
    people,
    persons,
    privacy,
    shops,
)
from pages.shared.store.here import NotAllowed, SignedOut

DAY = date(2026, 11, 20)
EVIL = "![x](http://evil.example/a.png)"
ANSWERS = imports.Answers(as_of=DAY, consent="column")


@pytest.fixture(scope="module")
def upload():
    content = write(generate(DAY, customers=40), "shopify")
    asked = Options(currency="JPY", timezone="Asia/Tokyo", as_of=DAY)
    return read([Upload("orders.csv", content)], asked)


@pytest.fixture(scope="module")
def prepared(tmp_path_factory, upload):
    """Two shops of two owners with the very same upload; made once, copied for each test."""
    folder = tmp_path_factory.mktemp("prepared")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FANBELT_DATA", str(folder))
        people.create_owner("Hana", "hana", password="a rare password", language="en")
        shops.create("Umi")
        with base.saving() as session:
            umi = stored_people.add(session, "umi", password_hash="x")
            stored_people.join(session, umi, 2, role="owner")
        for number in (1, 2):
            imports.commit(number, upload, ANSWERS, lambda *_: None)
        base.engine().dispose()
    return folder / base.DATABASE


@pytest.fixture
def owner(data, prepared):
    shutil.copy(prepared, data / base.DATABASE)
    return 1


@pytest.fixture
def shop(owner, monkeypatch):
    """The shop of the owner, on a stopped clock."""
    monkeypatch.setenv("FANBELT_NOW", "2026-11-21T03:04:05+00:00")
    return 1


@pytest.fixture
def other(shop):
    """The owner of the other shop, and that shop."""
    return 2, 2


@pytest.fixture
def joined(shop, owner):
    """Another person of the shop, in a role."""

    def join(role):
        token = members.invite(shop, role=role, by=owner)
        return members.accept_anew(token, role, password="a rare password", language="en")

    return join


def everybody(shop):
    """Numbers of customers: of the shop's own list, and of a mall."""
    history = histories.history(shop)
    own = history.customer[history.has_own].tolist()
    return own, history.customer[~history.has_own].tolist()


@pytest.fixture
def own(shop):
    return everybody(shop)[0][0]


@pytest.fixture
def mall(shop):
    return everybody(shop)[1][0]


def why(shop, customer, channel="email", *, by=1):
    known = persons.known(shop, customer, by=by)
    return {told.channel: told.reason for told in known.told}[channel]


def written(shop):
    return [(e.who, e.act, e.subject, e.count) for e in reversed(audit.listed(shop, most=99))]


# The panel


def panel(shop_id, customer):
    """The script of a run that draws the panel."""
    from pages.shared import i18n, person, store

    i18n.settle("en")
    assert store.shop().id == shop_id
    person.draw(store.shop(), customer)


@pytest.fixture
def draw(connect, signed_in, shop):
    """The panel of a customer, as a person of the shop sees it."""

    def run(customer, by=1, shop=shop):
        connect({here.COOKIE: signed_in(by)})
        app = AppTest.from_function(panel, args=(shop, customer), default_timeout=20)
        return app.run()

    return run


def said(app):
    """Every text of the run that Streamlit reads as Markdown."""
    kinds = (app.markdown, app.caption, app.title, app.info, app.button, app.toast, app.checkbox)
    return [getattr(e, "label", "") + str(e.value) for kind in kinds for e in kind]


def button(app, key):
    found = [b for b in app.button if b.key.endswith(key)]
    return found[0] if found else None


def test_who_it_is_and_what_was_bought(draw, shop, own):
    known = persons.known(shop, own, by=1)
    app = draw(own)
    assert not app.exception
    assert app.title[0].value == known.contact["name"]
    assert known.contact["email"] in [text.value for text in app.text]
    table = next(d.value for d in app.dataframe if "what" in d.value.columns)
    bought = table[table["what"] == "Bought"]
    assert len(bought) == len(known.orders)
    assert bought["more"].str.len().gt(0).all()


@pytest.mark.parametrize("field", ["name", "kana", "email", "phone", "address", "city"])
def test_no_text_of_a_customer_is_read_as_markdown(draw, shop, own, field):
    with base.saving() as session:
        session.connection().exec_driver_sql(
            f"UPDATE contact SET {field} = ? WHERE shop_id = ?", (EVIL, shop)
        )
    app = draw(own)
    assert not app.exception
    assert not [text for text in said(app) if "](http" in text]
    shown = [app.title[0].value, app.caption[0].value, *(text.value for text in app.text)]
    assert any(EVIL in text.replace("\\", "").replace("\u2060", "") for text in shown)


def test_one_tap_stops_a_channel(draw, shop, own, owner):
    app = draw(own)
    button(app, "line.stop").click().run()
    assert not app.exception
    assert [toast.value for toast in app.toast] == ["Stopped. No later upload changes it."]
    assert why(shop, own, "line") == "opted_out"
    assert button(app, "line.stop") is None
    assert "Stopped ・ November 21, 2026 ・ recorded here" in [c.value for c in app.caption]
    assert written(shop)[-1] == ("hana", "opt_out", "line", 1)


@pytest.mark.parametrize("channel", CHANNELS)
def test_every_channel_can_be_stopped_and_opened_again(draw, shop, own, channel):
    app = draw(own)
    button(app, f"{channel}.stop").click().run()
    assert why(shop, own, channel) == "opted_out"
    source = next(i for i in app.text_input if i.key.endswith(f"{channel}.source"))
    source.set_value(f"by phone {EVIL}")
    button(app, f"{channel}.record").click().run()
    assert not app.exception
    expected = why(shop, own, "email") if channel == "newsletter" else ""
    assert why(shop, own, channel) == expected
    assert not [text for text in said(app) if "](http" in text]
    assert written(shop)[-1] == ("hana", "agree", channel, 1)


def test_a_yes_needs_its_place(draw, shop, own):
    app = draw(own)
    button(app, "sms.record").click().run()
    assert [toast.value for toast in app.toast] == ["Please say where they agreed."]
    assert why(shop, own, "sms") == "not_asked"


def test_a_customer_of_a_mall_is_told_apart(draw, shop, mall):
    app = draw(mall)
    told = {channel: why(shop, mall, channel) for channel in CHANNELS}
    assert told == {**dict.fromkeys(CHANNELS, "mall"), "insert": ""}
    assert any("mall only" in caption.value for caption in app.caption)
    assert not [b for b in app.button if b.key.endswith(".record")]


def test_erasing_asks_twice_and_leaves_numbers(draw, shop, own, owner):
    before = customers.names(shop, [own])[own]
    app = draw(own)
    assert button(app, ".erase").disabled
    app.checkbox[0].check().run()
    button(app, ".erase").click().run()
    assert not app.exception
    assert before not in " ".join(said(app))
    assert any("numbers that lead to nobody" in info.value for info in app.info)
    assert len(app.dataframe) == 1  # the orders
    assert not list(app.button)
    assert customers.names(shop, [own]) == {}
    assert written(shop)[-1] == ("hana", "erase", "", 1)


def test_staff_record_and_do_not_erase(draw, shop, own, joined):
    staff = joined("staff")
    app = draw(own, by=staff)
    assert button(app, ".erase") is None
    button(app, "email.stop").click().run()
    assert why(shop, own) == "opted_out"
    assert written(shop)[-1][:2] == ("staff", "opt_out")


def test_a_viewer_sees_no_person(draw, own, joined):
    app = draw(own, by=joined("viewer"))
    assert [error.message for error in app.exception] != []
    assert not list(app.text)
    assert not list(app.title)


def test_a_number_of_another_shop_is_nobody_here(draw, shop, other):
    theirs = everybody(other[1])[0][0]
    app = draw(theirs)
    assert not app.exception
    assert [info.value for info in app.info] == ["There is no such customer in this shop."]
    assert not list(app.button)


def test_an_erased_person_is_not_offered_anything(draw, shop, own):
    privacy.erase(shop, own, by=1)
    app = draw(own)
    assert not list(app.button)
    assert not list(app.text)


def test_the_words_are_there_for_every_code():
    assert set(REASONS) == set(consents.REASONS)
    assert set(LABELS) == set(person.ICONS) == set(CHANNELS)


def test_a_ticked_row_opens_once(monkeypatch, shop):
    opened = []
    monkeypatch.setattr(person, "show", lambda _, customer: opened.append(customer))
    state = {"list.table": {"selection": {"rows": [1]}}}
    monkeypatch.setattr(st, "session_state", state)
    me = here.Shop(shop, "", "staff", None, 0)

    person.tick("list.table", pd.Series([7, 8]))
    person.draw_ticked(me)
    person.draw_ticked(me)
    assert opened == [8]

    state["list.table"]["selection"]["rows"] = []  # the tick was taken away
    person.tick("list.table", pd.Series([7, 8]))
    person.draw_ticked(me)
    state["list.table"]["selection"]["rows"] = [5]  # of a list that is gone
    person.tick("list.table", pd.Series([7, 8]))
    person.draw_ticked(me)
    assert opened == [8]

    state["list.table"]["selection"]["rows"] = [0]
    person.tick("list.table", pd.Series([7, 8]))
    person.draw_ticked(replace(me, role="viewer"))
    assert opened == [8]


# The store asks who may


ACTS = {
    "known": (lambda shop, who, by: persons.known(shop, who, by=by), "staff"),
    "find": (lambda shop, _, by: persons.find(shop, "example", by=by), "staff"),
    "opt_out": (lambda shop, who, by: consents.opt_out(shop, who, "email", by=by), "staff"),
    "agree": (lambda shop, who, by: consents.agree(shop, who, "line", source="x", by=by), "staff"),
    "erase": (lambda shop, who, by: privacy.erase(shop, who, by=by), "owner"),
    "purpose": (lambda shop, _, by: privacy.say_purpose(shop, "x", by=by), "owner"),
    "keep": (lambda shop, _, by: privacy.keep_for(shop, 1, by=by), "owner"),
}


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("role", ["viewer", "staff", "owner"])
def test_each_act_asks_for_its_role(shop, own, joined, act, role):
    run, needed = ACTS[act]
    who = joined(role) if role != "owner" else 1
    before = written(shop), customers.names(shop, [own])
    if people.ROLES.index(role) >= people.ROLES.index(needed):
        run(shop, own, who)
    else:
        with pytest.raises(NotAllowed):
            run(shop, own, who)
        assert (written(shop), customers.names(shop, [own])) == before


@pytest.mark.parametrize("act", ACTS)
def test_nobody_acts_in_a_shop_that_is_not_theirs(shop, own, other, act):
    run, _ = ACTS[act]
    stranger, theirs = other
    before = written(shop), customers.names(shop, [own]), privacy.policy(shop)
    with pytest.raises(NotAllowed):
        run(shop, own, stranger)
    with pytest.raises(NotAllowed):
        run(theirs, everybody(theirs)[0][0], 1)
    assert (written(shop), customers.names(shop, [own]), privacy.policy(shop)) == before


@pytest.mark.parametrize("act", ["opt_out", "agree", "erase"])
def test_a_customer_of_another_shop_is_not_reached_through_ones_own(shop, other, act):
    theirs = everybody(other[1])[0][0]
    before = why(other[1], theirs, by=other[0])
    with pytest.raises(consents.NoSuchCustomer):
        ACTS[act][0](shop, theirs, 1)
    assert why(other[1], theirs, by=other[0]) == before
    assert written(shop)[-1][1] == "import"


def test_the_consents_of_all_follow_every_act(shop, own):
    """At once, though the orders speak for the day before."""
    history = histories.history(shop)
    at = history.customer.tolist().index(own)

    def may():
        return bool(consents.stand(shop, history).may("postcard")[at])

    seen = [may()]
    consents.opt_out(shop, own, "postcard", by=1)
    seen.append(may())
    consents.agree(shop, own, "postcard", source="letter", by=1)
    seen.append(may())
    privacy.erase(shop, own, by=1)
    seen.append(may())
    assert seen == [True, False, True, False]


def test_all_customers_and_one_are_told_alike(shop):
    history = histories.history(shop)
    consents.opt_out(shop, int(history.customer[3]), "call", by=1)
    found = consents.stand(shop, history)
    for place in range(0, history.n_customers, 4):
        customer = int(history.customer[place])
        for told in persons.known(shop, customer, by=1).told:
            assert told.reason == consents.REASONS[found.reason(told.channel)[place]]


def test_when_and_where_it_was_said(shop, own):
    consents.agree(shop, own, "line", source="  a card in the parcel ", by=1)
    told = {t.channel: t for t in persons.known(shop, own, by=1).told}
    assert (told["line"].agreed, told["line"].source) == (True, "a card in the parcel")
    assert told["line"].at == datetime(2026, 11, 21, 12, 4, 5, tzinfo=UTC).replace(tzinfo=None)
    consents.opt_out(shop, own, "line", by=1)
    told = {t.channel: t for t in persons.known(shop, own, by=1).told}
    assert (told["line"].reason, told["line"].source) == ("opted_out", "staff")
    assert told["line"].at == datetime(2026, 11, 21, 12, 4, 5, tzinfo=UTC).replace(tzinfo=None)


def test_a_word_of_a_file_names_the_platform_and_its_day(shop):
    for customer in everybody(shop)[0]:
        told = persons.known(shop, customer, by=1).told[0]
        if told.reason != "not_asked":
            assert told.source == "shopify"
            assert told.at.date() == DAY
            assert told.agreed is (told.reason == "")
            return
    pytest.fail("nobody in the file said anything")


def test_a_yes_without_a_place_is_refused(shop, own):
    with pytest.raises(ValueError, match="source"):
        consents.agree(shop, own, "line", source="  ", by=1)


# Taking along


def take(shop, customer, token):
    with ZipFile(BytesIO(privacy.take_along(shop, customer, token))) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def rows(content):
    return list(csv.DictReader(StringIO(content.decode("utf-8-sig"))))


def test_all_that_is_held_on_one_person_is_handed_over(shop, own, signed_in):
    consents.agree(shop, own, "line", source="card", by=1)
    consents.opt_out(shop, own, "call", by=1)
    privacy.say_purpose(shop, "To deliver.", by=1)
    with base.saving(shop) as session:
        at = datetime(2026, 11, 1, tzinfo=UTC).replace(tzinfo=None)
        session.add(Event(shop_id=shop, kind="answer", at=at, customer_id=own, value={"nps": 9}))
        session.add(
            Assignment(shop_id=shop, experiment="e1", customer_id=own, day=at.date(), control=True)
        )
    known = persons.known(shop, own, by=1)

    files = take(shop, own, signed_in(1))

    told = json.loads(files["person.json"])
    assert (told["customer"], told["purpose"]) == (own, "To deliver.")
    assert told["contact"][-1]["name"] == known.contact["name"]
    assert {order["order_no"] for order in told["orders"]} == set(known.orders["order_no"])
    assert {line["order_no"] for line in told["order_lines"]} == set(known.orders["order_no"])
    assert ("line", "card") in {(c["channel"], c["source"]) for c in told["consents"]}
    assert [c["channel"] for c in told["opt_outs"]] == ["call"]
    assert [e["value"] for e in told["events"]] == [{"nps": 9}]
    assert told["experiments"] == [{"experiment": "e1", "day": "2026-11-01", "kept_aside": True}]
    assert len(rows(files["orders.csv"])) == len(known.orders)
    assert rows(files["contact.csv"])[-1]["email"] == known.contact["email"]
    assert written(shop)[-1] == ("hana", "export", "person", 1)


def test_what_is_handed_over_is_of_nobody_else(shop, own, signed_in):
    files = take(shop, own, signed_in(1))
    mine = persons.known(shop, own, by=1).contact["email"]
    everything = b"".join(files.values()).decode("utf-8", "replace")
    for someone in everybody(shop)[0][1:]:
        email = persons.known(shop, someone, by=1).contact.get("email")
        assert email in (None, mine) or email not in everything


def test_no_cell_of_the_file_runs_in_a_spreadsheet(shop, own, signed_in):
    with base.saving() as session:
        session.connection().exec_driver_sql("UPDATE contact SET name = '=1+1'")
    files = take(shop, own, signed_in(1))
    assert rows(files["contact.csv"])[0]["name"] == "'=1+1"


def test_who_may_only_look_takes_nothing_along(shop, own, joined, signed_in, other):
    token = signed_in(joined("viewer"))
    with pytest.raises(NotAllowed):
        privacy.take_along(shop, own, token)
    with pytest.raises(NotAllowed):
        privacy.take_along(shop, own, signed_in(other[0]))
    with pytest.raises(SignedOut):
        privacy.take_along(shop, own, "forged")
    with pytest.raises(SignedOut):
        privacy.take_along(shop, own, None)
    assert [entry for entry in written(shop) if entry[1] == "export"] == []


def test_a_session_that_has_ended_takes_nothing_along(shop, own, signed_in):
    token = signed_in(1)
    people.close_session(token)
    with pytest.raises(SignedOut):
        privacy.take_along(shop, own, token)


def test_a_person_of_another_shop_is_not_in_the_file(shop, other, signed_in):
    theirs = everybody(other[1])[0][0]
    told = json.loads(take(shop, theirs, signed_in(1))["person.json"])
    assert {name: rows_ for name, rows_ in told.items() if isinstance(rows_, list) and rows_} == {}


# The page


@pytest.fixture
def page(open_app, shop):
    """The page on customers' data."""

    def open_(language="en", by=1):
        app = open_app(language, by)
        return app.switch_page("privacy/page.py").run()

    return open_


def test_the_page_says_whom_you_may_write_to(page, shop):
    history = histories.history(shop)
    may = int(consents.stand(shop, history).may("email").sum())
    app = page()
    assert not app.exception
    assert f"You may write e-mail to {may} of {history.n_customers} customers." in [
        m.value for m in app.markdown
    ]
    table = app.dataframe[0].value.set_index("channel")
    assert table.loc["E-mail", "people"] == may
    assert table.loc["Paper in the parcel", "may"] == 1.0


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize("role", ["owner", "staff", "viewer"])
def test_the_page_for_everybody_in_both_languages(page, joined, role, language):
    app = page(language, 1 if role == "owner" else joined(role))
    assert not app.exception
    assert len(app.dataframe) == 1  # how many may be contacted: counts of nobody in particular
    assert bool(app.text_input) is (role != "viewer")
    assert bool(app.number_input) is (role == "owner")
    assert bool(app.text_area) is (role == "owner")


def test_the_page_of_a_shop_without_orders(open_app, shop):
    imports.undo(shop, 1)
    app = open_app("en", 1)
    app.switch_page("privacy/page.py").run()
    assert not app.exception
    assert any("Upload orders first" in caption.value for caption in app.caption)


def test_a_customer_is_found_by_what_they_write(page, shop, own):
    known = persons.known(shop, own, by=1)
    app = page()
    app.text_input(key="privacy.who").set_value(known.contact["email"]).run()
    assert not app.exception
    assert app.dataframe[1].value["customer"].tolist() == [own]
    app.text_input(key="privacy.who").set_value(EVIL).run()
    assert not app.exception
    assert len(app.dataframe) == 1
    assert any("No customer fits" in caption.value for caption in app.caption)


def named(shop):
    """Customers whose name is known."""
    return set(customers.names(shop, range(1, 1000)))


def test_nothing_goes_before_it_was_counted_and_saved(page, shop):
    app = page()
    months = app.number_input[0]
    assert months.value is None
    before = named(shop)
    app.number_input[0].set_value(6).run()
    count, since = privacy.silent(shop, 6)
    assert count > 0
    save = next(b for b in app.button if b.key == "privacy.keep")
    assert save.label == f"Save, and erase {count} names"
    assert any(caption.value.startswith(f"{count} customers") for caption in app.caption)
    assert named(shop) == before

    save.click().run()

    assert not app.exception
    history = histories.history(shop)
    active = history.customer[history.last_day >= (since - date(1970, 1, 1)).days]
    assert named(shop) & set(history.customer) == before & set(active)
    assert privacy.silent(shop, 6)[0] == 0
    assert [toast.value for toast in app.toast] == [f"Saved. {count} names erased."]
    assert privacy.policy(shop).months == 6
    assert written(shop)[-1] == ("hana", "retention", "months:6", count)
    assert next(b for b in app.button if b.key == "privacy.keep").disabled


def test_the_purpose_is_kept_as_said(page, shop):
    app = page()
    assert app.text_area[0].value.startswith("We use your name")
    app.text_area[0].set_value("To deliver, nothing else.")
    next(b for b in app.button if b.label == "Save" and b.key != "privacy.keep").click().run()
    assert not app.exception
    assert privacy.policy(shop).purpose == "To deliver, nothing else."
    assert app.text_area[0].value == "To deliver, nothing else."
    assert written(shop)[-1] == ("hana", "purpose", "", None)


def test_each_act_stands_in_the_record_in_words(shop, own):
    consents.opt_out(shop, own, "line", by=1)
    privacy.keep_for(shop, 600, by=1)
    privacy.keep_for(shop, None, by=1)
    privacy.erase(shop, own, by=1)
    with speaking("en"):
        told = [words.what(entry) for entry in audit.listed(shop, most=4)]
    assert told == [
        "Erased the personal data of a customer",
        "Settled that names and addresses are kept for good",
        "Settled that names and addresses go after 600 months of silence; 0 went at once",
        "Stopped a channel for a customer: LINE",
    ]


def test_the_check_is_the_one_of_the_members():
    assert NotAllowed is stored_members.NotAllowed
