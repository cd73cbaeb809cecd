"""Codes for friends and invitations: what counts, and what is refused with its reason."""

from datetime import UTC, datetime, timedelta

import pytest

from core.triggers.referral import code as code_of
from db import imports, invitations, referrals
from db.erasure import erase
from db.invitations import NoSuchInvitation
from db.referrals import NotReferred

FILE = """
order_no,email,ordered_at,total,void
1,ana@example.com,2026-04-01,5000,
2,ben@example.com,2026-04-02,3000,
3,ben@example.com,2026-04-09,3000,
4,cleo@example.com,2026-04-03,3000,yes
5,,2026-04-03,3000,
6,ana@example.com,2026-04-05,100,
"""
TWICE = "order_no,email,ordered_at,total\n2,dora@example.com,2026-04-02,3000\n"
AT, LOCAL = datetime(2026, 4, 6, tzinfo=UTC), datetime(2026, 4, 6, 9)  # noqa: DTZ001 - shop-local
CODE, OTHER = code_of(12_345), code_of(999)


@pytest.fixture
def customer(engine):
    def run(order_no):
        asked = "SELECT customer_id FROM order_state WHERE order_no = ?"
        with engine.connect() as connection:
            return connection.exec_driver_sql(asked, (order_no,)).scalar()

    return run


@pytest.fixture
def ana(upload, saving, shop, customer):
    """The number of the import of the orders; Ana has a code."""
    number = upload(FILE)
    saving(lambda s: referrals.give(s, shop, customer("1"), code=CODE, at=AT, by=None))
    return number


@pytest.fixture
def link(saving, shop):
    def run(order_no, code=CODE):
        saving(lambda s: referrals.link(s, shop, code=code, order_no=order_no, at=AT, by=None))

    return run


@pytest.fixture
def listed(engine, shop):
    def run(**asked):
        with engine.connect() as connection:
            return referrals.listed(connection, shop, **asked)

    return run


def test_the_first_order_of_a_friend_counts_for_the_code(ana, link, listed, customer):
    assert listed()["order_no"].isna().all()
    link(" 2 ", CODE.lower()[:3] + "-" + CODE[3:])
    row = listed(customer=customer("1")).iloc[0]

    assert (row.code, row.order_no, row.friend, row.void) == (CODE, "2", customer("2"), 0)


@pytest.mark.parametrize(
    ("order_no", "code", "why"),
    [
        ("2", CODE[:-1] + ("2" if CODE[-1] != "2" else "3"), "mistyped"),
        ("2", "", "mistyped"),
        ("2", OTHER, "unknown_code"),
        ("99", CODE, "unknown_order"),
        ("4", CODE, "cancelled"),
        ("5", CODE, "nobody"),
        ("6", CODE, "oneself"),
        ("1", CODE, "oneself"),
        ("3", CODE, "not_first"),
    ],
)
def test_what_does_not_count_says_why(ana, link, listed, order_no, code, why):
    with pytest.raises(NotReferred) as caught:
        link(order_no, code)

    assert caught.value.code == why
    assert listed()["order_no"].isna().all()


def test_an_order_counts_once(ana, link):
    link("2")
    with pytest.raises(NotReferred, match="taken"):
        link("2")


def test_an_order_number_of_two_sources_is_not_guessed(ana, upload, link):
    upload(TWICE, source="shopify")
    with pytest.raises(NotReferred, match="two_orders"):
        link("2")


def test_a_referral_survives_undoing_and_repeating_the_import(
    ana, link, listed, upload, saving, shop
):
    link("2")
    before = listed()
    saving(lambda s: imports.undo(s, shop, ana))
    assert (listed()["order_no"].tolist(), listed()["friend"].isna().all()) == (["2"], True)
    upload(FILE)

    assert listed().equals(before)


def test_the_code_of_an_erased_person_leads_nowhere(ana, link, saving, shop, customer):
    saving(lambda s: erase(s, shop, customer("1"), at=AT))
    with pytest.raises(NotReferred, match="unknown_code"):
        link("2")


# Invitations


@pytest.fixture
def invite(saving, shop, customer):
    def run(at=LOCAL, rule="C5"):
        who = customer("1")
        saving(lambda s: invitations.invite(s, shop, who, rule=rule, at=at))

    return run


@pytest.fixture
def invited(engine, shop):
    def run():
        with engine.connect() as connection:
            return invitations.listed(connection, shop)

    return run


def test_an_invitation_goes_from_invited_to_attended(ana, invite, invited, saving, shop, engine):
    invite()
    invite()
    assert invited()["state"].tolist() == ["invited"]
    number = int(invited()["id"].iloc[0])
    for state, kind in (
        ("accepted", "invitation"),
        ("attended", "event"),
        ("declined", "invitation"),
    ):
        saving(lambda s, state=state: invitations.settle(s, shop, number, state=state))
        assert invited()["state"].tolist() == [state]
        with engine.connect() as connection:
            asked = "SELECT kind FROM event WHERE id = ?"
            assert connection.exec_driver_sql(asked, (number,)).scalar() == kind
    invite(LOCAL + timedelta(days=200))
    assert invited()["state"].tolist() == ["invited", "declined"]


def test_only_what_is_an_invitation_is_settled(ana, invite, invited, saving, shop):
    with pytest.raises(NoSuchInvitation):
        saving(lambda s: invitations.settle(s, shop, 4711, state="accepted"))
    invite()
    number = int(invited()["id"].iloc[0])
    with pytest.raises(ValueError, match="state"):
        saving(lambda s: invitations.settle(s, shop, number, state="maybe"))
