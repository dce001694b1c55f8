"""The audit becomes a chain: a digest with each entry, numbers without a gap, and one row for where it ends."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

SQLITE = (
    """CREATE TRIGGER audit_stays BEFORE UPDATE ON audit
BEGIN SELECT RAISE(ABORT, 'the audit is never changed'); END""",
    """CREATE TRIGGER audit_is_kept BEFORE DELETE ON audit
WHEN NOT EXISTS (SELECT 1 FROM audit_head WHERE OLD.seq <= base_seq)
BEGIN SELECT RAISE(ABORT, 'the audit is kept'); END""",
)
POSTGRESQL = (
    """CREATE FUNCTION audit_stays() RETURNS trigger AS $$ BEGIN
IF TG_OP = 'DELETE' AND EXISTS (SELECT 1 FROM audit_head WHERE OLD.seq <= base_seq) THEN RETURN OLD; END IF;
RAISE EXCEPTION 'the audit is kept, and never changed'; END $$ LANGUAGE plpgsql""",
    "CREATE TRIGGER audit_stays BEFORE UPDATE OR DELETE ON audit FOR EACH ROW EXECUTE FUNCTION audit_stays()",
)
GONE = {
    "sqlite": ("DROP TRIGGER audit_is_kept", "DROP TRIGGER audit_stays"),
    "postgresql": ("DROP TRIGGER audit_stays ON audit", "DROP FUNCTION audit_stays()"),
}


def upgrade() -> None:
    here = op.get_bind().dialect.name
    op.add_column("audit", sa.Column("mac", sa.LargeBinary(length=32), nullable=True))
    if here == "postgresql":
        op.execute("ALTER TABLE audit ALTER COLUMN seq DROP DEFAULT")
        op.execute("DROP SEQUENCE IF EXISTS audit_seq_seq")
    op.create_table(
        "audit_head",
        sa.Column("one", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("mac", sa.LargeBinary(length=32), nullable=False),
        sa.Column("base_seq", sa.Integer(), nullable=False),
        sa.Column("base_mac", sa.LargeBinary(length=32), nullable=False),
        sa.Column("base_tag", sa.LargeBinary(length=32), nullable=False),
        sa.PrimaryKeyConstraint("one", name=op.f("pk_audit_head")),
    )
    for each in (SQLITE if here == "sqlite" else POSTGRESQL):
        op.execute(each)


def downgrade() -> None:
    here = op.get_bind().dialect.name
    for each in GONE[here]:
        op.execute(each)
    op.drop_table("audit_head")
    op.drop_column("audit", "mac")
    if here == "postgresql":
        op.execute("CREATE SEQUENCE audit_seq_seq AS integer OWNED BY audit.seq")
        op.execute("SELECT setval('audit_seq_seq', COALESCE((SELECT max(seq) FROM audit), 0) + 1, false)")
        op.execute("ALTER TABLE audit ALTER COLUMN seq SET DEFAULT nextval('audit_seq_seq'::regclass)")
