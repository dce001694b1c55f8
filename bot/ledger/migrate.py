"""Brings a database to the newest shape. Alembic is loaded only when there is something to do."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Engine, inspect, text

NEWEST = "0001"
FOLDER = Path(__file__).parent / "migrations"


def current(engine: Engine) -> str:
    """The revision that the database has; "" for an empty one."""
    with engine.connect() as db:
        if not inspect(db).has_table("alembic_version"):
            return ""
        return str(db.execute(text("SELECT version_num FROM alembic_version")).scalar() or "")


def migrate(engine: Engine, to: str = "head") -> None:
    if to == "head" and current(engine) == NEWEST:
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
