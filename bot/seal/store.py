"""The vault's own database: two tables, and how SQLite and PostgreSQL are opened for keys."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import (
    URL,
    Column,
    Connection,
    Date,
    Engine,
    Executable,
    LargeBinary,
    MetaData,
    SmallInteger,
    String,
    Table,
    create_engine,
    event,
    make_url,
)
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import ConnectionPoolEntry

from bot.durable import of_postgres, of_sqlite, refuse

META = MetaData()

DEK = Table(
    "dek",
    META,
    Column("owner", LargeBinary(16), primary_key=True),
    Column("version", SmallInteger, primary_key=True, autoincrement=False),
    Column("kek_id", String(64), nullable=False),
    Column("wrapped", LargeBinary, nullable=False),
)

TOMBSTONE = Table(
    "tombstone",
    META,
    Column("owner", LargeBinary(16), primary_key=True),
    Column("shredded_on", Date, nullable=False),
)

_PATIENCE = 2000  # milliseconds in which whoever reads may let go
_LOCKED = "55P03"  # PostgreSQL: lock_not_available

_PRAGMAS = (
    "busy_timeout=5000",
    "journal_mode=WAL",
    "synchronous=FULL",  # a key that is lost with the power is a case that is lost
    "secure_delete=ON",
    "foreign_keys=ON",
    "trusted_schema=OFF",
)


def engine(url: str) -> Engine:
    """No parameter of a statement is ever shown in an error: they are keys."""
    where = make_url(url)
    if where.get_backend_name() == "sqlite":
        return _sqlite(where)
    made = create_engine(where.set(drivername="postgresql+psycopg"), hide_parameters=True, pool_pre_ping=True)
    with made.connect() as db:
        refuse("vault", of_postgres(db))
    return made


def is_sqlite(made: Engine) -> bool:
    return made.dialect.name == "sqlite"


def adding(dialect: str, table: Table) -> Executable:
    """An INSERT that leaves rows which are there. Only the dialect in use is loaded: PostgreSQL's weighs 3 MB."""
    if dialect == "sqlite":
        from sqlalchemy.dialects import sqlite

        return sqlite.insert(table).on_conflict_do_nothing()
    from sqlalchemy.dialects import postgresql

    return postgresql.insert(table).on_conflict_do_nothing()


@contextmanager
def reading(made: Engine) -> Iterator[Connection]:
    """A look that keeps no writer waiting."""
    with made.connect().execution_options(begin="BEGIN") as db:
        yield db


def wipe(made: Engine) -> bool:
    """Deleted is not gone: SQLite has the page in its log, PostgreSQL the dead row, and after a plain VACUUM often
    still its bytes: only when the table is written anew they are nowhere. False: a reader held on."""
    if is_sqlite(made):
        with made.connect().execution_options(begin="") as db:
            return bool(db.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").one()[0] == 0)
    with made.connect().execution_options(isolation_level="AUTOCOMMIT") as db:
        try:
            db.exec_driver_sql(f"SET lock_timeout = {_PATIENCE}")
            db.exec_driver_sql("VACUUM (FULL) dek")
        except OperationalError as wrong:
            if getattr(wrong.orig, "sqlstate", "") != _LOCKED:
                raise
            return False
        finally:
            db.exec_driver_sql("RESET lock_timeout")
    return True


def _sqlite(where: URL) -> Engine:
    _private_file(where.database)
    made = create_engine(where, hide_parameters=True)

    @event.listens_for(made, "connect")
    def _harden(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
        connection.isolation_level = None  # transactions begin where we say so
        cursor = connection.cursor()
        for pragma in _PRAGMAS:
            cursor.execute(f"PRAGMA {pragma}")
        refuse("vault", of_sqlite(cursor.execute))
        cursor.close()

    @event.listens_for(made, "begin")
    def _begin(db: Connection) -> None:
        # IMMEDIATE: two writers queue up at the door instead of failing half-way through.
        begin = db.get_execution_options().get("begin", "BEGIN IMMEDIATE")
        if begin:
            db.exec_driver_sql(str(begin))

    return made


def _private_file(path: str | None) -> None:
    """SQLite gives its log files the mode of the database, so that one is made before it, for its owner only."""
    if not path or path == ":memory:":
        raise ValueError("the vault needs a file: what lives in memory only is lost with every restart")
    if folder := os.path.dirname(path):
        os.makedirs(folder, mode=0o700, exist_ok=True)
    os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
