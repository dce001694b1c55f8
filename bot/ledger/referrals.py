"""What is known for the referral of a case, what she has agreed to, and what somebody is about to write down for it."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import orjson
from sqlalchemy import Row, Table, delete, func, insert, select

from bot.ledger import tables as t
from bot.ledger.book import Book
from handoff.model import CaseId, StaffId, Token
from handoff.referral import consents
from handoff.referral.consents import Purpose
from handoff.referral.record import Entry, From, Gap, Missing, Record, Source, Told, Words


@dataclass(frozen=True, slots=True)
class Awaited:
    """The next words of this colleague in the chat of this case are for `field`, and not for her. `what`: answer,
    reason.KIND, words, words.SEQ (of the message that they are written down from), english, basis.PURPOSE. `screen`:
    the message that says so. `more`: what came was as long as a message can be, so that the rest of it may come as
    another. `done`: it has come; for a moment plain words are still asked about."""

    staff: StaffId
    case: CaseId
    token: Token
    until: int  # Unix seconds
    what: str
    field: str = ""
    screen: int = 0
    more: bool = False
    done: bool = False


# --- answers -----------------------------------------------------------------------------------------------------


def record(book: Book, case: CaseId) -> Record:
    """The newest row of each field counts; a row of None takes an answer back."""
    found: dict[str, Entry] = {}
    for field, kept in _read(book, t.answers, case):
        if kept is None:
            found.pop(field, None)
        else:
            found[field] = _entry(kept)
    return Record(found)


def put(book: Book, case: CaseId, field: str, entry: Entry | None) -> None:
    _add(book, t.answers, case, [field, _plain(entry) if entry else None])


def _plain(entry: Entry) -> Any:
    if isinstance(entry, Gap):
        return {"gap": entry.what.name, "reason": entry.reason}
    source, words = entry.source, entry.words
    told = [source.what.name, source.at.timestamp(), source.ref, source.how]
    hers = [words.text, words.language, words.translated_by] if words else None
    return {"value": entry.value, "source": told, "words": hers, "confirmed": entry.confirmed}


def _entry(kept: Any) -> Entry:
    if "gap" in kept:
        return Gap(Missing[kept["gap"]], kept["reason"])
    what, at, ref, how = kept["source"]
    source = Source(From[what], datetime.fromtimestamp(at, UTC), ref, how)
    return Told(kept["value"], source, Words(*kept["words"]) if kept["words"] else None, kept["confirmed"])


# --- consents ----------------------------------------------------------------------------------------------------


def agreed(book: Book, case: CaseId) -> list[consents.Row]:
    """All rows there are, in the order in which they were written."""
    rows = (kept for kept in _read(book, t.consents, case))
    return [
        consents.Row(Purpose[purpose], given, version, language, datetime.fromtimestamp(at, UTC), about, basis, *second)
        for purpose, given, version, language, at, about, basis, *second in rows
    ]


def agree(book: Book, case: CaseId, row: consents.Row) -> None:
    told = [row.purpose.name, row.given, row.version, row.language, row.at.timestamp(), row.about, row.basis]
    told += [row.second] if row.second else []
    _add(book, t.consents, case, told)


# --- what is awaited ---------------------------------------------------------------------------------------------


def awaited(book: Book, staff: StaffId, case: CaseId | None) -> Awaited | None:
    """Of this case; None: of whichever was asked last."""
    mine = select(t.awaited).where(t.awaited.c.staff_id == staff)
    if case is not None:
        mine = mine.where(t.awaited.c.case_id == case)
    row = book.db.execute(mine.order_by(t.awaited.c.until.desc()).limit(1)).first()
    return _awaited(book, row) if row is not None else None


def all_awaited(book: Book, staff: StaffId) -> list[Awaited]:
    return [_awaited(book, row) for row in book.db.execute(select(t.awaited).where(t.awaited.c.staff_id == staff))]


def expect(book: Book, wanted: Awaited) -> None:
    forget(book, wanted.staff, wanted.case)
    sealed = book.seal(_sealed(wanted), wanted.case, "awaited", wanted.staff)
    row = {"staff_id": wanted.staff, "case_id": wanted.case, "token": wanted.token, "until": wanted.until}
    book.db.execute(insert(t.awaited), {**row, "sealed": sealed})


def forget(book: Book, staff: StaffId, case: CaseId) -> None:
    book.db.execute(delete(t.awaited).where(*_here(staff, case)))


def _here(staff: StaffId, case: CaseId) -> tuple[Any, Any]:
    return t.awaited.c.staff_id == staff, t.awaited.c.case_id == case


def _sealed(row: Awaited) -> bytes:
    return orjson.dumps([row.what, row.field, row.screen, row.more, row.done])


def _awaited(book: Book, row: Row[Any]) -> Awaited:
    staff, case = StaffId(bytes(row.staff_id)), CaseId(bytes(row.case_id))
    what, field, screen, more, done, *_ = orjson.loads(book.open(row.sealed, case, "awaited", staff))
    return Awaited(staff, case, Token(row.token), row.until, what, field, screen, more, done)


# --- rows that are only added ------------------------------------------------------------------------------------


def _add(book: Book, table: Table, case: CaseId, plain: Any) -> None:
    """The case's row is locked, so two processes do not number alike."""
    newest = book.db.execute(select(func.max(table.c.seq)).where(table.c.case_id == case)).scalar_one()
    id, seq = secrets.token_bytes(16), (newest or 0) + 1
    sealed = book.seal(orjson.dumps(plain), case, table.name, id, seq)
    book.db.execute(insert(table), {"id": id, "case_id": case, "seq": seq, "sealed": sealed})


def _read(book: Book, table: Table, case: CaseId) -> Iterator[Any]:
    for row in book.db.execute(select(table).where(table.c.case_id == case).order_by(table.c.seq)).all():
        yield orjson.loads(book.open(row.sealed, case, table.name, bytes(row.id), row.seq))
