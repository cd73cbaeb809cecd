"""Uploads fold into one state; undo takes exactly one of them out again."""

from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlmodel import Session

from core.intake import Refused
from db import imports, shops
from db.histories import order_columns
from db.orders import LOGICAL, first_shown, folded

FIRST = """
order_no,email,ordered_at,total,status
1,ana@example.com,2026-04-01,5000,paid
2,ben@example.com,2026-04-02,3000,paid
"""
CANCELLED = """
order_no,email,ordered_at,total,status,void
2,ben@example.com,2026-04-02,3000,cancelled,yes
3,ana@example.com,2026-04-20,1000,paid,
"""


@pytest.fixture
def state(engine, shop):
    """What the shop shows: every table that an upload may touch, without row numbers."""

    def read():
        with engine.connect() as connection:
            run = connection.exec_driver_sql
            return {
                "orders": run(
                    "SELECT order_no, status, void, void_on, total, net, refund, refund_on,"
                    " customer_id FROM order_state ORDER BY source, order_no"
                ).fetchall(),
                "customers": run(
                    "SELECT k.hash, k.customer_id FROM identity_key k"
                    " WHERE k.customer_id IS NOT NULL ORDER BY k.hash"
                ).fetchall(),
                "lines": run(
                    "SELECT s.order_no, l.position, l.amount FROM order_line l"
                    " JOIN order_state s ON s.lines_of = l.fact_id ORDER BY 1, 2"
                ).fetchall(),
                "contacts": run("SELECT count(*) FROM contact").scalar(),
                "currency": run("SELECT value FROM setting").fetchall(),
            }

    return read


def test_a_newer_file_turns_a_paid_order_into_a_cancelled_one(upload, state):
    upload(FIRST, "2026-04-10")
    upload(CANCELLED, "2026-04-30")

    orders = {row[0]: row for row in state()["orders"]}

    assert orders["2"][1:4] == ("cancelled", 1, "2026-04-30")  # effective when first shown
    assert len(orders) == 3


def test_an_order_is_first_shown_by_the_oldest_file_that_holds_it(upload, engine, shop):
    upload(CANCELLED, "2026-04-30")
    upload(FIRST, "2026-04-10")
    with engine.connect() as connection:
        asked = "SELECT id, order_no FROM order_state"
        number = {row[1]: row[0] for row in connection.exec_driver_sql(asked)}
        found = first_shown(connection, shop, numbers=[*number.values(), 10**6])
        assert first_shown(connection, shop, numbers=[]).empty

    days = dict(zip(found["id"], found["day"], strict=True))
    assert {no: days[number[no]] for no in number} == {
        "1": "2026-04-10", "2": "2026-04-10", "3": "2026-04-30"
    }  # fmt: skip
    assert len(found) == 3


def test_an_order_nobody_saw_valid_is_void_from_its_own_day(upload, state):
    upload(CANCELLED, "2026-04-30")

    assert state()["orders"][0][:4] == ("2", "cancelled", 1, "2026-04-02")


def test_an_older_file_uploaded_later_does_not_win(upload, state):
    upload(CANCELLED, "2026-04-30")
    upload(FIRST, "2026-04-10")

    orders = {row[0]: row for row in state()["orders"]}

    assert orders["2"][1:4] == ("cancelled", 1, "2026-04-30")


def test_undo_leaves_what_was_there_before(upload, state, saving, shop):
    upload(FIRST, "2026-04-10")
    before = state()
    second = upload(CANCELLED, "2026-04-30")
    assert state() != before

    saving(lambda session: imports.undo(session, shop, second))

    assert state() == before


def test_undoing_the_older_of_two_is_as_if_only_the_newer_had_come(upload, state, saving, shop):
    first = upload(FIRST, "2026-04-10")
    upload(CANCELLED, "2026-04-30")

    saving(lambda session: imports.undo(session, shop, first))

    orders = state()["orders"]
    assert [row[0] for row in orders] == ["2", "3"]
    assert orders[0][3] == "2026-04-02"  # nobody saw it valid any more


def test_undoing_everything_leaves_nothing(upload, state, saving, shop):
    only = upload(FIRST)

    saving(lambda session: imports.undo(session, shop, only))

    assert state() == {
        "orders": [], "customers": [], "lines": [], "contacts": 0, "currency": []
    }  # fmt: skip


def test_an_import_can_be_undone_only_once(upload, saving, shop):
    only = upload(FIRST)
    saving(lambda session: imports.undo(session, shop, only))

    with pytest.raises(imports.NoSuchImport):
        saving(lambda session: imports.undo(session, shop, only))


def test_a_file_that_joins_two_customers_parts_them_again_when_undone(upload, state, saving, shop):
    upload("order_no,member,email,ordered_at,total\n1,7,,2026-04-01,5\n2,,a@b.jp,2026-04-02,6\n")
    before = state()
    joined = upload("order_no,member,email,ordered_at,total\n3,7,a@b.jp,2026-04-03,7\n")
    assert len({row[-1] for row in state()["orders"]}) == 1

    saving(lambda session: imports.undo(session, shop, joined))

    assert state() == before


