"""The first shape of the ledger."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table('audit',
    sa.Column('seq', sa.Integer(), autoincrement=True, nullable=False),
    sa.Column('at', sa.BigInteger(), nullable=False),
    sa.Column('actor', sa.LargeBinary(length=16), nullable=True),
    sa.Column('act', sa.String(length=32), nullable=False),
    sa.Column('case_id', sa.LargeBinary(length=16), nullable=True),
    sa.PrimaryKeyConstraint('seq', name=op.f('pk_audit'))
    )
    op.create_table('cases',
    sa.Column('id', sa.LargeBinary(length=16), nullable=False),
    sa.Column('worker_id', sa.LargeBinary(length=16), nullable=False),
    sa.Column('code_name', sa.String(length=40), nullable=False),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('urgency', sa.String(length=8), nullable=False),
    sa.Column('language', sa.String(length=12), nullable=False),
    sa.Column('token', sa.BigInteger(), nullable=False),
    sa.Column('holder', sa.LargeBinary(length=16), nullable=True),
    sa.Column('lease_until', sa.BigInteger(), nullable=True),
    sa.Column('waiting_since', sa.BigInteger(), nullable=True),
    sa.Column('next_seq', sa.Integer(), nullable=False),
    sa.Column('quiet', sa.SmallInteger(), nullable=False),
    sa.Column('sealed', sa.LargeBinary(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_cases')),
    sa.UniqueConstraint('code_name', name=op.f('uq_cases_code_name'))
    )
    op.create_index(op.f('ix_cases_holder'), 'cases', ['holder'], unique=False)
    op.create_index(op.f('ix_cases_state'), 'cases', ['state'], unique=False)
    op.create_index(op.f('ix_cases_worker_id'), 'cases', ['worker_id'], unique=False)
    op.create_table('dead_letters',
    sa.Column('id', sa.LargeBinary(length=16), nullable=False),
    sa.Column('update_id', sa.BigInteger(), nullable=False),
    sa.Column('at', sa.BigInteger(), nullable=False),
    sa.Column('reason', sa.String(length=64), nullable=False),
    sa.Column('sealed', sa.LargeBinary(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_dead_letters'))
    )
    op.create_table('invites',
    sa.Column('handle', sa.LargeBinary(length=32), nullable=False),
    sa.Column('id', sa.LargeBinary(length=16), nullable=False),
    sa.Column('role', sa.String(length=16), nullable=False),
    sa.Column('sealed', sa.LargeBinary(), nullable=False),
    sa.Column('expires', sa.BigInteger(), nullable=False),
    sa.Column('used', sa.SmallInteger(), nullable=False),
    sa.PrimaryKeyConstraint('handle', name=op.f('pk_invites'))
    )
    op.create_table('links',
    sa.Column('handle', sa.LargeBinary(length=32), nullable=False),
    sa.Column('case_id', sa.LargeBinary(length=16), nullable=False),
    sa.Column('day', sa.Integer(), nullable=False),
    sa.Column('sealed', sa.LargeBinary(), nullable=False),
    sa.PrimaryKeyConstraint('handle', name=op.f('pk_links'))
    )
    op.create_index(op.f('ix_links_case_id'), 'links', ['case_id'], unique=False)
    op.create_index(op.f('ix_links_day'), 'links', ['day'], unique=False)
    op.create_table('outbox',
    sa.Column('id', sa.LargeBinary(length=16), nullable=False),
    sa.Column('lane', sa.LargeBinary(length=32), nullable=False),
    sa.Column('seq', sa.BigInteger(), nullable=False),
    sa.Column('state', sa.String(length=8), nullable=False),
    sa.Column('at', sa.BigInteger(), nullable=False),
    sa.Column('attempts', sa.SmallInteger(), nullable=False),
    sa.Column('not_before', sa.BigInteger(), nullable=False),
    sa.Column('owner', sa.LargeBinary(length=16), nullable=False),
    sa.Column('case_id', sa.LargeBinary(length=16), nullable=True),
    sa.Column('token', sa.BigInteger(), nullable=True),
    sa.Column('sealed', sa.LargeBinary(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_outbox'))
    )
    op.create_index(op.f('ix_outbox_lane'), 'outbox', ['lane'], unique=False)
    op.create_table('seen',
    sa.Column('update_id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('at', sa.BigInteger(), nullable=False),
    sa.Column('owner', sa.LargeBinary(length=16), nullable=True),
    sa.Column('sealed', sa.LargeBinary(), nullable=True),
    sa.PrimaryKeyConstraint('update_id', name=op.f('pk_seen'))
    )
    op.create_index(op.f('ix_seen_owner'), 'seen', ['owner'], unique=False)
    op.create_table('staff',
    sa.Column('id', sa.LargeBinary(length=16), nullable=False),
    sa.Column('who', sa.LargeBinary(length=32), nullable=False),
    sa.Column('role', sa.String(length=16), nullable=False),
    sa.Column('active', sa.SmallInteger(), nullable=False),
    sa.Column('case_id', sa.LargeBinary(length=16), nullable=True),
    sa.Column('sealed', sa.LargeBinary(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_staff')),
    sa.UniqueConstraint('who', name=op.f('uq_staff_who'))
    )
    op.create_table('topics',
    sa.Column('case_id', sa.LargeBinary(length=16), nullable=False),
    sa.Column('lane', sa.LargeBinary(length=32), nullable=False),
    sa.Column('sealed', sa.LargeBinary(), nullable=False),
    sa.PrimaryKeyConstraint('case_id', 'lane', name=op.f('pk_topics'))
    )
    op.create_table('workers',
    sa.Column('id', sa.LargeBinary(length=16), nullable=False),
    sa.Column('who', sa.LargeBinary(length=32), nullable=False),
    sa.Column('sealed', sa.LargeBinary(), nullable=False),
    sa.Column('case_id', sa.LargeBinary(length=16), nullable=True),
    sa.Column('touched_day', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_workers')),
    sa.UniqueConstraint('who', name=op.f('uq_workers_who'))
    )
    op.create_table('messages',
    sa.Column('id', sa.LargeBinary(length=16), nullable=False),
    sa.Column('case_id', sa.LargeBinary(length=16), nullable=False),
    sa.Column('seq', sa.Integer(), nullable=False),
    sa.Column('delivery', sa.String(length=8), nullable=False),
    sa.Column('sealed', sa.LargeBinary(), nullable=False),
    sa.ForeignKeyConstraint(['case_id'], ['cases.id'], name=op.f('fk_messages_case_id_cases'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_messages')),
    sa.UniqueConstraint('case_id', 'seq', name=op.f('uq_messages_case_id'))
    )


def downgrade() -> None:
    op.drop_table('messages')
    op.drop_table('workers')
    op.drop_table('topics')
    op.drop_table('staff')
    op.drop_index(op.f('ix_seen_owner'), table_name='seen')
    op.drop_table('seen')
    op.drop_index(op.f('ix_outbox_lane'), table_name='outbox')
    op.drop_table('outbox')
    op.drop_index(op.f('ix_links_day'), table_name='links')
    op.drop_index(op.f('ix_links_case_id'), table_name='links')
    op.drop_table('links')
    op.drop_table('invites')
    op.drop_table('dead_letters')
    op.drop_index(op.f('ix_cases_worker_id'), table_name='cases')
    op.drop_index(op.f('ix_cases_state'), table_name='cases')
    op.drop_index(op.f('ix_cases_holder'), table_name='cases')
    op.drop_table('cases')
    op.drop_table('audit')
