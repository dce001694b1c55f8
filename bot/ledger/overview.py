"""All cases at a glance, from the plain columns: no key is used and nothing is opened."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Row, Select, func, select

from bot.ledger import tables as t
from bot.ledger.book import Book
from handoff.model import CaseId, StaffId, State, Token, Urgency

MOST_CLOSED = 20


@dataclass(frozen=True, slots=True)
class Line:
    """`since`: Unix seconds of its opening, or of its end when it is closed; now, while the audit knows neither."""

    id: CaseId
    code_name: str
    open: bool
    urgency: Urgency
    token: Token
    holder: StaffId | None
    since: int
    unanswered: int
    unanswered_since: int | None


_C = t.cases.c
_OPENED, _ENDED = ("opened", "reopened"), ("closed", "withdrawn")


def open_cases(book: Book) -> list[Line]:
    """The oldest first."""
    book.write_cases()  # what this transaction has changed so far counts
    lines = [
        _line(row, book.moment) for row in book.db.execute(_with(_OPENED, _C.state.in_(("waiting", "claimed")))).all()
    ]
    return sorted(lines, key=lambda line: (line.since, line.code_name))


def closed_lately(book: Book) -> list[Line]:
    """The newest first, and only those that their workers could still come back to."""
    book.write_cases()
    hers = select(t.workers.c.case_id).where(t.workers.c.case_id.is_not(None))
    found = _with(_ENDED, _C.state == State.CLOSED.value).where(_C.id.in_(hers))
    lines = [_line(row, book.moment) for row in book.db.execute(found).all()]
    return sorted(lines, key=lambda line: (-line.since, line.code_name))[:MOST_CLOSED]


def _with(acts: tuple[str, ...], which: object) -> Select[tuple[object, ...]]:
    since = (
        select(t.audit.c.case_id, func.max(t.audit.c.at).label("since"))
        .where(t.audit.c.act.in_(acts), t.audit.c.case_id.is_not(None))
        .group_by(t.audit.c.case_id)
        .subquery()
    )
    columns = (_C.id, _C.code_name, _C.state, _C.urgency, _C.token, _C.holder, _C.unanswered, _C.unanswered_since)
    joined = t.cases.outerjoin(since, since.c.case_id == _C.id)
    return select(*columns, since.c.since).select_from(joined).where(which)  # type: ignore[arg-type]


def _line(row: Row[tuple[object, ...]], now: int) -> Line:
    return Line(
        CaseId(bytes(row.id)), row.code_name, row.state != State.CLOSED.value, Urgency(row.urgency), Token(row.token),
        StaffId(bytes(row.holder)) if row.holder is not None else None, row.since or now, row.unanswered,
        row.unanswered_since,
    )  # fmt: skip
