"""Packs that were made: sealed under the key of their case for a day, and counted for each colleague."""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta

import orjson
from sqlalchemy import ColumnElement, delete, func, insert, or_, select, update

from bot.ledger import tables as t
from bot.ledger.book import DAY, Book
from handoff.holding import Two
from handoff.model import CaseId, StaffId, State

LASTS = timedelta(hours=23)
"""Then it is gone from the ledger and from the chat, before Telegram lets a bot delete nothing more (48 h)."""


@dataclass(frozen=True, slots=True)
class Export:
    """`files` and `digests` by kind: json, docx, pdf. `messages`: where they stand in the chat of `by`."""

    id: bytes
    case: CaseId
    by: StaffId
    files: Mapping[str, bytes]
    digests: Mapping[str, str]
    messages: tuple[int, ...] = ()


_X = t.exports.c


def keep(book: Book, export: Export) -> None:
    until = book.moment + int(LASTS.total_seconds())
    row = {"id": export.id, "case_id": export.case, "by": export.by, "at": book.moment, "until": until}
    book.db.execute(insert(t.exports), {**row, "sealed": _seal(book, export)})


def one(book: Book, id: bytes) -> Export | None:
    """None: there is none, or its time is over."""
    return next(iter(_read(book, _X.id == id, _X.until > book.moment)), None)


def left(book: Book, id: bytes, message: int) -> None:
    export = one(book, id)
    if export is not None:
        sealed = _seal(book, replace(export, messages=(*export.messages, message)))
        book.db.execute(update(t.exports).where(_X.id == id).values(sealed=sealed))


def of_case(book: Book, case: CaseId) -> list[Export]:
    """Those that are still there."""
    return _read(book, _X.case_id == case)


def over(book: Book) -> list[Export]:
    """Those whose time has come, or whose case is in other hands."""
    elsewhere = or_(t.cases.c.holder.is_(None), t.cases.c.holder != _X.by, t.cases.c.state != State.CLAIMED.value)
    moved = select(_X.id).join(t.cases, t.cases.c.id == _X.case_id).where(_X.sealed.is_not(None), elsewhere)
    return _read(book, or_(_X.until <= book.moment, _X.id.in_(moved)))


def end(book: Book, export: Export) -> None:
    """That it left is still known, and counted; what it was is not."""
    book.db.execute(update(t.exports).where(_X.id == export.id).values(sealed=None))


def lately(book: Book, by: StaffId) -> int:
    """How many this colleague has made within a day."""
    mine = select(func.count()).where(_X.by == by, _X.at > book.moment - DAY)
    return int(book.db.execute(mine).scalar_one())


def approved(book: Book, case: CaseId, by: StaffId) -> bool:
    """Somebody else has agreed within a day to one more of this case."""
    return book.db.execute(select(_A.id).where(*_agreed(book, case, by)).limit(1)).first() is not None


def use_up(book: Book, case: CaseId, by: StaffId) -> None:
    book.db.execute(delete(t.agreements).where(*_agreed(book, case, by)))


_A = t.agreements.c


def _agreed(book: Book, case: CaseId, by: StaffId) -> tuple[ColumnElement[bool], ...]:
    wanted = (_A.case_id == case, _A.what == Two.EXPORT.value, _A.by == by)
    return (*wanted, _A.agreed_by.is_not(None), _A.at > book.moment - DAY)


def _read(book: Book, *which: ColumnElement[bool]) -> list[Export]:
    rows = book.db.execute(select(t.exports).where(_X.sealed.is_not(None), *which).order_by(_X.at, _X.id)).all()
    found = []
    for row in rows:
        id, case = bytes(row.id), CaseId(bytes(row.case_id))
        files, digests, messages = orjson.loads(book.open(row.sealed, case, "exports", id))
        made = {kind: b64decode(data) for kind, data in files.items()}
        found.append(Export(id, case, StaffId(bytes(row.by)), made, digests, tuple(messages)))
    return found


def _seal(book: Book, export: Export) -> object:
    files = {kind: b64encode(data).decode() for kind, data in export.files.items()}
    plain = orjson.dumps([files, export.digests, export.messages])
    return book.seal(plain, export.case, "exports", export.id)
