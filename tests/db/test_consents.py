"""What was said about being contacted: folded from files and staff, opt-outs above all."""

from dataclasses import replace
from datetime import UTC, date, datetime

import numpy as np
import pandas as pd
import pytest
from sqlmodel import Session, select

from core.consent import CHANNELS, REASONS, standing
from db import consents, imports, shops
from db.consents import NoSuchCustomer
from db.tables import IdentityKey, Suppression

AT = datetime(2026, 5, 10, 3, 0, tzinfo=UTC)
LATER = (date(2026, 12, 31) - date(1970, 1, 1)).days
ANA = "order_no,email,ordered_at,total\n1,ana@example.com,2026-04-01,5000\n"
MEMBER = "order_no,member,ordered_at,total\n2,7,2026-04-05,900\n"
BOTH = "order_no,member,email,ordered_at,total\n3,7,ana@example.com,2026-04-06,700\n"
FAMILY = (
    "order_no,member,email,ordered_at,total\n"
    "1,7,home@example.com,2026-04-01,5\n2,8,home@example.com,2026-04-02,6\n"
)


@pytest.fixture
def customer(engine, shop):
    """The number of the customer who has an order of this number."""

    def find(order_no, shop=shop):
        with engine.connect() as connection:
            return connection.exec_driver_sql(
                "SELECT customer_id FROM order_state WHERE shop_id = ? AND order_no = ?",
                (shop, str(order_no)),
            ).scalar()

    return find


@pytest.fixture
def why(engine, shop):
    """Why a customer may not be contacted on a channel; "" where nothing stands against it."""

    def look(number, channel="email", *, day=LATER, shop=shop, only=None):
        with engine.connect() as connection:
            known = consents.consents(connection, shop, timezone="Asia/Tokyo", customer=only)
        ids = np.array([number], np.int64)
        found = standing(known, ids, mall=np.zeros(1, bool), day=day)
        return REASONS[found.reason(channel)[0]]

    return look


@pytest.fixture
def opt_out(saving, shop):
    def say(number, channel="email", shop=shop, at=AT):
        saving(lambda s: consents.opt_out(s, shop, customer=number, channel=channel, at=at))

    return say


@pytest.fixture
def agree(saving, shop):
    def say(number, channel="email", shop=shop):
        at = datetime(2026, 6, 1, 9, 30, tzinfo=UTC).replace(tzinfo=None)
        saving(
            lambda s: consents.agree(
                s, shop, customer=number, channel=channel, at=at, source="on the phone"
            )
        )

    return say


def test_nothing_is_known_until_somebody_says_it(upload, customer, why):
    upload(ANA)
    assert why(customer(1)) == "not_asked"


def test_the_claim_of_the_owner_holds_for_everybody_in_the_file(upload, customer, why):
    upload(ANA, consent="yes", consent_source="tick box", consent_on=date(2025, 1, 1))
    assert why(customer(1)) == ""
    assert why(customer(1), "newsletter") == "not_asked"
    assert why(customer(1), day=(date(2024, 12, 31) - date(1970, 1, 1)).days) == "not_asked"


def test_a_newer_file_that_says_no_closes_what_an_older_one_opened(upload, customer, why):
    upload(ANA, consent="yes", consent_on=date(2025, 1, 1))
    upload(ANA, "2026-05-30", consent="no")
    assert why(customer(1)) == "said_no"


@pytest.fixture
def upload_column(saving, shop, intake_of):
    """Store an upload whose column says of each person: agreed, and since when."""

    def run(table, said, since, as_of):
        intake = intake_of(table)
        contacts = intake.contacts.assign(
            consent_email=pd.array(said, "boolean"), consent_at=pd.to_datetime(since)
        )
        answers = imports.Answers(as_of=date.fromisoformat(as_of), consent="column")
        saving(
            lambda s: imports.store(
                s,
                shop,
                intake=replace(intake, contacts=contacts),
                answers=answers,
                progress=lambda *_: None,
            )
        )

    return run


def test_a_column_says_it_for_each_person_and_since_when(upload_column, engine, shop):
    three = ANA + "2,ben@example.com,2026-04-01,5\n3,cleo@example.com,2026-04-01,5\n"
    upload_column(three, [True, None, True], ["2025-03-04 05:06:07", None, None], "2026-04-30")
    with engine.connect() as connection:
        said = consents.words(connection, shop)
    assert said["agreed"].tolist() == [1, 1]
    assert [at[:19] for at in said["at"]] == ["2025-03-04 05:06:07", "2026-04-30 00:00:00"]
    assert set(said["source"]) == {"base"}


