"""What has changed in an open book, back into its rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, select, update
from sqlalchemy.exc import DBAPIError

from bot.ledger import statements
from bot.ledger import tables as t
from bot.ledger.records import CaseFile, Member, Worker, case_plain, case_values, member_plain, with_case
from bot.ledger.worker_rows import worker_plain
from bot.outgoing import Outgoing
from handoff.model import Move, Token

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


class Overtaken(DBAPIError):
    """Another process has written it since we read it. The transaction is done again (bot.ledger.ledger)."""

    def __init__(self) -> None:
        super().__init__(None, None, Exception("overtaken"))


def members(book: Book, changed: Iterable[Member]) -> None:
    """Their rows are not locked, for one advocate is in the turns of many workers. So whoever writes looks whether it
    is as it was read: else her words could go to the case that her chat named before."""
    for member in changed:
        id = member.staff.id
        sealed = book.seal(member_plain(member), id, "staff", id)
        here = update(t.staff).where(t.staff.c.id == id, t.staff.c.left_day.is_(None))
        as_read = here.where(t.staff.c.sealed == member.was) if member.was is not None else here
        done = book.db.execute(as_read.values(case_id=member.current, sealed=sealed))
        if done.rowcount == 0 and member.was is not None and _is_there(book.db, id):
            raise Overtaken
        member.was = sealed


def _is_there(db: Connection, id: bytes) -> bool:
    here = select(t.staff.c.id).where(t.staff.c.id == id, t.staff.c.left_day.is_(None))
    return db.execute(here).first() is not None


def cases(book: Book, changed: Iterable[CaseFile]) -> None:
    for file in changed:
        id = file.case.id
        sealed = book.seal(case_plain(file), id, "cases", id)
        book.db.execute(update(t.cases).where(t.cases.c.id == id).values(sealed=sealed, **case_values(file)))
        file.changed = False


def moved(db: Connection, move: Move) -> bool:
    """Whether the case still stood where the move expects it; then it has moved."""
    done = db.execute(
        update(t.cases).where(t.cases.c.id == move.case, t.cases.c.token == move.token)
        .values(token=move.token + 1, state=move.state.value, holder=move.holder)
    )  # fmt: skip
    return done.rowcount == 1


def follow(file: CaseFile, move: Move, day: int) -> None:
    """What the move has made of it."""
    file.last_holder = file.case.holder or file.last_holder  # before this one: is it in new hands?
    file.ended, file.touched_day, file.bare = move.why, day, False
    with_case(
        file, token=Token(move.token + 1), state=move.state, holder=move.holder, lease_until=move.lease_until,
        urgency=move.urgency or file.case.urgency, opened_at=move.opened_at or file.case.opened_at,
        offer=None, first=None,
    )  # fmt: skip


def queued(book: Book, one: Outgoing) -> dict[str, Any]:
    """Its row in the outbox, before anybody has tried it."""
    route = one.route
    return {
        "id": one.id, "lane": book.tools.index.chat(one.lane), "seq": one.seq, "state": "sending", "at": book.moment,
        "attempts": 0, "not_before": 0, "owner": one.owner, "case_id": route.case if route else None,
        "token": route.token if route else None, "sealed": book.seal(one.packed(), one.owner, "outbox", one.id),
    }  # fmt: skip


def links(db: Connection, new: Mapping[bytes, tuple[Sequence[bytes], Mapping[str, Any]]]) -> None:
    """By handle: under which others the same message may be known, and the row."""
    if new:
        others = [each for under, _ in new.values() for each in under]
        statements.remove(db, t.links.c.handle, [*new, *others])
        statements.add(db, t.links, [row for _, row in new.values()])
