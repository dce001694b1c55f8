"""Opens the ledger's database so that what it says is on disk is on disk, or refuses."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, make_url

from bot.durable import of_postgres, of_sqlite, refuse

_WAL_PAGES = 4000  # of 4 KiB: a page that many turns write goes to its place once, not after every 200 turns
_PRAGMAS = (
    "journal_mode=WAL", "synchronous=FULL", "secure_delete=ON", "foreign_keys=ON", "trusted_schema=OFF",
    "temp_store=MEMORY", f"wal_autocheckpoint={_WAL_PAGES}",
)  # fmt: skip


STUCK = 8.0
"""Seconds in which a transaction of the bot's asks for nothing, and is ended: its process is stopped, or its machine is
gone, and what it has locked keeps all others waiting, also whoever would follow it on duty."""
_GONE = {"tcp_keepalives_idle": 10, "tcp_keepalives_interval": 5, "tcp_keepalives_count": 3}  # seconds, seconds, times


def open_engine(url: str, *, stuck_after: float = 0.0) -> Engine:
    """SQLite or PostgreSQL (psycopg). Parameters never appear in errors: they could be about her. `stuck_after`: of
    whoever runs beside others; 0 for commands, which may take their time."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        return _sqlite(url, parsed.database)
    # `format`: values by position on both databases (bot.ledger.statements).
    url_of_psycopg = parsed.set(drivername="postgresql+psycopg")
    engine = create_engine(url_of_psycopg, hide_parameters=True, pool_size=2, paramstyle="format")
    _lets_go(engine, stuck_after)
    with engine.connect() as db:
        refuse("database", of_postgres(db))
    return engine


def _lets_go(engine: Engine, stuck_after: float) -> None:
    """The server notices when we are gone: by itself it would wait for hours."""
    wanted = {**_GONE, "idle_in_transaction_session_timeout": int(stuck_after * 1000)}

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, record: object) -> None:
        connection.autocommit = True  # else it would go with the first rollback
        connection.execute("; ".join(f"SET {name} = {value}" for name, value in wanted.items()))
        connection.autocommit = False


def _sqlite(url: str, path: str | None) -> Engine:
    if path and path != ":memory:":
        Path(path).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        Path(path).touch(mode=0o600)  # what SQLite makes beside it takes after it
    engine = create_engine(url, hide_parameters=True, connect_args={"check_same_thread": False, "timeout": 10})

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, record: object) -> None:
        connection.isolation_level = None  # we say BEGIN ourselves
        for pragma in _PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")
        refuse("database", of_sqlite(connection.execute))

    @event.listens_for(engine, "begin")
    def begin(connection: Any) -> None:
        connection.exec_driver_sql(connection.get_execution_options().get("begin", "BEGIN IMMEDIATE"))

    return engine


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """A look that keeps no writer waiting, and waits for none."""
    with engine.connect().execution_options(begin="BEGIN") as db:
        yield db


@contextmanager
def snapshot(engine: Engine) -> Iterator[Connection]:
    """One view of everything while others write on: SQLite gives no other, PostgreSQL has to be asked for it."""
    with engine.connect() as db:
        yield db if engine.dialect.name == "sqlite" else db.execution_options(isolation_level="REPEATABLE READ")
