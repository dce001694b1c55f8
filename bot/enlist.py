"""How somebody becomes staff: a link that works once, for a day, bound to a role. The first one is made at the console."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from hashlib import sha256

from bot.ledger.book import Book
from handoff.model import Role, StaffId

VALID_FOR = timedelta(hours=24)
_BITS = 128


def invite(book: Book, role: Role, name: str, now: datetime) -> str:
    """The payload of a `t.me/<bot>?start=<payload>` link. Only its hash is kept."""
    payload = secrets.token_urlsafe(_BITS // 8)
    handle, id = sha256(payload.encode()).digest(), StaffId(secrets.token_bytes(16))
    book.mint([id])
    sealed = book.seal(name.encode(), id, "invites", handle)
    expires = int((now + VALID_FOR).timestamp())
    book.add("invites", handle=handle, id=id, role=role.value, sealed=sealed, expires=expires, used=0)
    book.audit("invited", None, id)
    return payload
