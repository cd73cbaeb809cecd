"""Two shops of different owners with one of everything, and what the database holds of each."""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

import bcrypt
import pytest
import streamlit as st

from core.customers.segments import Segment
from core.demo.files import write
from core.demo.shop import generate
from core.experiments.experiment import Experiment
from core.intake import Intake, Options, Upload, read
from core.triggers.presets import usual_belt
from db import invitations
from db import people as accounts
from pages.shared.store import (
    base,
    belts,
    cases,
    experiments,
    groups,
    histories,
    imports,
    mappings,
    members,
    merges,
    people,
    products,
    referrals,
    shops,
)

DAY = date(2026, 11, 20)
PASSWORD = "correct horse battery"


@dataclass(frozen=True)
class Place:
    """A shop, and one number of each kind that belongs to it; `member` may only look."""

    shop: int
    owner: int
    customer: int
    upload: int
    product: int
    member: int
    case: int
    invitation: int
    merge: str


def quiet(*_: object) -> None:
    """Takes what is said of progress."""


def order_file(customers: int = 30) -> bytes:
    """A small order file of Shopify's."""
    return write(generate(DAY, customers=customers), "shopify")


def intake_of(content: bytes) -> Intake:
    """It, read."""
    asked = Options(currency="JPY", timezone="Asia/Tokyo", as_of=DAY)
    return read([Upload("orders.csv", content)], asked)


def build(folder: Path) -> list[Place]:
    """Two shops in a new database in this folder."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FANBELT_DATA", str(folder))
        slow = bcrypt.gensalt
        patch.setattr(bcrypt, "gensalt", lambda: slow(4))
        st.cache_resource.clear()  # of an earlier test, whose shops had the same numbers
        st.cache_data.clear()
        ana = people.create_owner("Shop of A", "ana", password=PASSWORD, language="en")
        first, second = people.places(ana)[0].shop_id, shops.create("Shop of B")
        with base.saving() as session:
            ben = accounts.add(session, "ben", password_hash=people.hash_password(PASSWORD))
            accounts.join(session, ben, second, role="owner")
        intake = intake_of(order_file())
        places = [_furnish(first, ana, intake), _furnish(second, ben, intake)]
        base.engine().dispose()
    return places


def _furnish(shop: int, owner: int, intake: Intake) -> Place:
    upload = imports.commit(shop, intake, imports.Answers(as_of=DAY, complete="yes"), quiet)
    customers = "SELECT max(customer_id) FROM order_state WHERE shop_id = ?"
    with base.saving(shop) as session:
        member = accounts.add(session, f"member of {shop}", password_hash="x")
        accounts.join(session, member, shop, role="viewer")
        number = session.connection().exec_driver_sql(customers, (shop,)).scalar()
    members.invite(shop, role="viewer", by=owner)
    mappings.remember(shop, "signature", {"order_no": "番号"})
    groups.save(shop, "Anybody", Segment(), by=owner)
    belts.save(shop, usual_belt(), by=owner)
    _begin_experiments(shop, owner)
    product = int(products.listed(shop)["id"].iloc[0])
    case, invitation = _work(shop, owner, int(number))
    merge = _two_people(shop, owner)
    return Place(shop, owner, int(number), upload, product, member, case, invitation, merge)


def _two_people(shop: int, owner: int) -> str:
    """What was said of two customers; its name."""
    one, other = histories.history(shop).customer[:2].tolist()
    merges.apart(shop, one, other, by=owner)
    return merges.said(shop).two[0].name


def _work(shop: int, owner: int, customer: int) -> tuple[int, int]:
    """A case, an invitation and a code for friends; the numbers of the first two."""
    case = cases.open_case(shop, customer, answered_on=DAY, score=3, by=owner)
    referrals.give(shop, customer, by=owner)
    with base.saving(shop) as session:
        at = datetime(2026, 11, 20, 9)  # noqa: DTZ001 - shop-local
        invitations.invite(session, shop, customer, rule="C5", at=at)
    return case, int(referrals.invited(shop)["id"].iloc[0])


def _begin_experiments(shop: int, owner: int) -> None:
    """One that is planned for long after all tests, `e1`, and one that is running, `e2`."""
    plan = Experiment(
        "Card", salt="-", start_day=experiments.today(shop), window_days=30, planned_n=200
    )
    experiments.save(shop, replace(plan, start_day=60_000), by=owner)
    experiments.deal(shop, experiments.save(shop, plan, by=owner))


def put(folder: Path, data: Path) -> None:
    """A fresh copy of that database."""
    for name in (base.DATABASE, f"{base.DATABASE}-wal"):
        if (folder / name).exists():
            shutil.copy(folder / name, data / name)


def join(shop: int, role: str) -> int:
    """Another person of a shop."""
    with base.saving() as session:
        number = accounts.add(session, f"another {role}", password_hash="x")
        accounts.join(session, number, shop, role=role)
    return number


def held(*but: str) -> set[tuple]:
    """Everything the database holds, but in these tables: (table, *row)."""
    with closing(sqlite3.connect(base.data_dir() / base.DATABASE)) as connection:
        names = set(_tables(connection))
        assert set(but) <= names
        return {
            (name, *row)
            for name in names - set(but)
            for row in connection.execute(f'SELECT * FROM "{name}"')
        }


def held_of(shop_id: int) -> set[tuple]:
    """Everything of one shop, what was done there included."""
    found = set()
    with closing(sqlite3.connect(base.data_dir() / base.DATABASE)) as connection:
        for name in _tables(connection):
            columns = [row[1] for row in connection.execute(f'PRAGMA table_info("{name}")')]
            owner = "id" if name == "shop" else "shop_id"
            if owner in columns:
                rows = connection.execute(f'SELECT * FROM "{name}" WHERE {owner} = ?', (shop_id,))
                found |= {(name, *row) for row in rows}
    return found


def _tables(connection: sqlite3.Connection) -> Iterator[str]:
    for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'"):
        yield name
