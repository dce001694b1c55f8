"""Dead letters: what could not be read or handled, kept sealed under a key of its day, for a person to look at."""

from __future__ import annotations

import secrets
from datetime import datetime
from hashlib import sha256

import orjson

from bot.heard import Broken, Heard
from bot.ledger.book import Book


def day_owner(now: datetime) -> bytes:
    """Names the day's key, so that one destroyed key forgets a whole day of letters."""
    return sha256(b"hb1|letters|" + now.date().isoformat().encode()).digest()[:16]


def bury(book: Book, heard: Heard | Broken, reason: str, *, known: bool = False) -> None:
    """`known`: that it has come was noted before; it fell later."""
    owner, id = day_owner(book.now), secrets.token_bytes(16)
    book.mint([owner])
    raw = heard.raw if isinstance(heard, Broken) else orjson.dumps(heard._asdict())
    sealed = book.seal(raw, owner, "dead_letters", id)
    if heard.update_id and not known:
        book.see(heard.update_id)
    book.add("dead_letters", id=id, update_id=heard.update_id, at=book.moment, reason=reason[:64], sealed=sealed)
