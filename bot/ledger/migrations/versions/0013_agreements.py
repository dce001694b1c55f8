"""What takes two people: who has asked for it, and who has agreed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from bot.ledger.columns import SealedBytes

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    op.create_table(
        "agreements",
        sa.Column("id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("case_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("what", sa.String(length=8), nullable=False),
        sa.Column("by", sa.LargeBinary(length=16), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("days", sa.SmallInteger(), nullable=False),
        sa.Column("agreed_by", sa.LargeBinary(length=16), nullable=True),
        sa.Column("sealed", SealedBytes(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"], ["cases.id"], name=op.f("fk_agreements_case_id_cases"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agreements")),
    )
    op.create_index(op.f("ix_agreements_case_id"), "agreements", ["case_id"])


def downgrade() -> None:
    op.drop_table("agreements")
