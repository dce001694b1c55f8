"""The few statements that every turn needs: in SQLAlchemy Core like all others, but compiled once and handed to the
driver as they stand. To have the same arguments looked at again for each row costs more than the rows themselves."""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from operator import itemgetter
from typing import Any, NamedTuple

from sqlalchemy import Column, Connection, Delete, Insert, Select, Table, Update, bindparam, delete, insert
from sqlalchemy.engine import Dialect
from sqlalchemy.exc import DBAPIError

from bot.ledger.columns import SealedBytes
from bot.seal.box import Sealed

PARTS = (64, 32, 16, 8, 4, 2, 1)
"""So many rows at once have a text of their own: the driver lets go of the interpreter for each statement, and for each
row of an `executemany`, and to get it back costs more than the row. SQLite takes 32,766 values at once, PostgreSQL
65,535."""

Row = Mapping[str, Any]
_Values = Callable[[Row], tuple[Any, ...]]


class _Text(NamedTuple):
    sql: str
    values: _Values


def raw(sealed: object) -> bytes | None:
    """The guard of `SealedBytes`, for values that do not pass through it."""
    if isinstance(sealed, Sealed):
        return sealed.raw
    if sealed is None:
        return None
    raise TypeError("this column takes only what has been sealed")


@lru_cache(maxsize=256)
def _compiled(statement: Insert | Update | Delete, dialect: Dialect) -> _Text:
    made = statement.compile(dialect=dialect)
    names = made.positiontup or []
    return _Text(str(made), _in_order(names, [name for name in names if _is_sealed(made.binds[name])]))


def _is_sealed(bind: Any) -> bool:
    return isinstance(bind.type, SealedBytes)


def _in_order(names: Sequence[str], sealed: Sequence[str]) -> _Values:
    """A row's values in the order of the statement, what must be sealed looked at."""
    pick = itemgetter(*names) if len(names) > 1 else lambda row: (row[names[0]],)
    places = [names.index(name) for name in sealed]

    def values(row: Row) -> tuple[Any, ...]:
        if not places:
            return pick(row)
        found = list(pick(row))
        for place in places:
            found[place] = raw(found[place])
        return tuple(found)

    return values


def _run(db: Connection, way: str, sql: str, given: Any) -> Any:
    """Faults of the driver become SQLAlchemy's, as everywhere else, and carry no parameters."""
    fault = db.dialect.dbapi.Error  # type: ignore[union-attr]
    try:
        cursor = db.connection.cursor()
        getattr(cursor, way)(sql, given)
    except fault as wrong:
        raise DBAPIError.instance(sql, None, wrong, fault, hide_parameters=True, dialect=db.dialect) from None
    return cursor


def first(db: Connection, sql: str, *given: Any) -> Any:
    """The first row of a question that is asked in every transaction, or None; written as the driver takes it."""
    return _run(db, "execute", sql, given).fetchone()


def many(db: Connection, statement: Update | Delete, rows: Sequence[Row]) -> None:
    """The same change for every row; its bound names are the rows' keys."""
    sql, values = _compiled(statement, db.dialect)
    _run(db, "executemany", sql, [values(row) for row in rows])


# --- adding ------------------------------------------------------------------------------------------------------


@lru_cache(maxsize=256)
def _adding(table: Table, dialect: Dialect, count: int, changed: tuple[str, ...]) -> _Text:
    columns = [column.name for column in table.columns if column is not table.autoincrement_column]
    one = _compiled(insert(table).values({name: bindparam(name) for name in columns}).inline(), dialect)
    head, _, values = one.sql.rpartition(" VALUES ")
    sql = f"{head} VALUES {', '.join([values] * count)}"
    if changed:
        key = ", ".join(column.name for column in table.primary_key)
        sql += f" ON CONFLICT ({key}) DO UPDATE SET {', '.join(f'{name} = excluded.{name}' for name in changed)}"
    return _Text(sql, one.values)


def add(db: Connection, table: Table, rows: Sequence[Row], *, changed: tuple[str, ...] = ()) -> None:
    """Rows with all columns of the table but the one that counts by itself, in as few statements as may be.

    Of rows that are there already the columns `changed` are written anew. Only for rows that this transaction has
    locked: one that was erased meanwhile would come back."""
    at = 0
    while at < len(rows):
        count = next(part for part in PARTS if part <= len(rows) - at)
        sql, values = _adding(table, db.dialect, count, changed)
        given: list[Any] = []
        for row in rows[at : at + count]:
            given += values(row)
        _run(db, "execute", sql, given)
        at += count


# --- finding -----------------------------------------------------------------------------------------------------


@lru_cache(maxsize=256)
def _finding(statement: Select[Any] | Delete, column: Column[Any], dialect: Dialect, count: int) -> str:
    binds = [bindparam(f"v{number}", type_=column.type) for number in range(count)]
    return str(statement.where(column.in_(binds)).compile(dialect=dialect))


@lru_cache(maxsize=64)
def _shape(statement: Select[Any]) -> tuple[Any, tuple[int, ...]]:
    columns = list(statement.selected_columns)
    sealed = tuple(place for place, column in enumerate(columns) if isinstance(column.type, SealedBytes))
    make = namedtuple("Row", " ".join(column.name for column in columns))  # type: ignore[misc] # its fields are data
    return make._make, sealed


def _full(values: list[Any]) -> list[Any]:
    """The last value repeated until a text of that size is full: to write a new text for every number of values costs
    more than to look."""
    size = 1
    while size < len(values):
        size *= 4
    return values + values[-1:] * (size - len(values))


def among(db: Connection, statement: Select[Any], column: Column[Any], wanted: Iterable[Any]) -> list[Any]:
    """Rows whose `column` is one of `wanted`: in one statement, so that they are locked in one order."""
    given = _full(list(wanted))
    if not given:
        return []
    rows = _run(db, "execute", _finding(statement, column, db.dialect, len(given)), given).fetchall()
    make, sealed = _shape(statement)
    return [make(_with_sealed(row, sealed)) for row in rows] if sealed else [make(row) for row in rows]


def _with_sealed(row: Sequence[Any], places: Sequence[int]) -> list[Any]:
    found = list(row)
    for place in places:
        found[place] = None if found[place] is None else Sealed(bytes(found[place]))
    return found


def remove(db: Connection, column: Column[Any], values: Iterable[Any]) -> None:
    """The rows of its table whose `column` has one of these values."""
    given = _full(list(values))
    if given:
        _run(db, "execute", _finding(_removal(column.table), column, db.dialect, len(given)), given)


@lru_cache(maxsize=64)
def _removal(table: Any) -> Delete:
    return delete(table)
