"""Shop B never appears in shop A: through no class, by no kind of statement, in no direction."""

import ast
import re
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy import Boolean, Date, DateTime, Integer, literal_column, table, text, union
from sqlalchemy import exists as sa_exists
from sqlalchemy import insert as sa_insert
from sqlalchemy import select as sa_select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, delete, func, select, update

from db.engine import open_engine
from db.scope import MODELS, ShopSession, Unscoped, by_secret
from db.tables import Base, Customer, Document, Import, Invite, Shop, User

A, B = 1, 2
BOTH = [(A, B), (B, A)]
ALL = sorted(MODELS.values(), key=lambda model: model.__name__)
NOT_OWNED = {
    "membership": "says who may enter which shops: asked before there is a shop",
    "session": "remembers in which shop a person works: asked before there is a shop",
    "audit": "also holds what concerns no shop or all of them",
}
FACTS = Import.__table__


def row_of(model, shop_id, parents):
    """A row with what the table asks for; its parents are those of the same shop."""
    values = {"shop_id": shop_id}
    for column in model.__table__.columns:
        foreign = {key.column.table.name for key in column.foreign_keys} - {"shop", "user"}
        if column.name in values or (column.nullable and not foreign):
            continue
        if foreign == {model.__table__.name}:
            continue
        if foreign:
            values[column.name] = parents[foreign.pop(), shop_id]
        elif not (column.name == "id" and column.autoincrement and model is not Customer):
            values[column.name] = plain(column, shop_id)
    return model(**{name.replace("json", "json_"): value for name, value in values.items()})


def plain(column, shop_id):
    if isinstance(column.type, Boolean):
        return True
    if isinstance(column.type, Integer):
        return shop_id
    if isinstance(column.type, DateTime) or "DateTime" in type(column.type).__name__:
        moment = datetime(2026, 4, 1, tzinfo=UTC)
        return moment.replace(tzinfo=None) if "Naive" in type(column.type).__name__ else moment
    if isinstance(column.type, Date):
        return date(2026, 4, 1)
    return f"{column.name} of {shop_id}"


@pytest.fixture(scope="module")
def two(tmp_path_factory):
    """Two shops with one row each of everything a shop can own; no test here stores anything."""
    engine = open_engine(tmp_path_factory.mktemp("two") / "two.db")
    parents = {}
    with Session(engine) as session:
        session.add(User(id=1, username="u", name="u", password_hash="x"))
        session.add(User(id=2, username="v", name="v", password_hash="x"))
        session.add_all(Shop(id=number, name=f"shop {number}", salt="00") for number in (A, B))
        session.flush()
        for owned in (t for t in Base.metadata.sorted_tables if t in MODELS):
            for shop_id in (A, B):
                row = row_of(MODELS[owned], shop_id, parents)
                session.add(row)
                session.flush()
                parents[owned.name, shop_id] = getattr(row, "id", None)
        session.commit()
    yield engine
    engine.dispose()


def key_of(engine, model, shop_id):
    """The primary key of the shop's row."""
    with Session(engine) as session:
        row = session.exec(select(model).where(model.shop_id == shop_id)).one()
        return tuple(getattr(row, column.key) for column in model.__mapper__.primary_key)


def rows_of(engine, model):
    """Everything of a class, past all guards."""
    with Session(engine) as session:
        return sorted(repr(row) for row in session.exec(select(model)))


def test_everything_with_a_shop_belongs_to_it_or_says_why_not():
    with_shop = {name for name, t in Base.metadata.tables.items() if "shop_id" in t.columns}

    assert with_shop - {owned.name for owned in MODELS} == set(NOT_OWNED)
    assert len(MODELS) >= 14


