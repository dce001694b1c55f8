"""Which rows go with whose key: of people, and of cases; and what of a case goes before it does."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

import orjson
from sqlalchemy import Connection, update

from bot.ledger import messages, statements
from bot.ledger import tables as t
from bot.ledger.book import Book
from flows.engine.model import Answer, Note

_AT_ONCE = 500
_STAYS = ("audit", "workers", "staff", "trail")
"""Where a case is only named: in the audit, as the one somebody has now, and over what has still to leave a chat."""
_OF_A_CASE = (
    *(each.c.case_id for each in t.metadata.sorted_tables if "case_id" in each.c and each.name not in _STAYS),
    t.cases.c.id,
)
_POINTS_TO_A_CASE = (t.workers.c.case_id, t.staff.c.case_id)
_OF_A_PERSON = (
    t.workers.c.id, t.doubts.c.worker_id, t.ways_back.c.worker_id, t.staff.c.id, t.rota.c.staff_id,
    t.awaited.c.staff_id,
)  # fmt: skip
_BY_OWNER = (t.trail.c.owner, t.outbox.c.owner)


def strike(db: Connection, *, people: Sequence[bytes] = (), cases: Sequence[bytes] = ()) -> None:
    """Only the rows: of workers or staff, and of cases, each by its id. The audit keeps that there was a case, and its
    id, which leads to nobody."""
    for some in _parts(cases):
        for column in _POINTS_TO_A_CASE:
            db.execute(update(column.table).where(column.in_(some)).values(case_id=None))
        for column in (*_OF_A_CASE, *_BY_OWNER):
            statements.remove(db, column, some)
    for some in _parts(people):
        for column in (*_OF_A_PERSON, *_BY_OWNER):
            statements.remove(db, column, some)


def strip(book: Book, case: bytes) -> None:
    """Where the files of a case are at Telegram; what was said of them, and their digests, stay with the case."""
    file = book.case(case)
    if file is None:
        return
    for kept, stands in messages.every(book, file):
        if kept.media is not None:
            messages.revise(book, file, replace(kept, media=None), stands)
    file.summary = {name: _without_files(answer) for name, answer in file.summary.items()}
    file.bare = file.changed = True


def _without_files(answer: Answer) -> Answer:
    """A note of hers is the number of a message, a file and words: the file goes."""
    return answer if isinstance(answer, str) else tuple(Note(note.kind, _bare(note.ref)) for note in answer)


def _bare(ref: str) -> str:
    message, _, words = orjson.loads(ref)
    return orjson.dumps([message, "", words]).decode()


def _parts(owners: Sequence[bytes]) -> Iterable[Sequence[bytes]]:
    return (owners[start : start + _AT_ONCE] for start in range(0, len(owners), _AT_ONCE))
