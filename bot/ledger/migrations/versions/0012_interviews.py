"""The referral interview: what is known, what was agreed to, and what somebody is about to write down."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from bot.ledger.columns import SealedBytes

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    for name in ("answers", "consents"):
        op.create_table(
            name,
            sa.Column("id", sa.LargeBinary(length=16), nullable=False),
            sa.Column("case_id", sa.LargeBinary(length=16), nullable=False),
            sa.Column("seq", sa.Integer(), nullable=False),
            sa.Column("sealed", SealedBytes(), nullable=False),
            sa.ForeignKeyConstraint(
                ["case_id"], ["cases.id"], name=op.f(f"fk_{name}_case_id_cases"), ondelete="CASCADE"
            ),
            sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")),
            sa.UniqueConstraint("case_id", "seq", name=op.f(f"uq_{name}_case_id")),
        )
    op.create_table(
        "awaited",
        sa.Column("staff_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("case_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("token", sa.BigInteger(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.Column("sealed", SealedBytes(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"], ["cases.id"], name=op.f("fk_awaited_case_id_cases"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("staff_id", "case_id", name=op.f("pk_awaited")),
    )


def downgrade() -> None:
    for name in ("awaited", "consents", "answers"):
        op.drop_table(name)