@pytest.mark.parametrize(("mine", "theirs"), BOTH)
@pytest.mark.parametrize("model", ALL)
def test_a_shop_reads_its_own_rows_only(two, model, mine, theirs):
    other = aliased(model)
    with ShopSession(two, shop_id=mine) as session:
        assert session.get(model, key_of(two, model, mine)).shop_id == mine
        assert session.get(model, key_of(two, model, theirs)) is None
        assert session.exec(select(func.count()).select_from(model)).one() == 1
        for statement in (
            select(model.shop_id),
            select(func.max(model.shop_id)),
            select(other.shop_id),
            select(model.shop_id).where(model.shop_id == mine).union_all(select(model.shop_id)),
            select(Shop.id).where(col(Shop.id).in_(select(model.shop_id))),
            select(Shop.id).where(select(model.shop_id).where(model.shop_id == Shop.id).exists()),
            select(Shop.id).join(model, col(model.shop_id) == Shop.id),
            select(other.shop_id).select_from(Shop).join(other, other.shop_id > 0),
            select(other.shop_id).select_from(model).join(other, other.shop_id > 0),
            select(select(model.shop_id).cte().c.shop_id),
            select(select(func.max(model.shop_id)).scalar_subquery()).select_from(Shop),
        ):
            found = {row[0] for row in session.execute(statement)}
            assert found == {mine}, str(statement)


@pytest.mark.parametrize(("mine", "theirs"), BOTH)
@pytest.mark.parametrize("model", ALL)
def test_a_shop_sees_nothing_of_another_beside_its_own(two, model, mine, theirs):
    other = aliased(model)
    apart = other.shop_id != model.shop_id
    with ShopSession(two, shop_id=mine) as session:
        assert session.exec(select(model.shop_id, other.shop_id).where(apart)).all() == []
        assert session.exec(select(model.shop_id, other.shop_id).join(other, apart)).all() == []
        assert session.exec(
            select(model.shop_id, other.shop_id).join(other, apart, isouter=True)
        ).all() == [(mine, None)]


@pytest.mark.parametrize("model", ALL)
def test_a_shop_changes_and_removes_its_own_rows_only(two, model):
    column = next(c for c in model.__mapper__.columns if not c.primary_key and c.key != "shop_id")
    attribute = model.__mapper__.get_property_by_column(column).class_attribute
    with ShopSession(two, shop_id=A) as session:
        assert session.exec(update(model).values({attribute: attribute})).rowcount == 1
        session.rollback()
    theirs = key_of(two, model, B)
    with ShopSession(two, shop_id=A) as session:
        # Others may point at the row; nothing is stored in the end.
        session.connection().exec_driver_sql("PRAGMA defer_foreign_keys = ON")
        assert session.exec(delete(model)).rowcount == 1
        session.rollback()
    assert key_of(two, model, B) == theirs


@pytest.mark.parametrize("model", ALL)
def test_a_session_without_a_shop_reaches_nothing_of_any(two, model):
    key = key_of(two, model, A)
    with ShopSession(two) as session:
        for ask in (
            lambda: session.exec(select(model)),
            lambda: session.get(model, key),
            lambda: session.exec(select(Shop.id).join(model, model.shop_id == Shop.id)),
            lambda: session.exec(delete(model)),
        ):
            with pytest.raises(Unscoped, match=model.__name__):
                ask()
        assert len(session.exec(select(Shop)).all()) == 2


@pytest.mark.parametrize("model", ALL)
def test_only_an_invitation_is_found_by_a_secret(two, model):
    with ShopSession(two) as session:
        if model is Invite:
            assert len(session.exec(by_secret(select(model))).all()) == 2
        else:
            with pytest.raises(Unscoped):
                session.exec(by_secret(select(model)))


def test_a_session_enters_one_shop_once(two):
    with ShopSession(two) as session:
        session.enter(A)
        session.enter(A)
        with pytest.raises(Unscoped):
            session.enter(B)
        assert session.exec(select(Import.shop_id)).all() == [A]


OTHER = aliased(Import)
PAST = FACTS.alias()


