"""Alerts that climb, alarms that leave Telegram, and who is on duty when."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"

ID = sa.LargeBinary(length=16)


def upgrade() -> None:
    op.create_table(
        "alerts",
        sa.Column("case_id", ID, nullable=False),
        sa.Column("token", sa.BigInteger(), nullable=False),
        sa.Column("urgency", sa.String(length=8), nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.Column("due", sa.BigInteger(), nullable=True),
        sa.Column("tried", sa.SmallInteger(), nullable=False),
        sa.Column("told", sa.SmallInteger(), nullable=False),
        sa.Column("missed", sa.SmallInteger(), nullable=False),
        sa.Column("by", ID, nullable=True),
        sa.Column("offered", sa.SmallInteger(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_alerts")),
    )
    op.create_table(
        "alarms",
        sa.Column("id", ID, nullable=False),
        sa.Column("about", sa.String(length=80), nullable=False),
        sa.Column("channel", sa.String(length=8), nullable=False),
        sa.Column("what", sa.String(length=16), nullable=False),
        sa.Column("case_id", ID, nullable=True),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("tries", sa.SmallInteger(), nullable=False),
        sa.Column("not_before", sa.BigInteger(), nullable=False),
        sa.Column("accepted", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alarms")),
        sa.UniqueConstraint("about", "channel", name=op.f("uq_alarms_about")),
    )
    op.create_table(
        "rota",
        sa.Column("staff_id", ID, nullable=False),
        sa.Column("day", sa.String(length=10), nullable=False),
        sa.Column("opens", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("closes", sa.SmallInteger(), nullable=False),
        sa.PrimaryKeyConstraint("staff_id", "day", "opens", name=op.f("pk_rota")),
    )


def downgrade() -> None:
    op.drop_table("rota")
    op.drop_table("alarms")
    op.drop_table("alerts")
