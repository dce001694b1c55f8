"""How many conversations stand where, and never whose: sessions are sealed, so they are opened to be counted.

In parts, each in a transaction of its own, so that a running bot waits for none of them; nothing of a session leaves
this module but the names of steps.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from datetime import datetime

from sqlalchemy import Connection, Engine, bindparam, select

from bot.ledger import tables as t
from bot.ledger.book import DAY
from bot.ledger.worker_rows import session_in
from bot.seal.box import open_
from bot.seal.vault import Vault
from flows.engine.model import Place, Session

PART = 500
FEW = 10
"""Smaller counts, and none, are "fewer than 10": a number of one or two could be somebody."""

_RUNNING = (
    select(t.workers.c.id, t.workers.c.sealed)
    .where(t.workers.c.id > bindparam("after"), t.workers.c.touched_day >= bindparam("since"))
    .order_by(t.workers.c.id)
    .limit(PART)
)
_BEFORE_ALL = b"\0" * 16


Thaw = Callable[[bytes], Session]


def anybody(engine: Engine, now: datetime) -> bool:
    """Whether there is somebody to count at all: if not, no key is needed."""
    with engine.connect() as db:
        return db.execute(_RUNNING, {"after": _BEFORE_ALL, "since": _since(now)}).first() is not None


def standing(engine: Engine, vault: Vault, thaw: Thaw, now: datetime) -> Mapping[Place, int]:
    """Of those who gave a sign of life today or yesterday: step -> how many. `Place(flow, "")`: anywhere in a flow."""
    found: Counter[Place] = Counter()
    since, after = _since(now), _BEFORE_ALL
    while True:
        with engine.begin() as db:
            last = _count(db, vault, thaw, found, since, after)
        if last is None:
            return found
        after = last


def _since(now: datetime) -> int:
    return int(now.timestamp()) // DAY - 1


def _count(db: Connection, vault: Vault, thaw: Thaw, found: Counter[Place], since: int, after: bytes) -> bytes | None:
    rows = db.execute(_RUNNING, {"after": after, "since": since}).all()
    keys = vault.keys([bytes(row.id) for row in rows])
    for row in rows:
        owner = bytes(row.id)
        if owner in keys:  # whose key was destroyed is not there any more
            plain = open_(row.sealed, under=keys[owner], table="workers", column="sealed", row=owner)
            stack = thaw(session_in(plain)).stack
            found.update({*stack, *(Place(place.flow, "") for place in stack)})
    return bytes(rows[-1].id) if rows else None


def in_words(count: int) -> str:
    return f"fewer than {FEW}" if count < FEW else str(count)
