"""The alerts of waiting cases, one row for each. Every change asks whether the row still is what was read: of two
processes that climb, one does."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, NamedTuple

from sqlalchemy import delete, insert, select, update

from bot.ledger import tables as t
from bot.ledger.book import Book
from handoff.alerts import Alert
from handoff.model import CaseId, StaffId, Token, Urgency


class Row(NamedTuple):
    alert: Alert
    version: int


def all_of(book: Book) -> dict[CaseId, Row]:
    return {CaseId(bytes(row.case_id)): _row(row) for row in book.db.execute(select(t.alerts))}


def of(book: Book, case: CaseId) -> Row | None:
    row = book.db.execute(select(t.alerts).where(t.alerts.c.case_id == case)).first()
    return _row(row) if row is not None else None


def begin(book: Book, alert: Alert, before: Row | None) -> bool:
    """The case's row is locked by whoever begins its alert, so nobody else begins one."""
    if before is not None:
        return change(book, before, alert)
    book.db.execute(insert(t.alerts).values(case_id=alert.case, version=1, **_values(alert)))
    return True


def change(book: Book, before: Row, after: Alert) -> bool:
    """False: somebody else has changed it meanwhile, and nothing must follow from this."""
    here = (t.alerts.c.case_id == before.alert.case, t.alerts.c.version == before.version)
    done = book.db.execute(update(t.alerts).where(*here).values(version=before.version + 1, **_values(after)))
    return done.rowcount == 1


def end(book: Book, case: CaseId) -> None:
    """It is over: a person has claimed the case, or nobody waits any more."""
    book.db.execute(delete(t.alerts).where(t.alerts.c.case_id == case))


def _row(row: Any) -> Row:
    due = datetime.fromtimestamp(row.due, UTC) if row.due is not None else None
    by = StaffId(bytes(row.by)) if row.by is not None else None
    alert = Alert(
        CaseId(bytes(row.case_id)), Token(row.token), Urgency(row.urgency), datetime.fromtimestamp(row.since, UTC), due,
        row.tried, row.told, row.missed, by, bool(row.offered), row.anew,
    )  # fmt: skip
    return Row(alert, row.version)


def _values(alert: Alert) -> dict[str, Any]:
    return {
        "token": alert.token,
        "urgency": alert.urgency.value,
        "since": int(alert.since.timestamp()),
        "due": int(alert.due.timestamp()) if alert.due else None,
        "tried": alert.tried,
        "told": alert.told,
        "missed": alert.missed,
        "by": alert.by,
        "offered": int(alert.offered),
        "anew": alert.anew,
    }
