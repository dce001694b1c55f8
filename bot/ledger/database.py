"""Opens the ledger's database so that what it says is on disk is on disk, or refuses."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine, event, make_url, text

_WAL_PAGES = 4000  # of 4 KiB: a page that many turns write goes to its place once, not after every 200 turns


class UnsafeDatabase(Exception):
    """Its settings would lose what we promised to keep. The sentence says what to change."""


def open_engine(url: str) -> Engine:
    """SQLite or PostgreSQL (psycopg). Parameters never appear in errors: they could be about her."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        return _sqlite(url, parsed.database)
    # `format`: values by position on both databases (bot.ledger.statements).
    url_of_psycopg = parsed.set(drivername="postgresql+psycopg")
    engine = create_engine(url_of_psycopg, hide_parameters=True, pool_size=2, paramstyle="format")
    _refuse_unsafe(engine)
    return engine


def _sqlite(url: str, path: str | None) -> Engine:
    if path and path != ":memory:":
        Path(path).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        Path(path).touch(mode=0o600)  # what SQLite makes beside it takes after it
    engine = create_engine(url, hide_parameters=True, connect_args={"check_same_thread": False, "timeout": 10})

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, record: object) -> None:
        connection.isolation_level = None  # we say BEGIN ourselves
        for pragma in (
            "journal_mode=WAL", "synchronous=FULL", "secure_delete=ON", "foreign_keys=ON", "trusted_schema=OFF",
            "temp_store=MEMORY", f"wal_autocheckpoint={_WAL_PAGES}",
        ):  # fmt: skip
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Any) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine


def _refuse_unsafe(engine: Engine) -> None:
    with engine.connect() as db:
        wrong = [
            name
            for name in ("fsync", "synchronous_commit", "full_page_writes")
            if db.execute(text(f"SHOW {name}")).scalar() == "off"
        ]
    if wrong:
        raise UnsafeDatabase(
            f"PostgreSQL runs with {', '.join(f'{name} = off' for name in wrong)}: a power cut would lose words that "
            "Telegram was told we have. Nothing was started. Set them to on in postgresql.conf and start again."
        )
