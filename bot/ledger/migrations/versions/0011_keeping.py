"""Since when nothing has happened in a case, whether it is held, and whether its files are still known."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"

# Nobody knows how long the cases that are there have been idle: their time begins anew.
TODAY = {
    "sqlite": "CAST(strftime('%s', 'now') AS INTEGER) / 86400",
    "postgresql": "extract(epoch from now())::int / 86400",
}


def upgrade() -> None:
    op.add_column("cases", sa.Column("touched_day", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("cases", sa.Column("held_until", sa.Integer(), nullable=True))
    op.add_column("cases", sa.Column("bare", sa.SmallInteger(), nullable=False, server_default="0"))
    op.execute(f"UPDATE cases SET touched_day = {TODAY[op.get_bind().dialect.name]}")


def downgrade() -> None:
    op.drop_column("cases", "bare")
    op.drop_column("cases", "held_until")
    op.drop_column("cases", "touched_day")
