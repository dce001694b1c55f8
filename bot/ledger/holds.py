"""What one person has asked for and a second must agree to; and until when a case is held for the law."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

import orjson
from sqlalchemy import delete, insert, select, update

from bot.ledger import tables as t
from bot.ledger.book import DAY, Book
from bot.ledger.records import CaseFile
from handoff.holding import AGREED_WITHIN, Two
from handoff.model import CaseId, StaffId


@dataclass(frozen=True, slots=True)
class Wish:
    """`why` in the words of whoever asked. `days`: or, of a basis, how many rows of her consents there were then.
    `barred`: the law forbids that she is told."""

    id: bytes
    case: CaseId
    what: Two
    by: StaffId
    days: int
    why: str
    barred: bool


_A = t.agreements.c


def ask(book: Book, wish: Wish) -> None:
    """The newest counts: what was asked before and not agreed to is not asked any more."""
    book.db.execute(
        delete(t.agreements).where(_A.case_id == wish.case, _A.what == wish.what.value, _A.agreed_by.is_(None))
    )
    sealed = book.seal(orjson.dumps([wish.why, wish.barred]), wish.case, "agreements", wish.id)
    row = {"id": wish.id, "case_id": wish.case, "what": wish.what.value, "by": wish.by, "days": wish.days}
    book.db.execute(insert(t.agreements), {**row, "at": book.moment, "agreed_by": None, "sealed": sealed})


def new_id() -> bytes:
    return secrets.token_bytes(16)


def asked(book: Book, case: CaseId, what: Two, days: int) -> Wish | None:
    """What a second person may still agree to."""
    since = book.moment - int(AGREED_WITHIN.total_seconds())
    return _first(book, case, what, _A.agreed_by.is_(None), _A.days == days, _A.at > since)


def agreed(book: Book, wish: Wish, by: StaffId) -> bool:
    """Of two who agree at once one does."""
    mine = update(t.agreements).where(_A.id == wish.id, _A.agreed_by.is_(None))
    return book.db.execute(mine.values(agreed_by=by)).rowcount == 1


def put(book: Book, file: CaseFile, until: int | None) -> None:
    """`until`: the last day on which nothing forgets it; None: it is held no more."""
    file.held_until = until
    book.db.execute(update(t.cases).where(t.cases.c.id == file.case.id).values(held_until=until))


def stands(book: Book, file: CaseFile) -> bool:
    """Whether the law wants it kept today. Asked before anything of a case is destroyed, whoever wants that."""
    return file.held_until is not None and book.moment // DAY <= file.held_until


def may_be_told(book: Book, file: CaseFile) -> bool:
    """Whether she may know that it is held: yes, unless the law forbids it."""
    wish = _first(book, file.case.id, Two.HOLD, _A.agreed_by.is_not(None))
    return wish is None or not wish.barred


def ending(book: Book, within: int) -> list[CaseId]:
    """Cases whose hold ends in so many days."""
    today = book.moment // DAY
    found = select(t.cases.c.id).where(t.cases.c.held_until.between(today, today + within))
    return [CaseId(bytes(row.id)) for row in book.db.execute(found).all()]


def _first(book: Book, case: CaseId, what: Two, *which: object) -> Wish | None:
    mine = select(t.agreements).where(_A.case_id == case, _A.what == what.value, *which)  # type: ignore[arg-type]
    row = book.db.execute(mine.order_by(_A.at.desc()).limit(1)).first()
    if row is None:
        return None
    why, barred = orjson.loads(book.open(row.sealed, case, "agreements", bytes(row.id)))
    return Wish(bytes(row.id), case, what, StaffId(bytes(row.by)), row.days, why, barred)
