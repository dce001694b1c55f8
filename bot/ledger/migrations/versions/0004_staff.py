"""Who made an invite and who approved it; since when somebody is staff no more; to whom something was done."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.add_column("staff", sa.Column("left_day", sa.Integer(), nullable=True))
    op.add_column("invites", sa.Column("by", sa.LargeBinary(length=16), nullable=True))
    op.add_column("invites", sa.Column("approved_by", sa.LargeBinary(length=16), nullable=True))
    op.add_column("audit", sa.Column("whom", sa.LargeBinary(length=16), nullable=True))


def downgrade() -> None:
    op.drop_column("audit", "whom")
    op.drop_column("invites", "approved_by")
    op.drop_column("invites", "by")
    op.drop_column("staff", "left_day")
