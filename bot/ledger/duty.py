"""Which process is on duty: it alone sends, looks at the clock and asks Telegram for updates. A lease with a number.

It lives here and not in Redis because a number protects only where the writing is done: a transaction that rests on a
lease looks at the row and holds it until its commit, so a change of duty is a clean cut between two transactions. And
Redis may be flushed. Time is the database's own, so that no clock of a process decides.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Double, cast, extract, func, insert, select, text, update
from sqlalchemy.exc import IntegrityError

from bot.ledger import statements
from bot.ledger.tables_of_duty import duty

_NOW = cast(extract("epoch", func.clock_timestamp()), Double)
_HERE = duty.c.one == 1
_SEEN = select(duty.c.holder, duty.c.fence, duty.c.until, _NOW.label("now")).where(_HERE)
# Others may go on looking, and the holder may go on renewing; only a change of duty waits.
_STANDS = "SELECT one FROM duty WHERE one = 1 AND fence = %s FOR KEY SHARE"
_UP_TO_NOW = text(
    "SELECT setval('outbox_seq', (extract(epoch from clock_timestamp()) * 1000000)::bigint) FROM outbox_seq "
    "WHERE last_value < (extract(epoch from clock_timestamp()) * 1000000)::bigint"
)


def stands(db: Connection, fence: int) -> bool:
    """Whether it is still ours; then it stays so until the commit."""
    return statements.first(db, _STANDS, fence) is not None


def take(db: Connection, me: bytes, seconds: float) -> int:
    """The number of our duty from here on, or 0: somebody else's. Waits for what rests on the one before."""
    row = db.execute(_SEEN).first()
    if row is None:
        _first(db)
    elif not _free(row, me):
        return 0
    row = db.execute(_SEEN.with_for_update()).one()
    if not _free(row, me):
        return 0
    fence = int(row.fence) + 1
    db.execute(update(duty).where(_HERE).values(holder=me, fence=fence, until=_NOW + seconds))
    # Numbers from before there was a sequence, or of a restored database, must not be the higher ones.
    db.execute(_UP_TO_NOW)
    return fence


def _free(row: Any, me: bytes) -> bool:
    """Its end has come; or it is our own, from a time on duty that did not begin well."""
    return bool(row.until <= row.now) or bytes(row.holder) == me


def _first(db: Connection) -> None:
    try:
        with db.begin_nested():
            db.execute(insert(duty), {"one": 1, "holder": b"", "fence": 0, "until": 0.0})
    except IntegrityError:  # another process was the first one
        return


def renew(db: Connection, fence: int, seconds: float) -> bool:
    """False: it is somebody else's by now."""
    kept = db.execute(update(duty).where(_HERE, duty.c.fence == fence).values(until=_NOW + seconds))
    return kept.rowcount == 1


def give_back(db: Connection, fence: int) -> None:
    """So that the next one need not wait for its end."""
    db.execute(update(duty).where(_HERE, duty.c.fence == fence).values(until=0.0))