def test_a_no_in_a_column_holds_from_the_file_that_showed_it(upload_column, customer, why):
    """The platform keeps the day of the last yes: it must not make the no older than that yes."""
    upload_column(ANA, [True], [None], "2026-04-10")
    upload_column(ANA, [False], ["2025-03-04"], "2026-05-10")
    assert why(customer(1)) == "said_no"


def test_an_older_word_uploaded_later_does_not_win(upload, customer, why):
    upload(ANA, "2026-05-30", consent="no")
    upload(ANA, "2026-04-10", consent="yes", consent_on=date(2025, 1, 1))
    assert why(customer(1)) == "said_no"


def test_the_words_of_an_upload_go_with_its_undo(upload, customer, why, saving, shop):
    upload(ANA)
    second = upload(ANA, consent="yes", consent_on=date(2025, 1, 1))
    assert why(customer(1)) == ""
    saving(lambda session: imports.undo(session, shop, second))
    assert why(customer(1)) == "not_asked"


@pytest.mark.parametrize("channel", CHANNELS)
def test_an_opt_out_wins_over_every_later_upload(upload, customer, why, opt_out, channel):
    upload(ANA, consent="yes")
    opt_out(customer(1), channel)
    upload(ANA, "2027-01-01", consent="yes")
    upload(ANA, "2027-01-02", consent="yes", consent_on=date(2026, 12, 30))
    assert why(customer(1), channel) == "opted_out"


def test_an_opt_out_survives_the_undo_and_the_same_file_again(
    upload, customer, why, opt_out, saving, shop
):
    first = upload(ANA, consent="yes")
    opt_out(customer(1))
    saving(lambda session: imports.undo(session, shop, first))
    upload(ANA, consent="yes")
    assert why(customer(1)) == "opted_out"


def test_an_opt_out_holds_from_the_shops_own_day(upload, customer, why, opt_out):
    upload(ANA, consent="yes", consent_on=date(2025, 1, 1))
    opt_out(customer(1), at=datetime(2026, 5, 9, 15, 30, tzinfo=UTC))  # 10 May in Tokyo
    day = (date(2026, 5, 10) - date(1970, 1, 1)).days
    assert why(customer(1), day=day) == "opted_out"
    assert why(customer(1), day=day - 1) == ""


def test_an_opt_out_is_kept_under_every_key(upload, customer, opt_out, engine, shop):
    upload(BOTH)
    opt_out(customer(3))
    opt_out(customer(3))  # a second tap changes nothing
    with Session(engine) as session:
        kept = session.exec(select(Suppression)).all()
        keys = session.exec(select(IdentityKey)).all()
    assert {(s.key_kind, s.key_source, s.key_hash) for s in kept} == {
        (k.kind, k.source, k.hash) for k in keys
    }
    assert [s.channel for s in kept] == ["email", "email"]
    assert {(s.at, s.source) for s in kept} == {(AT, "staff")}


def test_one_who_said_no_under_one_key_has_said_it_once_both_are_one(
    upload, customer, why, opt_out, saving, shop
):
    """Customers that become one keep the stricter answer, also after they part again."""
    upload(ANA, consent="yes")
    upload(MEMBER, consent="yes")
    opt_out(customer(2))
    assert why(customer(1)) == ""
    joined = upload(BOTH, consent="yes")
    assert customer(1) == customer(2)
    assert why(customer(1)) == "opted_out"
    saving(lambda session: imports.undo(session, shop, joined))
    assert (why(customer(1)), why(customer(2))) == ("", "opted_out")


def test_a_no_in_the_file_of_one_record_holds_for_the_joined_customer(upload, customer, why):
    upload(ANA, "2026-04-01", consent="no")
    upload(MEMBER, "2026-05-01", consent="yes", consent_on=date(2026, 5, 1))
    upload(BOTH, "2026-05-02")
    assert why(customer(1)) == "said_no"


def test_the_same_member_number_of_another_platform_is_another_person(
    upload, customer, why, opt_out
):
    upload(MEMBER, consent="yes", source="base")
    upload(MEMBER.replace("2,7", "9,7"), consent="yes", source="shopify")
    opt_out(customer(2))
    assert why(customer(9)) == ""
    assert why(customer(2)) == "opted_out"


def test_who_shares_an_address_is_not_written_to_once_it_was_refused(
    upload, customer, why, opt_out
):
    upload(FAMILY, consent="yes")
    assert customer(1) != customer(2)
    opt_out(customer(1))
    assert why(customer(2)) == "opted_out"


