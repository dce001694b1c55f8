"""What she sent and what is not settled yet: it may be a word of hers, so nobody reads it before that is known.

Sealed under her own key, in the order in which it came. What comes after it waits behind it.
"""

from __future__ import annotations

import contextlib
from dataclasses import asdict
from typing import Any, NamedTuple

import orjson
from sqlalchemy import delete, exists, select, update

from bot.heard import Heard, Media
from bot.ledger import tables as t
from bot.ledger.book import Book
from bot.seal.vault import KeyGone, KeyMissing

MAYBE, PROVES, FIRST, SECOND, VERDICT = "maybe", "proves", "first", "second", "verdict"
KEEPS, GIVES = "keeps", "gives"
"""Why it waits: any text may be her word; she was asked for it; she chooses the one or the other; it is known what it
was, and what follows at the desk is still to be done. Or it is words to come back with, hers from now on, or given."""

LEFT_BEHIND = 30  # seconds after which somebody else takes care of it: who should have is gone


class Doubt(NamedTuple):
    id: bytes
    worker: bytes
    kind: str
    heard: Heard
    verdict: str = ""


def put(book: Book, worker: bytes, kind: str, heard: Heard) -> None:
    id, _ = book.next_call()  # begins with what grows: their order is that of their ids
    sealed = _sealed(book, worker, id, kind, heard, "")
    book.db.execute(t.doubts.insert(), {"id": id, "worker_id": worker, "at": book.moment, "sealed": sealed})


def wait(book: Book, worker: bytes) -> bool:
    return bool(book.db.execute(select(exists().where(t.doubts.c.worker_id == worker))).scalar_one())


def first_of(book: Book, worker: bytes) -> Doubt | None:
    """What is to be settled next. Of somebody who has been erased meanwhile there is nothing."""
    mine = select(t.doubts).where(t.doubts.c.worker_id == worker).order_by(t.doubts.c.id).limit(1)
    row = book.db.execute(mine).first()
    if row is None:
        return None
    with contextlib.suppress(KeyGone, KeyMissing):
        kind, verdict, heard = orjson.loads(book.open(row.sealed, worker, "doubts", bytes(row.id)))
        return Doubt(bytes(row.id), worker, kind, _heard(heard), verdict)
    book.db.execute(delete(t.doubts).where(t.doubts.c.worker_id == worker))
    return None


def settle(book: Book, doubt: Doubt) -> bool:
    """It goes. False: another process was faster, and did what follows."""
    return book.db.execute(delete(t.doubts).where(t.doubts.c.id == doubt.id)).rowcount == 1


def find(book: Book, doubt: Doubt, verdict: str) -> None:
    """It is known what it was: the words themselves go, what follows is still to be done."""
    blank = doubt.heard._replace(text="")
    sealed = _sealed(book, doubt.worker, doubt.id, VERDICT, blank, verdict)
    book.db.execute(update(t.doubts).where(t.doubts.c.id == doubt.id).values(sealed=sealed))


def owners(book: Book, before: int) -> list[bytes]:
    """Whose words have waited since before then."""
    rows = book.db.execute(select(t.doubts.c.worker_id).where(t.doubts.c.at <= before).distinct())
    return [bytes(row.worker_id) for row in rows]


def _sealed(book: Book, worker: bytes, id: bytes, kind: str, heard: Heard, verdict: str) -> Any:
    media = asdict(heard.media) if heard.media else None
    plain = orjson.dumps([kind, verdict, heard._replace(media=None)._asdict() | {"media": media}])
    return book.seal(plain, worker, "doubts", id)


def _heard(kept: dict[str, Any]) -> Heard:
    media = kept.pop("media")
    return Heard(**kept, media=Media(**media) if media else None)
