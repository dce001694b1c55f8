"""When messages in a chat go by themselves, and which case they are of.

What a colleague's chat holds from before goes by Hide and by hand only, and is two days old at most."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    op.add_column("trail", sa.Column("due", sa.BigInteger(), nullable=True))
    op.add_column("trail", sa.Column("case_id", sa.LargeBinary(length=16), nullable=True))
    op.create_index(op.f("ix_trail_due"), "trail", ["due"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_trail_due"), table_name="trail")
    op.drop_column("trail", "case_id")
    op.drop_column("trail", "due")