def test_nothing_is_stored_when_the_upload_is_cancelled_midway(
    upload, state, saving, shop, monkeypatch
):
    upload(FIRST)
    before = state()
    monkeypatch.setattr(imports, "rejoin", lambda *_: 1 / 0)

    with pytest.raises(ZeroDivisionError):
        upload(CANCELLED)

    assert state() == before


def test_a_blank_in_a_newer_file_keeps_what_an_older_one_said(upload, state):
    upload("order_no,email,ordered_at,total\n1,a@b.jp,2026-04-01,5000\n", "2026-04-10")
    upload("order_no,email,ordered_at,total\n1,,2026-04-01,\n", "2026-04-20")

    (order,) = state()["orders"]
    assert order[4] == 5000
    assert order[-1] is not None


def test_the_history_reads_what_was_stored(upload, engine, shop):
    upload(
        """
        order_no,email,ordered_at,total,refund,points_own,void
        1,ana@example.com,2026-04-01 10:00:05,5000,500,100,
        2,ben@example.com,2026-04-02,3000,,,yes
        """,
        "2026-04-30",
    )

    columns = order_columns(engine, shop, complete={"base"})

    assert columns.net.tolist() == [5000, 3000]
    assert columns.refund.tolist() == [500, 0]
    assert columns.points_own.tolist() == [100, 0]
    assert columns.second.tolist() == [36005, 0]
    assert (columns.void_day < np.iinfo(np.int32).max).tolist() == [False, True]
    assert columns.day[1] - columns.day[0] == 1
    assert columns.complete_sources == {0}


def test_a_shop_sees_only_its_own_orders(upload, engine, saving):

    upload(FIRST)
    other = saving(lambda session: shops.create(session, "Umi").id)

    assert order_columns(engine, other, complete=()).customer.size == 0


showing = st.lists(
    st.lists(
        st.tuples(
            st.sampled_from("abc"), st.booleans(), st.sampled_from([None, "2026-03-05"]),
            st.sampled_from([None, 0, 70]),
        ),
        max_size=3, unique_by=lambda row: row[0],
    ),
    min_size=1, max_size=4,
)  # fmt: skip


@given(showing)
@settings(max_examples=60)
def test_the_fold_agrees_with_reading_the_files_one_by_one(files):
    """Twin: keep a dict per order, overwrite what the next file says."""

    rows, expected = [], {}
    for number, file in enumerate(files):
        as_of = f"2026-04-{number + 1:02d}"
        for order_no, void, void_on, refund in file:
            rows.append(
                dict.fromkeys(LOGICAL) | {
                    "id": len(rows), "source": "base", "order_no": order_no,
                    "ordered_at": "2026-03-01 00:00:00.000000", "as_of": as_of,
                    "void": void, "void_on": void_on, "refund": refund,
                }
            )  # fmt: skip
            old = expected.get(order_no)
            new = dict(old or {"void": False, "refund": None, "dated": None, "since": None})
            if void and not new["void"]:
                new["since"] = as_of if old else "2026-03-01"
            if void and void_on:
                new["dated"] = void_on
            new["void"] = void
            new["refund"] = new["refund"] if refund is None else refund
            expected[order_no] = new
    if not rows:
        return
    table = pd.DataFrame(rows)

    found = folded(table).set_index("order_no")

    for order_no, order in expected.items():
        assert bool(found.loc[order_no, "void"]) == order["void"]
        wanted = (order["dated"] or order["since"]) if order["void"] else None
        assert (found["void_on"].astype(object).where(found["void_on"].notna(), None))[
            order_no
        ] == wanted
        refund = found.loc[order_no, "refund"]
        assert (None if pd.isna(refund) else refund) == order["refund"]


def test_changes_say_what_a_newer_file_would_do(upload, engine, shop, intake_of):
    upload(FIRST, "2026-04-10")

    with Session(engine) as session:
        found = imports.changes(session, shop, intake=intake_of(CANCELLED), sha256="other")
        again = imports.changes(session, shop, intake=intake_of(FIRST), sha256=FIRST)

    assert (found.new, found.unchanged, found.already) == (1, 0, None)
    assert found.changed.to_dict("records") == [
        {"order_no": "2", "what": "void", "before": "paid", "after": "cancelled"}
    ]
    assert (again.new, again.unchanged) == (0, 2)
    assert again.already is not None


def test_a_newer_file_that_says_the_same_keeps_the_state_and_can_be_undone(
    upload, state, saving, shop
):
    upload(FIRST, "2026-04-10")
    before = state()
    again = upload(FIRST + "4,cleo@example.com,2026-04-09,900,paid\n", "2026-04-11")
    assert [row[0] for row in state()["orders"]] == ["1", "2", "4"]

    saving(lambda session: imports.undo(session, shop, again))

    assert state() == before


def test_a_file_in_another_currency_is_refused_until_the_first_is_taken_back(
    upload, saving, shop, intake_of
):
    first = upload(FIRST)
    dollars = intake_of(CANCELLED)
    dollars = replace(dollars, understood=replace(dollars.understood, currency="USD"))
    answers = imports.Answers(as_of=date(2026, 4, 30), sha256="usd")

    def store(session):
        return imports.store(
            session, shop, intake=dollars, answers=answers, progress=lambda *_: None
        )

    with pytest.raises(Refused, match="other_currency"):
        saving(store)
    saving(lambda session: imports.undo(session, shop, first))

    assert saving(store) > first
