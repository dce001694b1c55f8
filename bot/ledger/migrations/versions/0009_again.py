"""At the top an alert rings again, and a tap that no claim follows begins it anew."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    op.add_column("alerts", sa.Column("anew", sa.SmallInteger(), nullable=False, server_default="0"))
    op.execute("UPDATE alerts SET due = since WHERE due IS NULL")  # those at the top rang no more


def downgrade() -> None:
    op.drop_column("alerts", "anew")
