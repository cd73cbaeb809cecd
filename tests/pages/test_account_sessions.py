"""Tickets, sessions and waiting times: what holds, and for how long."""

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import select

from db.tables import Shop, User
from pages.shared.store import people, shops
from pages.shared.store.base import data_dir, saving

START = datetime(2026, 11, 21, 9, tzinfo=UTC)


class Clock:
    """A clock that the test moves."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        return self.now

    def move(self, **length: float) -> None:
        self.now += timedelta(**length)


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    moved = Clock()
    monkeypatch.setattr(people, "wall", moved)
    return moved


def ticket_for(owner, path="/journey", door="door"):
    return people.issue_ticket(owner, path=path, door=door)


def swap(ticket, door="door", **more):
    return people.open_session(ticket, door=door, user_agent="browser", **more)


def change_user(owner, **fields):
    with saving() as session:
        user = session.exec(select(User).where(User.id == owner)).one()
        for name, value in fields.items():
            setattr(user, name, value)
        session.add(user)


def test_a_ticket_is_swapped_for_a_session_and_the_page_asked_for(owner):
    token, path = swap(ticket_for(owner))

    assert path == "/journey"
    assert people.live(token).person.username == "hana"


def test_a_ticket_is_good_once(owner):
    ticket = ticket_for(owner)

    assert swap(ticket) is not None
    assert swap(ticket) is None


def test_a_ticket_is_good_for_a_minute(owner, clock):
    in_time, late = ticket_for(owner), ticket_for(owner)
    clock.move(seconds=59)
    assert swap(in_time) is not None
    clock.move(seconds=1)
    assert swap(late) is None


def test_a_ticket_is_good_only_in_the_browser_it_was_made_for(owner):
    ticket = ticket_for(owner)

    assert swap(ticket, door="another") is None
    assert swap(ticket) is not None


@pytest.mark.parametrize("garbage", ["", "x", "あ", "\udcff", "a" * 100_000])
def test_garbage_is_neither_a_ticket_nor_a_session(owner, garbage):
    assert swap(garbage) is None
    assert people.live(garbage) is None


def test_a_session_ends_after_seven_idle_days(owner, clock):
    token, _ = swap(ticket_for(owner))
    clock.move(days=6, hours=23)
    assert people.live(token)
    clock.move(days=6, hours=23)
    assert people.live(token)
    clock.move(days=7, minutes=1)
    assert people.live(token) is None


def test_a_session_ends_after_thirty_days_however_much_it_is_used(owner, clock):
    token, _ = swap(ticket_for(owner))
    for _ in range(29):
        clock.move(days=1)
        assert people.live(token)
    clock.move(days=1)
    assert people.live(token) is None


@pytest.mark.parametrize("change", [{"active": False}, {"epoch": 1}])
def test_deactivating_or_raising_the_epoch_ends_every_session(owner, change):
    first, second = swap(ticket_for(owner))[0], swap(ticket_for(owner))[0]
    change_user(owner, **change)

    assert people.live(first) is None
    assert people.live(second) is None


def test_a_ticket_of_a_deactivated_person_opens_nothing(owner):
    ticket = ticket_for(owner)
    change_user(owner, active=False)

    assert swap(ticket) is None


def test_signing_out_ends_this_session_and_no_other(owner):
    first, second = swap(ticket_for(owner))[0], swap(ticket_for(owner))[0]
    people.close_session(first)

    assert people.live(first) is None
    assert people.live(second)


def test_signing_in_again_ends_the_session_the_browser_had(owner):
    before, _ = swap(ticket_for(owner))
    after, _ = swap(ticket_for(owner), replaces=before)

    assert people.live(before) is None
    assert people.live(after)


def test_tokens_are_long_and_never_the_same(owner):
    opened = [swap(ticket_for(owner))[0] for _ in range(20)]
    tickets = [ticket_for(owner) for _ in range(20)]

    assert len({*opened, *tickets}) == 40
    assert {len(token) for token in (*opened, *tickets)} == {43}  # 32 random bytes, 256 bits


def test_the_database_holds_no_token_no_ticket_and_no_password(owner):
    ticket = ticket_for(owner)
    token, _ = swap(ticket_for(owner))
    people.record_failure("my-password-in-the-wrong-field", "local")

    held = "\n".join(sqlite3.connect(data_dir() / "fanbelt.db").iterdump())

    assert "hana" in held
    for secret in (ticket, token, "correct horse", "my-password"):
        assert secret not in held


def test_the_wait_grows_with_each_wrong_password_after_five(clock):
    waits = []
    for _ in range(13):
        people.record_failure("hana", "local")
        waits.append(people.wait_s("hana", "local"))

    assert waits == [0, 0, 0, 0, 15, 30, 60, 120, 240, 480, 900, 900, 900]
    clock.move(seconds=899)
    assert people.wait_s("hana", "local") == 1
    clock.move(seconds=1)
    assert people.wait_s("hana", "local") == 0


def test_guessing_one_name_from_one_place_shuts_out_nobody_else():
    for _ in range(10):
        people.record_failure("hana", "192.0.2.1")

    assert people.wait_s("hana", "192.0.2.1") > 0
    assert people.wait_s("hana", "local") == 0
    assert people.wait_s("ken", "192.0.2.1") == 0


def test_one_place_guessing_many_names_has_to_wait():
    for n in range(20):
        people.record_failure(f"name{n}", "192.0.2.1")

    assert people.wait_s("fresh", "192.0.2.1") > 0
    assert people.wait_s("fresh", "local") == 0


def test_many_places_guessing_one_name_have_to_wait():
    for n in range(50):
        people.record_failure("hana", f"192.0.2.{n}")

    assert people.wait_s("hana", "local") > 0
    assert people.wait_s("ken", "local") == 0


def test_wrong_passwords_are_forgotten_after_a_day_and_after_signing_in(clock):
    for _ in range(8):
        people.record_failure("hana", "local")
    people.forget_failures("hana")
    assert people.wait_s("hana", "local") == 0

    for _ in range(8):
        people.record_failure("hana", "local")
    clock.move(days=1)
    people.record_failure("hana", "local")
    assert people.wait_s("hana", "local") == 0


def test_two_tabs_create_one_owner():
    def create(name):
        try:
            return people.create_owner(name, name, password="long enough", language="ja")
        except people.Refused as refusal:
            return refusal.code

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(create, [f"tab{n}" for n in range(8)]))

    assert answers.count("owner_exists") == 7
    with saving() as session:
        assert len(session.exec(select(User)).all()) == 1
        assert len(session.exec(select(Shop)).all()) == 1


def test_the_first_owner_takes_over_the_shop_that_was_set_up_before():
    shops_before = shops.create("set up by import")
    owner = people.create_owner("花屋", "hana", password="long enough", language="ja")

    places = people.places(owner)
    assert [(place.shop_id, place.name, place.role) for place in places] == [
        (shops_before, "花屋", "owner")
    ]


@pytest.mark.parametrize(
    ("password", "refused"),
    [
        ("1234567", "password_short"),
        ("  1234567  ", "password_short"),
        ("qz7-4kxw", None),
        ("あ" * 8, None),
        ("あ" * 24, None),
        ("あ" * 25, "password_long"),
        ("x" * 72, None),
        ("x" * 73, "password_long"),
    ],
)
def test_a_password_has_eight_characters_and_at_most_72_bytes(password, refused):
    if refused is None:
        assert people.require_password(password) == password
    else:
        with pytest.raises(people.Refused, match=refused):
            people.require_password(password)


@pytest.mark.parametrize("username", ["", "   ", "x" * 101, "a\nb", "a\u200bb"])
def test_a_user_name_can_be_read_and_typed(username):
    with pytest.raises(people.Refused, match="username"):
        people.create_owner("shop", username, password="long enough", language="ja")


def test_a_user_name_is_the_same_in_full_width_and_in_capitals():
    people.create_owner("shop", "ＨＡＮＡ＠example.jp ", password="long enough", language="ja")

    assert people.number_of("hana@example.jp") is not None
