"""What is kept, looked at by the plain columns alone, and what becomes of it when its time is over.

To look and to forget is one way: what `helpline purge --dry-run` tells is what the next round does.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import ColumnElement, Table, and_, delete, exists, func, or_, select

from bot.ledger import chain, ending, erasures, forgetting, rota, trail
from bot.ledger import tables as t
from bot.ledger.book import DAY, Book
from bot.ledger.letters import day_owner
from bot.staff_chat import last_card
from handoff.model import CaseId, State
from handoff.retention import Due, Thing, What, due

_WEEK = 7
_FIRST_TOKEN = 1  # of a case that nobody has moved yet


@dataclass(frozen=True, slots=True)
class Plan:
    """`rows`: of classes that nothing holds back, how many have had their time."""

    due: Due
    rows: Mapping[What, int]

    def counts(self) -> Counter[What]:
        """What goes, by class."""
        found = Counter({what: many for what, many in self.rows.items() if many})
        found.update(thing.what for thing in self.due.gone)
        return found


def plan(book: Book) -> Plan:
    for table in ("outbox", "messages", "trail"):
        book.write(table)
    book.write_cases()
    rows = {what: _count(book, table, which(_cut(book, what))) for what, (table, which) in _PLAIN.items()}
    return Plan(due(_things(book), book.tools.keep, book.moment // DAY), rows)


def carry_out(book: Book, wanted: Plan, staff_chat: int = 0) -> None:
    """Whose keys are to be destroyed is noted with it, for after the commit: what falls before that changes nothing."""
    by_class = {what: [thing.id for thing in wanted.due.gone if thing.what is what] for what in What}
    cases = [*by_class[What.UNCLAIMED], *by_class[What.OPEN], *by_class[What.CLOSED]]
    for file in [file for id in cases if (file := book.case(id)) is not None]:
        last_card(book, file, staff_chat, "card.forgotten")
    forgetting.take_out_old(book, people=[*by_class[What.SESSION], *by_class[What.LEFT]], cases=cases)
    erasures.note_going(book, [day_owner(day) for day in _days_of_letters(book)])
    _forget_invites(book, by_class[What.INVITES])
    for id in set(by_class[What.FILES]).difference(cases):
        ending.strip(book, id)
    for what, (table, which) in _PLAIN.items():
        if what is not What.AUDIT:
            book.db.execute(delete(table).where(which(_cut(book, what))))
    chain.forget(book.db, book.tools.audit, book.moment)
    rota.purge(book)
    for thing in wanted.due.gone:
        if thing.id in cases and thing.what is not What.FILES:
            book.audit(f"kept_long_enough:{thing.what}", CaseId(thing.id))


def sweep(book: Book, staff_chat: int = 0) -> Plan:
    """`staff_chat`: where the cards of cases are that go; 0 for whoever cannot write there."""
    done = plan(book)
    carry_out(book, done, staff_chat)
    return done


# --- rows that nothing holds back


def _cut(book: Book, what: What) -> int:
    """Unix seconds before which it has had its time."""
    return book.moment - book.tools.keep.days(what) * DAY


def _whole_days(cut: int) -> int:
    """A day's key opens all of its letters, so they go together, when the last has had its time."""
    return cut - cut % DAY


