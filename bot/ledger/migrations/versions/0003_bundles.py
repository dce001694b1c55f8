"""What is published, and every act of publishing."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.create_table('bundles',
    sa.Column('id', sa.String(length=64), nullable=False),
    sa.Column('files', sa.LargeBinary(), nullable=False),
    sa.Column('at', sa.BigInteger(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_bundles'))
    )
    op.create_table('releases',
    sa.Column('seq', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('act', sa.String(length=12), nullable=False),
    sa.Column('bundle', sa.String(length=64), nullable=False),
    sa.Column('based_on', sa.String(length=64), nullable=True),
    sa.Column('at', sa.BigInteger(), nullable=False),
    sa.Column('by', sa.String(length=64), nullable=False),
    sa.Column('also_by', sa.String(length=64), nullable=True),
    sa.Column('why', sa.Text(), nullable=False),
    sa.Column('urgent', sa.SmallInteger(), nullable=False),
    sa.Column('report', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['bundle'], ['bundles.id'], name=op.f('fk_releases_bundle_bundles')),
    sa.PrimaryKeyConstraint('seq', name=op.f('pk_releases'))
    )


def downgrade() -> None:
    op.drop_table('releases')
    op.drop_table('bundles')
