"""How somebody becomes staff: a link that works once, for a day, for one role, once a second coordinator says yes."""

from __future__ import annotations

import secrets
from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import Update, select, update

from bot.ledger import tables as t
from bot.ledger.book import Book
from handoff.model import Invite, Role, Staff, StaffId
from handoff.people import VALID_FOR, needs_approval

_BITS = 128
CONSOLE = StaffId(b"helpline console")
"""Who has approved what this program makes for a stage of its own: nobody of the staff."""


def invite(
    book: Book, role: Role, name: str, now: datetime, *, by: StaffId | None = None, approved: bool = False
) -> str:
    """The payload of a `t.me/<bot>?start=<payload>` link. Only its hash is kept. `approved`: on a stage of our own."""
    return make(book, role, name, now, by=by, approved=approved)[0]


def make(
    book: Book, role: Role, name: str, now: datetime, *, by: StaffId | None = None, approved: bool = False
) -> tuple[str, StaffId]:
    """The payload, and the id by which the invite can be approved."""
    payload = secrets.token_urlsafe(_BITS // 8)
    handle, id = sha256(payload.encode()).digest(), StaffId(secrets.token_bytes(16))
    book.mint([id])
    sealed = book.seal(name.encode(), id, "invites", handle)
    expires = int((now + VALID_FOR).timestamp())
    book.add("invites", handle=handle, id=id, role=role.value, sealed=sealed, expires=expires, used=0, by=by,
             approved_by=CONSOLE if approved else None)  # fmt: skip
    book.write("invites")
    book.audit("invited", None, by, id)
    return payload, id


def invited(book: Book, handle: bytes) -> Invite | None:
    """The invite with this hash, while it still holds."""
    row = book.db.execute(select(t.invites).where(t.invites.c.handle == handle)).first()
    found = _read(book, row) if row is not None else None
    return found if found is not None and found.holds else None


def known(book: Book, id: StaffId) -> Invite | None:
    row = book.db.execute(select(t.invites).where(t.invites.c.id == id)).first()
    return _read(book, row) if row is not None else None


def waits(book: Book, invite: Invite) -> bool:
    """Whether a second coordinator must still say yes."""
    return needs_approval(invite, len(coordinators(book)))


def coordinators(book: Book) -> list[StaffId]:
    found = select(t.staff.c.id).where(t.staff.c.role == Role.COORDINATOR.value, t.staff.c.active == 1)
    return [StaffId(bytes(row.id)) for row in book.db.execute(found.order_by(t.staff.c.id))]


def use(book: Book, handle: bytes) -> Staff | None:
    """Once, and within its time. A conditional UPDATE, so that of two who try one becomes staff."""
    if not _change(book, update(t.invites).where(t.invites.c.handle == handle).values(used=1)):
        return None
    row = book.db.execute(select(t.invites).where(t.invites.c.handle == handle)).one()
    found = _read(book, row)
    return Staff(found.id, found.role, found.name)


def approve(book: Book, id: StaffId, by: StaffId) -> bool:
    return _change(book, update(t.invites).where(t.invites.c.id == id).values(approved_by=by)) == 1


def refuse(book: Book, id: StaffId) -> bool:
    """The link no longer works."""
    return _change(book, update(t.invites).where(t.invites.c.id == id).values(used=1)) == 1


def expire(book: Book, by: StaffId) -> int:
    """All that a colleague has made and nobody has used yet; how many."""
    return _change(book, update(t.invites).where(t.invites.c.by == by).values(used=1))


def _change(book: Book, wanted: Update) -> int:
    """Of those that still hold; how many there were."""
    return int(book.db.execute(wanted.where(t.invites.c.used == 0, t.invites.c.expires > book.moment)).rowcount)


def _read(book: Book, row: Any) -> Invite:
    id, by = StaffId(bytes(row.id)), StaffId(bytes(row.by)) if row.by is not None else None
    name = book.open(row.sealed, id, "invites", bytes(row.handle)).decode()
    holds = not row.used and row.expires > book.moment
    return Invite(id, Role(row.role), name, by, row.approved_by is not None, holds)
