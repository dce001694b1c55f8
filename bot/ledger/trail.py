"""Which messages a chat holds, hers and ours, so that Hide can delete them within Telegram's 48 hours."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from sqlalchemy import select

from bot.ledger import statements
from bot.ledger import tables as t
from bot.seal.vault import KeyGone

if TYPE_CHECKING:
    from bot.ledger.book import Book
    from bot.ledger.records import Worker

KEPT = 2 * 86_400  # seconds in which Telegram lets a bot delete a message (Bot API, deleteMessage)


def _short(lane: bytes) -> bytes:
    """As the trail knows a chat. Should two ever share it, one is asked to delete ids that it does not know."""
    return lane[:8]


def leave(book: Book, lane: bytes, nr: int, messages: Sequence[int], owner: bytes) -> None:
    """`nr` with the owner's key binds what is sealed to its row."""
    short = _short(lane)
    plain = b"".join(message.to_bytes(8, "big") for message in messages)
    sealed = book.seal(plain, owner, "trail", short, nr)
    book.add("trail", lane=short, nr=nr, at=book.moment, owner=owner, sealed=sealed)


def leave_unanswered(book: Book, worker: Worker) -> None:
    """No answer takes along the id of what she wrote: it goes on the trail by itself."""
    if worker.wrote is not None:
        leave(book, book.tools.index.chat(worker.chat), worker.wrote[0], worker.wrote[1:], worker.id)
        worker.wrote = None


def trail_of(book: Book, lane: bytes) -> list[int]:
    """Message ids of a chat that can still be deleted. Asked for in the lane's order: what was to be sent before has
    been sent, and noted."""
    return sorted({id for _, ids in _rows(book, lane, since=book.moment - KEPT) for id in ids})


def forget(book: Book, lane: bytes, newest: int) -> None:
    """What has been deleted, up to message `newest`, needs no deleting again. What came after it stays."""
    done = [row for row, ids in _rows(book, lane) if max(ids) <= newest]
    statements.remove(book.db, t.trail.c.id, done)


def _rows(book: Book, lane: bytes, since: int = 0) -> Iterator[tuple[int, list[int]]]:
    book.write("trail")
    short = _short(lane)
    for row in book.db.execute(select(t.trail).where(t.trail.c.lane == short, t.trail.c.at > since)).all():
        with contextlib.suppress(KeyGone):  # of a case that was erased meanwhile
            plain = book.open(row.sealed, bytes(row.owner), "trail", short, row.nr)
            yield row.id, [int.from_bytes(plain[at : at + 8], "big") for at in range(0, len(plain), 8)]
