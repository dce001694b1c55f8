"""Who may read a case without holding it, why, and until when."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

import orjson
from sqlalchemy import insert, select, update

from bot.ledger import tables as t
from bot.ledger.book import Book
from handoff.model import CaseId, StaffId


@dataclass(frozen=True, slots=True)
class Reading:
    """`why`: the reason, in the reader's words."""

    id: bytes
    case: CaseId
    reader: StaffId
    until: int  # Unix seconds
    why: str
    swept: bool = False


def begin(book: Book, case: CaseId, reader: StaffId, until: int, why: str) -> Reading:
    reading = Reading(secrets.token_bytes(16), case, reader, until, why)
    row = {"id": reading.id, "case_id": case, "reader": reader, "until": until, "swept": 0}
    book.db.execute(insert(t.readings), {**row, "sealed": _seal(book, reading)})
    return reading


def holds(book: Book, case: CaseId, reader: StaffId) -> bool:
    """Whether a copy may still leave for this reader."""
    found = select(t.readings.c.id).where(_R.case_id == case, _R.reader == reader, _R.until > book.moment)
    return book.db.execute(found.limit(1)).first() is not None


def over(book: Book) -> list[Reading]:
    """Those whose copies have still to be taken away."""
    return _read(book, _R.swept == 0, _R.until <= book.moment)


def end_all(book: Book, reader: StaffId) -> None:
    """The account was stopped: what it reads is taken away now, and not when its time would be over."""
    mine = update(t.readings).where(_R.reader == reader, _R.until > book.moment)
    book.db.execute(mine.values(until=book.moment))


def swept(book: Book, reading: Reading) -> None:
    book.db.execute(update(t.readings).where(_R.id == reading.id).values(swept=1))


def of_case(book: Book, case: CaseId) -> list[Reading]:
    return _read(book, _R.case_id == case)


_R = t.readings.c


def _read(book: Book, *which: object) -> list[Reading]:
    rows = book.db.execute(select(t.readings).where(*which).order_by(_R.until, _R.id)).all()  # type: ignore[arg-type]
    found = []
    for row in rows:
        id, case = bytes(row.id), CaseId(bytes(row.case_id))
        why = orjson.loads(book.open(row.sealed, case, "readings", id))[0]
        found.append(Reading(id, case, StaffId(bytes(row.reader)), row.until, why, bool(row.swept)))
    return found


def _seal(book: Book, reading: Reading) -> object:
    return book.seal(orjson.dumps([reading.why]), reading.case, "readings", reading.id)