@pytest.mark.parametrize(
    "statement",
    [
        text("SELECT * FROM import"),
        sa_select(FACTS),
        sa_select(FACTS.c.source),
        sa_select(Shop.id, FACTS.c.source),
        sa_select(Shop.id, PAST.c.source),
        sa_select(Import.id, PAST.c.source),
        sa_select(Import.id).join(PAST, PAST.c.id != 0),
        sa_select(Shop.id).join(FACTS, FACTS.c.shop_id == Shop.id),
        sa_select(Shop.id, func.count()).select_from(Shop, FACTS),
        sa_select(Shop.id).where(col(Shop.id).in_(sa_select(FACTS.c.shop_id))),
        sa_select(Shop.id).where(sa_exists(sa_select(FACTS.c.id))),
        select(Import.id).where(select(Shop.id).where(FACTS.c.source == "x").exists()),
        sa_select(sa_exists().where(Import.source == "x")),
        union(sa_select(FACTS.c.id), sa_select(Import.id)),
        sa_select(table("import")),
        sa_select(Shop.id, literal_column("(SELECT source FROM import)")),
        select(Shop.id).where(text("1 = (SELECT count(*) FROM import)")),
        select(Import).from_statement(text("SELECT * FROM import")),
        FACTS.update().values(source="x"),
        FACTS.delete(),
        FACTS.insert().values(source="x"),
        sa_insert(Import).values(shop_id=A, source="x"),
        update(Import).values(shop_id=B),
        update(Import).values({"shop_id": B}),
        update(Import).ordered_values((Import.shop_id, B)),
        update(Shop).where(Shop.id == Import.id).values(name=Import.source),
        update(Import).where(col(Import.id) != OTHER.id).values(source=OTHER.source),
        delete(Shop).where(col(Shop.name).in_(select(Import.source))),
    ],
    ids=lambda statement: " ".join(str(statement).split())[:60],
)
def test_what_cannot_be_narrowed_is_refused(two, statement):
    with ShopSession(two, shop_id=A) as session, pytest.raises(Unscoped):
        session.execute(statement)


def test_bulk_writes_are_refused(two):
    with ShopSession(two, shop_id=A) as session:
        for write in (
            lambda: session.bulk_save_objects([Customer(id=9, shop_id=B)]),
            lambda: session.bulk_insert_mappings(Customer, [{"id": 9, "shop_id": B}]),
            lambda: session.bulk_update_mappings(Customer, [{"id": 2, "merged_into": None}]),
            lambda: session.execute(update(Import), [{"id": 2, "source": "x"}]),
            lambda: session.execute(sa_insert(Customer), [{"id": 9, "shop_id": B}]),
        ):
            with pytest.raises(Unscoped):
                write()


def written(shop_id=B, kind="k"):
    return Document(shop_id=shop_id, kind=kind, name="n", version=1, json_={})


@pytest.mark.parametrize("shop_id", [A, None])
def test_no_row_of_another_shop_is_added(two, shop_id):
    before = rows_of(two, Document)
    with ShopSession(two, shop_id=shop_id) as session:
        session.add(written())
        with pytest.raises(Unscoped):
            session.flush()
    with ShopSession(two, shop_id=shop_id) as session:
        merged = session.merge(written())
        assert merged in session.new
        with pytest.raises(Unscoped):
            session.commit()

    assert rows_of(two, Document) == before


@pytest.mark.parametrize("do", ["change", "take", "give", "remove"])
def test_no_row_changes_hands_or_is_touched_by_another_shop(two, do):
    before = rows_of(two, Document)
    with ShopSession(two, shop_id=A if do == "give" else B) as session:
        row = session.exec(select(Document)).one()
        session.expunge(row)
    with ShopSession(two, shop_id=A) as session:
        session.add(row)
        if do == "change":
            row.name = "changed"
        elif do == "remove":
            session.delete(row)
        else:
            row.shop_id = A if do == "take" else B
        with pytest.raises(Unscoped):
            session.flush()

    assert rows_of(two, Document) == before


