"""Under which key the audit stands now, so that the key can be replaced."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    op.add_column("audit_head", sa.Column("key", sa.String(length=16), nullable=True))


def downgrade() -> None:
    op.drop_column("audit_head", "key")
