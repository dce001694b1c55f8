"""While the key of the index is replaced, of two processes one may write with the new key and one with the old: the
same stranger would become two people, and no constraint would see it."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, func, select

from bot.seal.index import Index


def wait(db: Connection, index: Index, users: Sequence[int]) -> bool:
    """Until nobody else is making a row for any of them; whether that may have taken place, so that they are to be
    looked for again. SQLite has one writer at a time anyway."""
    if len(index.all) == 1 or not users or db.dialect.name == "sqlite":
        return False
    for lock in sorted(_lock(index, user) for user in users):
        db.execute(select(func.pg_advisory_xact_lock(lock)))
    return True


def _lock(index: Index, user: int) -> int:
    """The same for all who know the same keys, whichever of them they write with."""
    return int.from_bytes(min(key.person(user) for key in index.all)[:8], "big", signed=True)
