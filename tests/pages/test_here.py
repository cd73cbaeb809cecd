"""Who is here, in which shop, and what they may do; the clock."""

from datetime import UTC, date, datetime

import pytest
from sqlmodel import select

from db import people as accounts
from db.tables import BrowserSession, Shop
from pages.shared.store import clock, here, people, shops
from pages.shared.store.base import saving


@pytest.fixture
def signed(connect, owner, signed_in):
    connect({here.COOKIE: signed_in(owner)})
    return owner


def join(user, shop, role):
    with saving() as session:
        accounts.join(session, user, shop, role=role)


def add(username):
    with saving() as session:
        return accounts.add(session, username, password_hash=people.hash_password("x" * 8))


def test_the_person_and_the_shop_of_a_run(signed):
    assert (here.person().id, here.person().username) == (signed, "hana")
    shop = here.shop()
    assert (shop.name, shop.role, shop.history_version) == ("花と暮らす 本店", "owner", 0)
    assert shop.settings.timezone == "Asia/Tokyo"


def test_nobody_is_here_without_a_session(connect, owner):
    assert here.person() is None
    for ask in (here.shop, lambda: here.require("viewer")):
        with pytest.raises(here.SignedOut):
            ask()


def test_under_tls_the_bound_cookie_wins(connect, owner, signed_in):
    connect({here.COOKIE: "tossed", here.PREFIX + here.COOKIE: signed_in(owner)})

    assert here.person().id == owner


@pytest.mark.parametrize(
    ("role", "needed", "allowed"),
    [
        ("viewer", "viewer", True),
        ("viewer", "staff", False),
        ("viewer", "owner", False),
        ("staff", "staff", True),
        ("staff", "owner", False),
        ("owner", "viewer", True),
        ("owner", "owner", True),
    ],
)
def test_a_role_reaches_what_stands_below_it(owner, connect, signed_in, role, needed, allowed):
    person = add("someone")
    join(person, people.places(owner)[0].shop_id, role)
    connect({here.COOKIE: signed_in(person)})

    if allowed:
        assert here.require(needed).id == person
    else:
        with pytest.raises(here.NotAllowed):
            here.require(needed)


def test_a_person_without_a_shop_gets_none(owner, connect, signed_in):
    connect({here.COOKIE: signed_in(add("someone"))})

    assert here.person()
    with pytest.raises(here.NoShop):
        here.shop()


def test_a_session_stays_in_its_shop_and_never_enters_a_foreign_one(signed):
    second, foreign = shops.create("second"), shops.create("foreign")
    join(signed, second, "staff")
    for wanted, expected in ((second, "second"), (foreign, "花と暮らす 本店")):
        with saving() as session:
            session.exec(select(BrowserSession)).one().shop_id = wanted
        assert here.shop().name == expected


def test_an_archived_shop_is_closed(signed):
    with saving() as session:
        session.exec(select(Shop)).one().archived_at = datetime.now(UTC)

    with pytest.raises(here.NoShop):
        here.shop()


def test_the_clock_can_be_set(monkeypatch):
    monkeypatch.setenv("FANBELT_NOW", "2026-11-20T20:00:00+00:00")
    assert clock.now() == datetime(2026, 11, 20, 20, tzinfo=UTC)
    assert clock.today("Asia/Tokyo") == date(2026, 11, 21)
    assert clock.today("Europe/London") == date(2026, 11, 20)
    monkeypatch.setenv("FANBELT_NOW", "2026-11-20")
    assert clock.now() == datetime(2026, 11, 20, tzinfo=UTC)


def test_a_set_clock_does_not_stop_sign_in(monkeypatch):
    monkeypatch.setenv("FANBELT_NOW", "1999-01-01")

    assert clock.wall().year > 2000


@pytest.mark.parametrize(
    ("url", "house", "found"),
    [
        ("http://127.0.0.1:8501/people", None, ("http://127.0.0.1:8501", True)),
        ("http://localhost:8501", "192.168.1.7", ("http://192.168.1.7:8501", False)),
        ("http://localhost", "192.168.1.7", ("http://192.168.1.7:80", False)),
        ("http://192.168.1.7:8501/", "192.168.1.7", ("http://192.168.1.7:8501", False)),
        ("https://shop.example.jp/people", None, ("https://shop.example.jp", False)),
    ],
)
def test_a_link_for_others_leads_to_where_they_find_the_server(monkeypatch, url, house, found):
    if house:
        monkeypatch.setenv("FANBELT_LAN", house)

    assert here.address_outside(url) == found
