"""Who reads a case without holding it; how many words of hers nobody has answered."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from bot.ledger.columns import SealedBytes

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.add_column("cases", sa.Column("unanswered", sa.Integer(), server_default="0", nullable=False))
    op.add_column("cases", sa.Column("unanswered_since", sa.BigInteger(), nullable=True))
    op.create_table(
        "readings",
        sa.Column("id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("case_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("reader", sa.LargeBinary(length=16), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.Column("swept", sa.SmallInteger(), nullable=False),
        sa.Column("sealed", SealedBytes(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"], ["cases.id"], name=op.f("fk_readings_case_id_cases"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_readings")),
    )
    op.create_index(op.f("ix_readings_case_id"), "readings", ["case_id"])


def downgrade() -> None:
    op.drop_table("readings")
    op.drop_column("cases", "unanswered_since")
    op.drop_column("cases", "unanswered")
