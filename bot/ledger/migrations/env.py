"""Alembic's entry: runs revisions on the engine it is given, inside one transaction."""

from __future__ import annotations

from alembic import context

from bot.ledger.tables import metadata

engine = context.config.attributes["engine"]
with engine.connect() as db, db.begin():
    context.configure(connection=db, target_metadata=metadata, render_as_batch=True, transactional_ddl=True)
    context.run_migrations()
