"""Brings a database to the newest shape. Alembic is loaded only when there is something to do."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Engine, inspect, text
from sqlalchemy.exc import DBAPIError

from bot.ledger import audit_lock
from bot.ledger.tables import metadata

NEWEST = "0019"
FOLDER = Path(__file__).parent / "migrations"


def current(engine: Engine) -> str:
    """The revision that the database has; "" for an empty one."""
    with engine.connect() as db:
        if not inspect(db).has_table("alembic_version"):
            return ""
        return str(db.execute(text("SELECT version_num FROM alembic_version")).scalar() or "")


def migrate(engine: Engine, to: str = "head") -> None:
    """An empty database is made in the newest shape at once; a test shows that the revisions lead to the same."""
    if to == "head" and (at := current(engine)) in (NEWEST, ""):
        if at == "":
            _make_unless_made(engine)
        return
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.attributes["engine"] = engine
    if to in ("head", NEWEST):
        command.upgrade(config, to)
    else:
        command.downgrade(config, to)


def _make_unless_made(engine: Engine) -> None:
    """Of two processes that start on an empty database one makes it; the other is refused, and finds it made."""
    try:
        _make(engine)
    except DBAPIError:
        if current(engine) == "":
            raise


def _make(engine: Engine) -> None:
    with engine.begin() as db:
        metadata.create_all(db)
        for lock in audit_lock.statements(db.dialect.name):
            db.exec_driver_sql(lock)
        db.execute(text("CREATE TABLE IF NOT EXISTS alembic_version (version_num VARCHAR(32) NOT NULL PRIMARY KEY)"))
        db.execute(text("INSERT INTO alembic_version (version_num) VALUES (:newest)"), {"newest": NEWEST})
