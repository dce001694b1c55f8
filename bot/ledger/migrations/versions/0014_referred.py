"""Who was asked to refer somebody and what came of it; the dates after it; what is said of places; and counts."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from bot.ledger.columns import SealedBytes

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    counted = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "capacities",
        sa.Column("id", counted, autoincrement=True, nullable=False),
        sa.Column("responder", sa.String(length=16), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("weeks", sa.SmallInteger(), nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("how", sa.String(length=8), nullable=False),
        sa.Column("by", sa.LargeBinary(length=16), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_capacities")),
    )
    op.create_index(op.f("ix_capacities_responder"), "capacities", ["responder"])
    op.create_table(
        "tries",
        sa.Column("id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("case_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("nr", sa.SmallInteger(), nullable=False),
        sa.Column("due", sa.BigInteger(), nullable=True),
        sa.Column("sealed", SealedBytes(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_tries_case_id_cases"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tries")),
        sa.UniqueConstraint("case_id", "nr", name=op.f("uq_tries_case_id")),
    )
    op.create_index(op.f("ix_tries_case_id"), "tries", ["case_id"])
    op.create_index(op.f("ix_tries_due"), "tries", ["due"])
    op.create_table(
        "nrm",
        sa.Column("case_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("look_at", sa.BigInteger(), nullable=True),
        sa.Column("sealed", SealedBytes(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_nrm_case_id_cases"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_nrm")),
    )
    op.create_index(op.f("ix_nrm_look_at"), "nrm", ["look_at"])
    op.create_table(
        "tallies",
        sa.Column("week", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("what", sa.String(length=16), nullable=False),
        sa.Column("split", sa.String(length=16), nullable=False),
        sa.Column("value", sa.String(length=24), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("week", "what", "split", "value", name=op.f("pk_tallies")),
    )


def downgrade() -> None:
    for table in ("tallies", "nrm", "tries", "capacities"):
        op.drop_table(table)
