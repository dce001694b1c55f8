"""The rota. Kept here and not in a file of content: it names people, and everybody who publishes reads those files."""

from __future__ import annotations

from sqlalchemy import delete, insert, select

from bot.ledger import tables as t
from bot.ledger.book import Book
from handoff.model import StaffId
from handoff.rota import Shift, Wanted

_ON_STAFF = select(t.staff.c.id).where(t.staff.c.active == 1, t.staff.c.left_day.is_(None))


def shifts(book: Book) -> tuple[Shift, ...]:
    """Of colleagues who can act."""
    rows = book.db.execute(select(t.rota).where(t.rota.c.staff_id.in_(_ON_STAFF)))
    return tuple(Shift(StaffId(bytes(row.staff_id)), row.day, row.opens, row.closes) for row in rows)


def put(book: Book, staff: StaffId, wanted: Wanted) -> None:
    """What was said of that day before is forgotten."""
    book.db.execute(delete(t.rota).where(t.rota.c.staff_id == staff, t.rota.c.day == wanted.day))
    spans = () if wanted.usual else wanted.spans or ((0, 0),)
    for opens, closes in spans:
        book.db.execute(insert(t.rota).values(staff_id=staff, day=wanted.day, opens=opens, closes=closes))


def purge(book: Book) -> None:
    """Single days that are over, and what those had who have left."""
    today = book.now.date().isoformat()
    gone = select(t.staff.c.id).where(t.staff.c.left_day.is_not(None))
    book.db.execute(delete(t.rota).where(t.rota.c.day < today, t.rota.c.day.like("2%")))
    book.db.execute(delete(t.rota).where(t.rota.c.staff_id.in_(gone)))
