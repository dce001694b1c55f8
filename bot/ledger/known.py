"""What the database has already: updates that were taken, calls that were written."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, literal_column, select

from bot.heard import Broken, Heard
from bot.ledger import statements
from bot.ledger import tables as t
from bot.ledger.outlet import NEW
from bot.outgoing import Outgoing


def unseen(db: Connection, updates: Sequence[Heard | Broken]) -> list[Heard | Broken]:
    """Telegram repeats what it was not told we have; each update id counts once.

    Two processes with the same update: the second one's insert fails, its batch is done again, and then it is known.
    """
    numbered = {heard.update_id: heard for heard in updates if heard.update_id}
    nameless = [heard for heard in updates if not heard.update_id]
    if not numbered:
        return nameless
    known = {row.update_id for row in statements.among(db, _KNOWN, t.seen.c.update_id, numbered)}
    return [heard for number, heard in numbered.items() if number not in known] + nameless


def on_disk(db: Connection, calls: Sequence[Outgoing]) -> list[Outgoing]:
    """Not what is still new: it is brought again, as if it had never been looked for."""
    there = {bytes(row.id) for row in statements.among(db, _WRITTEN, t.outbox.c.id, [call.id for call in calls])}
    return [call for call in calls if call.id in there]


_KNOWN = select(t.seen.c.update_id)
_WRITTEN = select(t.outbox.c.id).where(t.outbox.c.state != literal_column(f"'{NEW}'"))
