"""A process that shares nothing is alone with its database: a second one would send in an order of its own."""

from __future__ import annotations

import asyncio
import contextlib
import fcntl
import os
from collections.abc import Callable
from functools import partial
from pathlib import Path

from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DBAPIError

PATIENCE = 5.0  # seconds: of a process that was just killed the database may not know yet
_TRY = 0.05
_NUMBER = 0x68656C70  # of the lock, among all that a database of this server may have
_ALONE, _SHARED = "pg_try_advisory_lock", "pg_try_advisory_lock_shared"

LetGo = Callable[[], None]


class AnotherRuns(Exception):
    """Another process of the bot uses this database."""


async def with_it(engine: Engine, *, shared: bool) -> LetGo:
    """Until let go, or the process ends however. Raises `AnotherRuns`."""
    take = _of_postgres if engine.dialect.name == "postgresql" else _of_sqlite
    loop = asyncio.get_running_loop()
    until = loop.time() + PATIENCE
    while (let_go := take(engine, shared)) is None:
        if loop.time() > until:
            raise AnotherRuns(_why(engine, shared))
        await asyncio.sleep(_TRY)
    return let_go


def _why(engine: Engine, shared: bool) -> str:
    if engine.dialect.name != "postgresql":
        return (
            "Another process of this bot runs with the same database, and SQLite takes one. Stop the other one first. "
            "For more than one: PostgreSQL, and HELPLINE_REDIS the same for all of them (docs/settings.md)."
        )
    if shared:
        return "Another process of this bot runs without HELPLINE_REDIS. Give all of them the same, or stop that one."
    return (
        "Another process of this bot runs with the same database. Stop it first, or give HELPLINE_REDIS to all of "
        "them: then any number may run (docs/settings.md)."
    )


def _of_sqlite(engine: Engine, shared: bool) -> LetGo | None:
    """Beside the database and not on it: whoever closes a file lets go of what SQLite has locked in it."""
    path = engine.url.database
    if not path or path == ":memory:":
        return lambda: None
    file = os.open(Path(f"{path}.lock"), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(file)
        return None
    return lambda: os.close(file)


def _of_postgres(engine: Engine, shared: bool) -> LetGo | None:
    """As long as its connection is there."""
    db = engine.connect().execution_options(isolation_level="AUTOCOMMIT")
    asked = text(f"SELECT {_SHARED if shared else _ALONE}(:number)")
    if db.execute(asked, {"number": _NUMBER}).scalar_one():
        return partial(_end, db)
    db.close()
    return None


def _end(db: Connection) -> None:
    """The lock belongs to the connection, which must not go back to the others."""
    with contextlib.suppress(DBAPIError):  # the database has ended, and with it the lock
        db.execute(text("SELECT pg_advisory_unlock_all()"))
    db.invalidate()
    db.close()
