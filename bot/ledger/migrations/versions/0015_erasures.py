"""What is still to be done about what was erased."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    op.create_table(
        "erasures",
        sa.Column("owner", sa.LargeBinary(length=16), nullable=False),
        sa.Column("heir", sa.LargeBinary(length=16), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("due", sa.BigInteger(), nullable=False),
        sa.Column("was", sa.String(length=10), nullable=False),
        sa.PrimaryKeyConstraint("owner", name=op.f("pk_erasures")),
    )
    op.create_index(op.f("ix_erasures_due"), "erasures", ["due"], unique=False)


def downgrade() -> None:
    op.drop_table("erasures")
