"""All cases at a glance, from the plain columns: no key is used and nothing is opened."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Row, Select, func, select

from bot.ledger import tables as t
from bot.ledger.book import DAY, Book
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


@dataclass(frozen=True, slots=True)
class HeldLine:
    """`until`: the last day on which the law keeps it; None: it only lies sealed."""

    id: CaseId
    code_name: str
    token: Token
    sealed: bool
    until: int | None


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


def held(book: Book) -> list[HeldLine]:
    """Whose hold ends first, and then what lies sealed without one."""
    book.write_cases()
    today = book.moment // DAY
    columns = (_C.id, _C.code_name, _C.token, _C.state, _C.held_until)
    found = select(*columns).where((_C.state == State.SEALED.value) | (_C.held_until >= today))
    lines = [
        HeldLine(
            CaseId(bytes(row.id)), row.code_name, Token(row.token), row.state == State.SEALED.value,
            row.held_until if row.held_until is not None and row.held_until >= today else None,
        )
        for row in book.db.execute(found).all()
    ]  # fmt: skip
    return sorted(lines, key=lambda line: (line.until is None, line.until or 0, line.code_name))


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
