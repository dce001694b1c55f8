"""What has changed in an open book, back into its rows."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from sqlalchemy import update

from bot.ledger import statements
from bot.ledger import tables as t
from bot.ledger.records import CaseFile, Member, Worker, case_plain, case_values, member_plain
from bot.ledger.worker_rows import worker_plain

if TYPE_CHECKING:
    from bot.ledger.book import Book

_DAY = 86_400


def workers(book: Book, changed: Iterable[Worker]) -> None:
    rows = []
    for worker in changed:
        sealed = book.seal(worker_plain(worker, book.tools.freeze), worker.id, "workers", worker.id)
        rows.append({"id": worker.id, "who": worker.who, "sealed": sealed, "case_id": worker.case,
                     "touched_day": book.moment // _DAY})  # fmt: skip
    statements.add(book.db, t.workers, rows, changed=("sealed", "case_id", "touched_day"))


def members(book: Book, changed: Iterable[Member]) -> None:
    for member in changed:
        id = member.staff.id
        sealed = book.seal(member_plain(member), id, "staff", id)
        here = update(t.staff).where(t.staff.c.id == id, t.staff.c.left_day.is_(None))
        book.db.execute(here.values(case_id=member.current, sealed=sealed))


def cases(book: Book, changed: Iterable[CaseFile]) -> None:
    for file in changed:
        id = file.case.id
        sealed = book.seal(case_plain(file), id, "cases", id)
        book.db.execute(update(t.cases).where(t.cases.c.id == id).values(sealed=sealed, **case_values(file)))
        file.changed = False