_PLAIN: Mapping[What, tuple[Table, Callable[[int], ColumnElement[bool]]]] = {
    What.UPDATES: (t.seen, lambda cut: t.seen.c.at < cut),
    # What goes by itself is counted before it is forgotten (bot/tidying.py).
    What.CHAT: (t.trail, lambda cut: and_(t.trail.c.at < cut, t.trail.c.due.is_(None))),
    What.LETTERS: (t.dead_letters, lambda cut: t.dead_letters.c.at < _whole_days(cut)),
    What.WAITS: (t.waits, lambda cut: t.waits.c.week < cut // (_WEEK * DAY)),
    What.ROOM: (t.capacities, lambda cut: t.capacities.c.day < cut // DAY),
    What.ALARMS: (t.alarms, lambda cut: t.alarms.c.accepted < cut),
    What.AUDIT: (t.audit, lambda cut: t.audit.c.at < cut),  # only counted: its chain says itself where it begins
}


def _count(book: Book, table: Table, which: ColumnElement[bool]) -> int:
    return int(book.db.execute(select(func.count()).select_from(table).where(which)).scalar_one())


def _days_of_letters(book: Book) -> list[datetime]:
    rows = book.db.execute(select(t.dead_letters.c.at).where(_PLAIN[What.LETTERS][1](_cut(book, What.LETTERS))))
    return [datetime.fromtimestamp(day * DAY, UTC) for day in sorted({row.at // DAY for row in rows})]


# --- things that may have to stay


def _things(book: Book) -> Iterator[Thing]:
    busy, chatting, here = _with_calls(book), _with_messages_in_chat(book), book.loaded()
    for thing in (*_sessions(book, busy, chatting), *_cases(book, busy, chatting), *_invites(book), *_left(book)):
        if thing.id not in here:  # of whom this very transaction has heard: she is alive
            yield thing


def _with_calls(book: Book) -> set[bytes]:
    """Owners and cases of what is still to be sent."""
    rows = book.db.execute(select(t.outbox.c.owner, t.outbox.c.case_id).distinct()).all()
    return {bytes(id) for row in rows for id in row if id is not None}


def _with_messages_in_chat(book: Book) -> set[bytes]:
    """Whoever hides the chat, or has it tidied, must still be able to: the numbers open with these keys."""
    live = or_(t.trail.c.at > book.moment - trail.KEPT, t.trail.c.due.is_not(None))
    rows = book.db.execute(select(t.trail.c.owner, t.trail.c.case_id).where(live).distinct()).all()
    return {bytes(id) for row in rows for id in row if id is not None}


def _sessions(book: Book, busy: set[bytes], chatting: set[bytes]) -> Iterator[Thing]:
    """Without a case that is kept; hers goes with the case, also one that her chat does not show now."""
    hers = exists().where(or_(t.cases.c.id == t.workers.c.case_id, t.cases.c.worker_id == t.workers.c.id))
    over = book.tools.keep.over(What.SESSION, book.moment // DAY)
    found = select(t.workers.c.id, t.workers.c.touched_day).where(t.workers.c.touched_day < over, ~hers)
    for row in book.db.execute(found).all():
        id = bytes(row.id)
        yield Thing(What.SESSION, id, row.touched_day, on_its_way=id in busy, in_chat=id in chatting)


def _cases(book: Book, busy: set[bytes], chatting: set[bytes]) -> Iterator[Thing]:
    c = t.cases.c
    found = select(
        c.id, c.worker_id, c.state, c.token, c.unanswered, c.touched_day, c.held_until, c.bare,
        t.nrm.c.look_at.label("reminds"),
    )  # fmt: skip
    for row in book.db.execute(found.select_from(t.cases.outerjoin(t.nrm, t.nrm.c.case_id == c.id))).all():
        what, id = _class_of(row.state, row.token), bytes(row.id)
        going = not busy.isdisjoint((id, bytes(row.worker_id)))  # her screens go under her own key
        date = row.reminds // DAY if row.reminds is not None else None
        yield Thing(what, id, row.touched_day, row.unanswered > 0, going, id in chatting, row.held_until, date)
        if what is What.CLOSED and not row.bare:
            yield Thing(What.FILES, id, row.touched_day, until=row.held_until)


def _class_of(state: str, token: int) -> What:
    if state == State.CLOSED.value:
        return What.CLOSED
    return What.UNCLAIMED if state == State.WAITING.value and token == _FIRST_TOKEN else What.OPEN


def _invites(book: Book) -> Iterator[Thing]:
    for row in book.db.execute(select(t.invites.c.id, t.invites.c.expires)).all():
        yield Thing(What.INVITES, bytes(row.id), row.expires // DAY)


def _forget_invites(book: Book, ids: Sequence[bytes]) -> None:
    """One that was used has given its id and its key to a colleague: then only the row goes."""
    on_staff = {bytes(row.id) for row in book.db.execute(select(t.staff.c.id)).all()}
    erasures.note_going(book, [id for id in ids if id not in on_staff])
    for id in ids:
        book.db.execute(delete(t.invites).where(t.invites.c.id == id))


def _left(book: Book) -> Iterator[Thing]:
    for row in book.db.execute(select(t.staff.c.id, t.staff.c.left_day).where(t.staff.c.left_day.is_not(None))).all():
        yield Thing(What.LEFT, bytes(row.id), row.left_day)
