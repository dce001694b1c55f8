"""A second lock beside the chain: whoever is in the database by mistake changes nothing that was noted.

Entries before the point from which the chain is kept may go; that point is vouched for with the key.
"""

from __future__ import annotations

from collections.abc import Sequence

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


def statements(dialect: str) -> Sequence[str]:
    return SQLITE if dialect == "sqlite" else POSTGRESQL
