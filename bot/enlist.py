"""How somebody becomes staff: a link that works once, for a day, for one role. The first is made at the console."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy import select, update

from bot.ledger import tables as t
from bot.ledger.book import Book
from handoff.model import Role, Staff, StaffId

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


def invited(book: Book, handle: bytes) -> bool:
    """Whether this is the hash of an invite that still holds."""
    row = book.db.execute(select(t.invites.c.used, t.invites.c.expires).where(t.invites.c.handle == handle)).first()
    return row is not None and not row.used and row.expires > book.moment


def use(book: Book, handle: bytes) -> Staff | None:
    """Once, and within its time. A conditional UPDATE, so that of two who try one becomes staff."""
    done = book.db.execute(
        update(t.invites)
        .where(t.invites.c.handle == handle, t.invites.c.used == 0, t.invites.c.expires > book.moment)
        .values(used=1)
    )
    if done.rowcount != 1:
        return None
    row = book.db.execute(select(t.invites).where(t.invites.c.handle == handle)).one()
    id = StaffId(bytes(row.id))
    return Staff(id, Role(row.role), book.open(row.sealed, id, "invites", handle).decode())
