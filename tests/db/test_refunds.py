"""A refund in a later file lowers the sale of an earlier one, and never takes its place."""

import csv
import io
import random
from datetime import date

import pytest

from core.intake import Options, Upload, read
from db import imports
from db.imports import Answers, store

HEADINGS = [
    *("Date", "Time", "Time Zone", "Gross Sales", "Discounts", "Net Sales", "Tax", "Tip"),
    *("Total Collected", "Fees", "Transaction ID", "Payment ID", "Event Type", "Customer ID"),
    "Customer Name",
]


def row(number, day, cents, kind="Payment"):
    amount = f"{'-' if cents < 0 else ''}${abs(cents) / 100:.2f}"
    known = {"Gross Sales": amount, "Total Collected": amount, "Discounts": "$0.00", "Tax": "$0.00"}
    known |= {"Transaction ID": number, "Event Type": kind, "Date": day, "Time": "10:00:00"}
    return {**dict.fromkeys(HEADINGS, ""), **known, "Customer ID": "C1"}


def back(number, day, cents):
    return row(number, day, -cents, "Refund")


def file_of(*rows):
    out = io.StringIO()
    writer = csv.DictWriter(out, HEADINGS)
    writer.writeheader()
    writer.writerows(rows)
    asked = Options(currency="USD", timezone="Asia/Tokyo")
    return read([Upload("square.csv", out.getvalue().encode())], asked)


@pytest.fixture
def put(saving, shop):
    """Store payments and refunds as one file; the number of the import."""

    def run(*rows, as_of):
        said = Answers(as_of=date.fromisoformat(as_of), sha256=repr(rows) + as_of)
        return saving(
            lambda s: store(s, shop, intake=file_of(*rows), answers=said, progress=lambda *_: None)
        )

    return run


@pytest.fixture
def orders(engine):
    """Number -> total, net, refund, its day, void, since when, day of the order."""

    def look():
        with engine.connect() as connection:
            rows = connection.exec_driver_sql(
                "SELECT order_no, total, net, refund, substr(refund_on, 1, 10), void,"
                " substr(void_on, 1, 10), substr(ordered_at, 1, 10) FROM order_state"
            ).fetchall()
        return {number: tuple(rest) for number, *rest in rows}

    return look


JULY = (row("t1", "2026-07-01", 3000), row("t2", "2026-07-02", 5000))


def test_a_part_given_back_later_lowers_the_sale_from_that_day(put, orders):
    put(*JULY, as_of="2026-07-31")
    put(back("t1", "2026-08-09", 1000), row("t3", "2026-08-10", 700), as_of="2026-08-31")

    found = orders()
    assert found["t1"] == (2000, 2000, 1000, "2026-08-09", 0, None, "2026-07-01")
    assert found["t2"][:3] == (5000, 5000, None)
    assert set(found) == {"t1", "t2", "t3"}


def test_all_of_it_given_back_voids_the_sale_from_that_day(put, orders):
    put(*JULY, as_of="2026-07-31")
    put(back("t1", "2026-08-09", 3000), as_of="2026-08-31")

    assert orders()["t1"] == (0, 0, 3000, "2026-08-09", 1, "2026-08-09", "2026-07-01")


def test_taking_the_later_file_back_brings_the_sale_back(put, orders, saving, shop):
    put(*JULY, as_of="2026-07-31")
    before = orders()
    number = put(back("t1", "2026-08-09", 3000), as_of="2026-08-31")
    saving(lambda session: imports.undo(session, shop, number))

    assert orders() == before


@pytest.mark.parametrize("seed", range(4))
def test_whatever_comes_first_the_outcome_is_the_same(put, orders, seed):
    files = [
        ((*JULY,), "2026-07-31"),
        ((back("t1", "2026-08-09", 1000),), "2026-08-31"),
        ((back("t1", "2026-08-09", 1000), back("t1", "2026-09-03", 500)), "2026-09-30"),
        ((back("t2", "2026-09-04", 5000),), "2026-09-30"),
    ]
    random.Random(seed).shuffle(files)
    for rows, as_of in files:
        put(*rows, as_of=as_of)

    found = orders()
    assert found["t1"][:3] == (1500, 1500, 1500)
    assert (found["t2"][4], found["t2"][5]) == (1, "2026-09-04")


def test_a_refund_that_several_files_show_counts_once(put, orders):
    put(*JULY, as_of="2026-07-31")
    put(back("t1", "2026-08-09", 1000), as_of="2026-08-20")
    put(back("t1", "2026-08-09", 1000), row("t3", "2026-08-25", 700), as_of="2026-08-31")

    assert orders()["t1"][:3] == (2000, 2000, 1000)


def test_a_newer_file_with_the_sale_and_its_refund_says_it_all(put, orders):
    put(*JULY, as_of="2026-07-31")
    put(back("t1", "2026-08-09", 1000), as_of="2026-08-31")
    put(*JULY, back("t1", "2026-08-09", 1000), as_of="2026-09-30")

    assert orders()["t1"][:3] == (2000, 2000, 1000)


def test_a_refund_of_a_sale_nobody_has_seen_stays_a_refund(put, orders):
    put(back("t0", "2026-08-09", 1000), as_of="2026-08-31")

    total, _, _, _, void, _, _ = orders()["t0"]
    assert (total, void) == (-1000, 1)


def test_the_preview_says_what_the_refund_does_to_the_sale(put, saving, shop):
    put(*JULY, as_of="2026-07-31")
    later = file_of(back("t1", "2026-08-09", 1000), back("t2", "2026-08-10", 5000))

    def look(session):
        return imports.changes(session, shop, intake=later, sha256="x")

    seen = saving(look)
    assert seen.changed.to_numpy().tolist() == [
        ["t1", "amount", "3000", "2000"],
        ["t2", "void", "Payment", "Refund"],
    ]
    put(back("t1", "2026-08-09", 1000), back("t2", "2026-08-10", 5000), as_of="2026-08-31")
    assert saving(look).changed.empty
