"""A fresh database, a shop in it, and uploads written as small tables."""

from datetime import date
from io import StringIO
from textwrap import dedent

import pandas as pd
import pytest
from sqlmodel import Session

from core.intake.model import (
    CONTACT_COLUMNS,
    LINE_COLUMNS,
    MONEY_COLUMNS,
    ORDER_COLUMNS,
    Intake,
    Understood,
)
from db import shops
from db.engine import open_engine, writing
from db.imports import Answers, store

KEYS = ["member", "email", "relay", "name_phone"]


@pytest.fixture
def engine(tmp_path, new_database):
    opened = open_engine(new_database(tmp_path / "shop.db"))
    yield opened
    opened.dispose()


@pytest.fixture
def saving(engine):
    """Run a function on a session whose work is stored as a whole."""

    def run(work):
        with writing(engine) as connection, Session(bind=connection) as session:
            result = work(session)
            session.flush()
            return result

    return run


@pytest.fixture
def shop(saving):
    return saving(lambda session: shops.create(session, "Hana").id)


def intake_of(table: str, source: str = "base") -> Intake:
    """An upload of one platform from a small table; missing columns take their plain value."""
    rows = pd.read_csv(StringIO(dedent(table).strip()), dtype=str)
    n = len(rows)
    plain = {"person": range(n), "has_time": False, "void": False, "counted": True,
             "channel": "web", "own_list": True, "renewal": False, "line": 1,
             "file": 0}  # fmt: skip
    orders = pd.DataFrame({name: plain.get(name) for name in ORDER_COLUMNS}, index=range(n))
    for name in rows:
        orders[name] = rows[name]
    for name in MONEY_COLUMNS:
        orders[name] = pd.to_numeric(orders[name]).astype("Int64")
    for name in ("ordered_at", "shipped_at", "delivered_at", "void_on", "refund_on"):
        orders[name] = pd.to_datetime(orders[name], format="ISO8601").astype("datetime64[s]")
    orders["void"] = orders["void"].map(lambda v: v in (True, "yes")).astype(bool)
    orders["net"] = orders["net"].fillna(orders["total"] - orders["refund"].fillna(0))
    contacts = pd.DataFrame(None, index=range(n), columns=list(CONTACT_COLUMNS))
    for name in KEYS:
        contacts[name] = orders[name] = orders[name].astype("str")
    lines = pd.DataFrame({
        "order": range(n), "position": 0, "kind": "product", "product_code": "mug",
        "product": "Mug", "category": None, "quantity": 1, "amount": orders["net"],
        "tax_rate_bp": 1000,
    })[list(LINE_COLUMNS)]  # fmt: skip
    understood = Understood(
        format=source, kind="orders", encoding="utf-8", delimiter=",", rows=n, orders=n,
        customers=n, total=0, file_total=0, currency="JPY", scale=0, first_day=None,
        last_day=None, set_aside=(), orders_without_key=0, order_key_kind="email",
        net_basis="total", has_time=False, zero_orders=0, subscriptions=0,
    )  # fmt: skip
    return Intake(source, understood, orders, lines, contacts, pd.DataFrame(), consent_column=False)


@pytest.fixture
def upload(saving, shop):
    """Store a small table as an upload; the number of the import."""

    def run(table, as_of="2026-04-30", source="base", **answers):
        intake = intake_of(table, source)
        said = Answers(as_of=date.fromisoformat(as_of), sha256=table, **answers)
        return saving(
            lambda session: store(
                session, shop, intake=intake, answers=said, progress=lambda *_: None
            )
        )

    return run


@pytest.fixture(name="intake_of")
def _intake_of():
    return intake_of
