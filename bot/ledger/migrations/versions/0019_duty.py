"""Many processes: which of them is on duty, and one order for the calls of all."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    op.create_table(
        "duty",
        sa.Column("one", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("holder", sa.LargeBinary(length=8), nullable=False),
        sa.Column("fence", sa.BigInteger(), nullable=False),
        sa.Column("until", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("one", name=op.f("pk_duty")),
    )
    if op.get_bind().dialect.name == "postgresql":
        op.execute("CREATE SEQUENCE outbox_seq INCREMENT BY 1000")


def downgrade() -> None:
    op.execute("UPDATE outbox SET state = 'queued' WHERE state = 'new'")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP SEQUENCE outbox_seq")
    op.drop_table("duty")
