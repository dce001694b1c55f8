"""How long others waited, how it was for them; and when there is something to do for her next."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    counted = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "waits",
        sa.Column("id", counted, autoincrement=True, nullable=False),
        sa.Column("week", sa.Integer(), nullable=False),
        sa.Column("urgency", sa.String(length=8), nullable=False),
        sa.Column("place", sa.SmallInteger(), nullable=False),
        sa.Column("weekend", sa.SmallInteger(), nullable=False),
        sa.Column("part", sa.SmallInteger(), nullable=False),
        sa.Column("opens_in", sa.Integer(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("came", sa.SmallInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_waits")),
    )
    op.create_table(
        "feedback",
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("question", sa.String(length=16), nullable=False),
        sa.Column("answer", sa.String(length=16), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("month", "question", "answer", name=op.f("pk_feedback")),
    )
    op.add_column("cases", sa.Column("look_at", sa.BigInteger(), nullable=True))
    op.create_index(op.f("ix_cases_look_at"), "cases", ["look_at"])


def downgrade() -> None:
    op.drop_index(op.f("ix_cases_look_at"), "cases")
    op.drop_column("cases", "look_at")
    op.drop_table("feedback")
    op.drop_table("waits")