def references():
    """Every foreign key from one table of a shop to another: (child, parent, constraint)."""
    found = [
        (child, constraint.referred_table, constraint)
        for child in MODELS
        for constraint in child.foreign_key_constraints
        if constraint.referred_table in MODELS
    ]
    return sorted(found, key=named)


def named(reference):
    child, parent, constraint = reference
    return f"{child.name}.{'+'.join(constraint.column_keys)}->{parent.name}"


def test_everything_owned_points_at_its_shop():
    assert [
        t.name
        for t in MODELS
        if "shop" not in {k.referred_table.name for k in t.foreign_key_constraints}
    ] == []
    assert len(references()) >= 15


@pytest.mark.parametrize("reference", references(), ids=named)
def test_the_database_refuses_a_child_in_another_shop(two, reference):
    child, parent, constraint = reference
    assert "shop_id" in constraint.column_keys
    points = next(name for name in constraint.column_keys if name != "shop_id")
    theirs = key_of(two, MODELS[parent], B)[0]
    with Session(two) as session, pytest.raises(IntegrityError, match="FOREIGN KEY"):
        session.execute(child.update().where(child.c.shop_id == A).values({points: theirs}))


# What goes past the session

ANYTHING = "SELECT 1 FROM import LIMIT 1"  # whether there is anything to copy, of any shop
RAW = {"exec_driver_sql", "select_frame", "insert_frame", "arrow_table"}
OF_ALL_SHOPS = {
    "arrow.py": "passes on what a repository asks",
    "bulk.py": "passes on what a repository asks",
    "engine.py": "opens the file",
    "restores.py": "puts back everything at once",
    "imports.py:anything": "asks whether there is anything to copy at all",
}


def raw_functions():
    """Every function of db/ that talks to the database past the session: (place, its node)."""
    for path in sorted((Path(__file__).parents[2] / "db").glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef):
                calls = {ast.unparse(n.func) for n in ast.walk(node) if isinstance(n, ast.Call)}
                if {name.rpartition(".")[2] for name in calls} & RAW:
                    yield f"{path.name}:{node.name}", node


def test_a_fast_path_is_told_the_shop():
    found = dict(raw_functions())
    assert len(found) > 25
    without = {
        place
        for place, node in found.items()
        if not {"shop_id", "shop"} & {a.arg for a in (*node.args.args, *node.args.kwonlyargs)}
    }

    assert {place for place in without if place.split(":")[0] not in OF_ALL_SHOPS} <= set(
        OF_ALL_SHOPS
    )


def texts(source):
    """Every text of a module, the pieces of an f-string as one: (line, text)."""
    tree = ast.parse(source)
    formatted = [node for node in ast.walk(tree) if isinstance(node, ast.JoinedStr)]
    pieces = {id(part) for node in formatted for part in ast.walk(node)} - set(map(id, formatted))
    for node in ast.walk(tree):
        parts = node.values if isinstance(node, ast.JoinedStr) else [node]
        if id(node) not in pieces:
            values = [part.value for part in parts if isinstance(part, ast.Constant)]
            yield getattr(node, "lineno", 0), " ".join(str(value) for value in values)


def test_a_fast_path_names_the_shop_in_each_statement():
    tables = "|".join(owned.name for owned in MODELS)
    touches = re.compile(rf"\b(FROM|JOIN|UPDATE|INTO) ({tables})\b")
    wrong = [
        f"{path.name}:{line} {' '.join(said.split())[:80]}"
        for path in sorted((Path(__file__).parents[2] / "db").glob("*.py"))
        if path.name not in OF_ALL_SHOPS
        for line, said in texts(path.read_text(encoding="utf-8"))
        if touches.search(said) and "shop" not in said and said != ANYTHING
    ]
    assert wrong == []
