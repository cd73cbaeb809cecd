"""What customers did beside buying, as the scores and the ranks read it."""

from datetime import datetime

import pytest

from db import acts, merges
from db.tables import Event, Referral, Referred

ORDERS = """
order_no,email,ordered_at,total,status,void
1,ana@example.com,2026-04-01,5000,paid,
2,ben@example.com,2026-04-02,3000,paid,
3,cleo@example.com,2026-04-03,3000,cancelled,yes
"""


@pytest.fixture
def ids(engine, upload):
    upload(ORDERS)
    with engine.connect() as connection:
        asked = connection.exec_driver_sql("SELECT order_no, customer_id FROM order_state")
        return dict(map(tuple, asked))


@pytest.fixture
def happened(saving, shop):
    def note(customer, kind, value=None, at="2026-05-01 10:00"):
        row = Event(shop_id=shop, kind=kind, at=datetime.fromisoformat(at), value=value)
        row.customer_id = customer
        saving(lambda session: session.add(row))

    return note


@pytest.fixture
def known(engine, shop):
    def read():
        with engine.connect() as connection:
            found = acts.acts(connection, shop)
        return list(zip(found["customer"], found["kind"], found["value"], strict=True))

    return read


def test_acts_come_oldest_first_and_other_events_are_left_out(ids, happened, known):
    happened(ids["2"], "review", at="2026-06-01")
    happened(ids["1"], "feedback", at="2026-05-01")
    happened(ids["1"], "visited")

    assert [(who, kind) for who, kind, _ in known()] == [
        (ids["1"], "feedback"),
        (ids["2"], "review"),
    ]


@pytest.mark.parametrize(("value", "answer"), [({"score": 9}, 9.0), (7, 7.0)])
def test_an_answer_is_a_number(ids, happened, known, value, answer):
    happened(ids["1"], "recommendation", value)

    assert known() == [(ids["1"], "recommendation", answer)]


@pytest.mark.parametrize("value", [None, {"score": 11}, {"score": 3.5}, {"score": "nine"}, {}])
def test_what_is_no_answer_is_none(ids, happened, known, value):
    happened(ids["1"], "recommendation", value)

    assert known() == []


def test_a_friend_who_bought_counts_until_the_order_is_cancelled(saving, shop, ids, known):
    def hand_out(session):
        session.add(Referral(shop_id=shop, code="ABC", customer_id=ids["1"]))
        session.flush()
        for number in ("2", "3"):
            session.add(Referred(shop_id=shop, referral_id=1, source="base", order_no=number))

    saving(hand_out)

    assert [(who, kind) for who, kind, _ in known()] == [(ids["1"], "referral")]


def test_the_version_moves_with_every_act_and_every_merge(engine, saving, shop, ids, happened):
    def version():
        with engine.connect() as connection:
            return acts.version(connection, shop)

    seen = {version()}
    happened(ids["1"], "review")
    seen.add(version())
    saving(lambda s: merges.say(s, shop, ids["1"], ids["2"], state="one"))
    seen.add(version())

    assert len(seen) == 3
