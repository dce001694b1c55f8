"""Packs that left, sealed for a day."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from bot.ledger.columns import SealedBytes

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    op.create_table(
        "exports",
        sa.Column("id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("case_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("by", sa.LargeBinary(length=16), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.Column("sealed", SealedBytes(), nullable=True),
        sa.ForeignKeyConstraint(
            ["case_id"], ["cases.id"], name=op.f("fk_exports_case_id_cases"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exports")),
    )
    op.create_index(op.f("ix_exports_case_id"), "exports", ["case_id"])
    op.create_index(op.f("ix_exports_by"), "exports", ["by"])


def downgrade() -> None:
    op.drop_table("exports")