def test_refusing_an_address_that_counts_as_anothers_holds_for_both(upload, customer, why, opt_out):
    upload(FAMILY, consent="yes")
    opt_out(customer(2))  # the address is a key of the one seen first
    assert (why(customer(1)), why(customer(2))) == ("opted_out", "opted_out")


@pytest.mark.parametrize("channel", CHANNELS)
def test_agreeing_again_takes_the_opt_out_back(upload, customer, why, opt_out, agree, channel):
    upload(ANA, consent="no")
    opt_out(customer(1), channel)
    agree(customer(1), channel)
    expected = "said_no" if channel == "newsletter" else ""  # e-mail is still refused
    assert why(customer(1), channel) == expected


def test_agreeing_says_when_and_where(upload, customer, agree, engine, shop):
    upload(BOTH)
    agree(customer(3), "line")
    with engine.connect() as connection:
        said = consents.words(connection, shop, customer=customer(3))
    assert len(said) == 2  # one under each key
    assert set(said["channel"]) == {"line"}
    assert set(said["at"]) == {"2026-06-01 09:30:00.000000"}
    assert set(said["source"]) == {"on the phone"}
    assert said["import_id"].isna().all()


def test_one_person_is_read_as_all_are(upload, customer, why, opt_out, agree):
    upload(FAMILY, consent="yes")
    upload(ANA.replace("1,ana", "5,ana"), consent="no")
    opt_out(customer(2), "call")
    agree(customer(5), "line")
    for order in (1, 2, 5):
        for channel in CHANNELS:
            number = customer(order)
            assert why(number, channel) == why(number, channel, only=number)


def test_a_customer_the_shop_does_not_have(saving, shop):
    with pytest.raises(NoSuchCustomer) as refused:
        saving(lambda s: consents.opt_out(s, shop, customer=404, channel="email", at=AT))
    assert refused.value.customer == 404


def test_an_unknown_channel_is_refused(upload, customer, opt_out, agree):
    upload(ANA)
    with pytest.raises(ValueError, match="fax"):
        opt_out(customer(1), "fax")
    with pytest.raises(ValueError, match="erased"):
        agree(customer(1), "erased")


def test_every_change_has_its_version(upload, customer, opt_out, agree, saving, shop):
    def version():
        return saving(lambda session: consents.version(session, shop))

    seen = [version()]
    for act in (lambda: upload(ANA), lambda: opt_out(customer(1)), lambda: agree(customer(1)),
                lambda: opt_out(customer(1))):  # fmt: skip
        act()
        seen.append(version())
    assert len(set(seen)) == len(seen)


@pytest.fixture
def other(saving, engine, intake_of):
    """A second shop with the very same order."""
    number = saving(lambda session: shops.create(session, "Umi").id)
    said = imports.Answers(as_of=date(2026, 4, 30), consent="yes")
    saving(
        lambda s: imports.store(
            s, number, intake=intake_of(ANA), answers=said, progress=lambda *_: None
        )
    )
    return number


def test_an_opt_out_stays_in_its_shop(upload, customer, why, opt_out, other):
    upload(ANA, consent="yes")
    opt_out(customer(1))
    assert why(customer(1)) == "opted_out"
    assert why(customer(1, shop=other), shop=other) == ""


def test_a_customer_of_another_shop_cannot_be_touched(upload, customer, opt_out, agree, other):
    upload(ANA)
    theirs = customer(1, shop=other)
    for act in (opt_out, agree):
        with pytest.raises(NoSuchCustomer):
            act(theirs)


def test_the_words_of_another_shop_are_not_read(upload, customer, engine, shop, other):
    upload(ANA)
    with engine.connect() as connection:
        assert consents.words(connection, shop).empty
        assert len(consents.words(connection, other)) == 1
        assert consents.words(connection, shop, customer=customer(1, shop=other)).empty


def test_the_columns_are_read_whole_and_in_order(upload, engine, shop):
    upload(ANA, "2026-05-30", consent="no")
    upload(ANA, "2026-04-10", consent="yes", consent_on=date(2025, 1, 1))
    with engine.connect() as connection:
        said = consents.words(connection, shop)
    assert said["agreed"].tolist() == [1, 0]
    assert pd.to_datetime(said["at"]).is_monotonic_increasing
    assert said["day"].tolist() == [
        (date(2025, 1, 1) - date(1970, 1, 1)).days, (date(2026, 5, 30) - date(1970, 1, 1)).days
    ]  # fmt: skip
