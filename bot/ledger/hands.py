"""In whose hands cases are, asked of the plain columns alone: nothing is opened to count."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import bindparam, func, select

from bot.ledger import tables as t
from bot.ledger.book import QUEUE, Book
from bot.ledger.records import CaseFile, case_values
from handoff.model import CaseId, Role, StaffId, State, Urgency
from handoff.safe_hours import SafeHours

_DUE = select(t.cases.c.id).where(t.cases.c.look_at <= bindparam("now"))
_HERS = select(t.cases.c.id).where(t.cases.c.worker_id == bindparam("worker"))
_CLAIMED = t.cases.c.state == State.CLAIMED.value
_HELD = select(t.cases.c.holder, func.count().label("many")).where(_CLAIMED).group_by(t.cases.c.holder)
_OF_THE_FROZEN = select(t.cases.c.id).where(
    _CLAIMED, t.cases.c.holder.in_(select(t.staff.c.id).where(t.staff.c.active == 0))
)


def held(book: Book) -> dict[StaffId, int]:
    """How many each colleague has."""
    return {StaffId(bytes(row.holder)): int(row.many) for row in book.db.execute(_HELD)}


def staff_of(book: Book, role: Role) -> list[StaffId]:
    """All of them that may act."""
    mine = select(t.staff.c.id).where(t.staff.c.role == role.value, t.staff.c.active == 1)
    return [StaffId(bytes(row.id)) for row in book.db.execute(mine)]


def waiting_before(book: Book, file: CaseFile) -> int:
    """How many cases stand before this one. From the plain columns: no key is opened for a count."""
    rank = {urgency: place for place, urgency in enumerate(Urgency)}
    since = case_values(file)["waiting_since"] or book.moment
    mine = (rank[file.case.urgency], since)
    rows = book.db.execute(QUEUE)
    return sum((rank[Urgency(row.urgency)], row.waiting_since) <= mine for row in rows if bytes(row.id) != file.case.id)


def is_hers(book: Book, file: CaseFile) -> bool:
    """Whether it is still the case that its worker comes back to."""
    row = book.db.execute(select(t.workers.c.case_id).where(t.workers.c.id == file.worker_id)).first()
    return row is not None and row.case_id is not None and bytes(row.case_id) == file.case.id


def in_line(book: Book, but: CaseFile) -> list[tuple[Urgency, datetime]]:
    """The others that wait, next first: how urgent, and since when, to five minutes."""
    rows = [row for row in book.db.execute(QUEUE) if bytes(row.id) != but.case.id]
    rank = {urgency.value: place for place, urgency in enumerate(Urgency)}
    rows.sort(key=lambda row: (rank[row.urgency], row.waiting_since))
    return [(Urgency(row.urgency), datetime.fromtimestamp(row.waiting_since, UTC)) for row in rows]


def safe_hours_of(book: Book, worker: bytes) -> SafeHours:
    """As she has chosen them last: they are about her phone, whatever a case was about."""
    found = [book.case(bytes(row.id)) for row in book.db.execute(_HERS, {"worker": worker}).all()]
    newest = max((file for file in found if file is not None), key=lambda file: file.case.opened_at, default=None)
    return newest.hers.hours if newest is not None else SafeHours()


def due(book: Book) -> list[CaseId]:
    """Those for which a time has come."""
    return [CaseId(bytes(row.id)) for row in book.db.execute(_DUE, {"now": book.moment})]


def of_the_frozen(book: Book) -> list[CaseFile]:
    """Claimed in the moment in which somebody was stopped, in another process: nobody else would ever see."""
    found = [book.case(bytes(row.id)) for row in book.db.execute(_OF_THE_FROZEN).all()]
    return [file for file in found if file is not None and file.case.state is State.CLAIMED]
