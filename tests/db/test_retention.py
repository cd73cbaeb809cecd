"""Names of customers silent for long go, and come back only when they do."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pandas as pd
import pytest
from sqlmodel import Session, select

from db import consents, documents, imports, retention, shops
from db.tables import Contact, Event

OLD = "order_no,email,ordered_at,total\n1,ana@example.com,2022-03-31,5000\n"
NEW = "order_no,email,ordered_at,total\n2,ben@example.com,2026-03-20,3000\n"
BOTH = OLD + NEW.partition("\n")[2]


@pytest.fixture
def upload(saving, shop, intake_of):
    """Store a table; everybody in it is called by the order number."""

    def run(table, as_of="2026-03-31", shop=shop, **columns):
        intake = intake_of(table)
        contacts = intake.contacts.assign(name="Name " + intake.orders["order_no"], **columns)
        said = imports.Answers(as_of=date.fromisoformat(as_of))
        return saving(
            lambda s: imports.store(
                s, shop, intake=replace(intake, contacts=contacts), answers=said,
                progress=lambda *_: None,
            )
        )  # fmt: skip

    return run


@pytest.fixture
def keep(saving, shop):
    """Settle the months and apply them; how many customers lost their contact data."""

    def run(months):
        def work(session):
            retention.keep_for(session, shop, months)
            return retention.apply(session, shop)

        return saving(work)

    return run


@pytest.fixture
def named(engine, shop):
    def read(shop=shop):
        with Session(engine) as session:
            found = session.exec(select(Contact.name).where(Contact.shop_id == shop))
            return sorted(name for name in found if name)

    return read


@pytest.fixture
def silent(engine, saving, shop):
    """How many are silent for so many months."""

    def count(months, shop=shop):
        def work(session):
            before = retention.silent_since(session, shop, months)
            return len(retention.silent(session.connection(), shop, before=before))

        return saving(work)

    return count


def test_nothing_goes_until_it_was_settled(upload, saving, shop, named):
    upload(BOTH)
    assert saving(lambda s: retention.months(s, shop)) is None
    assert saving(lambda s: retention.apply(s, shop)) == 0
    assert named() == ["Name 1", "Name 2"]


def test_what_is_counted_before_is_what_goes(upload, silent, keep, named):
    upload(BOTH)
    assert silent(36) == 1
    assert keep(36) == 1
    assert named() == ["Name 2"]
    assert silent(36) == 0  # nothing is left to go


@pytest.mark.parametrize(("months", "gone"), [(47, 1), (48, 0), (49, 0)])
def test_the_last_day_is_kept(upload, silent, months, gone):
    """Ordered on 31 March 2022, seen from 31 March 2026: exactly 48 months."""
    upload(BOTH)
    assert silent(months) == gone


def test_a_file_out_of_date_makes_nobody_silent(upload, silent):
    """Two years of not uploading: nothing shows that the customers were silent."""
    upload(NEW, "2026-03-31")
    assert silent(1) == 0


def test_the_customer_and_the_orders_stay(upload, keep, engine):
    upload(BOTH)
    read = "SELECT order_no, customer_id, total FROM order_state ORDER BY order_no"
    with engine.connect() as connection:
        before = connection.exec_driver_sql(read).fetchall()
        keep(36)
        assert connection.exec_driver_sql(read).fetchall() == before


def test_a_later_file_brings_no_silent_name_back(upload, keep, named):
    upload(BOTH)
    keep(36)
    upload(BOTH, "2026-04-30")
    assert named() == ["Name 2", "Name 2"]


def test_a_returning_customer_is_known_again_by_name(upload, keep, named, engine):
    upload(BOTH)
    keep(36)
    again = OLD.replace("1,ana", "3,ana").replace("2022-03-31", "2026-04-20")
    upload(again, "2026-04-30")
    assert named() == ["Name 2", "Name 3"]
    with engine.connect() as connection:
        customers = connection.exec_driver_sql(
            "SELECT count(DISTINCT customer_id) FROM order_state WHERE order_no IN ('1', '3')"
        )
        assert customers.scalar() == 1  # the same person as before


def test_keeping_them_again_stops_it(upload, keep, named):
    upload(BOTH)
    keep(36)
    assert keep(None) == 0
    upload(BOTH, "2026-04-30")
    assert named() == ["Name 1", "Name 2", "Name 2"]


def test_an_act_or_a_word_is_a_sign_of_life(upload, silent, saving, shop, engine):
    upload(BOTH)
    with engine.connect() as connection:
        ana = connection.exec_driver_sql(
            "SELECT customer_id FROM order_state WHERE order_no = '1'"
        ).scalar()
    at = datetime(2025, 12, 1, tzinfo=UTC).replace(tzinfo=None)
    saving(lambda s: s.add(Event(shop_id=shop, kind="visit", at=at, customer_id=ana)))
    assert silent(36) == 0
    assert silent(3) == 1
    saving(
        lambda s: consents.agree(
            s, shop, customer=ana, channel="line", at=at.replace(year=2026), source="phone"
        )
    )
    assert silent(3) == 0


def test_a_consent_in_a_file_is_no_sign_of_life(upload, silent, saving, shop, intake_of):
    answers = imports.Answers(as_of=date(2026, 3, 31), consent="yes")
    saving(lambda s: imports.store(
        s, shop, intake=intake_of(OLD), answers=answers, progress=lambda *_: None))  # fmt: skip
    upload(BOTH)
    assert silent(36) == 1


def test_who_never_ordered_is_silent_since_registering(upload, silent, engine, saving):
    upload(BOTH)
    upload("order_no,email,ordered_at,total\n9,cleo@example.com,2026-03-01,1\n",
           registered_at=pd.Timestamp("2021-05-05"))  # fmt: skip
    assert silent(36) == 1
    saving(lambda s: s.connection().exec_driver_sql(
        "UPDATE order_state SET customer_id = NULL WHERE order_no = '9'"))  # fmt: skip
    assert silent(36) == 2


def test_another_shop_keeps_its_names(upload, keep, named, saving):
    other = saving(lambda session: shops.create(session, "Umi").id)
    upload(BOTH)
    upload(BOTH, shop=other)
    keep(36)
    assert named(other) == ["Name 1", "Name 2"]
    assert saving(lambda s: retention.months(s, other)) is None
    assert saving(lambda s: documents.newest(s, other, kind="privacy")) == {}


def test_a_shop_without_orders_has_nobody_silent(keep):
    assert keep(1) == 0
