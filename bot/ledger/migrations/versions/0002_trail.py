"""A trail for each chat, in place of the rows of calls that were sent.

Which messages were sent before cannot be sealed anew without the keys: Hide then begins with what comes after."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

COUNTED = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "trail",
        sa.Column("id", COUNTED, autoincrement=True, nullable=False),
        sa.Column("lane", sa.LargeBinary(length=8), nullable=False),
        sa.Column("nr", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("owner", sa.LargeBinary(length=16), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_trail")),
    )
    op.create_index(op.f("ix_trail_lane"), "trail", ["lane"], unique=False)
    op.execute("DELETE FROM outbox WHERE state = 'sent'")
    op.drop_index(op.f("ix_outbox_lane"), table_name="outbox")
    op.drop_index(op.f("ix_seen_owner"), table_name="seen")
    if op.get_bind().dialect.name == "sqlite":
        _seen_anew()
    else:
        op.drop_column("seen", "owner")
        op.drop_column("seen", "sealed")


def _seen_anew() -> None:
    """A key of another type; SQLite changes none in place."""
    op.rename_table("seen", "seen_before")
    op.create_table(
        "seen",
        sa.Column("update_id", COUNTED, autoincrement=False, nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("update_id", name=op.f("pk_seen")),
    )
    op.execute("INSERT INTO seen (update_id, at) SELECT update_id, at FROM seen_before")
    op.drop_table("seen_before")


def downgrade() -> None:
    op.add_column("seen", sa.Column("owner", sa.LargeBinary(length=16), nullable=True))
    op.add_column("seen", sa.Column("sealed", sa.LargeBinary(), nullable=True))
    op.create_index(op.f("ix_seen_owner"), "seen", ["owner"], unique=False)
    op.create_index(op.f("ix_outbox_lane"), "outbox", ["lane"], unique=False)
    op.drop_table("trail")
