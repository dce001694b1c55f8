"""What may be a word of hers waits until that is known; and words to come back with are found."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from bot.ledger.columns import SealedBytes

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    op.create_table(
        "doubts",
        sa.Column("id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("worker_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("sealed", SealedBytes(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_doubts")),
    )
    op.create_index(op.f("ix_doubts_worker_id"), "doubts", ["worker_id"], unique=False)
    op.create_table(
        "ways_back",
        sa.Column("handle", sa.LargeBinary(length=32), nullable=False),
        sa.Column("worker_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("handle", name=op.f("pk_ways_back")),
        sa.UniqueConstraint("worker_id", name=op.f("uq_ways_back_worker_id")),
    )


def downgrade() -> None:
    op.drop_table("ways_back")
    op.drop_index(op.f("ix_doubts_worker_id"), table_name="doubts")
    op.drop_table("doubts")
