"""Sessions that belong to one shop: no statement of theirs reaches a row of another.

What the ORM reads or changes in a table of a shop is narrowed to the session's shop. What cannot
be narrowed (text, plain tables, bulk writes) is refused, and so is a row of another shop on its
way in. The fast paths of the repositories go past all this through `session.connection()`: there
the shop is an argument of every statement.
"""

from functools import lru_cache
from typing import Any, NoReturn, TypeAlias, TypeVar

from sqlalchemy import Column, ColumnClause, Connection, Engine, Table, TextClause, event, inspect
from sqlalchemy.orm import LoaderCriteriaOption, ORMExecuteState, with_loader_criteria
from sqlalchemy.sql import Executable, visitors
from sqlalchemy.sql.expression import CompoundSelect, Select, TableClause, TextualSelect
from sqlmodel import Session

from db.tables import Invite, Owned

MODELS: dict[Table, type[Owned]] = {
    table: mapper.class_
    for mapper in inspect(Invite).registry.mappers
    if issubclass(mapper.class_, Owned) and isinstance(table := mapper.local_table, Table)
}
"""Table -> class, of everything that belongs to a shop."""

BY_SECRET = "by_secret"  # noqa: S105 - the name of an execution option
FOUND_BY_SECRET = frozenset({Invite})
"""What may be looked up before the shop is known: an invitation says itself which shop it is of."""

Statement = TypeVar("Statement", bound=Executable)
Part: TypeAlias = Any
"""A part of a statement; what is asked of it has no public type."""


class Unscoped(Exception):  # noqa: N818 - reads as what happened
    """A statement or a row that is not of the session's shop.

    Attributes:
        what: text, core (a table past its class), bulk, join, shop_id (that would change), row
            (of another shop), or the classes asked for in a session without a shop.
    """

    def __init__(self, what: str) -> None:
        super().__init__(what)
        self.what = what


class ShopSession(Session):
    """A session for the rows of one shop; without a shop, for people and shops only."""

    def __init__(self, bind: Engine | Connection, *, shop_id: int | None = None) -> None:
        super().__init__(bind)
        self.shop_id = shop_id

    def enter(self, shop_id: int) -> None:
        """Become a session of the shop, found by a secret.

        Raises:
            Unscoped: it is one of another shop.
        """
        if self.shop_id not in (None, shop_id):
            raise Unscoped("shop_id")
        self.shop_id = shop_id

    def bulk_save_objects(self, *_: object, **__: object) -> NoReturn:
        """Not here: it asks nobody whose rows these are."""
        raise Unscoped("bulk")

    bulk_insert_mappings = bulk_update_mappings = bulk_save_objects


def by_secret(statement: Statement) -> Statement:
    """Let a statement look for a row of `FOUND_BY_SECRET` while no shop is known."""
    return statement.execution_options(**{BY_SECRET: True})


@event.listens_for(ShopSession, "do_orm_execute")
def _narrow(state: ORMExecuteState) -> None:
    """Narrow a statement to the shop of its session.

    Raises:
        Unscoped: it cannot be narrowed.
    """
    if not state.is_orm_statement:
        raise Unscoped("core")
    touched = _touched(state.statement)
    if state.execution_options.get(BY_SECRET):
        touched -= FOUND_BY_SECRET
    if not touched:
        return
    if not state.is_select:
        _require_plain_change(state, touched)
    shop_id = getattr(state.session, "shop_id", None)
    if shop_id is None:
        raise Unscoped(" ".join(sorted(model.__name__ for model in touched)))
    state.statement = state.statement.options(*_narrowing(shop_id))


def _touched(statement: Part) -> set[type[Owned]]:
    """The classes whose tables a statement names, at any depth.

    Raises:
        Unscoped: some part is text, or names a table past its class.
    """
    parts: list[Part] = list(visitors.iterate(statement))
    if any(map(_is_text, parts)):
        raise Unscoped("text")
    known = {entity.mapper.local_table for part in parts if (entity := _entity(part)) is not None}
    named = {part for part in parts if isinstance(part, Table) and part in MODELS}
    plain = [part.table for part in parts if _is_plain_column(part)]
    selects = [part for part in parts if isinstance(part, Select | CompoundSelect)]
    # Looking a row up by its key names the columns plainly: in one SELECT of their very table.
    simple = len(selects) <= 1 and all(isinstance(table, Table) for table in plain)
    if not known >= named.union(plain) or (plain and not simple) or any(map(_is_core, selects)):
        raise Unscoped("core")
    return {MODELS[table] for table in known & MODELS.keys()}


def _entity(part: Part) -> Part:
    """The class of ours for which a part of a statement stands, None for a part of its own."""
    return part._annotations.get("parententity")  # noqa: SLF001 - SQLAlchemy has no public name


def _is_text(part: Part) -> bool:
    if isinstance(part, ColumnClause) and part.is_literal:
        return part.name != "*"
    written = isinstance(part, TableClause) and not isinstance(part, Table)
    return written or isinstance(part, TextClause | TextualSelect)


def _is_core(select: Part) -> bool:
    """Whether the ORM knows no class in a SELECT, and would not narrow it."""
    return bool(select._propagate_attrs.get("compile_state_plugin") != "orm")  # noqa: SLF001 - SQLAlchemy has no public name


def _is_plain_column(part: Part) -> bool:
    return isinstance(part, Column) and _base(part.table) in MODELS and _entity(part) is None


def _base(table: Part) -> Part:
    return _base(table.element) if hasattr(table, "element") else table


def _require_plain_change(state: ORMExecuteState, touched: set[type[Owned]]) -> None:
    """Refuse what an UPDATE or DELETE must not be: in bulk, from other tables, to another shop."""
    statement: Any = state.statement
    if state.is_insert or state.parameters:
        raise Unscoped("bulk")
    aliases = (_entity(part) for part in visitors.iterate(statement))
    if touched != {MODELS.get(statement.table)} or any(
        getattr(entity, "is_aliased_class", False) for entity in aliases
    ):
        raise Unscoped("join")
    if state.is_update and any(_names_shop(column) for column in statement._values or ()):  # noqa: SLF001 - SQLAlchemy has no public name
        raise Unscoped("shop_id")


def _names_shop(column: Part) -> bool:
    return bool(getattr(column, "key", column) == "shop_id")


@lru_cache(maxsize=100)
def _narrowing(shop_id: int) -> tuple[LoaderCriteriaOption, ...]:
    """One option for each class: one for their common root does not work with SQLModel."""
    return tuple(
        with_loader_criteria(model, lambda cls: cls.shop_id == shop_id, include_aliases=True)
        for model in MODELS.values()
    )


@event.listens_for(ShopSession, "before_flush")
def _guard(session: ShopSession, *_: object) -> None:
    """Let no row of another shop in, and none change its shop.

    Raises:
        Unscoped: there is one.
    """
    for row in (*session.new, *session.dirty, *session.deleted):
        if isinstance(row, Owned) and (
            row.shop_id != session.shop_id or inspect(row).attrs.shop_id.history.deleted
        ):
            raise Unscoped("row")
