"""How many conversations stand where, and never whose: sessions are sealed, so they are opened to be counted.

In parts, each in a transaction of its own, so that a running bot waits for none of them; nothing of a session leaves
this module but the names of steps.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Connection, Engine, bindparam, select

from bot.ledger import tables as t
from bot.ledger.book import DAY, Tools
from bot.seal.box import open_
from flows.engine.model import Place

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
_CHAT = 8  # bytes before the session


def standing(engine: Engine, tools: Tools, now: datetime) -> Mapping[Place, int]:
    """Of those who gave a sign of life today or yesterday: step -> how many. `Place(flow, "")`: anywhere in a flow."""
    found: Counter[Place] = Counter()
    since, after = int(now.timestamp()) // DAY - 1, _BEFORE_ALL
    while True:
        with engine.begin() as db:
            last = _count(db, tools, found, since, after)
        if last is None:
            return found
        after = last


def _count(db: Connection, tools: Tools, found: Counter[Place], since: int, after: bytes) -> bytes | None:
    rows = db.execute(_RUNNING, {"after": after, "since": since}).all()
    keys = tools.vault.keys([bytes(row.id) for row in rows])
    for row in rows:
        owner = bytes(row.id)
        if owner in keys:  # whose key was destroyed is not there any more
            plain = open_(row.sealed, under=keys[owner], table="workers", column="sealed", row=owner)
            stack = tools.thaw(plain[_CHAT:]).stack
            found.update({*stack, *(Place(place.flow, "") for place in stack)})
    return bytes(rows[-1].id) if rows else None


def in_words(count: int) -> str:
    return f"fewer than {FEW}" if count < FEW else str(count)
